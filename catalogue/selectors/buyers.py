"""Whom a price can be for: found by part of a name or number, a few of each kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core.tables import Sort
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, PricingTier, Segment
from customers.selectors.customers import customers_found

TIER_SORTS = {
    "name": Sort.by("name", label=_("Name")),
    "discount": Sort.by("discount_percent", label=_("Discount"), descending_first=True),
}
MEMBER_SORTS = {"name": Sort.by("name", label=_("Company"))}
_MOST = 8

Buyer = Customer | CustomerGroup | Segment | PricingTier


@dataclass(frozen=True, slots=True)
class BuyersFound:
    """At most a few of each kind."""

    customers: Sequence[Customer] = ()
    groups: Sequence[CustomerGroup] = ()
    segments: Sequence[Segment] = ()
    tiers: Sequence[PricingTier] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.customers or self.groups or self.segments or self.tiers)


def buyers_found(actor: Actor, text: str) -> BuyersFound:
    """Who can be meant by `text`. Four queries, none for a blank text."""
    if not text.strip():
        return BuyersFound()
    name = text.strip()
    return BuyersFound(
        list(customers_found(actor, name).order_by("name", "pk")[:_MOST]),
        groups_found(actor, name),
        list(Segment.objects.filter(name__icontains=name)[:_MOST]),
        list(PricingTier.objects.filter(name__icontains=name)[:_MOST]),
    )


def groups_found(actor: Actor, text: str) -> Sequence[CustomerGroup]:
    """Customer groups by part of their name, a few. One query."""
    seen = CustomerGroup.objects.visible_to(actor)
    return list(seen.filter(name__icontains=text.strip())[:_MOST])


def buyer_of(actor: Actor, kind: str, pk: int) -> Buyer:
    """`kind`: customer, group, segment or tier. Or Http404."""
    found: Buyer | None = None
    match kind:
        case "customer":
            found = Customer.objects.visible_to(actor).filter(pk=pk).first()
        case "group":
            found = CustomerGroup.objects.visible_to(actor).filter(pk=pk).first()
        case "segment":
            found = Segment.objects.filter(pk=pk).first()
        case "tier":
            found = PricingTier.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def tier_of(tier_id: int) -> PricingTier:
    """Or Http404."""
    found = PricingTier.objects.filter(pk=tier_id).first()
    if found is None:
        raise Http404
    return found


def tiers_listed(*, text: str = "") -> "QuerySet[PricingTier]":
    """Every tier with how many customers are in it."""
    found = PricingTier.objects.annotate(customer_count=Count("customers"))
    return found.filter(name__icontains=text) if text else found


def customers_in(actor: Actor, tier: PricingTier, *, text: str = "") -> "QuerySet[Customer]":
    """The tier's customers that the actor may see."""
    found: QuerySet[Customer] = customers_found(actor, text).filter(pricing_tier=tier)
    return found
