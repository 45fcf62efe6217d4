"""Stretches of days that figures are told for: the usual ones, their parts, the year before. Pure.

Days are the shop's own, both ends included.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from customers.periods import ONE_DAY, Period

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
MOST_DAYS = 45
MOST_MONTHS = 36


class Step(StrEnum):
    """How long a part of the stretch is."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Usual(StrEnum):
    """What people ask for without writing dates."""

    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    THIS_YEAR = "this-year"
    LAST_YEAR = "last-year"


def year_so_far(today: date) -> Period:
    return Period(today.replace(month=1, day=1), today)


def usual_span(which: Usual, today: date) -> Period:
    """A month or a year that has begun ends today; one that is over is whole."""
    if which == Usual.THIS_YEAR:
        return year_so_far(today)
    if which == Usual.THIS_MONTH:
        return Period(today.replace(day=1), today)
    if which == Usual.LAST_YEAR:
        return Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
    end = today.replace(day=1) - ONE_DAY
    return Period(end.replace(day=1), end)


def year_before(span: Period) -> Period:
    """The same days a year earlier; what ends with a month ends with that month."""
    first, last = span.starts_on, span.ends_on
    whole_month = last.day == _days_in(last.year, last.month)
    until = _moved(last, last.year - 1)
    if whole_month:
        until = until.replace(day=_days_in(until.year, until.month))
    return Period(_moved(first, first.year - 1), until)


def step_of(span: Period) -> Step:
    """Days for a month or so, months for three years, years beyond: never many parts."""
    if (span.ends_on - span.starts_on).days < MOST_DAYS:
        return Step.DAY
    first, last = span.starts_on, span.ends_on
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return Step.MONTH if months <= MOST_MONTHS else Step.YEAR


def parts_of(span: Period) -> Sequence[Period]:
    """The span cut where days, months or years end; the outermost parts may be shorter."""
    step, parts, starts_on = step_of(span), [], span.starts_on
    while starts_on <= span.ends_on:
        part = Period(starts_on, min(_end_of(starts_on, step), span.ends_on))
        parts.append(part)
        starts_on = part.ends_on + ONE_DAY
    return parts


def parts_heading(span: Period) -> str:
    words = {Step.DAY: _("Per day"), Step.MONTH: _("Per month"), Step.YEAR: _("Per year")}
    return words[step_of(span)]


def span_words(span: Period) -> str:
    """'3 Mar 2026', 'March 2026' or '2026' where it is just that, else its first and last day."""
    first, last = span.starts_on, span.ends_on
    if first == last:
        return date_format(first, "j M Y")
    if first == _begin_of(last, Step.YEAR) and last == _end_of(first, Step.YEAR):
        return date_format(first, "Y")
    if first == _begin_of(last, Step.MONTH) and last == _end_of(first, Step.MONTH):
        return date_format(first, "F Y")
    return f"{date_format(first, 'j M Y')} – {date_format(last, 'j M Y')}"


def part_label(part: Period, span: Period) -> str:
    """As short as stands under a column: '3 Mar', 'Mar', 'Mar 2026' in a span of years, '2026'."""
    step, is_in_one_year = step_of(span), span.starts_on.year == span.ends_on.year
    months = "M" if is_in_one_year else "M Y"
    return date_format(part.starts_on, {"day": "j M", "month": months, "year": "Y"}[step])


def begin_of_part(part: Period, step: Step) -> date:
    """The first day of the day, month or year that the part is of, though it may begin later."""
    return _begin_of(part.starts_on, step)


def _begin_of(day: date, step: Step) -> date:
    if step == Step.DAY:
        return day
    return day.replace(day=1) if step == Step.MONTH else date(day.year, 1, 1)


def _end_of(day: date, step: Step) -> date:
    if step == Step.DAY:
        return day
    if step == Step.MONTH:
        return day.replace(day=_days_in(day.year, day.month))
    return date(day.year, 12, 31)


def _moved(day: date, year: int) -> date:
    return day.replace(year=year, day=min(day.day, _days_in(year, day.month)))


def _days_in(year: int, month: int) -> int:
    return monthrange(year, month)[1]
