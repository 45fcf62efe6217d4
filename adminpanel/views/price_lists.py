"""Price lists: the list, and the card with its rows, whom it is for, its days and its history."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adminpanel.forms.prices import PriceListForm
from catalogue.errors import CatalogueRefused
from catalogue.models import PriceList
from catalogue.policies import may_change_goods
from catalogue.selectors.buyers import buyer_of, buyers_found
from catalogue.selectors.price_history import HISTORY_SORTS, events_shown, history_of
from catalogue.selectors.price_lists import (
    BUYER_SORTS,
    LIST_SORTS,
    connections_of,
    price_list_of,
    price_lists,
    unseen_connections,
)
from catalogue.selectors.staff_prices import ROW_SORTS, rows_shown, staged_count, variants_in
from catalogue.services import prices as services
from core.http import posted
from core.lists import Filter, address_with, asked_of, filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.selectors.group_names import unseen

_STATES = (
    ("now", gettext_lazy("Valid now")),
    ("later", gettext_lazy("Valid later")),
    ("ended", gettext_lazy("Ended")),
)
_FIELD_OF = {"name-taken": "name", "ends-before-start": "valid_until"}


def price_list_list(request: ShopRequest) -> HttpResponse:
    """Every price list, whom it is for and when."""
    bar = filter_bar(request, (Filter("state", gettext_lazy("Validity"), _STATES),))
    page = keyset_page(
        price_lists(request.actor, text=bar.query, state=bar.chosen.get("state", "")),
        sorts=LIST_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    context = list_context(request, page, bar) | {
        "today": timezone.localdate(),
        "may_change": may_change_goods(request.actor),
    }
    return render(request, "staff/prices/price_list_list.html", context)


def price_list_new(request: ShopRequest) -> HttpResponse:
    form = PriceListForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_price_list(actor=request.actor, **form.cleaned_data)
        except CatalogueRefused as refused:
            form.add_error(_FIELD_OF.get(refused.code), str(refused.reason))
        else:
            messages.success(
                request, _("%(name)s is saved. Say whom it is for.") % {"name": made.name}
            )
            return redirect("staff:price-list-buyers", price_list_id=made.pk)
    return render(request, "staff/prices/price_list_new.html", {"form": form})


def price_list_detail(request: ShopRequest, price_list_id: int) -> HttpResponse:
    """The rows by article number, quantities side by side, with what is not published."""
    price_list = price_list_of(price_list_id)
    bar = filter_bar(request, ())
    page = keyset_page(
        variants_in(price_list, text=bar.query),
        sorts=ROW_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    with_ended = request.GET.get("ended") == "1"
    context = list_context(request, page, bar) | {
        "rows": rows_shown(price_list, page.rows, with_ended=with_ended),
        "with_ended": with_ended,
        "ended_url": address_with(request, ended=None if with_ended else "1"),
        "asked": asked_of(page, bar, list=price_list.name),
    }
    context |= card_of(request, price_list, "rows")
    return render(request, "staff/prices/price_list_detail.html", context)


def price_list_buyers(request: ShopRequest, price_list_id: int) -> HttpResponse:
    """Whom the list is for; more of them are found by name or number."""
    price_list = price_list_of(price_list_id)
    query = request.GET.get("q", "").strip()[:200]
    page = keyset_page(
        connections_of(request.actor, price_list),
        sorts=BUYER_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context = {
        "query": query,
        "found": buyers_found(request.actor, query),
        "rows": page.rows,
        "unseen": unseen(unseen_connections(request.actor, price_list)),
        "newer_url": address_with(request, cursor=page.newer) if page.newer else "",
        "older_url": address_with(request, cursor=page.older) if page.older else "",
    }
    context |= card_of(request, price_list, "buyers")
    return render(request, "staff/prices/price_list_buyers.html", context)


def price_list_connect(
    request: ShopRequest, price_list_id: int, kind: str, buyer_id: int
) -> HttpResponse:
    price_list, buyer = price_list_of(price_list_id), buyer_of(request.actor, kind, buyer_id)
    services.connect_price_list(actor=request.actor, price_list=price_list, buyer=buyer)
    values = {"list": price_list.name, "buyer": buyer.name}
    messages.success(request, _("%(list)s is for %(buyer)s too.") % values)
    return redirect("staff:price-list-buyers", price_list_id=price_list.pk)


def price_list_disconnect(
    request: ShopRequest, price_list_id: int, kind: str, buyer_id: int
) -> HttpResponse:
    price_list, buyer = price_list_of(price_list_id), buyer_of(request.actor, kind, buyer_id)
    services.disconnect_price_list(actor=request.actor, price_list=price_list, buyer=buyer)
    values = {"list": price_list.name, "buyer": buyer.name}
    messages.success(request, _("%(list)s is no longer for %(buyer)s.") % values)
    return redirect("staff:price-list-buyers", price_list_id=price_list.pk)


def price_list_validity(request: ShopRequest, price_list_id: int) -> HttpResponse:
    """Its name and the days between which it holds."""
    price_list = price_list_of(price_list_id)
    form = PriceListForm(posted(request), initial=PriceListForm.initial_of(price_list))
    if request.method == "POST" and form.is_valid():
        try:
            services.update_price_list(
                actor=request.actor, price_list=price_list, **form.cleaned_data
            )
        except CatalogueRefused as refused:
            form.add_error(_FIELD_OF.get(refused.code), str(refused.reason))
        else:
            name = form.cleaned_data["name"]
            messages.success(request, _("%(name)s is saved.") % {"name": name})
            return redirect("staff:price-list-detail", price_list_id=price_list.pk)
    context = {"form": form} | card_of(request, price_list, "validity")
    return render(request, "staff/prices/price_list_validity.html", context)


def price_list_history(request: ShopRequest, price_list_id: int) -> HttpResponse:
    """Who set and ended what, the newest first."""
    price_list = price_list_of(price_list_id)
    page = keyset_page(
        history_of(price_list), sorts=HISTORY_SORTS, sort="", cursor=request.GET.get("cursor")
    )
    context = {
        "rows": events_shown(page.rows),
        "newer_url": address_with(request, cursor=page.newer) if page.newer else "",
        "older_url": address_with(request, cursor=page.older) if page.older else "",
    }
    context |= card_of(request, price_list, "history")
    return render(request, "staff/prices/price_list_history.html", context)


def card_of(request: ShopRequest, price_list: PriceList, current: str) -> dict[str, Any]:
    """What every page of the card shows: its tabs, and how much is not published. One query."""
    waiting = staged_count(price_list)
    tabs = (
        ("rows", _("Rows"), "staff:price-list-detail", None),
        ("changes", _("Not published"), "staff:price-list-changes", waiting),
        ("buyers", _("For whom"), "staff:price-list-buyers", None),
        ("validity", _("Validity"), "staff:price-list-validity", None),
        ("history", _("History"), "staff:price-list-history", None),
    )
    may_change = may_change_goods(request.actor)
    return {
        "price_list": price_list,
        "today": timezone.localdate(),
        "waiting": waiting,
        "may_change": may_change,
        "tabs": [
            {
                "label": label,
                "url": reverse(url_name, args=[price_list.pk]),
                "count": count,
                "is_current": key == current,
            }
            for key, label, url_name, count in tabs
            if key != "validity" or may_change.allowed
        ],
    }
