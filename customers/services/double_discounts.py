"""Asks before a percentage holds on top of another (K-29).

`yes_to` is what the person has said yes to: the `percentages` of a `DiscountsAddUp`, "" for nothing
yet. A yes to other percentages, or to what somebody else has changed since, is none. None = nobody
is asked.
"""

from decimal import Decimal

from django.db.models import QuerySet

from customers.discounts import (
    EXAMPLES,
    AddedUp,
    double_discount_among,
    double_discount_of,
    floor_in_words,
)
from customers.errors import DiscountsAddUp
from customers.models import Customer, CustomerGroup, PricingTier
from customers.selectors.shop import shop_settings


def ask_about_one(
    *, group: CustomerGroup, tier: PricingTier | None, own: Decimal, yes_to: str | None
) -> None:
    """Raises DiscountsAddUp when a customer's own % comes on top of its group's or tier's."""
    if yes_to is not None:
        _ask(double_discount_of(group=group, tier=tier, own=own), yes_to)


def ask_about_many(*, level: Decimal, customers: QuerySet[Customer], yes_to: str | None) -> None:
    """The same for a group or tier that gets `level` %, and those in it. Two queries."""
    if yes_to is None or not level:
        return
    own = customers.filter(discount_percent__gt=0)
    first = own.order_by("-discount_percent", "name", "pk")[:EXAMPLES]
    _ask(double_discount_among(level, list(first), own.count()), yes_to)


def _ask(added_up: AddedUp | None, yes_to: str) -> None:
    if added_up is not None and added_up.percentages != yes_to:
        floor = floor_in_words(shop_settings().max_total_discount_percent)
        raise DiscountsAddUp(added_up.warning, floor, added_up.percentages)
