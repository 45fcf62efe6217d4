"""Pricing tiers: Reseller, Wholesaler, Distributor …, their price lists and their customers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.prices import TierForm
from catalogue.errors import CatalogueRefused
from catalogue.policies import may_change_goods
from catalogue.selectors.buyers import (
    MEMBER_SORTS,
    TIER_SORTS,
    customers_in,
    tier_of,
    tiers_listed,
)
from catalogue.selectors.price_lists import lists_of_tier
from catalogue.services import tiers as services
from core.http import posted
from core.lists import filter_bar, list_context
from core.money import ZERO
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.discounts import floor_in_words
from customers.errors import DiscountsAddUp
from customers.models import PricingTier
from customers.selectors.customers import customers_found
from customers.selectors.staff_cards import customer_of

_FIELD_OF = {"name-taken": "name", "percent": "discount_percent"}
_MOST_FOUND = 8


def pricing_tier_list(request: ShopRequest) -> HttpResponse:
    """Every tier with its discount and how many customers are in it."""
    bar = filter_bar(request, ())
    page = keyset_page(
        tiers_listed(text=bar.query),
        sorts=TIER_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    context = list_context(request, page, bar) | {"may_change": may_change_goods(request.actor)}
    return render(request, "staff/prices/pricing_tier_list.html", context)


def pricing_tier_detail(request: ShopRequest, tier_id: int) -> HttpResponse:
    """The tier's price lists and customers; more customers are found by name or number."""
    tier = tier_of(tier_id)
    bar = filter_bar(request, ())
    page = keyset_page(
        customers_in(request.actor, tier),
        sorts=MEMBER_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    found = customers_found(request.actor, bar.query) if bar.query else None
    context = list_context(request, page, bar) | {
        "tier": tier,
        "lists": lists_of_tier(tier),
        "found": [] if found is None else found.select_related("pricing_tier")[:_MOST_FOUND],
        "floor": floor_in_words(request.shop.max_total_discount_percent),
        "may_change": may_change_goods(request.actor),
        "may_delete": services.may_delete_tier(request.actor, tier),
    }
    return render(request, "staff/prices/pricing_tier_detail.html", context)


def pricing_tier_new(request: ShopRequest) -> HttpResponse:
    return _tier_form(request, None, "staff/prices/pricing_tier_new.html")


def pricing_tier_edit(request: ShopRequest, tier_id: int) -> HttpResponse:
    """A new percentage names the customers whose own discount comes on top, and asks (K-29)."""
    return _tier_form(request, tier_of(tier_id), "staff/prices/pricing_tier_edit.html")


def _tier_form(request: ShopRequest, tier: PricingTier | None, template: str) -> HttpResponse:
    initial = (
        {"name": tier.name, "discount_percent": tier.discount_percent} if tier is not None else {}
    )
    form = TierForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_tier(
                actor=request.actor,
                name=form.cleaned_data["name"],
                discount_percent=form.cleaned_data["discount_percent"] or ZERO,
                tier=tier,
                yes_to=form.yes_to,
            )
        except DiscountsAddUp as refused:
            form.ask_about_double(refused)
        except CatalogueRefused as refused:
            form.add_error(_FIELD_OF.get(refused.code), str(refused.reason))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": saved.name})
            return redirect("staff:pricing-tier-detail", tier_id=saved.pk)
    return render(request, template, {"form": form, "tier": tier})


def pricing_tier_delete(request: ShopRequest, tier_id: int) -> HttpResponse:
    tier = tier_of(tier_id)
    try:
        services.delete_tier(actor=request.actor, tier=tier)
    except CatalogueRefused as refused:
        messages.error(request, str(refused.reason))
        return redirect("staff:pricing-tier-detail", tier_id=tier.pk)
    messages.success(request, _("%(name)s is removed.") % {"name": tier.name})
    return redirect("staff:pricing-tier-list")


def pricing_tier_assign(request: ShopRequest, tier_id: int, customer_id: int) -> HttpResponse:
    """The customer is in this tier; two discounts on top of each other are asked about first."""
    tier, customer = tier_of(tier_id), customer_of(request.actor, customer_id)
    try:
        services.assign_tier(
            actor=request.actor,
            tier=tier,
            customer=customer,
            yes_to=request.POST.get("double_discount_ok", ""),
        )
    except DiscountsAddUp as refused:
        context = {"tier": tier, "customer": customer, "refused": refused}
        return render(request, "staff/prices/pricing_tier_assign.html", context)
    values = {"name": customer.name, "tier": tier.name}
    messages.success(request, _("%(name)s is in %(tier)s.") % values)
    return redirect("staff:pricing-tier-detail", tier_id=tier.pk)


def pricing_tier_leave(request: ShopRequest, tier_id: int, customer_id: int) -> HttpResponse:
    tier, customer = tier_of(tier_id), customer_of(request.actor, customer_id)
    services.leave_tier(actor=request.actor, tier=tier, customer=customer)
    values = {"name": customer.name, "tier": tier.name}
    messages.success(request, _("%(name)s is no longer in %(tier)s.") % values)
    return redirect("staff:pricing-tier-detail", tier_id=tier.pk)
