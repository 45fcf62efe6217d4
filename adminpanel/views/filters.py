"""Which attributes of goods the shop's lists can be narrowed by."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.filters import FilterAttributesForm
from catalogue.errors import CatalogueRefused
from catalogue.selectors.filter_attributes import filter_names, names_in_goods
from catalogue.services.filter_attributes import set_filter_attributes
from core.http import posted
from customers.actors import ShopRequest


def filter_attributes(request: ShopRequest) -> HttpResponse:
    """The names, one a line, in the order of the shop; beside them those that goods have."""
    form = FilterAttributesForm(posted(request), initial={"names": "\n".join(filter_names())})
    if request.method == "POST" and form.is_valid():
        try:
            set_filter_attributes(actor=request.actor, names=form.cleaned_data["names"])
        except CatalogueRefused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, _("The filters are saved. Counts follow within minutes."))
            return redirect("staff:filter-attributes")
    context = {"form": form, "found": names_in_goods()}
    return render(request, "staff/categories/filter_attributes.html", context)
