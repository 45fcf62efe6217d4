"""Days of the shop: as an address writes them, and as a border between moments."""

from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

Rows = TypeVar("Rows", bound=QuerySet[Any])

_ONE_DAY = timedelta(days=1)


def read_day(written: str) -> date | None:
    """2026-03-31 as a day; None for anything else."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def within_days(rows: Rows, field: str, first: date | None, last: date | None) -> Rows:
    """Rows whose moment is on these days, both included; None = no end on that side."""
    if first is not None:
        rows = rows.filter(**{f"{field}__gte": begin_of(first)})
    if last is not None and last < date.max:
        rows = rows.filter(**{f"{field}__lt": begin_of(last + _ONE_DAY)})
    return rows
