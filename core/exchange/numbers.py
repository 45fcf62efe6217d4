"""Cells that hold numbers: parsers for counts, amounts and percentages, as people write them.

What can be read in two ways is refused, never guessed.
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from core.exchange.values import SPACES, ValueProblem
from core.exchange.wire import Cell

_PLAIN = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_SPACED = re.compile(r"[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_COMMA_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DOT_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_TWO_WAYS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")


def decimal(cell: Cell) -> Decimal:
    """'1 234,50', '1.234,50', '1,234.50' or '1234.50'. '1.234' is refused: it may be either."""
    if cell is None or isinstance(cell, bool | date):
        raise ValueProblem(_("This is not a number."))
    if isinstance(cell, Decimal):
        return cell
    written = SPACES.sub(" ", cell.strip()).replace("\u2212", "-").replace("- ", "-")
    if _TWO_WAYS.fullmatch(written):
        whole, rest = re.split("[.,]", written)
        raise ValueProblem(
            _("%(written)s can be read in two ways. Write %(big)s or %(small)s."),
            written=written,
            big=whole + rest,
            small=f"{whole},{rest}0",
        )
    if _PLAIN.fullmatch(written) or _SPACED.fullmatch(written):
        plain = written.replace(" ", "").replace(",", ".")
    elif _COMMA_THOUSANDS.fullmatch(written):
        plain = written.replace(",", "")
    elif _DOT_THOUSANDS.fullmatch(written):
        plain = written.replace(".", "").replace(",", ".")
    else:
        raise ValueProblem(_("This is not a number."))
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise ValueProblem(_("This is not a number.")) from None


def integer(cell: Cell) -> int:
    """A whole number; '12,0' is one, '12,5' is not."""
    number = decimal(cell)
    if number != number.to_integral_value():
        raise ValueProblem(_("This is not a whole number."))
    if abs(number) >= Decimal(10) ** 15:
        raise ValueProblem(_("The number is too large."))
    return int(number)


def count(cell: Cell) -> int:
    """A whole number from 0."""
    number = integer(cell)
    if number < 0:
        raise ValueProblem(_("The number may not be below 0."))
    return number


_MONEY_WORDS = {"SEK": ("kr", ":-"), "NOK": ("kr", ",-"), "DKK": ("kr",), "EUR": ("€",)}
_OTHER_MONEY = re.compile(r"(?:[a-zæøåäö]{2,3}|[€$£¥])\.?\Z|\A(?:[a-zæøåäö]{2,3}|[€$£¥])", re.I)


class Money:
    """Reads an amount ≥ 0 in one currency: '15 000,50', '1.500,00 kr', '1500 SEK'.

    Another currency's sign is refused, and more decimals than there are (never rounded unseen).
    """

    def __init__(self, *, currency: str = "SEK", decimals: int = 2) -> None:
        self.currency = currency
        self.decimals = decimals
        self._unit = Decimal(1).scaleb(-decimals)
        self._words = tuple(word.casefold() for word in (currency, *_MONEY_WORDS.get(currency, ())))

    def __call__(self, cell: Cell) -> Decimal:
        amount = decimal(_without_sign(cell, self._words, self.currency))
        if amount < 0:
            raise ValueProblem(_("The amount may not be below 0."))
        if amount >= Decimal(10) ** 12:
            raise ValueProblem(_("The amount is too large."))
        exact = amount.quantize(self._unit)
        if exact != amount:
            raise ValueProblem(
                _("The amount has more than %(decimals)s decimals."), decimals=self.decimals
            )
        return exact


def money(*, currency: str = "SEK", decimals: int = 2) -> Money:
    """The parser of amounts in that currency."""
    return Money(currency=currency, decimals=decimals)


def _without_sign(cell: Cell, words: tuple[str, ...], currency: str) -> Cell:
    if not isinstance(cell, str):
        return cell
    written = cell.strip()
    for word in words:
        if written.casefold().endswith(word):
            return written[: -len(word)].strip().rstrip(",").strip() or cell
        if written.casefold().startswith(word):
            return written[len(word) :].strip() or cell
    if _OTHER_MONEY.search(written) and any(letter.isdigit() for letter in written):
        raise ValueProblem(_("Write the amount in %(currency)s."), currency=currency)
    return written


def percent(cell: Cell) -> Decimal:
    """0–100: '12,5', '12.5 %'. 0,125 in a number cell is refused: it may mean 12,5 %."""
    if isinstance(cell, Decimal) and 0 < cell < 1:
        written = format(cell.normalize(), "f").replace(".", ",")
        raise ValueProblem(
            _("%(number)s may mean %(small)s %% or %(big)s %%. Write it with the sign %%."),
            number=written,
            small=written,
            big=format((cell * 100).normalize(), "f").replace(".", ","),
        )
    number = decimal(cell.strip().removesuffix("%") if isinstance(cell, str) else cell)
    if not 0 <= number <= 100:
        raise ValueProblem(_("A percentage lies between 0 and 100."))
    return number
