"""An order adds up: goods, shipping and fees, VAT once per rate, to the öre."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import round_money
from orders.totals import (
    CostAmount,
    LineAmount,
    VatAmount,
    VatTreatment,
    gross_of,
    order_totals,
    order_value,
    vat_treatment,
)

D = Decimal
RATES = st.sampled_from([D(0), D(6), D(12), D("12.00"), D(25)])
MONEY = st.decimals(0, 100_000, places=2)
LINES = st.lists(st.builds(LineAmount, st.integers(1, 500), MONEY, RATES), max_size=8)
COSTS = st.lists(st.builds(CostAmount, MONEY, RATES), max_size=3)


def test_the_order_value_has_shipping_and_fees_and_no_vat() -> None:
    lines = [LineAmount(3, D("1000.00"), D(25)), LineAmount(1, D("49.50"), D(6))]
    shipping, fees = [CostAmount(D("99.00"), D(25))], [CostAmount(D("29.00"), D(25))]
    assert order_value(lines, shipping, fees) == D("3177.50")
    totals = order_totals(lines, shipping, fees)
    assert totals.goods_net == D("3049.50")
    assert totals.shipping_net == D("99.00")
    assert totals.fees_net == D("29.00")
    assert totals.value_net == D("3177.50")


def test_vat_is_shown_per_rate_and_shipping_carries_its_own() -> None:
    totals = order_totals(
        [LineAmount(2, D("100.00"), D(25)), LineAmount(1, D("50.00"), D(6))],
        [CostAmount(D("10.00"), D(25))],
        [CostAmount(D("5.00"), D(0))],
    )
    assert totals.vat == (
        VatAmount(D(0), D("5.00"), D("0.00")),
        VatAmount(D(6), D("50.00"), D("3.00")),
        VatAmount(D(25), D("210.00"), D("52.50")),
    )
    assert totals.vat_total == D("55.50")
    assert totals.gross == D("320.50")


def test_vat_is_rounded_once_per_rate_and_not_line_by_line() -> None:
    """Three lines of 0.02 at 25 %: 0.005 each would round to 0.03; 25 % of 0.06 is 0.02."""
    totals = order_totals([LineAmount(1, D("0.02"), D(25))] * 3)
    assert totals.vat_total == D("0.02")


def test_vat_at_exactly_half_an_ore_rounds_up() -> None:
    assert order_totals([LineAmount(1, D("0.02"), D(25))]).vat_total == D("0.01")


@pytest.mark.parametrize("treatment", [VatTreatment.REVERSE_CHARGE, VatTreatment.EXPORT])
def test_reverse_charge_and_export_carry_no_vat_at_all(treatment: VatTreatment) -> None:
    totals = order_totals(
        [LineAmount(1, D("100.00"), D(25))], [CostAmount(D("10.00"), D(6))], treatment=treatment
    )
    assert totals.vat == (VatAmount(D(0), D("110.00"), D("0.00")),)
    assert totals.gross == totals.value_net == D("110.00")


@pytest.mark.parametrize(
    ("shop", "customer", "has_vat_number", "treatment"),
    [
        ("SE", "SE", True, VatTreatment.DOMESTIC),
        ("SE", "SE", False, VatTreatment.DOMESTIC),
        ("SE", "DK", True, VatTreatment.REVERSE_CHARGE),
        ("SE", "DK", False, VatTreatment.DOMESTIC),
        ("SE", "gr", True, VatTreatment.REVERSE_CHARGE),
        ("SE", "NO", True, VatTreatment.EXPORT),
        ("SE", "NO", False, VatTreatment.EXPORT),
        ("SE", "GB", True, VatTreatment.EXPORT),
        ("NO", "NO", False, VatTreatment.DOMESTIC),
        ("NO", "SE", True, VatTreatment.EXPORT),
    ],
)
def test_which_vat_an_order_carries(
    shop: str, customer: str, has_vat_number: bool, treatment: VatTreatment
) -> None:
    answer = vat_treatment(
        shop_country=shop, customer_country=customer, has_vat_number=has_vat_number
    )
    assert answer is treatment


def test_an_empty_order_is_worth_nothing() -> None:
    totals = order_totals([])
    assert totals.value_net == totals.gross == 0
    assert totals.vat == ()


def test_a_price_inc_vat_is_rounded_half_up() -> None:
    assert gross_of(D("1301.04"), D(25)) == D("1626.30")
    assert gross_of(D("0.02"), D(25)) == D("0.03")


@given(LINES, COSTS, COSTS, st.sampled_from(VatTreatment))
def test_the_parts_always_add_up_to_the_whole(
    lines: list[LineAmount],
    shipping: list[CostAmount],
    fees: list[CostAmount],
    treatment: VatTreatment,
) -> None:
    totals = order_totals(lines, shipping, fees, treatment=treatment)
    assert totals.value_net == totals.goods_net + totals.shipping_net + totals.fees_net
    assert totals.value_net == order_value(lines, shipping, fees)
    assert sum(rate.base_net for rate in totals.vat) == totals.value_net
    assert sum(rate.amount for rate in totals.vat) == totals.vat_total
    assert totals.gross == totals.value_net + totals.vat_total
    assert totals.gross == round_money(totals.gross)
    for rate in totals.vat:
        assert abs(rate.amount - rate.base_net * rate.percent / 100) <= D("0.005")


@given(LINES)
def test_the_order_of_the_lines_changes_nothing(lines: list[LineAmount]) -> None:
    assert order_totals(lines[::-1]) == order_totals(lines)
