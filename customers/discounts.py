"""Discounts on top of each other, said in words (K-29). The price itself is the engine's."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.money import HUNDRED, less_percent
from core.reasons import Text, say, together
from customers.models import Customer, CustomerGroup, PricingTier

NONE = Decimal(0)
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class AddedUp:
    """A percentage on top of another: in words, and as the key that a yes to it names."""

    warning: Text
    percentages: str


def double_discount(customer: Customer) -> Text | None:
    """A warning when the customer's own % comes on top of the group's; else None."""
    found = double_discount_of(
        group=customer.main_group, tier=customer.pricing_tier, own=customer.discount_percent
    )
    return found.warning if found else None


def double_discount_of(
    *, group: CustomerGroup, tier: PricingTier | None, own: Decimal
) -> AddedUp | None:
    """The same for percentages that are not saved yet; the key is "10+5".

    The larger of group % and tier % is the group-level one (DESIGN §4, Prices).
    """
    return two_discounts(max(group.discount_percent, tier.discount_percent if tier else NONE), own)


def two_discounts(level: Decimal, own: Decimal) -> AddedUp | None:
    """The same for a group-level % and a customer's own."""
    if not level or not own:
        return None
    warning = say(
        _(
            "Two discounts: %(group)s %% from the group and then %(own)s %% of the customer's "
            "own, together %(together)s %%."
        ),
        group=_written(level),
        own=_written(own),
        together=_written(in_all(level, own)),
    )
    return AddedUp(warning, f"{_written(level)}+{_written(own)}")


def double_discount_among(level: Decimal, first: Sequence[Customer], count: int) -> AddedUp | None:
    """A warning when customers who share a group or tier of `level` % have an own %.

    `first` are the `EXAMPLES` largest of all `count` with one, and named. The key is "5+10+2 (7)".
    """
    if not level or not count:
        return None
    warning = together(
        say(
            ngettext_lazy(
                "%(count)s customer has a discount of its own on top of this:",
                "%(count)s customers have a discount of their own on top of this:",
                count,
            ),
            count=count,
        ),
        *(
            say(
                _("%(name)s %(level)s %% and then %(own)s %% = %(together)s %% in all."),
                name=customer.name,
                level=_written(level),
                own=_written(customer.discount_percent),
                together=_written(in_all(level, customer.discount_percent)),
            )
            for customer in first
        ),
    )
    percents = (level, *(customer.discount_percent for customer in first))
    return AddedUp(warning, f"{'+'.join(map(_written, percents))} ({count})")


def floor_in_words(highest: Decimal | None) -> Text:
    """What the shop's setting on total discount does to such sums."""
    if highest is None:
        return _("No largest total discount is set.")
    return say(
        _("Percentages never lower a price by more than %(percent)s %% in all (Settings)."),
        percent=_written(highest),
    )


def in_all(level: Decimal, own: Decimal) -> Decimal:
    """Two percentages after each other as one: 5 and 10 are 14,50."""
    return HUNDRED - less_percent(less_percent(HUNDRED, level), own)


def _written(percent: Decimal) -> str:
    rounded = percent.quantize(Decimal("0.01")).normalize()
    return f"{rounded:f}".replace(".", ",")
