"""What a sheet of goods would change: each row against what the shop has."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from catalogue.models import Product, ProductCategory, Variant, VariantCode
from catalogue.services.import_base import plain
from catalogue.services.import_facts import Facts, Rates, load_facts
from catalogue.services.import_product_rows import (
    OF_PRODUCT,
    OF_VARIANT,
    Draft,
    Paths,
    Reading,
)
from catalogue.services.import_tree import Tree, folded
from catalogue.sheet_values import CategoryPath, written_paths
from catalogue.slugs import FreeSlugs, slug_of
from catalogue.sorting import sort_key
from core.exchange.plan import Action, Change, Edit, PlanRow
from core.exchange.values import CLEAR
from core.imports.new_ids import NewIds

_PRODUCT = Product._meta.label_lower
_VARIANT = Variant._meta.label_lower
_CODE = VariantCode._meta.label_lower
_PLACE = ProductCategory._meta.label_lower
_COLUMN_OF = {name: column for column, (name, _cleared) in OF_PRODUCT.items()}
_VARIANT_COLUMN_OF = {name: column for column, (name, _cleared) in OF_VARIANT.items()} | {
    "vat_rate_id": "vat_percent",
    "replaced_by_id": "replaced_by",
}
_MOST_SHOWN = 200
# Of a new thing, beside its name and number: nobody reviews a thousand descriptions.
_SHOWN_OF_NEW = frozenset({"brand", "list_price", "stock"})


class ProductPlanner:
    """Makes edits of drafts. `moved` are products of the shop that change places."""

    def __init__(self, reading: Reading, ids: NewIds, tree: Tree, sheet_name: str) -> None:
        self.reading = reading
        self.rates: Rates = reading.rates
        self.ids = ids
        self.tree = tree
        self.sheet_name = sheet_name
        self.moved: list[int] = []
        self._new: dict[str, int] = {}  # products by external number
        self._positions: dict[int, int] = {}
        self._slugs = FreeSlugs()
        self._wanted_slugs: dict[int, str] = {}  # by row, of those being planned

    def plan(self, drafts: list[Draft | PlanRow]) -> Iterator[PlanRow]:
        """Some thousands of rows. Six queries."""
        usable = [draft for draft in drafts if isinstance(draft, Draft)]
        facts = load_facts(
            {draft.variant_id for draft in usable if draft.variant_id is not None},
            {draft.key for draft in usable if isinstance(draft.key, int)},
        )
        wanted = {
            draft.number: slug_of(f"{draft.product['name']} {draft.sku}")
            for draft in usable
            if draft.is_first and not isinstance(draft.key, int)
        }
        self._slugs.look_up(wanted.values())
        self._wanted_slugs = wanted
        for draft in drafts:
            yield self._row(draft, facts) if isinstance(draft, Draft) else draft

    def _row(self, draft: Draft, facts: Facts) -> PlanRow:
        edits: list[Edit] = []
        changes: list[Change] = []
        product_id = self._product(draft, facts, edits, changes)
        self._variant(draft, product_id, facts, edits, changes)
        if draft.variant_id is None:
            action = Action.CREATE
        else:
            action = Action.UPDATE if changes else Action.UNCHANGED
        label = draft.product.get("name") or draft.sku
        return PlanRow(
            draft.number,
            self.sheet_name,
            action,
            draft.sku,
            str(label),
            changes=tuple(changes),
            edits=tuple(edits),
        )

    def _product(self, draft: Draft, facts: Facts, edits: list[Edit], changes: list[Change]) -> int:
        """Its id; edits of it and of its places come with its first row."""
        fields, paths, key = draft.product, draft.paths, draft.key
        if not draft.is_first:
            return key if isinstance(key, int) else self._new[str(key)]
        if late := self.reading.late.get(key):
            fields, paths = _with_late(fields, paths, late)
        if isinstance(key, int):
            self._changed_product(key, facts.products[key], fields, edits, changes)
            if paths is not None:
                self._move(key, facts.places.get(key, {}), paths, edits, changes)
            return key
        product_id = self.ids.next(Product)
        if key is not None:
            self._new[key] = product_id
        after = {name: value for name, value in fields.items() if value not in ("", 0)}
        after["slug"] = self._slugs.free(self._wanted_slugs[draft.number])
        after["sort_key"] = sort_key(fields["name"])
        # What the product goes into is made first.
        placed = self._places(product_id, paths or draft.new_paths or (), edits)
        edits.append(Edit(_PRODUCT, product_id, None, after))
        edits += placed
        _told(changes, _COLUMN_OF, fields, {})
        if paths:
            changes.append(Change("category_path", None, _paths_shown(paths)))
        return product_id

    def _changed_product(
        self,
        product_id: int,
        now: Mapping[str, Any],
        fields: Mapping[str, Any],
        edits: list[Edit],
        changes: list[Change],
    ) -> None:
        new = {name: value for name, value in fields.items() if now[name] != value}
        if not new:
            return
        before = {name: now[name] for name in new}
        _told(changes, _COLUMN_OF, new, now)
        if "name" in new:
            old_key, new_key = sort_key(now["name"]), sort_key(new["name"])
            if old_key != new_key:
                before["sort_key"], new["sort_key"] = old_key, new_key
        edits.append(Edit(_PRODUCT, product_id, before, new))

    def _places(self, product_id: int, paths: Paths, edits: list[Edit]) -> list[Edit]:
        """Placements of a new product; new branches are added to the edits."""
        categories = dict.fromkeys(self.tree.make(path, edits) for path in paths)
        return [self._placement(product_id, category_id) for category_id in categories]

    def _placement(self, product_id: int, category_id: int) -> Edit:
        after = {"product_id": product_id, "category_id": category_id}
        return Edit(_PLACE, self.ids.next(ProductCategory), None, after)

    def _move(
        self,
        product_id: int,
        now: Mapping[int, int],
        paths: Paths,
        edits: list[Edit],
        changes: list[Change],
    ) -> None:
        """Into exactly those categories; names that read alike are the same."""
        here = [self.tree.names_of(category_id) for category_id in now]
        if {_folded(path) for path in paths} == {_folded(path) for path in here}:
            return
        wanted = {self.tree.make(path, edits) for path in paths}
        for category_id in sorted(wanted - set(now)):
            edits.append(self._placement(product_id, category_id))
        for category_id, pk in now.items():
            if category_id not in wanted:
                before = {"id": pk, "product_id": product_id, "category_id": category_id}
                edits.append(Edit(_PLACE, pk, before, None))
        self.moved.append(product_id)
        old, new = _paths_shown(tuple(sorted(here))), _paths_shown(paths)
        changes.append(Change("category_path", old, new))

    def _variant(
        self,
        draft: Draft,
        product_id: int,
        facts: Facts,
        edits: list[Edit],
        changes: list[Change],
    ) -> None:
        if draft.variant_id is None:
            variant_id = self._new_variant(draft, product_id, facts, edits)
            _told(changes, _VARIANT_COLUMN_OF, draft.variant, {})
        else:
            variant_id = draft.variant_id
            self._changed_variant(draft, facts.variants[variant_id], edits, changes)
        self._codes(draft, variant_id, facts, edits, changes)

    def _new_variant(self, draft: Draft, product_id: int, facts: Facts, edits: list[Edit]) -> int:
        variant_id = self.ids.next(Variant)
        after = {
            name: plain(value)
            for name, value in draft.variant.items()
            if value is not None and value != ""
        }
        after["sku"], after["product_id"] = draft.sku, product_id
        if draft.key is not None:
            last = self._positions.get(product_id, facts.last_positions.get(product_id, -1))
            self._positions[product_id] = after["position"] = last + 1
        edits.append(Edit(_VARIANT, variant_id, None, after))
        return variant_id

    def _changed_variant(
        self, draft: Draft, now: Mapping[str, Any], edits: list[Edit], changes: list[Change]
    ) -> None:
        new = {name: value for name, value in draft.variant.items() if now[name] != value}
        if not new:
            return
        before = {name: plain(now[name]) for name in new}
        after = {name: plain(value) for name, value in new.items()}
        edits.append(Edit(_VARIANT, now["pk"], before, after))
        new.pop("ean", None)
        _told(changes, _VARIANT_COLUMN_OF, self._readable(new), self._readable(now))

    def _codes(
        self,
        draft: Draft,
        variant_id: int,
        facts: Facts,
        edits: list[Edit],
        changes: list[Change],
    ) -> None:
        """The further codes, and the change of all of them together."""
        if draft.further is None:
            return
        now = facts.codes.get(variant_id, {})
        for code in draft.further:
            if code not in now:
                after = {"variant_id": variant_id, "code": code}
                edits.append(Edit(_CODE, self.ids.next(VariantCode), None, after))
        for code, pk in now.items():
            if code not in draft.further:
                before = {"id": pk, "variant_id": variant_id, "code": code}
                edits.append(Edit(_CODE, pk, before, None))
        held = facts.variants[variant_id]["ean"] if draft.variant_id is not None else ""
        old = "|".join(filter(None, [held, *sorted(now)]))
        new = "|".join(filter(None, [draft.variant["ean"], *draft.further]))
        if old != new and draft.variant_id is not None:
            changes.append(Change("ean", old, new))

    def _readable(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """A VAT rate as its percent, a successor as its article number."""
        readable = dict(fields)
        if "vat_rate_id" in fields:
            readable["vat_rate_id"] = self.rates.percents[fields["vat_rate_id"]].normalize()
        if "replaced_by_id" in fields:
            named = self.reading.successors.skus.get(fields["replaced_by_id"], "")
            readable["replaced_by_id"] = fields.get("replaced_by__sku") or named
        return readable


def _folded(path: CategoryPath) -> CategoryPath:
    return tuple(folded(name) for name in path)


def _with_late(
    fields: dict[str, Any], paths: Paths | None, late: Mapping[str, Any]
) -> tuple[dict[str, Any], Paths | None]:
    """What the first row says, and later rows where it is silent."""
    more = {}
    for column, value in late.items():
        if column == "category_path":
            paths = value if isinstance(value, tuple) else ()
        else:
            name, cleared = OF_PRODUCT[column]
            more[name] = cleared if value is CLEAR else value
    return {**fields, **more}, paths


def _told(
    changes: list[Change],
    columns: Mapping[str, str],
    new: Mapping[str, Any],
    now: Mapping[str, Any],
) -> None:
    """Changes in the words of the sheet; of a new thing (`now` is empty) only the short ones."""
    for name, value in new.items():
        column = columns.get(name)
        if column is None:
            continue
        if now:
            changes.append(Change(column, _plain(now[name]), _plain(value)))
        elif column in _SHOWN_OF_NEW and value != "" and value is not None:
            changes.append(Change(column, None, _plain(value)))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value[:_MOST_SHOWN]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)[:_MOST_SHOWN] if value else ""
    return value


def _paths_shown(paths: Paths) -> str:
    return written_paths(paths)
