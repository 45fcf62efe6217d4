"""What the imports of goods, prices and agreements share: who may, the file's columns, the lock."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from catalogue.policies import may_change_goods
from catalogue.services.audiences import lock_audiences
from core.exchange.mapping import ColumnMapping
from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Problem
from core.imports.contract import Importer, ImportRefused
from core.imports.mappings import MappingRefused, NamedMapping, at_rate
from core.reasons import Verdict
from customers.actors import Actor
from customers.selectors.shop import shop_settings

T = TypeVar("T")

SHIPPED = Path(__file__).resolve().parent.parent / "mappings"
# Facts are read for this many rows at once.
WINDOW = 5_000


class RowRefused(Exception):
    """This row of the file cannot be used."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class GoodsImporter(Importer[Actor]):
    """Options: "mapping", "mapping_name" as everywhere; "rate": what one unit of the file's

    currency costs in the shop's ("11.05"; "" = the mapping's own, or the shop's currency).
    """

    shipped_mappings = SHIPPED

    def may(self) -> Verdict:
        return may_change_goods(self.actor)

    @cached_property
    def currency(self) -> str:
        return str(shop_settings().currency)

    def mapping(self, headings: Sequence[str]) -> ColumnMapping:
        rate = rate_from(self.options.get("rate"))
        found = self.named_mapping(headings)
        if found is None:
            return at_rate(self.sheet(), headings, rate) if rate else ColumnMapping()
        self.note_mapping(found)
        return self._in_shop_currency(found, rate)

    def _in_shop_currency(self, mapping: NamedMapping, rate: Decimal | None) -> ColumnMapping:
        try:
            priced = mapping.in_currency(self.sheet(), self.currency, rate)
        except MappingRefused as refused:
            raise ImportRefused(str(refused)) from refused
        if priced.rate is not None:
            note = _("Prices: 1 %(foreign)s = %(rate)s %(currency)s.") % {
                "foreign": mapping.currency or self.currency,
                "rate": priced.rate,
                "currency": self.currency,
            }
            said = _("The rate is the mapping's own; --rate states another.")
            self.notes.append(note if priced.is_stated else f"{note} {said}")
        return priced.columns

    def lock(self, keys: Mapping[str, Any]) -> None:
        # None while limits change, and limits wait for it: it decides who sees what.
        lock_audiences()


def rate_from(written: str | None) -> Decimal | None:
    """ImportRefused when it is not a number above 0."""
    if not written:
        return None
    try:
        rate = Decimal(written.replace(",", ".").strip())
    except InvalidOperation:
        raise ImportRefused(_("The rate is not a number.")) from None
    if not rate.is_finite() or rate <= 0:
        raise ImportRefused(_("The rate is above 0."))
    return rate


def windows(rows: Iterable[T], size: int = WINDOW) -> Iterator[list[T]]:
    """The rows, thousands at a time."""
    stream = iter(rows)
    while some := list(islice(stream, size)):
        yield some


def refuse(match: HeadingMatch, column: str, value: str, message: str) -> RowRefused:
    """Names the column as the user's file does."""
    return RowRefused(Problem(label_of(match, column), value[:100], message))


def label_of(match: HeadingMatch, column: str) -> str:
    found = match.sheet.column(column)
    return match.label_of(found) if found else column


def texts(rows: Iterable[RowValues], column: str) -> set[str]:
    """Every text that the rows hold in that column."""
    return {value for row in rows if isinstance(value := row.values.get(column), str)}


def plain(value: Any) -> Any:
    """As JSON has it in an edit: amounts and days as text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
