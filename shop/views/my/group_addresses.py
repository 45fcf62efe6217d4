"""Where the organisation's goods may go: the register of delivery addresses of its customers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.http import posted
from customers.actors import ShopRequest
from customers.errors import CustomersRefused, FieldsRefused
from customers.models import Address, Customer
from customers.refusals import add_refusal
from customers.selectors.addresses import delivery_addresses_of_all, own_address_counts
from customers.selectors.colleagues import (
    customer_inside,
    customers_inside,
    delivery_address_inside,
)
from customers.selectors.field_rules import rules_for
from customers.services.addresses import (
    remove_delivery_address,
    save_delivery_address,
    set_free_delivery,
)
from shop.forms.group import DeliveryAddressForm, NewDeliveryAddressForm


@dataclass(frozen=True, slots=True)
class Register:
    """One customer with its delivery addresses, and how many its people keep for themselves."""

    customer: Customer
    addresses: Sequence[Address]
    kept: int


def group_address_list(request: ShopRequest) -> HttpResponse:
    """Every customer of the organisation with its addresses, and whether others may be written."""
    return _list_page(request)


def _list_page(request: ShopRequest, *, status: int = 200) -> HttpResponse:
    customers = customers_inside(request.actor)
    found = delivery_addresses_of_all(customers)
    kept = own_address_counts(customers)
    registers = [Register(c, found.get(c.pk, ()), kept.get(c.pk, 0)) for c in customers]
    context = {"registers": registers, "is_closed": request.actor.is_acting}
    return render(request, "my/group/group_address_list.html", context, status=status)


def group_address_new(request: ShopRequest) -> HttpResponse:
    customers = customers_inside(request.actor)
    form = NewDeliveryAddressForm(
        posted(request),
        rules=rules_for(request.shop, _asked_for(request, customers)),
        customers=customers,
        initial={"customer": request.GET.get("customer", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            save_delivery_address(
                actor=request.actor, customer=form.chosen_customer, details=form.details()
            )
        except FieldsRefused as refused:  # required since the form was shown
            add_refusal(form, refused)
        else:
            return _back(request, _("The address is saved."))
    return render(request, "my/group/group_address_new.html", {"form": form})


def _asked_for(request: ShopRequest, customers: Sequence[Customer]) -> Customer | None:
    """Whose rules the form follows: the one chosen, else the first."""
    chosen = request.POST.get("customer") or request.GET.get("customer", "")
    first = next(iter(customers), None)
    return next((each for each in customers if str(each.pk) == chosen), first)


def group_address_edit(request: ShopRequest, address_id: int) -> HttpResponse:
    """Changes or removes one."""
    address = delivery_address_inside(request.actor, address_id)
    removes = request.method == "POST" and "remove" in request.POST
    form = DeliveryAddressForm(
        None if removes else posted(request),
        rules=rules_for(request.shop, address.customer),
        initial=DeliveryAddressForm.initial_of(address),
    )
    status = 200
    if removes:
        try:
            remove_delivery_address(actor=request.actor, address=address)
        except CustomersRefused as refused:
            messages.error(request, str(refused.reason))
            status = 409
        else:
            return _back(request, _("The address is removed. Orders keep their copy."))
    elif request.method == "POST" and form.is_valid():
        try:
            save_delivery_address(
                actor=request.actor,
                customer=address.customer,
                details=form.details(),
                address=address,
            )
        except FieldsRefused as refused:
            add_refusal(form, refused)
        else:
            return _back(request, _("The address is saved."))
    context = {"form": form, "address": address}
    return render(request, "my/group/group_address_edit.html", context, status=status)


def group_delivery(request: ShopRequest, customer_id: int) -> HttpResponse:
    """Whether people at one customer may write an address of their own."""
    customer = customer_inside(request.actor, customer_id)
    is_free = request.POST.get("free") == "yes"
    try:
        set_free_delivery(actor=request.actor, customer=customer, is_free=is_free)
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
        return _list_page(request, status=409)
    name = {"customer": customer.name}
    if is_free:
        return _back(request, _("%(customer)s: an address may be written at checkout.") % name)
    return _back(request, _("%(customer)s: only these addresses can be chosen.") % name)


def _back(request: ShopRequest, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect("my:group-address-list")
