"""What this person has answered as an approver, and what has become of it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import Answer
from core.lists import Chip, Filter, address_with, filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from orders.selectors.decided import DECIDED_SORTS, decisions_of
from orders.states import OrderStatus
from shop.forms.approvals import DecidedDaysForm


def approval_decided(request: ShopRequest) -> HttpResponse:
    """By words, answer, what the order is now and the days of the answers, newest first."""
    bar = filter_bar(
        request,
        [
            Filter("answer", gettext_lazy("Answer"), Answer.choices),
            Filter("status", gettext_lazy("Status now"), OrderStatus.choices),
        ],
    )
    form = DecidedDaysForm(request.GET)
    form.is_valid()
    days = {name: day for name, day in form.cleaned_data.items() if day}
    page = keyset_page(
        decisions_of(
            request.actor,
            text=bar.query,
            answer=bar.chosen.get("answer", ""),
            status=bar.chosen.get("status", ""),
            decided_from=days.get("decided_from"),
            decided_to=days.get("decided_to"),
        ),
        sorts=DECIDED_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    words = {"decided_from": _("Answered from"), "decided_to": _("Answered to")}
    context = list_context(request, page, bar) | {
        "days_form": DecidedDaysForm(initial=days),
        "chips": [
            *bar.chips,
            *(
                Chip(
                    f"{words[name]}: {date_format(day, 'j M Y')}",
                    address_with(request, **{name: None}),
                )
                for name, day in days.items()
            ),
        ],
        "hidden": [*bar.hidden, *((name, day.isoformat()) for name, day in days.items())],
        "is_narrowed": bar.is_set or bool(days),
        "clear_url": request.path,
    }
    return render(request, "my/approvals/approval_decided.html", context)
