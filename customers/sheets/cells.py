"""Cells that several sheets of customers share."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from core.exchange import numbers
from core.exchange.values import Parser, ValueProblem, code, text
from core.exchange.wire import Cell


def country(cell: Cell) -> str:
    """A country by its two letters."""
    letters = text(cell).upper()
    if letters not in countries:
        raise ValueProblem(_("Write the country with two letters: SE, NO, DK, FI."))
    return letters


_HAS_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_is_website = URLValidator(schemes=("http", "https"))
_APE = re.compile(r"\d{2}\.?\d{2}[A-Z]")


def website(cell: Cell) -> str:
    """An address that a browser opens; without http:// or https:// it gets the latter."""
    written = text(cell)
    found = written if _HAS_SCHEME.match(written) else f"https://{written}"
    try:
        _is_website(found)
    except ValidationError:
        raise ValueProblem(_("Write an address such as www.example.com.")) from None
    if len(found) > 200:
        raise ValueProblem(_("The address is longer than 200 characters."))
    return found


def ape(cell: Cell) -> str:
    """France's code of the line of business, without its point."""
    found = text(cell).upper()
    if not _APE.fullmatch(found):
        raise ValueProblem(_("Four digits and a letter, such as 6202A."))
    return found.replace(".", "")


def code_up_to(length: int) -> Parser[str]:
    """Like `code`, and refuses what is longer than the field."""

    def parse(cell: Cell) -> str:
        found = code(cell)
        if len(found) > length:
            raise ValueProblem(
                _("The text has %(found)s characters; at most %(length)s fit."),
                found=len(found),
                length=length,
            )
        return found

    return parse


def percent(cell: Cell) -> Decimal:
    """0–100 with at most two decimals: more would be rounded unseen."""
    number = numbers.percent(cell)
    exact = number.quantize(Decimal("0.01"))
    if exact != number:
        raise ValueProblem(_("A percentage has at most two decimals."))
    return exact


def address_number(cell: Cell) -> int:
    """The number that an export gave the address."""
    number = numbers.count(cell)
    if not 0 < number < 2**63:
        raise ValueProblem(_("This is not the number of an address."))
    return number
