"""What counts as a birthday, and whose is today. Pure."""

from calendar import isleap
from collections.abc import Sequence
from datetime import date

_OLDEST = 120  # years


def is_birthday(day: date, *, today: date) -> bool:
    """Of somebody who may be alive today."""
    return today.year - _OLDEST <= day.year and day <= today


def days_kept(today: date) -> Sequence[tuple[int, int]]:
    """Month and day of those who have their birthday today; 29 February is kept on the 28th."""
    days = [(today.month, today.day)]
    return [*days, (2, 29)] if days == [(2, 28)] and not isleap(today.year) else days
