"""What the shop asks of small orders: the smallest order, or the fee of a small one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.small_orders import NewSmallOrderForm, SmallOrderForm
from adminpanel.views.settings import settings_tabs
from catalogue.selectors.vat import vat_rates
from core.http import posted
from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from orders.errors import OrderRefused
from orders.models import SmallOrderRule
from orders.selectors.small_orders import (
    RULE_SORTS,
    rules_for_small_orders,
    small_order_rule_of,
)
from orders.services.small_orders import delete_small_order_rule, save_small_order_rule

_FIELDS = {"taken": "name", "vat_rate": "vat_rate"}


def small_order_list(request: ShopRequest) -> HttpResponse:
    """Every rule, the newest first."""
    page = keyset_page(
        rules_for_small_orders(), sorts=RULE_SORTS, sort="", cursor=request.GET.get("cursor")
    )
    context = list_context(request, page, filter_bar(request, ()))
    context["tabs"] = settings_tabs("small-order-list", request.actor)
    return render(request, "staff/settings/small_order_list.html", context)


def small_order_new(request: ShopRequest) -> HttpResponse:
    form = NewSmallOrderForm(posted(request), actor=request.actor, rates=vat_rates(), rule=None)
    return _form_page(request, form, None, "staff/settings/small_order_new.html")


def small_order_edit(request: ShopRequest, rule_id: int) -> HttpResponse:
    rule = small_order_rule_of(rule_id)
    form = SmallOrderForm(posted(request), rates=vat_rates(), rule=rule)
    return _form_page(request, form, rule, "staff/settings/small_order_edit.html")


def small_order_delete(request: ShopRequest, rule_id: int) -> HttpResponse:
    try:
        delete_small_order_rule(actor=request.actor, rule_id=small_order_rule_of(rule_id).pk)
    except OrderRefused as refused:
        messages.error(request, refused.reasons.reason)
    else:
        messages.success(request, _("The rule is removed."))
    return redirect("staff:small-order-list")


def _form_page(
    request: ShopRequest, form: SmallOrderForm, rule: SmallOrderRule | None, template: str
) -> HttpResponse:
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                save_small_order_rule(actor=request.actor, details=form.details(), rule=rule)
            except OrderRefused as refused:
                field = _FIELDS.get(refused.reasons.codes[0])
                form.add_error(field if field in form.fields else None, refused.reasons.reason)
                status = 409
            else:
                messages.success(request, _("The rule is saved."))
                return redirect("staff:small-order-list")
    context = {"form": form, "rule": rule, "tabs": settings_tabs("small-order-list", request.actor)}
    return render(request, template, context, status=status)
