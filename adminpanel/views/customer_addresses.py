"""The address tab of a customer's card: contacts, the register, accounts with carriers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.customer_card import card_context
from adminpanel.forms.customer_card import ShipperAccountForm
from core.access.menu import way_in
from core.http import posted
from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.address_forms import AddressForm
from customers.errors import CustomersRefused, FieldsRefused
from customers.field_rules import ADDRESSES
from customers.models import Address, Customer, ShipperAccount
from customers.refusals import add_refusal
from customers.selectors.customer_card import (
    ADDRESS_SORTS,
    account_of,
    accounts_of,
    addresses_in,
)
from customers.selectors.field_rules import rules_for
from customers.selectors.staff_cards import address_of, customer_of
from customers.services import customers as services
from customers.services.shipper_accounts import remove_shipper_account, save_shipper_account


def customer_address_list(request: ShopRequest, customer_id: int) -> HttpResponse:
    context = card_context(request, customer_id, "customer-address-list")
    customer = context["customer"]
    bar = filter_bar(request, ())
    page = keyset_page(
        addresses_in(customer, text=bar.query),
        sorts=ADDRESS_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context |= list_context(request, page, bar) | {
        "accounts": accounts_of(customer),
        "required_fields_url": way_in(request.actor, "staff:required-fields", section=ADDRESSES),
    }
    return render(request, "staff/customers/customer_address_list.html", context)


def address_new(request: ShopRequest, customer_id: int) -> HttpResponse:
    customer = customer_of(request.actor, customer_id)
    return _address_page(request, customer, None, "staff/customers/address_new.html")


def address_edit(request: ShopRequest, customer_id: int, address_id: int) -> HttpResponse:
    customer = customer_of(request.actor, customer_id)
    address = address_of(customer, address_id)
    if request.method == "POST" and "remove" in request.POST:
        services.remove_address(actor=request.actor, address=address)
        messages.success(request, _("The address is removed. Orders keep their copy."))
        return redirect("staff:customer-address-list", customer_id=customer.pk)
    return _address_page(request, customer, address, "staff/customers/address_edit.html")


def _address_page(
    request: ShopRequest, customer: Customer, address: Address | None, template: str
) -> HttpResponse:
    initial = AddressForm.initial_of(address) if address else {"name": customer.name}
    rules = rules_for(request.shop, customer)
    form = AddressForm(posted(request), rules=rules, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_address(
                actor=request.actor, customer=customer, details=form.details(), address=address
            )
        except FieldsRefused as refused:  # required since the form was shown
            add_refusal(form, refused)
        else:
            messages.success(request, _("The address is saved."))
            return redirect("staff:customer-address-list", customer_id=customer.pk)
    return render(request, template, {"form": form, "customer": customer, "address": address})


def shipper_account_new(request: ShopRequest, customer_id: int) -> HttpResponse:
    customer = customer_of(request.actor, customer_id)
    return _account_page(request, customer, None, "staff/customers/shipper_account_new.html")


def shipper_account_edit(request: ShopRequest, customer_id: int, account_id: int) -> HttpResponse:
    customer = customer_of(request.actor, customer_id)
    account = account_of(customer, account_id)
    if request.method == "POST" and "remove" in request.POST:
        remove_shipper_account(actor=request.actor, account=account)
        messages.success(request, _("The account is removed. Orders keep what they say."))
        return redirect("staff:customer-address-list", customer_id=customer.pk)
    return _account_page(request, customer, account, "staff/customers/shipper_account_edit.html")


def _account_page(
    request: ShopRequest, customer: Customer, account: ShipperAccount | None, template: str
) -> HttpResponse:
    initial = ShipperAccountForm.initial_of(account) if account else None
    form = ShipperAccountForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_shipper_account(
                actor=request.actor, customer=customer, details=form.details(), account=account
            )
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The account is saved."))
            return redirect("staff:customer-address-list", customer_id=customer.pk)
    return render(request, template, {"form": form, "customer": customer, "account": account})
