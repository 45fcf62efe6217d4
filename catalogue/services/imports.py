"""Loads a file of goods or of prices: read, plan, and apply all of it or nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.errors import require
from catalogue.models import VatRate
from catalogue.policies import may_change_goods
from catalogue.services.audiences import lock_audiences
from catalogue.services.import_facts import load_facts
from catalogue.services.import_mapping import (
    ImportMapping,
    MappingRefused,
    find_mapping,
    fitting_mapping,
)
from catalogue.services.import_prices import PricePlanner, write_prices
from catalogue.services.import_product_apply import write_products
from catalogue.services.import_product_plan import Oddity, ProductPlanner, refuse_nameless
from catalogue.sheets import price_sheet, product_sheet
from core.audit import use_case
from core.exchange.mapping import ColumnMapping, MappedColumn, Step
from core.exchange.matching import HeadingMatch, RowValues, match_headings
from core.exchange.plan import Plan, PlanRow, refuse_duplicates
from core.exchange.reader import read_table
from core.exchange.sheet import Sheet
from customers.actors import Actor
from customers.selectors.shop import shop_settings

# In these countries goods without a special rate carry 25 %.
_ORDINARY_VAT = {"SE": Decimal(25), "NO": Decimal(25), "DK": Decimal(25)}


@dataclass(frozen=True)
class ImportOptions:
    """`mapping` is a name or a JSON file, "" = find one that fits; `rate` is the exchange rate."""

    mapping: str = ""
    rate: Decimal | None = None
    dry_run: bool = False
    skip_bad_rows: bool = False


class FileRefused(Exception):
    """Nothing in the file can be used; `problems` are the sentences why."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class ImportReport:
    """What was planned, whether it was written, and what the reader of the file should know."""

    plan: Plan
    applied: bool
    notes: tuple[str, ...] = ()
    oddities: tuple[Oddity, ...] = ()


@use_case("catalogue.import-products")
def import_products(*, actor: Actor, file: Path, options: ImportOptions) -> ImportReport:
    """Goods from CSV or Excel, keyed by article number (`catalogue.sheets.product_sheet`).

    All rows go in or, when any is refused, none, unless bad rows are to be skipped. An end of the
    program in the middle leaves nothing. Raises FileRefused, ExchangeError, CatalogueRefused.
    """
    require(may_change_goods(actor))
    # One import at a time, and none while limits change; taken before any row is looked at.
    lock_audiences()
    reading = _read(file, product_sheet(shop_settings().currency), options)
    _ensure_a_vat_rate(reading)
    facts = load_facts(
        _given(reading.rows, "article_number"), _given(reading.rows, "external_number")
    )
    if facts.default_vat_id is None and reading.lacks("vat_percent"):
        raise FileRefused(_("No VAT rate is the default one. Choose it first."))
    planner = ProductPlanner(reading.match, facts)
    number, name = reading.label("article_number"), reading.label("name")
    rows = refuse_nameless(
        refuse_duplicates(planner.plan(reading.rows), column_label=number), column_label=name
    )
    report = _carry_out(Plan(tuple(rows)), write_products, options)
    return ImportReport(report.plan, report.applied, tuple(reading.notes), tuple(planner.oddities))


@use_case("catalogue.import-prices")
def import_prices(*, actor: Actor, file: Path, options: ImportOptions) -> ImportReport:
    """Price rows, each in a list connected to whom it is for (`catalogue.sheets.price_sheet`).

    A changed price ends the row that held before it, so a past day's price can still be told.
    Raises as `import_products`.
    """
    require(may_change_goods(actor))
    lock_audiences()
    reading = _read(file, price_sheet(shop_settings().currency), options)
    planner = PricePlanner.load(reading.match, reading.rows)
    number = reading.label("article_number")
    rows = refuse_duplicates(planner.plan(reading.rows), column_label=number)
    report = _carry_out(Plan(tuple(rows)), write_prices, options)
    return ImportReport(report.plan, report.applied, tuple(reading.notes))


@dataclass
class _Reading:
    """A file, read: its rows as values, and how they were understood."""

    match: HeadingMatch
    rows: list[RowValues]
    notes: list[str] = field(default_factory=list)

    def label(self, key: str) -> str:
        column = self.match.sheet.column(key)
        return self.match.label_of(column) if column else key

    def lacks(self, key: str) -> bool:
        return any(column.key == key for column in self.match.missing)


def _read(file: Path, sheet: Sheet, options: ImportOptions) -> _Reading:
    table = read_table(file)
    mapping = _mapping_for(table.headings, sheet, options)
    notes = []
    if mapping is not None:
        notes.append(_("Read with the mapping “%(name)s”.") % {"name": mapping.name})
        columns, priced_in = _in_shop_currency(mapping, options.rate)
        notes += priced_in
    else:
        columns = _rate_only(sheet, table.headings, options.rate)
    match = match_headings(sheet, table.headings, columns)
    if match.problems:
        raise FileRefused(*match.problems)
    if match.unknown:
        notes.append(_("Not read: %(columns)s.") % {"columns": ", ".join(match.unknown)})
    if table.head.other_sheets:
        notes.append(
            _("Only the sheet “%(sheet)s” is read; the file also has: %(others)s.")
            % {"sheet": table.sheet, "others": ", ".join(table.head.other_sheets)}
        )
    return _Reading(match, list(match.read_rows(table.rows)), notes)


def _mapping_for(
    headings: tuple[str, ...], sheet: Sheet, options: ImportOptions
) -> ImportMapping | None:
    try:
        if options.mapping:
            return find_mapping(options.mapping, sheet=sheet.name)
        return fitting_mapping(headings, sheet=sheet.name)
    except MappingRefused as refused:
        raise FileRefused(str(refused)) from refused


def _in_shop_currency(
    mapping: ImportMapping, rate: Decimal | None
) -> tuple[ColumnMapping, list[str]]:
    currency = shop_settings().currency
    try:
        priced = mapping.in_currency(currency, rate)
    except MappingRefused as refused:
        raise FileRefused(str(refused)) from refused
    if priced.rate is None:
        return priced.columns, []
    said = _("The rate is the mapping's own; --rate states another.")
    note = _("Prices: 1 %(foreign)s = %(rate)s %(currency)s.") % {
        "foreign": mapping.currency or currency,
        "rate": priced.rate,
        "currency": currency,
    }
    return priced.columns, [note if priced.is_stated else f"{note} {said}"]


def _rate_only(sheet: Sheet, headings: tuple[str, ...], rate: Decimal | None) -> ColumnMapping:
    """Our own headings, with prices in another currency."""
    if rate is None:
        return ColumnMapping()
    exchange = (Step("multiply", (str(rate),)), Step("round"))
    return ColumnMapping(
        columns=tuple(
            MappedColumn(source.heading, source.column.key, exchange)
            for source in match_headings(sheet, headings).matched
            if source.column.key in ("list_price", "price")
        )
    )


def _ensure_a_vat_rate(reading: _Reading) -> None:
    """A shop that has no VAT rate at all gets its country's ordinary one, and is told so."""
    shop = shop_settings()
    percent = _ORDINARY_VAT.get(str(shop.country))
    if percent is None or VatRate.objects.exists():
        return
    VatRate.objects.create(name=f"{percent} %", percent=percent, is_default=True)
    reading.notes.append(
        _("The shop had no VAT rate; %(percent)s %% is now its default.") % {"percent": percent}
    )


def _given(rows: list[RowValues], key: str) -> set[str]:
    return {value for row in rows if isinstance(value := row.values.get(key), str)}


def _carry_out(
    plan: Plan, write: "Callable[[tuple[PlanRow, ...]], None]", options: ImportOptions
) -> ImportReport:
    hindered = bool(plan.refused()) and not options.skip_bad_rows
    if options.dry_run or hindered:
        transaction.set_rollback(True)  # also of the VAT rate that was made for it
        return ImportReport(plan, applied=False)
    write(plan.to_write())
    return ImportReport(plan, applied=True)


def odd_lines(oddities: tuple[Oddity, ...], *, most: int = 20) -> Iterator[str]:
    """The lines of an import command about what is odd but went in."""
    for odd in oddities[:most]:
        where = f"{odd.sheet} {odd.row_number}".strip()
        yield f"{where} {odd.column_label} “{odd.value}”: {odd.message}"
    if len(oddities) > most:
        yield _("… and %(count)s more like these.") % {"count": len(oddities) - most}
