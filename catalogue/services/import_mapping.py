"""Column mappings by name or file: how a file nobody wrote for us fits our sheet."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Self

from django.utils.translation import gettext as _

from catalogue.models import SavedMapping
from core.exchange.mapping import ColumnMapping, MappedColumn, MappingError, Step
from core.exchange.values import fold

SHIPPED = Path(__file__).resolve().parent.parent / "mappings"
_PRICE_COLUMNS = frozenset({"list_price", "price"})


class MappingRefused(Exception):
    """The mapping cannot be used; `str()` says why, in words for the user."""


@dataclass(frozen=True)
class ImportMapping:
    """A column mapping with its name, and in which currency the file's prices are.

    `currency` "" = the shop's own. `rates` = what one unit of the file's currency costs, by the
    shop's currency; prices are multiplied by it and rounded half up.
    """

    name: str
    sheet: str
    columns: ColumnMapping
    currency: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)

    def fits(self, headings: tuple[str, ...]) -> bool:
        """Whether the file has exactly the headings that the mapping speaks of."""
        spoken_of = {fold(mapped.heading) for mapped in self.columns.columns}
        spoken_of |= {fold(heading) for heading in self.columns.ignored}
        return spoken_of == {fold(heading) for heading in headings if heading}

    def in_currency(self, shop_currency: str, rate: Decimal | None) -> "Priced":
        """The mapping with the rate worked into its prices. MappingRefused without a rate."""
        if not self.currency or self.currency == shop_currency:
            return Priced(self.columns if rate is None else _times(self.columns, rate), rate)
        chosen = rate or self.rates.get(shop_currency)
        if chosen is None:
            raise MappingRefused(
                _(
                    "The prices are in %(currency)s. Say with --rate what one %(currency)s is in "
                    "%(shop_currency)s."
                )
                % {"currency": self.currency, "shop_currency": shop_currency}
            )
        return Priced(_times(self.columns, chosen), chosen, is_stated=rate is not None)

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


def _times(columns: ColumnMapping, rate: Decimal) -> ColumnMapping:
    exchange = (Step("multiply", (str(rate),)), Step("round"))
    return replace(
        columns,
        columns=tuple(
            MappedColumn(mapped.heading, mapped.column, mapped.steps + exchange)
            if mapped.column in _PRICE_COLUMNS
            else mapped
            for mapped in columns.columns
        ),
    )


def find_mapping(name_or_file: str, *, sheet: str) -> ImportMapping:
    """The mapping saved by that name, one that came with the program, or the JSON file."""
    saved = SavedMapping.objects.filter(name=name_or_file, sheet=sheet).first()
    if saved is not None:
        return ImportMapping.from_json(saved.body, name=saved.name, sheet=sheet)
    known = [mapping for mapping in shipped_mappings(sheet) if mapping.name == name_or_file]
    if known:
        return known[0]
    path = Path(name_or_file)
    if not path.is_file():
        names = [mapping.name for mapping in all_mappings(sheet)]
        raise MappingRefused(
            _("There is no mapping or file “%(name)s”. There is: %(names)s.")
            % {"name": name_or_file, "names": ", ".join(names) or "–"}
        )
    return _read(path, sheet)


def fitting_mapping(headings: tuple[str, ...], *, sheet: str) -> ImportMapping | None:
    """The first mapping that speaks of exactly these headings; a saved one before a shipped."""
    return next((found for found in all_mappings(sheet) if found.fits(headings)), None)


def all_mappings(sheet: str) -> Iterator[ImportMapping]:
    for saved in SavedMapping.objects.filter(sheet=sheet):
        yield ImportMapping.from_json(saved.body, name=saved.name, sheet=sheet)
    yield from shipped_mappings(sheet)


def shipped_mappings(sheet: str) -> Iterator[ImportMapping]:
    for path in sorted(SHIPPED.glob("*.json")):
        mapping = _read(path, sheet)
        if mapping.sheet == sheet:
            yield mapping


def save_mapping(mapping: ImportMapping, *, name: str) -> None:
    """Keep a mapping under a name, replacing the one that had it."""
    named = replace(mapping, name=name)
    SavedMapping.objects.update_or_create(
        name=name, defaults={"sheet": mapping.sheet, "body": named.to_json()}
    )


def _read(path: Path, sheet: str) -> ImportMapping:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MappingRefused(
            _("The mapping “%(name)s” cannot be read: %(error)s.")
            % {"name": path.name, "error": error}
        ) from error
    return ImportMapping.from_json(stored, name=path.stem, sheet=sheet)
