"""Credit counts inc VAT, only for orders on account, to the öre."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reasons import ALLOWED, Refused
from orders.credit import CreditAnswer, check_credit, due_on

NB = "\u00a0"
AMOUNTS = st.decimals(0, 1_000_000, places=2)


def credit(
    allowed: str | None, outstanding: str, order: str, *, on_account: bool = True
) -> CreditAnswer:
    return check_credit(
        None if allowed is None else Decimal(allowed),
        outstanding_gross=Decimal(outstanding),
        order_gross=Decimal(order),
        on_account=on_account,
    )


def test_an_order_may_use_the_credit_exactly_up() -> None:
    answer = credit("50000.00", "40000.00", "10000.00")
    assert answer.allowed
    assert answer.remaining == Decimal("10000.00")
    assert answer.verdict == ALLOWED


def test_one_ore_over_the_credit_is_refused_with_the_numbers() -> None:
    answer = credit("50000.00", "40000.00", "10000.01")
    assert answer.over_by == Decimal("0.01")
    assert answer.verdict == Refused(answer.reason, "credit_exceeded")
    assert str(answer.reason) == (
        f"With VAT the order is 0,01{NB}kr over the credit: 10{NB}000,00{NB}kr of "
        f"50{NB}000,00{NB}kr is left. Remove something, or pay in another way."
    )


def test_no_cap_means_no_credit_limit() -> None:
    assert credit(None, "40000.00", "9999999.00") == CreditAnswer(True, None)


def test_a_credit_of_zero_means_nothing_on_account() -> None:
    answer = credit("0", "0", "0.01")
    assert not answer.allowed
    assert answer.code == "credit_none"


def test_an_order_paid_by_card_is_never_stopped_by_credit() -> None:
    assert credit("0", "0", "500.00", on_account=False).allowed
    assert credit("100.00", "100.00", "500.00", on_account=False).allowed


@pytest.mark.parametrize(
    ("order_day", "days", "due"),
    [
        (date(2026, 1, 15), 30, date(2026, 2, 14)),
        (date(2028, 2, 1), 30, date(2028, 3, 2)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_the_due_date_is_the_order_date_and_the_payment_days(
    order_day: date, days: int, due: date
) -> None:
    assert due_on(order_day, days) == due


@given(allowed=AMOUNTS, outstanding=AMOUNTS, order=AMOUNTS)
def test_what_is_owed_never_passes_what_is_allowed(
    allowed: Decimal, outstanding: Decimal, order: Decimal
) -> None:
    answer = check_credit(
        allowed, outstanding_gross=outstanding, order_gross=order, on_account=True
    )
    assert answer.allowed == (outstanding + order <= allowed)
    assert answer.over_by == max(outstanding + order - allowed, Decimal(0))
