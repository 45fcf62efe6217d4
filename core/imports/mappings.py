"""Column mappings under a name: how a file that nobody wrote for us fits one of our sheets.

A mapping is saved by a person (core.models.SavedMapping), comes with the program (a folder of
JSON files that the importer names), or, on the command line, lies in a file of its own.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Self

from django.utils.translation import gettext as _

from core.audit import Doer, use_case
from core.exchange.mapping import ColumnMapping, MappedColumn, MappingError, Step
from core.exchange.matching import match_headings
from core.exchange.numbers import Money
from core.exchange.sheet import Sheet
from core.exchange.values import fold
from core.models import SavedMapping


class MappingRefused(Exception):
    """The mapping cannot be used; `str()` says why, in words for the user."""


@dataclass(frozen=True)
class NamedMapping:
    """A column mapping with its name, and in which currency the file's prices are.

    `currency` "" = the shop's own. `rates` = what one unit of the file's currency costs, by the
    shop's currency; prices are multiplied by it and rounded half up.
    """

    name: str
    sheet: str
    columns: ColumnMapping
    currency: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)

    def fits(self, headings: Sequence[str]) -> bool:
        """Whether the file has exactly the headings that the mapping speaks of."""
        spoken_of = {fold(mapped.heading) for mapped in self.columns.columns}
        spoken_of |= {fold(heading) for heading in self.columns.ignored}
        return spoken_of == {fold(heading) for heading in headings if heading}

    def in_currency(self, sheet: Sheet, shop_currency: str, rate: Decimal | None) -> "Priced":
        """The mapping with the rate worked into the sheet's prices. MappingRefused without one."""
        if not self.currency or self.currency == shop_currency:
            columns = self.columns if rate is None else _times(self.columns, rate, sheet)
            return Priced(columns, rate)
        chosen = rate or self.rates.get(shop_currency)
        if chosen is None:
            raise MappingRefused(
                _(
                    "The prices are in %(currency)s. State the rate (--rate): what one "
                    "%(currency)s costs in %(shop_currency)s."
                )
                % {"currency": self.currency, "shop_currency": shop_currency}
            )
        return Priced(_times(self.columns, chosen, sheet), chosen, is_stated=rate is not None)

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "sheet": self.sheet,
            "currency": self.currency,
            "rates": {currency: str(rate) for currency, rate in self.rates.items()},
            **self.columns.to_json(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], *, name: str, sheet: str) -> Self:
        """MappingRefused when it is not what `to_json` writes: it may come from a form or file."""
        try:
            rates = {str(key): Decimal(str(rate)) for key, rate in stored.get("rates", {}).items()}
            if any(not rate.is_finite() or rate <= 0 for rate in rates.values()):
                raise MappingError("rates")
            columns = ColumnMapping.from_json(stored)
        except (AttributeError, InvalidOperation, MappingError, TypeError) as error:
            raise MappingRefused(
                _("The mapping “%(name)s” cannot be read: %(error)s.")
                % {"name": name, "error": error}
            ) from error
        return cls(
            name=str(stored.get("name") or name),
            sheet=str(stored.get("sheet") or sheet),
            columns=columns,
            currency=str(stored.get("currency", "")),
            rates=rates,
        )


@dataclass(frozen=True)
class Priced:
    """A column mapping whose prices come out in the shop's currency, and the rate that did it."""

    columns: ColumnMapping
    rate: Decimal | None = None
    is_stated: bool = True


def price_columns(sheet: Sheet) -> frozenset[str]:
    """Keys of the columns that hold amounts in the shop's currency."""
    return frozenset(column.key for column in sheet.columns if isinstance(column.parse, Money))


def at_rate(sheet: Sheet, headings: Sequence[str], rate: Decimal) -> ColumnMapping:
    """Our own headings, with prices in another currency."""
    prices = price_columns(sheet)
    return ColumnMapping(
        columns=tuple(
            MappedColumn(source.heading, source.column.key, _exchange(rate))
            for source in match_headings(sheet, tuple(headings)).matched
            if source.column.key in prices
        )
    )


def _times(columns: ColumnMapping, rate: Decimal, sheet: Sheet) -> ColumnMapping:
    prices = price_columns(sheet)
    return replace(
        columns,
        columns=tuple(
            MappedColumn(mapped.heading, mapped.column, mapped.steps + _exchange(rate))
            if mapped.column in prices
            else mapped
            for mapped in columns.columns
        ),
    )


def _exchange(rate: Decimal) -> tuple[Step, ...]:
    return Step("multiply", (str(rate),)), Step("round")


def named_mappings(sheet: str, shipped: Path | None = None) -> list[NamedMapping]:
    """Those that people saved for the sheet, then those that come with the program."""
    saved = [
        NamedMapping.from_json(stored.body, name=stored.name, sheet=sheet)
        for stored in SavedMapping.objects.filter(sheet=sheet)
    ]
    files = sorted(shipped.glob("*.json")) if shipped else []
    coming = [_read(path, sheet) for path in files]
    return saved + [mapping for mapping in coming if mapping.sheet == sheet]


def mapping_named(name: str, *, sheet: str, shipped: Path | None = None) -> NamedMapping:
    """The mapping saved by that name, else one that came with the program. MappingRefused."""
    known = named_mappings(sheet, shipped)
    found = next((mapping for mapping in known if mapping.name == name), None)
    if found is None:
        raise _no_such(name, known)
    return found


def find_mapping(name_or_file: str, *, sheet: str, shipped: Path | None = None) -> NamedMapping:
    """As `mapping_named`, or the JSON file of that name: for the command line only."""
    known = named_mappings(sheet, shipped)
    found = next((mapping for mapping in known if mapping.name == name_or_file), None)
    if found is not None:
        return found
    path = Path(name_or_file)
    if not path.is_file():
        raise _no_such(name_or_file, known)
    return _read(path, sheet)


def fitting_mapping(
    headings: Sequence[str], *, sheet: str, shipped: Path | None = None
) -> NamedMapping | None:
    """The first mapping that speaks of exactly these headings; a saved one before a shipped."""
    return next((found for found in named_mappings(sheet, shipped) if found.fits(headings)), None)


@use_case("import.save_mapping")
def save_mapping(*, actor: Doer, sheet: str, name: str, mapping: NamedMapping) -> None:
    """Keeps a mapping under a name, replacing the one that the sheet had by that name."""
    kept = name.strip()[:120]
    if not kept:
        raise MappingRefused(_("A mapping needs a name."))
    named = replace(mapping, name=kept, sheet=sheet)
    SavedMapping.objects.update_or_create(
        sheet=sheet, name=kept, defaults={"body": named.to_json()}
    )


@use_case("import.forget_mapping")
def forget_mapping(*, actor: Doer, sheet: str, name: str) -> bool:
    """Removes a saved mapping; False when there is none (those of the program stay)."""
    return bool(SavedMapping.objects.filter(sheet=sheet, name=name).delete()[0])


def _no_such(name: str, known: Sequence[NamedMapping]) -> MappingRefused:
    names = ", ".join(mapping.name for mapping in known)
    return MappingRefused(
        _("There is no mapping or file “%(name)s”. There is: %(names)s.")
        % {"name": name, "names": names or "–"}
    )


def _read(path: Path, sheet: str) -> NamedMapping:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MappingRefused(
            _("The mapping “%(name)s” cannot be read: %(error)s.")
            % {"name": path.name, "error": error}
        ) from error
    return NamedMapping.from_json(stored, name=path.stem, sheet=sheet)
