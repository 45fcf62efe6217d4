"""A purchase limit blocks to the öre, resets with its period, and says why."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reasons import ALLOWED, Refused
from customers.limits import (
    LimitAnswer,
    LimitTerms,
    OutsideWindow,
    check_limit,
    limit_period,
    standing_on,
)
from customers.periods import Period, Recurrence

NB = "\u00a0"
AMOUNTS = st.decimals(0, 1_000_000, places=2)
MARCH_10 = date(2026, 3, 10)
NONE = Decimal(0)
MONTHLY_10_000 = LimitTerms(Decimal("10000.00"), date(2026, 1, 1), recurrence=Recurrence.MONTHLY)
SPRING = LimitTerms(Decimal("10000.00"), date(2026, 3, 1), date(2026, 5, 31))


def order_of(
    value: str,
    terms: LimitTerms | None = MONTHLY_10_000,
    *,
    used: str = "0",
    reserved: str = "0",
    day: date = MARCH_10,
    raised_by: str = "",
) -> LimitAnswer:
    return check_limit(
        terms,
        day=day,
        used=Decimal(used),
        reserved=Decimal(reserved),
        order_value=Decimal(value),
        raised_by=raised_by,
    )


def test_nora_may_order_exactly_to_her_limit() -> None:
    answer = order_of("6000.00", used="3000.00", reserved="1000.00")
    assert answer.allowed
    assert answer.over_by == 0
    assert answer.reason == ""
    assert answer.verdict == ALLOWED


def test_one_ore_over_is_refused() -> None:
    answer = order_of("6000.01", used="3000.00", reserved="1000.00")
    assert not answer.allowed
    assert answer.over_by == Decimal("0.01")
    assert answer.verdict == Refused(answer.reason, "limit_exceeded")


def test_what_awaits_approval_counts_as_much_as_what_is_bought() -> None:
    assert not order_of("6000.01", used="4000.00").allowed
    assert not order_of("6000.01", reserved="4000.00").allowed
    assert order_of("6000.00", reserved="4000.00").allowed


def test_without_a_limit_everything_may_be_bought() -> None:
    answer = order_of("99999999.00", None, used="5000.00")
    assert answer.allowed
    assert answer.standing.remaining is None
    assert not answer.standing.blocks_all


@pytest.mark.parametrize("value", ["0.00", "0.01", "500.00"])
def test_a_limit_of_zero_means_that_nothing_may_be_bought_not_even_free_goods(value: str) -> None:
    zero = LimitTerms(Decimal("0.00"), date(2026, 1, 1), recurrence=Recurrence.YEARLY)
    answer = order_of(value, zero)
    assert not answer.allowed
    assert answer.code == "limit_zero"
    assert answer.standing.blocks_all
    assert str(answer.reason) == f"Your purchase limit is 0,00{NB}kr, so nothing may be bought."


def test_free_goods_pass_a_limit_that_is_used_up() -> None:
    assert order_of("0.00", used="10000.00").allowed
    assert not order_of("0.01", used="10000.00").allowed


def test_the_reason_has_the_numbers_and_the_way_out() -> None:
    reason = str(order_of("13961.48", raised_by="Greta Sandström").reason)
    assert reason == (
        f"The order is 3{NB}961,48{NB}kr over your purchase limit: "
        f"10{NB}000,00{NB}kr is left until 31 March 2026. "
        "Remove something, or ask Greta Sandström to raise it."
    )
    assert "ask for a higher limit" in str(order_of("13961.48").reason)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (
            date(2026, 2, 28),
            "Your purchase limit starts on 1 March 2026. Until then nothing may be bought.",
        ),
        (
            date(2026, 6, 1),
            "Your purchase limit ended on 31 May 2026. Until it is renewed nothing may be bought.",
        ),
    ],
)
def test_outside_its_dates_a_limit_blocks_unless_it_says_otherwise(
    day: date, sentence: str
) -> None:
    answer = order_of("0.01", SPRING, day=day)
    assert not answer.allowed
    assert answer.code == "limit_outside_dates"
    assert answer.standing.blocks_all
    assert answer.standing.remaining == 0
    assert str(answer.reason) == sentence


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2026, 6, 1)])
def test_outside_its_dates_a_limit_may_mean_no_limit(day: date) -> None:
    terms = LimitTerms(
        Decimal(0), date(2026, 3, 1), date(2026, 5, 31), outside=OutsideWindow.UNLIMITED
    )
    answer = order_of("50000.00", terms, day=day)
    assert answer.allowed
    assert answer.standing.remaining is None
    assert not answer.standing.blocks_all
    assert not order_of("0.01", terms, day=MARCH_10).allowed


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 5, 31)])
def test_the_first_and_last_day_of_the_window_are_inside(day: date) -> None:
    assert order_of("10000.00", SPRING, day=day).allowed
    assert not order_of("10000.01", SPRING, day=day).allowed


def test_the_period_to_count_in_follows_the_day() -> None:
    assert limit_period(MONTHLY_10_000, MARCH_10) == Period(date(2026, 3, 1), date(2026, 3, 31))
    assert limit_period(MONTHLY_10_000, date(2026, 4, 1)) == Period(
        date(2026, 4, 1), date(2026, 4, 30)
    )
    assert limit_period(None, MARCH_10) is None


def test_a_limit_lowered_below_what_is_spent_leaves_less_than_nothing() -> None:
    answer = order_of("100.00", used="10500.00")
    assert answer.standing.remaining == Decimal("-500.00")
    assert answer.over_by == Decimal("600.00")
    assert not answer.allowed


@pytest.mark.parametrize(
    ("amount", "ends_on", "recurrence"),
    [
        ("-0.01", None, Recurrence.MONTHLY),
        ("100", None, None),
        ("100", date(2025, 12, 31), None),
    ],
)
def test_nonsense_terms_are_refused(
    amount: str, ends_on: date | None, recurrence: Recurrence | None
) -> None:
    with pytest.raises(ValueError, match="A purchase limit"):
        LimitTerms(Decimal(amount), date(2026, 1, 1), ends_on, recurrence)


@given(limit=AMOUNTS, used=AMOUNTS, reserved=AMOUNTS, value=AMOUNTS)
def test_an_allowed_order_never_takes_the_sum_over_the_limit(
    limit: Decimal, used: Decimal, reserved: Decimal, value: Decimal
) -> None:
    terms = LimitTerms(limit, date(2026, 1, 1), recurrence=Recurrence.QUARTERLY)
    answer = check_limit(terms, day=MARCH_10, used=used, reserved=reserved, order_value=value)
    fits = used + reserved + value <= limit
    assert answer.allowed == (fits and limit > 0)
    assert answer.over_by == max(used + reserved + value - limit, NONE)


@given(limit=AMOUNTS, used=AMOUNTS, reserved=AMOUNTS)
def test_what_remains_is_the_limit_less_used_and_reserved(
    limit: Decimal, used: Decimal, reserved: Decimal
) -> None:
    terms = LimitTerms(limit, date(2026, 1, 1), recurrence=Recurrence.YEARLY)
    standing = standing_on(terms, day=MARCH_10, used=used, reserved=reserved)
    assert standing.remaining == limit - used - reserved
