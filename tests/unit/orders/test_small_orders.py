"""Small orders: which rule holds for a buyer, what is missing, what a small order costs."""

from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from core.money import ZERO
from orders.small_orders import (
    RuleLevel,
    SmallOrderTerms,
    fee_cost,
    smallest_order,
    terms_among,
    what_is_left,
)
from orders.totals import CostAmount, LineAmount, order_totals, order_value

AMOUNTS = st.decimals(min_value=0, max_value=100_000, places=2)
RATES = st.sampled_from([D(0), D(12), D(25)])


def rule(level: RuleLevel, value: str, fee: str | None = None) -> SmallOrderTerms:
    return SmallOrderTerms(D(value), D(fee) if fee else None, D(25), level, level.name)


SHOP, GROUP = rule(RuleLevel.SHOP, "500"), rule(RuleLevel.GROUP, "900", "49")
SEGMENT, OWN = rule(RuleLevel.SEGMENT, "700"), rule(RuleLevel.CUSTOMER, "0")
RULES = st.builds(
    SmallOrderTerms,
    AMOUNTS,
    st.none() | AMOUNTS.filter(bool),
    RATES,
    st.sampled_from(RuleLevel),
)


def test_the_most_exact_rule_holds_even_when_it_asks_more() -> None:
    assert terms_among([]) is None
    assert terms_among([SHOP]) is SHOP
    assert terms_among([SHOP, GROUP]) is GROUP
    assert terms_among([SHOP, GROUP, SEGMENT]) is SEGMENT
    assert terms_among([OWN, SHOP, GROUP, SEGMENT]) is OWN


def test_of_several_on_one_level_the_buyer_gets_the_kindest() -> None:
    low, high = rule(RuleLevel.GROUP, "300"), rule(RuleLevel.GROUP, "301", "10")
    assert terms_among([high, low]) is low
    fee, dear = rule(RuleLevel.GROUP, "300", "49"), rule(RuleLevel.GROUP, "300", "50")
    assert terms_among([low, dear, fee]) is fee


def test_an_order_at_the_value_is_taken_and_one_ore_under_is_not() -> None:
    assert smallest_order(SHOP, D("500.00"), "SEK")
    refused = smallest_order(SHOP, D("180.00"), "SEK")
    assert not refused
    assert str(refused.reason) == (
        "320,00\u00a0kr more is needed: the smallest order is 500,00\u00a0kr of goods ex VAT."
    )
    assert not smallest_order(SHOP, D("499.99"), "SEK")
    assert smallest_order(None, ZERO, "SEK")
    assert smallest_order(OWN, ZERO, "SEK")


def test_where_a_fee_is_set_a_small_order_is_taken_and_costs_it() -> None:
    assert smallest_order(GROUP, D(1), "SEK")
    assert fee_cost(GROUP, D("899.99")) == CostAmount(D(49), D(25))
    assert fee_cost(GROUP, D(900)) is None
    assert fee_cost(SHOP, D(1)) is None
    assert fee_cost(None, D(1)) is None
    assert str(what_is_left(GROUP, D("880.50"), "SEK")).startswith("19,50\u00a0kr more")
    assert what_is_left(GROUP, D(900), "SEK") == ""


@given(rules=st.lists(RULES, min_size=1), goods=AMOUNTS)
def test_the_rule_that_holds_is_of_the_most_exact_level_and_its_lowest(
    rules: list[SmallOrderTerms], goods: D
) -> None:
    held = terms_among(rules)
    assert held is not None
    assert held.level == min(each.level for each in rules)
    assert held.value_net == min(each.value_net for each in rules if each.level == held.level)
    other = terms_among(reversed(rules))
    assert other is not None
    assert (other.value_net, other.fee_net, other.vat_percent) == (
        held.value_net,
        held.fee_net,
        held.vat_percent,
    )
    # Refused or with a fee, never both; and neither from the value on.
    fee = fee_cost(held, goods)
    assert bool(smallest_order(held, goods, "SEK")) or fee is None
    if goods >= held.value_net:
        assert fee is None
        assert smallest_order(held, goods, "SEK")


@given(
    lines=st.lists(st.builds(LineAmount, st.integers(1, 99), AMOUNTS, RATES), min_size=1),
    shipping=st.lists(st.builds(CostAmount, AMOUNTS, RATES), max_size=1),
    fees=st.lists(st.builds(CostAmount, AMOUNTS, RATES), max_size=1),
    terms=st.none() | RULES,
)
def test_the_fee_is_a_cost_in_the_order_value_with_the_vat_of_its_own_rate(
    lines: list[LineAmount],
    shipping: list[CostAmount],
    fees: list[CostAmount],
    terms: SmallOrderTerms | None,
) -> None:
    goods = sum((line.net for line in lines), ZERO)
    fee = fee_cost(terms, goods)
    totals = order_totals(lines, shipping, fees, small_order_fee=fee)
    without = order_totals(lines, shipping, fees)
    extra = fee.net if fee else ZERO
    assert totals.small_order_fee_net == extra
    assert totals.payment_fee_net == without.fees_net
    assert totals.value_net == without.value_net + extra
    assert totals.value_net == totals.goods_net + totals.shipping_net + totals.fees_net
    assert totals.value_net == order_value(lines, shipping, [*fees, *([fee] if fee else [])])
    assert sum(vat.base_net for vat in totals.vat) == totals.value_net
    assert totals.gross == totals.value_net + sum(vat.amount for vat in totals.vat)
    if fee:
        of_rate = {vat.percent: vat.base_net for vat in without.vat}
        rate = next(vat for vat in totals.vat if vat.percent == fee.vat_percent)
        assert rate.base_net == of_rate.get(fee.vat_percent, ZERO) + fee.net
