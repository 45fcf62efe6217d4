"""Which version of a purchase limit answers for which days, and the ways between periods. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from customers.limits import LimitTerms, LimitVersion, limit_period
from customers.periods import Period


@dataclass(frozen=True, slots=True)
class Chapter:
    """The days that one version of a limit answers for: `number` in its history."""

    number: int
    terms: LimitTerms
    first: date
    last: date


def chapters_of(versions: Sequence[LimitVersion]) -> list[Chapter]:
    """Which version answers for which days, newest first; no day belongs to two.

    The limit as it is answers for all days from its start date: so it is counted. One that was
    replaced answers for the days before, as far as it was in force.
    """
    chapters: list[Chapter] = []
    before = date.max  # the first day that a newer version answers for
    for number in reversed(range(len(versions))):
        terms = versions[number].terms
        if terms is None:
            continue
        if number == len(versions) - 1:
            first, last = terms.starts_on, date.max
        else:
            period = limit_period(terms, max(terms.starts_on, versions[number].day))
            if period is None:
                continue  # set for days that were gone, and replaced
            first, last = period.starts_on, versions[number + 1].day
            if before <= last:
                last = date.fromordinal(before.toordinal() - 1) if before > date.min else date.min
        if first <= last:
            chapters.append(Chapter(number, terms, first, last))
            before = min(before, first)
    return chapters


def chapter_on(chapters: Iterable[Chapter], day: date) -> Chapter | None:
    return next((each for each in chapters if each.first <= day <= each.last), None)


def period_in(chapter: Chapter, day: date) -> Period | None:
    """The period of `day`, cut where another version took over."""
    period = limit_period(chapter.terms, day)
    if period is None:
        return None
    return Period(max(period.starts_on, chapter.first), min(period.ends_on, chapter.last))


def day_before(chapters: Iterable[Chapter], day: date) -> date | None:
    """The last day before `day` that a period holds on."""
    if day == date.min:
        return None
    eve = date.fromordinal(day.toordinal() - 1)
    days = [min(eve, each.last, each.terms.ends_on or date.max) for each in chapters]
    held = [last for each, last in zip(chapters, days, strict=True) if last >= each.first]
    return max(held, default=None)


def day_after(chapters: Iterable[Chapter], day: date, *, today: date) -> date | None:
    """The first day after `day`, until `today`, that a period holds on."""
    if day >= today:
        return None
    morrow = date.fromordinal(day.toordinal() + 1)
    held = []
    for each in chapters:
        first = max(morrow, each.first)
        if first <= min(each.last, each.terms.ends_on or date.max, today):
            held.append(first)
    return min(held, default=None)
