"""Cells that several sheets of customers share."""

from decimal import Decimal

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
