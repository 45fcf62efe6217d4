"""The shop's own settings, and the tabs that all settings pages share."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.forms.settings import ShopForm
from core.access.menu import may_open
from customers.actors import Actor, ShopRequest
from customers.errors import CustomersRefused
from customers.refusals import add_refusal
from customers.selectors.group_choice import few_groups
from customers.selectors.shop import shop_settings
from customers.services.shop import update_shop_settings
from orders.selectors.staff import any_order_placed

FIELD_OF = {
    name: name
    for name in (
        *("currency", "language"),
        *("title_purpose", "birthday_purpose", "birthday_greeting", "birthday_discount_percent"),
        *("accounts_at_checkout", "private_group"),
    )
}


def settings(request: ShopRequest) -> HttpResponse:
    """Name, contact, order mail, currency, language and the choices for the whole shop."""
    has_orders = any_order_placed()
    form = ShopForm(
        request.POST or None,
        shop=shop_settings(),
        has_orders=has_orders,
        actor=request.actor,
        groups=few_groups(request.actor),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                update_shop_settings(
                    actor=request.actor, details=form.details(), has_orders=has_orders
                )
            except CustomersRefused as refused:
                add_refusal(form, refused, FIELD_OF)
                status = 409
            else:
                messages.success(request, _("The shop's settings are saved."))
                return redirect("staff:settings")
    context = {"form": form, "tabs": settings_tabs("settings", request.actor)}
    return render(request, "staff/settings/settings.html", context, status=status)


def settings_tabs(current: str, actor: Actor | None = None) -> list[dict[str, Any]]:
    """The parts of the settings that the shop has; all need the same permission."""
    parts = (
        ("settings", _("Shop")),
        ("delivery-list", _("Delivery methods")),
        ("payment-list", _("Payment methods")),
        ("vat-list", _("VAT rates")),
        ("extra-field-list", _("Extra fields")),
        ("email-template-list", _("E-mail templates")),
        ("small-order-list", _("Small orders")),
        ("shop-text-list", _("Start page and news")),
        ("terms-list", _("Terms")),
        ("loyalty-programme", _("Loyalty")),
        ("wholesale-settings", _("Wholesale sign-up")),
        ("link-targets", _("Addresses")),
        ("my-sections", _("My pages")),
        ("add-on-list", _("Add-ons")),
    )
    return [
        {"label": label, "url": reverse(f"staff:{name}"), "is_current": name == current}
        for name, label in parts
        if actor is None or may_open(actor, f"staff:{name}")
    ]
