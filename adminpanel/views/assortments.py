"""Agreement assortments: the list, a new one, its days, what it gives."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adminpanel.forms.assortments import AssortmentForm
from catalogue.errors import CatalogueRefused
from catalogue.models import Assortment
from catalogue.policies import may_change_goods
from catalogue.selectors import staff_assortments as selectors
from catalogue.selectors.staff_assortments import AgreementState, assortment_of
from catalogue.services import assortments as services
from core.http import posted
from core.lists import Filter, filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest

STATES = (
    (AgreementState.NOW.value, gettext_lazy("Valid now")),
    (AgreementState.LATER.value, gettext_lazy("Valid later")),
    (AgreementState.ENDED.value, gettext_lazy("Ended")),
)
_FIELD_OF = {"name-taken": "name", "ends-before-start": "valid_until"}


def assortment_list(request: ShopRequest) -> HttpResponse:
    """Every agreement: when it holds, for whom, how many items."""
    bar = filter_bar(request, (Filter("state", gettext_lazy("Valid"), STATES),))
    page = keyset_page(
        selectors.assortment_list(request.actor, text=bar.query, **bar.chosen),
        sorts=selectors.ASSORTMENT_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    numbers = selectors.numbers_of(request.actor, [each.pk for each in page.rows])
    context = list_context(request, page, bar) | {
        "agreements": [(each, selectors.state_of(each), numbers[each.pk]) for each in page.rows],
        "may_change": may_change_goods(request.actor),
    }
    return render(request, "staff/assortments/assortment_list.html", context)


def card_context(request: ShopRequest, assortment: Assortment, tab: str) -> dict[str, Any]:
    """The head of the card and its tabs. One query."""
    numbers = selectors.numbers_of(request.actor, [assortment.pk])[assortment.pk]
    names = (
        ("assortment-detail", _("Items"), numbers.items.count),
        ("assortment-holders", _("For whom"), numbers.holders),
        ("assortment-validity", _("Validity"), None),
        ("assortment-gives", _("What it gives"), None),
    )
    may_change = may_change_goods(request.actor)
    return {
        "assortment": assortment,
        "state": selectors.state_of(assortment),
        "numbers": numbers,
        "tabs": [
            {
                "label": label,
                "url": reverse(f"staff:{name}", args=[assortment.pk]),
                "count": count,
                "is_current": name == tab,
            }
            for name, label, count in names
            if may_change.allowed or name != "assortment-validity"
        ],
        "may_change": may_change,
        "asked": urlencode({"assortment": assortment.name}),
    }


def assortment_new(request: ShopRequest) -> HttpResponse:
    """An empty agreement; then whom it is for, and its items."""
    form = AssortmentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            assortment = services.create_assortment(actor=request.actor, **form.cleaned_data)
        except CatalogueRefused as refused:
            form.add_error(_FIELD_OF.get(refused.code), str(refused.reason))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": assortment.name})
            return redirect("staff:assortment-holders", assortment_id=assortment.pk)
    return render(request, "staff/assortments/assortment_new.html", {"form": form})


def assortment_validity(request: ShopRequest, assortment_id: int) -> HttpResponse:
    """Its name, its days, and whether percentages apply too."""
    assortment = assortment_of(assortment_id)
    form = AssortmentForm(posted(request), initial=AssortmentForm.initial_of(assortment))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_assortment(
                actor=request.actor, assortment=assortment, **form.cleaned_data
            )
        except CatalogueRefused as refused:
            form.add_error(_FIELD_OF.get(refused.code), str(refused.reason))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
            return redirect("staff:assortment-validity", assortment_id=assortment.pk)
    context = card_context(request, assortment, "assortment-validity") | {"form": form}
    return render(request, "staff/assortments/assortment_validity.html", context)


def assortment_gives(request: ShopRequest, assortment_id: int) -> HttpResponse:
    """What the agreement does, in words, with its own numbers."""
    assortment = assortment_of(assortment_id)
    context = card_context(request, assortment, "assortment-gives")
    return render(request, "staff/assortments/assortment_gives.html", context)
