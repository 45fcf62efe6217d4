"""Customers: the card, its edit form, its main group and its addresses."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.documents import routine_notes
from adminpanel.forms.customers import CustomerForm, MoveForm, NewCustomerForm
from core.http import posted
from customers.actors import ShopRequest
from customers.address_forms import AddressForm
from customers.discounts import double_discount
from customers.errors import ChainsWouldBreak, CustomersRefused, DiscountsAddUp
from customers.models import Address, Customer
from customers.refusals import add_refusal
from customers.selectors.customers import addresses_of, groups, people_of
from customers.selectors.documents import shelf_of
from customers.selectors.staff_cards import address_of, customer_of, tiers
from customers.services import customers as services
from orders.selectors.limits import outstanding_of
from orders.selectors.of_customer import latest_orders_of


def customer_detail(request: ShopRequest, customer_id: int) -> HttpResponse:
    """The card: people, addresses, terms, latest orders, and the note that only staff see."""
    customer = customer_of(request.actor, customer_id)
    context = {
        "customer": customer,
        "people": people_of(request.actor, customer),
        "addresses": addresses_of(customer),
        "further_groups": customer.further_groups.all(),
        "outstanding": outstanding_of(customer),
        "latest_orders": latest_orders_of(request.actor, customer),
        "double_discount": double_discount(customer),
        "documents": shelf_of(request.actor, customer),
        "routines": routine_notes(customer),
    }
    return render(request, "staff/customers/customer_detail.html", context)


def customer_new(request: ShopRequest) -> HttpResponse:
    """A new company in its main group."""
    form = NewCustomerForm(posted(request), groups=groups(), tiers=tiers())
    if request.method == "POST" and form.is_valid():
        try:
            customer = services.create_customer(
                actor=request.actor,
                details=form.details(),
                main_group=form.chosen_main_group,
                further_groups=form.chosen_further_groups,
                pricing_tier=form.chosen_tier,
                yes_to=form.yes_to,
            )
        except DiscountsAddUp as refused:
            form.ask_about_double(refused)
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            return _saved(request, customer)
    return render(request, "staff/customers/customer_new.html", {"form": form})


def customer_edit(request: ShopRequest, customer_id: int) -> HttpResponse:
    """Everything on the card but the main group."""
    customer = customer_of(request.actor, customer_id)
    form = CustomerForm(
        posted(request),
        groups=groups(),
        tiers=tiers(),
        initial=CustomerForm.initial_of(customer),
    )
    if request.method == "POST" and form.is_valid():
        try:
            customer = services.update_customer(
                actor=request.actor,
                customer=customer,
                details=form.details(),
                further_groups=form.chosen_further_groups,
                pricing_tier=form.chosen_tier,
                yes_to=form.yes_to,
            )
        except DiscountsAddUp as refused:
            form.ask_about_double(refused)
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            return _saved(request, customer)
    context = {"form": form, "customer": customer}
    return render(request, "staff/customers/customer_edit.html", context)


def _saved(request: ShopRequest, customer: Customer) -> HttpResponse:
    """Back to the card; two discounts on top of each other are said aloud (K-29)."""
    messages.success(request, _("%(name)s is saved.") % {"name": customer.name})
    if warning := double_discount(customer):
        messages.warning(request, str(warning))
    return redirect("staff:customer-detail", customer_id=customer.pk)


def customer_move(request: ShopRequest, customer_id: int) -> HttpResponse:
    """To another main group. Chains that the move would cut are named before it is done."""
    customer = customer_of(request.actor, customer_id)
    form = MoveForm(
        posted(request), groups=groups(), initial={"main_group": str(customer.main_group_id)}
    )
    broken: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            services.change_main_group(
                actor=request.actor,
                customer=customer,
                main_group=form.chosen,
                cut_chains=form.cleaned_data["cut_chains"],
                yes_to=form.yes_to,
            )
        except DiscountsAddUp as refused:
            form.ask_about_double(refused)
        except ChainsWouldBreak as refused:
            broken = refused.broken
            form.ask_for_yes()
            form.add_error("cut_chains", str(refused.reason))
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            values = {"name": customer.name, "group": form.chosen.name}
            messages.success(request, _("%(name)s now belongs to %(group)s.") % values)
            return redirect("staff:customer-detail", customer_id=customer.pk)
    context = {"form": form, "customer": customer, "broken": broken}
    return render(request, "staff/customers/customer_move.html", context)


def address_new(request: ShopRequest, customer_id: int) -> HttpResponse:
    customer = customer_of(request.actor, customer_id)
    return _address_page(request, customer, None, "staff/customers/address_new.html")


def address_edit(request: ShopRequest, customer_id: int, address_id: int) -> HttpResponse:
    customer = customer_of(request.actor, customer_id)
    address = address_of(customer, address_id)
    if request.method == "POST" and "remove" in request.POST:
        services.remove_address(actor=request.actor, address=address)
        messages.success(request, _("The address is removed. Orders keep their copy."))
        return redirect("staff:customer-detail", customer_id=customer.pk)
    return _address_page(request, customer, address, "staff/customers/address_edit.html")


def _address_page(
    request: ShopRequest, customer: Customer, address: Address | None, template: str
) -> HttpResponse:
    initial = AddressForm.initial_of(address) if address else {"name": customer.name}
    form = AddressForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        services.save_address(
            actor=request.actor, customer=customer, details=form.details(), address=address
        )
        messages.success(request, _("The address is saved."))
        return redirect("staff:customer-detail", customer_id=customer.pk)
    return render(request, template, {"form": form, "customer": customer, "address": address})
