"""Cells that hold a day: the ways in which Swedes and Norwegians write one."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from core.exchange.values import SPACES, ValueProblem
from core.exchange.wire import Cell

_MONTH_NAMES: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january januari januar jan",
            "february februari februar feb",
            "march mars mar",
            "april apr",
            "may maj mai",
            "june juni jun",
            "july juli jul",
            "august augusti aug",
            "september sep sept",
            "october oktober okt oct",
            "november nov",
            "december desember dec des",
        ),
        start=1,
    )
    for name in names.split()
}
_YEAR_FIRST = re.compile(r"([12][0-9]{3})([-./]?)([0-9]{2})\2([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([12][0-9]{3})")
_SLASHED = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/ -]([12][0-9]{3})")
_NAMED = re.compile(r"([0-9]{1,2})\.? ([a-z]+)\.? ([12][0-9]{3})")
_MIDNIGHT = re.compile(r"[t ]00:00(?::00(?:\.0+)?)?(?:z|[+-]00:?00)?\Z")


def day(cell: Cell) -> date:
    """2026-03-01, 20260301, 01.03.2026, 1 mars 2026 or a date cell. 01/03/2026 is refused."""
    if isinstance(cell, datetime):
        if cell.hour or cell.minute or cell.second or cell.microsecond:
            raise ValueProblem(_("This holds a time of day as well. Write only the date."))
        return cell.date()
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        raise _not_a_date()
    written = _MIDNIGHT.sub("", SPACES.sub(" ", cell.strip().lower()))
    year, month, number = _date_parts(written)
    try:
        return date(year, month, number)
    except ValueError:
        raise ValueProblem(_("There is no such day.")) from None


def _date_parts(written: str) -> tuple[int, int, int]:
    if found := _YEAR_FIRST.fullmatch(written):
        return int(found[1]), int(found[3]), int(found[4])
    if found := _DAY_FIRST.fullmatch(written):
        return int(found[3]), int(found[2]), int(found[1])
    if (found := _NAMED.fullmatch(written)) and found[2] in _MONTH_NAMES:
        return int(found[3]), _MONTH_NAMES[found[2]], int(found[1])
    if found := _SLASHED.fullmatch(written):
        first, second = int(found[1]), int(found[2])
        if first == second or first > 12:
            return int(found[3]), second, first
        if second > 12:
            return int(found[3]), first, second
        raise ValueProblem(
            _("%(written)s can be read in two ways. Write it as year-month-day."), written=written
        )
    raise _not_a_date()


def _not_a_date() -> ValueProblem:
    return ValueProblem(_("This is not a date. Write it as 2026-03-01 or 01.03.2026."))
