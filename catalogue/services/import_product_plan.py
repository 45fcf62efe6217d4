"""What a sheet of goods would change: each row against what the shop has. Writes nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from stdnum import ean as ean_rules

from catalogue.services.import_facts import ProductFacts, ProductNow, VariantNow, fold_path
from catalogue.sheet_values import Barcodes, CategoryPath
from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Action, Change, PlanRow, Problem
from core.exchange.sheet import Sheet
from core.exchange.values import CLEAR

# column → (field, what [clear] makes of it)
_OF_PRODUCT: Mapping[str, tuple[str, Any]] = {
    "external_number": ("external_id", ""),
    "name": ("name", None),
    "brand": ("brand", ""),
    "summary": ("summary", ""),
    "description": ("description", ""),
    "popularity": ("popularity", 0),
}
_OF_VARIANT: Mapping[str, tuple[str, Any]] = {
    "version_name": ("name", ""),
    "part_number": ("part_number", ""),
    "list_price": ("list_price_net", None),
    "stock": ("stock_quantity", 0),
    "unit": ("unit", ""),
    "active": ("is_active", None),
    "attributes": ("attributes", {}),
}
_NOT_CLEARED = ("name", "active")
_MAX_EAN = 14
_MAX_PATH = 560  # of the address under /c/, with room for what makes it unique


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something odd that does not hinder: the row goes in."""

    sheet: str
    row_number: int
    column_label: str
    value: str
    message: str


@dataclass
class _Product:
    """A product while the file is read: new or in the shop, and what the rows so far say of it."""

    key: str
    now: ProductNow | None
    said: dict[str, tuple[Any, int]] = field(default_factory=dict)  # column → (value, row)


@dataclass
class ProductPlanner:
    """Plans row after row; rows of one product must agree on what they say of it."""

    match: HeadingMatch
    facts: ProductFacts
    oddities: list[Oddity] = field(default_factory=list)
    _products: dict[str, _Product] = field(default_factory=dict)

    @property
    def sheet(self) -> Sheet:
        return self.match.sheet

    def plan(self, rows: Iterable[RowValues]) -> Iterator[PlanRow]:
        for row in rows:
            yield self._plan_row(row)

    def _plan_row(self, row: RowValues) -> PlanRow:
        sku = row.values.get("article_number") or ""
        label = str(row.values.get("name") or sku)
        planned = PlanRow(row.number, row.sheet, Action.REFUSED, sku, label)
        if row.problems:
            return planned.refused(*row.problems)
        variant = self.facts.variants.get(sku)
        try:
            product = self._product_of(row, sku, variant)
            wanted = self._wanted(row, product, variant)
        except _Refused as refused:
            return planned.refused(refused.problem)
        return _decide(planned, product, variant, wanted, self._label)

    def _product_of(self, row: RowValues, sku: str, variant: VariantNow | None) -> _Product:
        external = row.values.get("external_number")
        external = external if isinstance(external, str) else ""
        if variant is not None:
            now = self.facts.products[variant.product_id]
            theirs = now.fields["external_id"]
            if external and theirs and theirs != external:
                raise self._refuse(
                    "external_number",
                    external,
                    _("Article %(sku)s belongs to product %(number)s.")
                    % {"sku": sku, "number": theirs},
                )
            if external and self.facts.by_external.get(external, now.id) != now.id:
                raise self._refuse(
                    "external_number", external, _("Another product has this number.")
                )
            return self._draft(f"id {now.id}", now)
        if external:
            existing = self.facts.by_external.get(external)
            if existing is not None:
                return self._draft(f"id {existing}", self.facts.products[existing])
            return self._draft(f"external {external}", None)
        return self._draft(f"sku {sku}", None)

    def _draft(self, key: str, now: ProductNow | None) -> _Product:
        return self._products.setdefault(key, _Product(key, now))

    def _wanted(self, row: RowValues, product: _Product, variant: VariantNow | None) -> "_Wanted":
        """What the row says, checked. Raises _Refused."""
        wanted = _Wanted()
        for column, (name, cleared) in _OF_PRODUCT.items():
            self._say(row, product, column)
            _take(row, column, name, cleared, wanted.product, self._refuse)
        for column, (name, cleared) in _OF_VARIANT.items():
            _take(row, column, name, cleared, wanted.variant, self._refuse)
        self._barcodes(row, wanted)
        self._vat(row, variant, wanted)
        self._paths(row, product, wanted)
        if product.now is None and "name" not in product.said:
            raise self._refuse("name", "", _("This is needed for a new row."))
        return wanted

    def _say(self, row: RowValues, product: _Product, column: str) -> None:
        """Remember what the row says of its product; two rows may not contradict each other."""
        value = row.values.get(column)
        if value is None:
            return
        earlier, number = product.said.setdefault(column, (value, row.number))
        if earlier != value:
            raise self._refuse(
                column,
                str(value),
                _("Row %(number)s says “%(other)s” of the same product.")
                % {"number": number, "other": earlier},
            )

    def _barcodes(self, row: RowValues, wanted: "_Wanted") -> None:
        cell = row.values.get("ean")
        if cell is None:
            return
        codes = cell.codes if isinstance(cell, Barcodes) else ()
        usable = [code for code in codes if code.isdecimal() and len(code) <= _MAX_EAN]
        if codes and not usable:
            raise self._refuse("ean", codes[0], _("An EAN has 8, 12, 13 or 14 digits."))
        for code in codes:
            if code not in usable:
                self._warn(row, "ean", code, _("An EAN has 8, 12, 13 or 14 digits. Left out."))
            elif not ean_rules.is_valid(code):
                self._warn(row, "ean", code, _("The check digit is wrong. Kept as it is."))
        valid = [code for code in usable if ean_rules.is_valid(code)]
        first = (valid or usable or [""])[0]
        wanted.variant["ean"] = first
        wanted.further = sorted(set(usable) - {first})

    def _vat(self, row: RowValues, variant: VariantNow | None, wanted: "_Wanted") -> None:
        percent = row.values.get("vat_percent")
        if isinstance(percent, Decimal):
            vat_id = self.facts.vat_ids.get(percent.normalize())
            if vat_id is None:
                raise self._refuse(
                    "vat_percent",
                    str(percent),
                    _("The shop has no VAT rate of %(percent)s %%.") % {"percent": percent},
                )
            wanted.variant["vat_rate_id"] = vat_id
        elif variant is None or percent is not None:
            wanted.variant["vat_rate_id"] = self.facts.default_vat_id

    def _paths(self, row: RowValues, product: _Product, wanted: "_Wanted") -> None:
        """A given path is where the product is; the one for new products only where it begins."""
        self._say(row, product, "category_path")
        given = row.values.get("category_path")
        if given is None and product.now is None:
            given = row.values.get("new_category")
        if given is None:
            return
        paths: tuple[CategoryPath, ...] = given if isinstance(given, tuple) else ()
        for path in paths:
            if sum(len(name) + 1 for name in path) > _MAX_PATH:
                raise self._refuse(
                    "category_path", " > ".join(path), _("The category path is too long.")
                )
        wanted.paths = [list(path) for path in paths]

    def _label(self, column: str) -> str:
        found = self.sheet.column(column)
        return self.match.label_of(found) if found else column

    def _refuse(self, column: str, value: str, message: str) -> "_Refused":
        return _Refused(Problem(self._label(column), value[:100], message))

    def _warn(self, row: RowValues, column: str, value: str, message: str) -> None:
        label = self._label(column)
        self.oddities.append(Oddity(row.sheet, row.number, label, value[:100], message))


@dataclass
class _Wanted:
    """The values that a row gives, by field; what it does not give is absent."""

    product: dict[str, Any] = field(default_factory=dict)
    variant: dict[str, Any] = field(default_factory=dict)
    further: list[str] | None = None
    paths: list[list[str]] | None = None


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _take(
    row: RowValues,
    column: str,
    name: str,
    cleared: Any,
    into: dict[str, Any],
    refuse: Callable[[str, str, str], _Refused],
) -> None:
    value = row.values.get(column)
    if value is None:
        return
    if value is not CLEAR:
        into[name] = value
    elif column in _NOT_CLEARED:
        raise refuse(column, "", _("This cannot be cleared."))
    else:
        into[name] = cleared


def _decide(
    planned: PlanRow,
    product: _Product,
    variant: VariantNow | None,
    wanted: _Wanted,
    label: Callable[[str], str],
) -> PlanRow:
    """Create, update or unchanged, with each field that becomes another."""
    now = product.now
    new_product = _differing(wanted.product, now.fields if now else None)
    new_variant = _differing(wanted.variant, variant.fields if variant else None)
    changes = [
        *_changes(new_product, now.fields if now else {}, _OF_PRODUCT, label),
        *_changes(new_variant, variant.fields if variant else {}, _OF_VARIANT, label),
    ]
    paths, further = wanted.paths, wanted.further
    if now is not None and paths is not None:
        if {fold_path(tuple(path)) for path in paths} == now.paths:
            paths = None
        else:
            shown = "; ".join(" > ".join(path) for path in paths)
            changes.append(Change("category_path", label("category_path"), "", shown))
    if variant is not None and further is not None:
        if set(further) == variant.further_codes:
            further = None
        else:
            old = " ".join(sorted(variant.further_codes))
            changes.append(Change("further_codes", label("ean"), old, " ".join(further)))
    data = {
        "product_key": product.key,
        "product_id": now.id if now else None,
        "variant_id": variant.id if variant else None,
        "product": new_product,
        "variant": _as_json(new_variant),
        "paths": paths,
        "further": further,
    }
    if variant is None:
        return replace(planned, action=Action.CREATE, data=data)
    if changes:
        return replace(planned, action=Action.UPDATE, changes=tuple(changes), data=data)
    return replace(planned, action=Action.UNCHANGED)


def _differing(wanted: Mapping[str, Any], now: Mapping[str, Any] | None) -> dict[str, Any]:
    if now is None:
        return dict(wanted)
    return {name: value for name, value in wanted.items() if now[name] != value}


_LABELLED = {"ean": "ean", "vat_rate_id": "vat_percent"}


def _changes(
    new: Mapping[str, Any],
    now: Mapping[str, Any],
    columns: Mapping[str, tuple[str, Any]],
    label: Callable[[str], str],
) -> Iterator[Change]:
    by_field = {name: column for column, (name, _cleared) in columns.items()} | _LABELLED
    for name, value in new.items():
        if name in now:
            yield Change(name, label(by_field[name]), _shown(now[name]), _shown(value))


def _shown(value: Any) -> str:
    return "" if value is None else str(value)[:200]


def _as_json(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, Decimal) else value for name, value in fields.items()
    }


def refuse_nameless(rows: Iterable[PlanRow], *, column_label: str) -> Iterator[PlanRow]:
    """New products that only refused rows give a name to cannot be made: their rows go too."""
    rows = list(rows)
    named = {
        row.data["product_key"] for row in rows if row.writes and row.data["product"].get("name")
    }
    for row in rows:
        nameless = (
            row.writes and row.data["product_id"] is None and row.data["product_key"] not in named
        )
        if nameless:
            message = _("The row that names the product is refused.")
            yield row.refused(Problem(column_label, "", message))
        else:
            yield row
