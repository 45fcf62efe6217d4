"""Periods tile the calendar from their start date, and a day is a day in the shop."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from customers.periods import Period, Recurrence, period_containing, shop_day

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ONE_DAY = timedelta(days=1)
MONTHLY, QUARTERLY, YEARLY = Recurrence.MONTHLY, Recurrence.QUARTERLY, Recurrence.YEARLY


@pytest.mark.parametrize(
    ("recurrence", "start", "day", "first", "last"),
    [
        # From 31 January: the last day of a shorter month, and no drift afterwards.
        (MONTHLY, "2026-01-31", "2026-01-31", "2026-01-31", "2026-02-27"),
        (MONTHLY, "2026-01-31", "2026-02-27", "2026-01-31", "2026-02-27"),
        (MONTHLY, "2026-01-31", "2026-02-28", "2026-02-28", "2026-03-30"),
        (MONTHLY, "2026-01-31", "2026-03-30", "2026-02-28", "2026-03-30"),
        (MONTHLY, "2026-01-31", "2026-03-31", "2026-03-31", "2026-04-29"),
        (MONTHLY, "2026-01-31", "2026-04-30", "2026-04-30", "2026-05-30"),
        # The same in a leap year.
        (MONTHLY, "2028-01-31", "2028-02-28", "2028-01-31", "2028-02-28"),
        (MONTHLY, "2028-01-31", "2028-02-29", "2028-02-29", "2028-03-30"),
        (MONTHLY, "2026-01-15", "2026-12-31", "2026-12-15", "2027-01-14"),
        (QUARTERLY, "2026-01-01", "2026-03-31", "2026-01-01", "2026-03-31"),
        (QUARTERLY, "2026-01-01", "2026-04-01", "2026-04-01", "2026-06-30"),
        (QUARTERLY, "2025-11-30", "2026-02-27", "2025-11-30", "2026-02-27"),
        (QUARTERLY, "2025-11-30", "2026-02-28", "2026-02-28", "2026-05-29"),
        (YEARLY, "2026-07-01", "2027-06-30", "2026-07-01", "2027-06-30"),
        (YEARLY, "2026-07-01", "2027-07-01", "2027-07-01", "2028-06-30"),
        # From a leap day: 28 February in other years, 29 February again four years later.
        (YEARLY, "2024-02-29", "2025-02-27", "2024-02-29", "2025-02-27"),
        (YEARLY, "2024-02-29", "2025-02-28", "2025-02-28", "2026-02-27"),
        (YEARLY, "2024-02-29", "2028-02-28", "2027-02-28", "2028-02-28"),
        (YEARLY, "2024-02-29", "2028-02-29", "2028-02-29", "2029-02-27"),
    ],
)
def test_a_period_is_counted_from_its_start_date(
    recurrence: Recurrence, start: str, day: str, first: str, last: str
) -> None:
    period = period_containing(
        date.fromisoformat(day), starts_on=date.fromisoformat(start), recurrence=recurrence
    )
    assert period == Period(date.fromisoformat(first), date.fromisoformat(last))


def test_a_window_includes_its_first_and_last_day_and_no_other() -> None:
    window = Period(date(2026, 3, 1), date(2026, 3, 31))

    def on(day: date) -> Period | None:
        return period_containing(day, starts_on=window.starts_on, ends_on=window.ends_on)

    assert on(date(2026, 2, 28)) is None
    assert window.contains(date(2026, 3, 1))
    assert window.contains(date(2026, 3, 31))
    assert not window.contains(date(2026, 4, 1))
    assert on(date(2026, 3, 1)) == window
    assert on(date(2026, 3, 31)) == window
    assert on(date(2026, 4, 1)) is None


def test_an_end_date_cuts_the_last_recurring_period_short() -> None:
    def on(day: date) -> Period | None:
        return period_containing(
            day, starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 10), recurrence=MONTHLY
        )

    assert on(date(2026, 1, 20)) == Period(date(2026, 1, 1), date(2026, 1, 31))
    assert on(date(2026, 2, 10)) == Period(date(2026, 2, 1), date(2026, 2, 10))
    assert on(date(2026, 2, 11)) is None


def test_a_period_needs_an_end_or_a_recurrence() -> None:
    with pytest.raises(ValueError, match="end or a recurrence"):
        period_containing(date(2026, 1, 1), starts_on=date(2026, 1, 1))


def test_before_the_start_no_period_holds() -> None:
    start = date(2026, 5, 1)
    assert period_containing(start - ONE_DAY, starts_on=start, recurrence=YEARLY) is None


@given(st.dates(), st.dates(), st.sampled_from(Recurrence))
def test_every_day_from_the_start_is_in_exactly_one_period(
    start: date, day: date, recurrence: Recurrence
) -> None:
    assume(day >= start)
    period = period_containing(day, starts_on=start, recurrence=recurrence)
    assert period is not None
    assert period.contains(day)
    for edge in (period.starts_on, period.ends_on):
        assert period_containing(edge, starts_on=start, recurrence=recurrence) == period


@given(st.dates(), st.dates(), st.sampled_from(Recurrence))
def test_periods_follow_each_other_without_gap_or_overlap(
    start: date, day: date, recurrence: Recurrence
) -> None:
    assume(day >= start)
    period = period_containing(day, starts_on=start, recurrence=recurrence)
    assert period is not None
    if period.ends_on < date.max:
        following = period_containing(
            period.ends_on + ONE_DAY, starts_on=start, recurrence=recurrence
        )
        assert following is not None
        assert following.starts_on == period.ends_on + ONE_DAY
    if period.starts_on > start:
        before = period_containing(
            period.starts_on - ONE_DAY, starts_on=start, recurrence=recurrence
        )
        assert before is not None
        assert before.ends_on == period.starts_on - ONE_DAY


@given(st.dates(max_value=date(9900, 1, 1)), st.integers(0, 600))
def test_a_monthly_period_starts_on_the_day_of_the_start_or_the_last_of_the_month(
    start: date, months: int
) -> None:
    day = start
    for _ in range(min(months, 30)):
        period = period_containing(day, starts_on=start, recurrence=MONTHLY)
        assert period is not None
        is_last_of_month = (period.starts_on + ONE_DAY).month != period.starts_on.month
        assert period.starts_on.day == start.day or (
            period.starts_on.day < start.day and is_last_of_month
        )
        day = period.ends_on + ONE_DAY


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # Sunday 23:30 in Stockholm is 22:30 in London: still Sunday.
        (datetime(2026, 1, 4, 22, 30, tzinfo=UTC), date(2026, 1, 4)),
        (datetime(2026, 1, 4, 23, 0, tzinfo=UTC), date(2026, 1, 5)),
        # In summer midnight comes two hours before UTC.
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
        # The night the clocks go forward, and the night they go back.
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_an_order_belongs_to_the_day_it_is_in_the_shop(moment: datetime, day: date) -> None:
    assert shop_day(moment, STOCKHOLM) == day


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        shop_day(datetime(2026, 1, 1, 12, 0), STOCKHOLM)
