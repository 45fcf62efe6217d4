"""Read answers about companies and their people."""

from collections.abc import Sequence

from customers.actors import Actor
from customers.models import Address, Customer, PricingTier
from customers.querysets import CustomerQuerySet
from customers.search import customers_matching


def customers_found(actor: Actor, text: str = "") -> CustomerQuerySet:
    """The customers that `actor` may see, by part of name, number, org.nr or a member's name."""
    customers: CustomerQuerySet = Customer.objects.visible_to(actor).select_related("main_group")
    return customers_matching(customers, text) if text.strip() else customers


def addresses_of(customer: Customer) -> Sequence[Address]:
    """The customer's register of addresses, the suggested one first. One query."""
    return list(customer.addresses.register())


def tier_of(customer: Customer) -> PricingTier | None:
    """The customer's pricing tier. One query, none without one."""
    if customer.pricing_tier_id is None:
        return None
    return PricingTier.objects.get(pk=customer.pricing_tier_id)
