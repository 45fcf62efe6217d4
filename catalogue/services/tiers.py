"""Pricing tiers: Reseller, Wholesaler, Distributor …, and the customers in them (U-20, U-21)."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import PriceListConnection
from catalogue.policies import may_change_goods
from core.audit import use_case
from core.reasons import ALLOWED, Refused, Verdict
from customers.actors import Actor
from customers.models import Customer, PricingTier
from customers.services.double_discounts import ask_about_many, ask_about_one


def may_delete_tier(actor: Actor, tier: PricingTier) -> Verdict:
    """Only one that no customer is in and no price list is for. Two queries."""
    may = may_change_goods(actor)
    if not may.allowed:
        return may
    if Customer.objects.filter(pricing_tier=tier).exists():
        return Refused(_("Customers are in this tier. Move them first."), "in-use")
    if PriceListConnection.objects.filter(tier=tier).exists():
        return Refused(_("A price list is for this tier. Disconnect it first."), "in-use")
    return ALLOWED


@use_case("tier.save")
def save_tier(
    *,
    actor: Actor,
    name: str,
    discount_percent: Decimal,
    tier: PricingTier | None = None,
    yes_to: str | None = None,
) -> PricingTier:
    """A new tier, or `tier` changed. Raises `CatalogueRefused` for a name in use or a percentage
    outside 0–100, and `DiscountsAddUp` when customers' own discounts come on top of a new one
    and `yes_to` does not name it."""
    require(may_change_goods(actor))
    if not 0 <= discount_percent <= 100:
        raise CatalogueRefused(Refused(_("A percentage is between 0 and 100."), "percent"))
    kept = PricingTier()
    if tier is not None:
        kept = PricingTier.objects.select_for_update(no_key=True).get(pk=tier.pk)
        if kept.discount_percent != discount_percent:
            inside = Customer.objects.filter(pricing_tier=kept)
            ask_about_many(level=discount_percent, customers=inside, yes_to=yes_to)
    kept.name, kept.discount_percent = name.strip(), discount_percent
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        if "name" not in str(error):
            raise
        raise CatalogueRefused(Refused(_("Another tier has this name."), "name-taken")) from error
    return kept


@use_case("tier.delete")
def delete_tier(*, actor: Actor, tier: PricingTier) -> None:
    """Raises `CatalogueRefused` while anybody or any price list is in it."""
    locked = PricingTier.objects.select_for_update().get(pk=tier.pk)
    require(may_delete_tier(actor, locked))
    locked.delete()


@use_case("tier.assign")
def assign_tier(
    *, actor: Actor, tier: PricingTier, customer: Customer, yes_to: str | None = None
) -> None:
    """The customer is in this tier, and in no other. Raises `DiscountsAddUp` when its own
    discount comes on top of the tier's, unless `yes_to` names that."""
    require(may_change_goods(actor))
    locked: Customer = (
        Customer.objects.select_for_update(no_key=True, of=("self",))
        .select_related("main_group")
        .get(pk=customer.pk)
    )
    if locked.pricing_tier_id == tier.pk:
        return
    if tier.discount_percent:
        ask_about_one(
            group=locked.main_group, tier=tier, own=locked.discount_percent, yes_to=yes_to
        )
    locked.pricing_tier = tier
    locked.save(update_fields=["pricing_tier"])


@use_case("tier.remove")
def leave_tier(*, actor: Actor, tier: PricingTier, customer: Customer) -> None:
    """The customer is in no tier. Nothing happens when it is in another."""
    require(may_change_goods(actor))
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if locked.pricing_tier_id == tier.pk:
        locked.pricing_tier = None
        locked.save(update_fields=["pricing_tier"])
