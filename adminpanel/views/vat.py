"""VAT rates."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.settings import VatForm
from adminpanel.views.settings import settings_tabs
from catalogue.errors import CatalogueRefused
from catalogue.models import VatRate
from catalogue.selectors.vat import vat_rate_of, vat_rates
from catalogue.services.vat import save_vat_rate
from customers.actors import ShopRequest

FIELD_OF = {"name_taken": "name", "percent": "percent", "default_needed": "is_default"}


def vat_list(request: ShopRequest) -> HttpResponse:
    context = {"rates": vat_rates(), "tabs": settings_tabs("vat-list", request.actor)}
    return render(request, "staff/settings/vat_list.html", context)


def vat_new(request: ShopRequest) -> HttpResponse:
    return _form_page(request, None, "staff/settings/vat_new.html")


def vat_edit(request: ShopRequest, rate_id: int) -> HttpResponse:
    return _form_page(request, vat_rate_of(rate_id), "staff/settings/vat_edit.html")


def _form_page(request: ShopRequest, rate: VatRate | None, template: str) -> HttpResponse:
    form = VatForm(request.POST or None, initial=VatForm.initial_of(rate) if rate else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = save_vat_rate(actor=request.actor, rate=rate, **form.cleaned_data)
            except CatalogueRefused as refused:
                form.add_error(FIELD_OF.get(refused.code), str(refused.reason))
                status = 409
            else:
                messages.success(request, _("%(name)s is saved.") % {"name": saved.name})
                return redirect("staff:vat-list")
    context = {"form": form, "rate": rate, "tabs": settings_tabs("vat-list", request.actor)}
    return render(request, template, context, status=status)
