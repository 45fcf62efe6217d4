"""The first reading of a sheet of goods: each row checked, and which rows are of one product."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from catalogue.services.import_base import RowRefused, label_of, refuse, texts, windows
from catalogue.services.import_facts import Rates, product_ids_by_external, variants_by_sku
from catalogue.services.import_spool import Spool
from catalogue.services.import_successors import Successors
from catalogue.sheet_values import Barcodes, CategoryPath, has_check_digit
from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Action, PlanRow, Problem
from core.exchange.values import CLEAR
from core.imports.contract import FileRows

# column → (field, what [clear] makes of it)
OF_PRODUCT: Mapping[str, tuple[str, Any]] = {
    "external_number": ("external_id", ""),
    "name": ("name", None),
    "brand": ("brand", ""),
    "summary": ("summary", ""),
    "description": ("description", ""),
    "popularity": ("popularity", 0),
}
OF_VARIANT: Mapping[str, tuple[str, Any]] = {
    "version_name": ("name", ""),
    "part_number": ("part_number", ""),
    "list_price": ("list_price_net", None),
    "stock": ("stock_quantity", 0),
    "unit": ("unit", ""),
    "pack_size": ("pack_size", 1),
    "active": ("is_active", None),
    "attributes": ("attributes", {}),
}
# What rows of one product must agree on.
_SHARED = (*OF_PRODUCT, "category_path")
_SHARED_OFTEN = frozenset({"brand", "category_path"})
_NOT_CLEARED = frozenset({"name", "active"})
_LONG = 120
_MAX_EAN = 14
_MAX_PATH = 560  # of the address under /c/, with room for what makes it unique
_MOST_ODDITIES = 20

# A product of the shop by its id, a new one by its external number; None = new and of this row.
Key = int | str | None
Paths = tuple[CategoryPath, ...]


class Draft(NamedTuple):
    """A row that can be used. Fields that it does not speak of are absent."""

    number: int
    sku: str
    variant_id: int | None
    key: Key
    is_first: bool  # of its product in the file
    product: dict[str, Any]
    variant: dict[str, Any]
    further: list[str] | None
    paths: Paths | None
    new_paths: Paths | None  # where a new product goes when nobody says where


class _Long(NamedTuple):
    """A long text that is only to be compared."""

    hashed: int
    start: str


class _Said:
    """What the rows so far say of a product, and which row was its first."""

    __slots__ = ("row", "values")

    def __init__(self, row: int, values: list[Any]) -> None:
        self.row = row
        self.values = values


@dataclass
class Reading:
    """What is known after the first reading.

    `late`: by product, what later rows of it say where its first row is silent (by column).
    """

    match: HeadingMatch
    rates: Rates
    late: dict[Key, dict[str, Any]] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)
    odd_count: int = 0
    _rows: dict[str, int] = field(default_factory=dict)
    _products: dict[Key, _Said] = field(default_factory=dict)
    _externals: dict[str, int] = field(default_factory=dict)  # given here to products of the shop
    _lost_names: set[str] = field(default_factory=set)
    _same: dict[Any, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.successors = Successors(self.match)

    def read(self, file: FileRows, spool: "Spool[Draft | PlanRow]") -> int:
        """Checks every row; how many there are."""
        count = 0
        for some in windows(file.rows):
            spool.put(list(self._checked(some)))
            count += len(some)
        return count

    def oddities(self) -> Iterator[str]:
        """What is odd but goes in."""
        yield from self.odd
        if self.odd_count > len(self.odd):
            more = self.odd_count - len(self.odd)
            yield _("… and %(count)s more like these.") % {"count": more}

    def _checked(self, rows: list[RowValues]) -> Iterator[Draft | PlanRow]:
        known = variants_by_sku(texts(rows, "article_number"))
        externals = product_ids_by_external(texts(rows, "external_number"))
        successors = variants_by_sku(texts(rows, "replaced_by"))
        for row in rows:
            sku = row.values.get("article_number") or ""
            try:
                draft = self._draft(row, sku, known.get(sku), externals)
                self.successors.take(row, sku, successors, draft.variant)
                yield draft
            except RowRefused as refused:
                yield self._refused(row, sku, refused.problem)

    def _refused(self, row: RowValues, sku: str, problem: Problem) -> PlanRow:
        external = row.values.get("external_number")
        if isinstance(external, str) and row.values.get("name"):
            self._lost_names.add(external)
        label = str(row.values.get("name") or sku)
        problems = row.problems or (problem,)
        return PlanRow(row.number, row.sheet, Action.REFUSED, sku, label, problems=problems)

    def _draft(
        self,
        row: RowValues,
        sku: str,
        known: tuple[int, int, str] | None,
        externals: Mapping[str, int],
    ) -> Draft:
        """Raises RowRefused."""
        first = self._rows.setdefault(sku, row.number) if sku else row.number
        if row.problems:
            raise RowRefused(row.problems[0])
        if first != row.number:
            message = _("The same is already in row %(number)s.") % {"number": first}
            raise refuse(self.match, "article_number", row.values.get("name") or sku, message)
        key = self._key(row, sku, known, externals)
        product: dict[str, Any] = {}
        variant: dict[str, Any] = {}
        self._take(row, OF_PRODUCT, product)
        self._take(row, OF_VARIANT, variant)
        further = self._barcodes(row, variant)
        self._vat(row, known is None, variant)
        paths = self._paths(row, "category_path")
        is_first = self._agree(row, key)
        new_paths = None if isinstance(key, int) else self._paths(row, "new_category")
        variant_id = known[0] if known else None
        return Draft(
            row.number, sku, variant_id, key, is_first, product, variant, further, paths, new_paths
        )

    def _key(
        self,
        row: RowValues,
        sku: str,
        known: tuple[int, int, str] | None,
        externals: Mapping[str, int],
    ) -> Key:
        given = row.values.get("external_number")
        external = given if isinstance(given, str) else ""
        if known is None:
            if not external:
                return None
            return externals.get(external) or self._externals.get(external) or external
        _variant_id, product_id, theirs = known
        if external and theirs and theirs != external:
            message = _("Article %(sku)s belongs to product %(number)s.")
            raise refuse(
                self.match, "external_number", external, message % {"sku": sku, "number": theirs}
            )
        if external and not theirs:
            owner = externals.get(external) or self._externals.get(external, product_id)
            if owner != product_id or external in self._products:
                raise refuse(
                    self.match, "external_number", external, _("Another product has this number.")
                )
            self._externals[external] = product_id
        return product_id

    def _take(
        self, row: RowValues, columns: Mapping[str, tuple[str, Any]], into: dict[str, Any]
    ) -> None:
        values = row.values
        for column, (name, cleared) in columns.items():
            value = values.get(column)
            if value is None:
                continue
            if value is not CLEAR:
                into[name] = value
            elif column in _NOT_CLEARED:
                raise refuse(self.match, column, "", _("This cannot be cleared."))
            else:
                into[name] = cleared

    def _barcodes(self, row: RowValues, variant: dict[str, Any]) -> list[str] | None:
        """The first EAN goes to the variant, further ones are returned; None = not spoken of."""
        cell = row.values.get("ean")
        if cell is None:
            return None
        codes = cell.codes if isinstance(cell, Barcodes) else ()
        usable = [code for code in codes if code.isdecimal() and len(code) <= _MAX_EAN]
        if codes and not usable:
            raise refuse(self.match, "ean", codes[0], _("An EAN has 8, 12, 13 or 14 digits."))
        valid = [code for code in usable if has_check_digit(code)]
        if len(valid) < len(codes):
            self._tell_odd(row, codes, usable, valid)
        first = (valid or usable or [""])[0]
        variant["ean"] = first
        return sorted(set(usable) - {first})

    def _tell_odd(
        self, row: RowValues, codes: Iterable[str], usable: list[str], valid: list[str]
    ) -> None:
        for code in codes:
            if code in valid:
                continue
            self.odd_count += 1
            if len(self.odd) < _MOST_ODDITIES:
                message = (
                    _("The check digit is wrong. Kept as it is.")
                    if code in usable
                    else _("An EAN has 8, 12, 13 or 14 digits. Left out.")
                )
                where = f"{row.sheet} {row.number}".strip()
                self.odd.append(f"{where} {label_of(self.match, 'ean')} “{code}”: {message}")

    def _vat(self, row: RowValues, is_new: bool, variant: dict[str, Any]) -> None:
        percent = row.values.get("vat_percent")
        if isinstance(percent, Decimal):
            vat_id = self.rates.ids.get(percent)
            if vat_id is None:
                message = _("The shop has no VAT rate of %(percent)s %%.") % {"percent": percent}
                raise refuse(self.match, "vat_percent", str(percent), message)
            variant["vat_rate_id"] = vat_id
        elif is_new or percent is not None:
            if self.rates.default_id is None:
                message = _("No VAT rate is the default one. Choose it first.")
                raise refuse(self.match, "vat_percent", "", message)
            variant["vat_rate_id"] = self.rates.default_id

    def _paths(self, row: RowValues, column: str) -> Paths | None:
        given = row.values.get(column)
        if given is None:
            return None
        paths: Paths = given if isinstance(given, tuple) else ()
        for path in paths:
            if sum(map(len, path)) + len(path) > _MAX_PATH:
                shown = " > ".join(path)
                raise refuse(self.match, column, shown, _("The category path is too long."))
        return paths

    def _agree(self, row: RowValues, key: Key) -> bool:
        """Whether it is its product's first row; RowRefused when it contradicts an earlier one."""
        said = self._products.get(key) if key is not None else None
        if said is None:
            if not isinstance(key, int) and not row.values.get("name"):
                raise self._nameless(key)
            if key is not None:
                values = [self._kept(row.values.get(column), column) for column in _SHARED]
                self._products[key] = _Said(row.number, values)
            return True
        later: dict[str, Any] = {}
        for place, column in enumerate(_SHARED):
            value = row.values.get(column)
            if value is None:
                continue
            kept, earlier = self._kept(value, column), said.values[place]
            if earlier is None:
                later[column] = value
            elif earlier != kept:
                raise self._contradiction(column, value, earlier, said.row)
        for column, value in later.items():
            said.values[_SHARED.index(column)] = self._kept(value, column)
            self.late.setdefault(key, {})[column] = value
        return False

    def _nameless(self, key: Key) -> RowRefused:
        lost = isinstance(key, str) and key in self._lost_names
        needed = _("This is needed for a new row.")
        message = _("The row that names the product is refused.") if lost else needed
        return refuse(self.match, "name", "", message)

    def _contradiction(self, column: str, value: Any, earlier: Any, number: int) -> RowRefused:
        message = _("Row %(number)s says “%(other)s” of the same product.")
        other = f"{earlier.start}…" if isinstance(earlier, _Long) else _shown(earlier)
        return refuse(
            self.match, column, _shown(value), message % {"number": number, "other": other}
        )

    def _kept(self, value: Any, column: str) -> Any:
        """Small enough for hundreds of thousands of products."""
        if isinstance(value, str) and len(value) > _LONG:
            return _Long(hash(value), value[:30])
        return self._same.setdefault(value, value) if column in _SHARED_OFTEN else value


def _shown(value: Any) -> str:
    if value is CLEAR:
        return str(CLEAR.value)
    if isinstance(value, tuple):
        return "; ".join(" > ".join(path) for path in value)
    return str(value)
