"""Ways to deliver and to pay."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.methods import DeliveryForm, PaymentForm
from adminpanel.views.settings import settings_tabs
from catalogue.selectors.vat import vat_rates
from customers.actors import ShopRequest
from customers.selectors.group_choice import few_groups
from customers.selectors.segment_choice import few_segments
from orders.errors import OrderRefused
from orders.models import DeliveryMethod, PaymentMethod
from orders.selectors.methods import (
    delivery_method_of,
    delivery_methods,
    payment_method_of,
    payment_methods,
)
from orders.services.methods import save_delivery_method, save_payment_method


def delivery_list(request: ShopRequest) -> HttpResponse:
    context = {"methods": delivery_methods(), "tabs": settings_tabs("delivery-list", request.actor)}
    return render(request, "staff/settings/delivery_list.html", context)


def payment_list(request: ShopRequest) -> HttpResponse:
    context = {"methods": payment_methods(), "tabs": settings_tabs("payment-list", request.actor)}
    return render(request, "staff/settings/payment_list.html", context)


def delivery_new(request: ShopRequest) -> HttpResponse:
    return _delivery_page(request, None, "staff/settings/delivery_new.html")


def delivery_edit(request: ShopRequest, method_id: int) -> HttpResponse:
    method = delivery_method_of(method_id)
    return _delivery_page(request, method, "staff/settings/delivery_edit.html")


def payment_new(request: ShopRequest) -> HttpResponse:
    return _payment_page(request, None, "staff/settings/payment_new.html")


def payment_edit(request: ShopRequest, method_id: int) -> HttpResponse:
    method = payment_method_of(method_id)
    return _payment_page(request, method, "staff/settings/payment_edit.html")


def _delivery_page(
    request: ShopRequest, method: DeliveryMethod | None, template: str
) -> HttpResponse:
    form = DeliveryForm(
        request.POST or None,
        rates=vat_rates(),
        actor=request.actor,
        groups=few_groups(request.actor),
        segments=few_segments(),
        initial=DeliveryForm.initial_of(method) if method else _defaults(),
    )

    def save() -> object:
        return save_delivery_method(
            actor=request.actor,
            details=form.details(),
            limit_groups=form.chosen_groups,
            limit_segments=form.chosen_segments,
            method=method,
        )

    return _form_page(request, form, save, template, {"method": method}, "delivery-list")


def _payment_page(
    request: ShopRequest, method: PaymentMethod | None, template: str
) -> HttpResponse:
    form = PaymentForm(
        request.POST or None,
        rates=vat_rates(),
        actor=request.actor,
        groups=few_groups(request.actor),
        segments=few_segments(),
        initial=PaymentForm.initial_of(method) if method else _defaults(),
    )

    def save() -> object:
        return save_payment_method(
            actor=request.actor,
            details=form.details(),
            limit_groups=form.chosen_groups,
            limit_segments=form.chosen_segments,
            method=method,
        )

    return _form_page(request, form, save, template, {"method": method}, "payment-list")


def _defaults() -> dict[str, Any]:
    default = next((str(rate.pk) for rate in vat_rates() if rate.is_default), "")
    return {"vat_rate": default}


def _form_page(
    request: ShopRequest,
    form: forms.Form,
    save: Callable[[], object],
    template: str,
    context: dict[str, Any],
    back: str,
) -> HttpResponse:
    """Shows the form, or saves it and goes back to the list; a refusal stands at the name."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = save()
            except OrderRefused as refused:
                field = "name" if "name_taken" in refused.reasons.codes else None
                form.add_error(field, refused.reasons.reason)
                status = 409
            else:
                messages.success(request, _("%(name)s is saved.") % {"name": saved})
                return redirect(f"staff:{back}")
    context = {"form": form, "tabs": settings_tabs(back, request.actor)} | context
    return render(request, template, context, status=status)
