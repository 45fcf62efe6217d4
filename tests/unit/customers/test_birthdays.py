"""What counts as a birthday, and whose is kept on a day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from customers.birthdays import days_kept, is_birthday

TODAY = date(2026, 11, 22)


def test_a_birthday_is_neither_in_the_future_nor_of_nobody_alive() -> None:
    assert is_birthday(TODAY, today=TODAY)
    assert is_birthday(date(1906, 1, 1), today=TODAY)
    assert not is_birthday(TODAY + timedelta(days=1), today=TODAY)
    assert not is_birthday(date(1896, 11, 22), today=TODAY)


def test_29_february_is_kept_on_the_28th_in_other_years() -> None:
    assert list(days_kept(date(2026, 2, 28))) == [(2, 28), (2, 29)]
    assert list(days_kept(date(2028, 2, 28))) == [(2, 28)]
    assert list(days_kept(date(2028, 2, 29))) == [(2, 29)]
    assert list(days_kept(date(2100, 2, 28))) == [(2, 28), (2, 29)], "1900 and 2100 have none"


@given(st.dates(date(1900, 1, 1), date(2025, 12, 31)), st.integers(2026, 2110))
def test_everybody_has_one_birthday_a_year(born: date, year: int) -> None:
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    assert sum((born.month, born.day) in days_kept(day) for day in days) == 1
