"""Which attributes of goods the shop's lists can be narrowed by."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.filters import FilterAttributesForm
from catalogue.errors import CatalogueRefused
from catalogue.selectors.filter_attributes import (
    filter_names,
    names_in_goods,
    names_without_goods,
    real_names_like,
)
from catalogue.services.filter_attributes import set_filter_attributes
from core.http import posted
from customers.actors import ShopRequest


def filter_attributes(request: ShopRequest) -> HttpResponse:
    """The names, one a line, in the order of the shop; beside them those that goods have.

    A new name that no goods have is asked about before it is saved.
    """
    form = FilterAttributesForm(posted(request), initial={"names": "\n".join(filter_names())})
    found = names_in_goods()
    if request.method == "POST" and form.is_valid() and _is_meant(form, found):
        try:
            set_filter_attributes(actor=request.actor, names=form.cleaned_data["names"])
        except CatalogueRefused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, _("The filters are saved. Counts follow within minutes."))
            return redirect("staff:filter-attributes")
    context = {"form": form, "found": found}
    return render(request, "staff/categories/filter_attributes.html", context)


def _is_meant(form: FilterAttributesForm, found: Sequence[tuple[str, int]]) -> bool:
    """Whether goods have all that is new, or the person has said yes to what they have not."""
    had = set(filter_names())
    new = [name for name in form.cleaned_data["names"] if name not in had]
    unknown = names_without_goods(new) if new else []
    if not unknown or form.yes_to(unknown):
        return True
    form.ask_about(unknown, real_names_like(unknown, [name for name, _count in found]))
    return False
