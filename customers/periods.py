"""Periods counted from a start date, and which day it is in the shop. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

ONE_DAY = timedelta(days=1)


class Recurrence(TextChoices):
    """How often a purchase limit starts afresh."""

    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")
    YEARLY = "yearly", _("Yearly")


_MONTHS = {Recurrence.MONTHLY: 1, Recurrence.QUARTERLY: 3, Recurrence.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    starts_on: date
    ends_on: date

    def contains(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


def shop_day(moment: datetime, tz: ZoneInfo) -> date:
    """The date on the shop's wall at `moment`: 23:30 in Stockholm is not yet tomorrow."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone belongs to no day.")
    return moment.astimezone(tz).date()


def period_containing(
    day: date,
    *,
    starts_on: date,
    ends_on: date | None = None,
    recurrence: Recurrence | None = None,
) -> Period | None:
    """The period that `day` falls in, or None when no period holds on that day.

    Without `recurrence` there is one period, from `starts_on` to `ends_on`. With it, periods follow
    each other from `starts_on`, always counted from that very date: 31 January, 28 February,
    31 March. `ends_on` then cuts the last one short.
    """
    if ends_on is None and recurrence is None:
        raise ValueError("A period has an end or a recurrence.")
    if day < starts_on or (ends_on is not None and day > ends_on):
        return None
    if recurrence is None:
        return Period(starts_on, ends_on or date.max)
    period = _recurring(day, starts_on, _MONTHS[Recurrence(recurrence)])
    if ends_on is not None and ends_on < period.ends_on:
        return Period(period.starts_on, ends_on)
    return period


def _recurring(day: date, starts_on: date, months: int) -> Period:
    elapsed = (day.year - starts_on.year) * 12 + day.month - starts_on.month
    number = elapsed // months
    # In its last month a period may not have started yet: 30 March is before "the 31st".
    if months_after(starts_on, number * months) > day:
        number -= 1
    start = months_after(starts_on, number * months)
    next_start = months_after(starts_on, (number + 1) * months)
    return Period(start, date.max if next_start == date.max else next_start - ONE_DAY)


def months_after(start: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day if it is shorter.

    The calendar ends with date.max, and so does the last period.
    """
    years, month_index = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month_index + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(start.day, monthrange(year, month)[1]))
