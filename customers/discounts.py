"""Discounts on top of each other, said in words (K-29). The price itself is the engine's."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core.money import HUNDRED, less_percent
from core.reasons import Text, say
from customers.models import Customer


def double_discount(customer: Customer) -> Text | None:
    """A warning when the customer's own % comes on top of the group's; else None.

    The larger of group % and tier % is the group-level one (DESIGN §4, Prices).
    """
    tier = customer.pricing_tier.discount_percent if customer.pricing_tier else Decimal(0)
    group = max(customer.main_group.discount_percent, tier)
    own = customer.discount_percent
    if not group or not own:
        return None
    together = HUNDRED - less_percent(less_percent(HUNDRED, group), own)
    return say(
        _(
            "Two discounts: %(group)s %% from the group and then %(own)s %% of the customer's "
            "own, together %(together)s %%."
        ),
        group=_written(group),
        own=_written(own),
        together=_written(together),
    )


def _written(percent: Decimal) -> str:
    rounded = percent.quantize(Decimal("0.01")).normalize()
    return f"{rounded:f}".replace(".", ",")
