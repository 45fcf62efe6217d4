"""Lines that somebody pasted for an agreement: an article number, and perhaps a price. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core.exchange.numbers import money
from core.exchange.values import ValueProblem
from core.reasons import Text

MOST_LINES = 2000
_LONGEST = 120
_BETWEEN = re.compile(r"[\t;]")
_FREE = {"free", "gratis", "kostnadsfri", "kostnadsfritt"}
_money = money()


@dataclass(frozen=True, slots=True)
class PastedLine:
    """One line as written and as read; a `problem` keeps it out of the agreement."""

    row: int
    written: str
    number: str
    price: Decimal | None = None
    is_free: bool = False
    problem: Text = ""


def read_lines(text: str) -> Sequence[PastedLine]:
    """Article number, then a tab or semicolon and the price; nothing, or 0, = ordinary price.

    The word 'free' (or 'gratis') in the place of the price says free of charge. Blank lines are
    passed over, the same number twice is a problem of the second.
    """
    lines: list[PastedLine] = []
    first_rows: dict[str, int] = {}
    for row, written in enumerate(text.splitlines(), start=1):
        if not written.strip():
            continue
        line = _read(row, written.strip())
        first = first_rows.setdefault(line.number.casefold(), row)
        if first != row and not line.problem:
            twice = _("The same number is already on line %(row)s.") % {"row": first}
            line = PastedLine(row, line.written, line.number, problem=twice)
        lines.append(line)
    return lines


def _read(row: int, written: str) -> PastedLine:
    number, *cells = (cell.strip() for cell in _BETWEEN.split(written))
    said = [cell for cell in cells if cell]
    if not number or len(number) > _LONGEST:
        return PastedLine(row, written, number[:_LONGEST], problem=_("This is no article number."))
    if len(said) > 1:
        return PastedLine(row, written, number, problem=_("There is more than one price."))
    if not said:
        return PastedLine(row, written, number)
    if said[0].casefold() in _FREE:
        return PastedLine(row, written, number, is_free=True)
    try:
        price = _money(said[0])
    except ValueProblem as problem:
        return PastedLine(row, written, number, problem=str(problem))
    return PastedLine(row, written, number, price=price or None)
