"""A customer's forms: a new one, its card, its main group. The card is in `customer_card`."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.customers import CustomerForm, MoveForm, NewCustomerForm
from core.http import posted
from customers.actors import ShopRequest
from customers.discounts import double_discount
from customers.errors import (
    ChainsWouldBreak,
    CustomersRefused,
    DiscountsAddUp,
    LastAdministrator,
)
from customers.models import Customer, Origin, PricingTier
from customers.org_numbers import org_number_warning
from customers.refusals import add_refusal
from customers.selectors.customer_card import same_org_number
from customers.selectors.group_choice import few_groups
from customers.selectors.staff_cards import customer_of, tiers
from customers.services import customers as services


def customer_new(request: ShopRequest) -> HttpResponse:
    """A new company in its main group; from a pricing tier's page, in that tier."""
    tier = _tier_asked(request)
    form = NewCustomerForm(
        posted(request),
        initial={"pricing_tier": str(tier.pk)} if tier else {},
        actor=request.actor,
        shop=request.shop,
        groups=few_groups(request.actor),
        tiers=tiers(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            customer = services.create_customer(
                actor=request.actor,
                details=form.details(),
                main_group=form.chosen_main_group,
                further_groups=form.chosen_further_groups,
                pricing_tier=form.chosen_tier,
                yes_to=form.yes_to,
                origin=Origin.TIER if tier and form.chosen_tier == tier else Origin.STAFF,
            )
        except DiscountsAddUp as refused:
            form.ask_about_double(refused)
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            return _saved(request, customer)
    return render(request, "staff/customers/customer_new.html", {"form": form, "tier": tier})


def _tier_asked(request: ShopRequest) -> PricingTier | None:
    """The tier from whose page one came, `?tier=3`."""
    asked = request.GET.get("tier", "")
    return next((tier for tier in tiers() if str(tier.pk) == asked), None) if asked else None


def customer_edit(request: ShopRequest, customer_id: int) -> HttpResponse:
    """Everything on the card but the main group."""
    customer = customer_of(request.actor, customer_id)
    form = CustomerForm(
        posted(request),
        actor=request.actor,
        shop=request.shop,
        groups=few_groups(request.actor),
        tiers=tiers(),
        customer=customer,
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
    if request.shop.b2b_mode:
        _look_at_org_number(request, customer)
    return redirect("staff:customer-detail", customer_id=customer.pk)


def _look_at_org_number(request: ShopRequest, customer: Customer) -> None:
    """What looks wrong is said and kept: the number may be right all the same (P-32)."""
    if warning := org_number_warning(str(customer.country), customer.org_number):
        messages.warning(request, str(warning))
    if others := same_org_number(request.actor, customer):
        named = ", ".join(f"{other.name} ({other.number})" for other in others)
        words = _("The organisation number is also that of %(names)s.") % {"names": named}
        messages.warning(request, words)


def customer_move(request: ShopRequest, customer_id: int) -> HttpResponse:
    """To another main group. Chains that the move would cut are named before it is done."""
    customer = customer_of(request.actor, customer_id)
    form = MoveForm(
        posted(request),
        actor=request.actor,
        groups=few_groups(request.actor),
        initial={"main_group": customer.main_group},
    )
    cuts: ChainsWouldBreak | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.change_main_group(
                actor=request.actor,
                customer=customer,
                main_group=form.chosen,
                yes_to_cuts=form.yes_to_cuts,
                yes_to=form.yes_to,
                leave_to_shop=form.leaves_to_shop,
            )
        except DiscountsAddUp as refused:
            form.ask_about_double(refused)
        except LastAdministrator as refused:
            form.ask_about_administrator(refused)
        except ChainsWouldBreak as refused:
            cuts = refused
            form.ask_about_cuts(refused)
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            values = {"name": customer.name, "group": form.chosen.name}
            messages.success(request, _("%(name)s now belongs to %(group)s.") % values)
            return redirect("staff:customer-detail", customer_id=customer.pk)
    context = {"form": form, "customer": customer, "cuts": cuts}
    return render(request, "staff/customers/customer_move.html", context)
