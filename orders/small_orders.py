"""Small orders: from what goods value the shop takes an order, and what a smaller one costs. Pure.

A rule says one goods value ex VAT, after discounts and before shipping and fees. Under it an order
is refused, or gets a fee where the rule names one. Which rule holds for a buyer: the most exact,
so the customer's own goes before those of its segments, these before those of its groups (main and
further alike), these before the shop's. Of several on the same level the buyer gets the kindest:
the lowest value, then a fee rather than a refusal, then the lowest fee. A value of 0 takes away
what a wider rule asks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from django.utils.translation import gettext_lazy as _

from core.money import ZERO, format_money
from core.reasons import ALLOWED, Refused, Text, Verdict, say
from orders.totals import CostAmount


class RuleLevel(IntEnum):
    """Whose rule it is; the lowest number is the most exact."""

    CUSTOMER = 0
    SEGMENT = 1
    GROUP = 2
    SHOP = 3


@dataclass(frozen=True, slots=True)
class SmallOrderTerms:
    """What holds for a buyer: the goods value ex VAT, and the fee under it; None = it is refused.

    `source` names the group, segment or customer the rule is of; blank for the shop's.
    """

    value_net: Decimal
    fee_net: Decimal | None = None
    vat_percent: Decimal = ZERO
    level: RuleLevel = RuleLevel.SHOP
    source: str = ""

    def missing(self, goods_net: Decimal) -> Decimal:
        """How much more goods are needed ex VAT; 0 when it is enough."""
        return max(self.value_net - goods_net, ZERO)

    def fee_on(self, goods_net: Decimal) -> Decimal:
        """The fee ex VAT on so much goods."""
        return self.fee_net if self.fee_net is not None and self.missing(goods_net) else ZERO


def terms_among(rules: Iterable[SmallOrderTerms]) -> SmallOrderTerms | None:
    """The one that holds, of all that reach a buyer; None when none does."""
    return min(rules, key=_exactness, default=None)


def fee_cost(terms: SmallOrderTerms | None, goods_net: Decimal) -> CostAmount | None:
    """What the order costs for being small, a cost like shipping; None when it costs nothing."""
    fee_net = terms.fee_on(goods_net) if terms else ZERO
    return CostAmount(fee_net, terms.vat_percent) if terms and fee_net else None


def smallest_order(terms: SmallOrderTerms | None, goods_net: Decimal, currency: str) -> Verdict:
    """Whether the shop takes an order of so much goods."""
    if terms is None or terms.fee_net is not None or not terms.missing(goods_net):
        return ALLOWED
    reason = say(
        _("%(missing)s more is needed: the smallest order is %(value)s of goods ex VAT."),
        missing=format_money(terms.missing(goods_net), currency),
        value=format_money(terms.value_net, currency),
    )
    return Refused(reason=reason, code="small-order")


def what_is_left(terms: SmallOrderTerms | None, goods_net: Decimal, currency: str) -> Text:
    """What the cart says about how far it is to the value; blank when there is nothing to say."""
    if terms is None or not terms.missing(goods_net):
        return ""
    if terms.fee_net is None:
        return smallest_order(terms, goods_net, currency).reason
    return say(
        _("%(missing)s more of goods ex VAT and there is no small-order fee."),
        missing=format_money(terms.missing(goods_net), currency),
    )


def _exactness(rule: SmallOrderTerms) -> tuple[int, Decimal, bool, Decimal, Decimal]:
    fee_net = rule.fee_net or ZERO
    return rule.level, rule.value_net, rule.fee_net is None, fee_net, rule.vat_percent
