"""Writes a planned sheet of goods: a few statements for thousands of rows, in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Max

from catalogue.models import (
    Category,
    ListingRow,
    Product,
    ProductCategory,
    ProductSearch,
    SearchCode,
    SearchWord,
    Variant,
    VariantCode,
)
from catalogue.services.import_facts import fold_path
from catalogue.services.listing import refresh_listing
from catalogue.services.search_index import reindex_products
from catalogue.services.visibility import refresh_audiences
from catalogue.sheet_values import CategoryPath
from catalogue.slugs import free_slugs, slug_of
from catalogue.sorting import sort_key
from core.exchange.plan import PlanRow
from core.exchange.values import fold

_BATCH = 500
_MANY = 1_000


@dataclass
class _ProductWrite:
    """What the rows of one product together say of it."""

    product_id: int | None
    number: str  # of its first row, to make the address unique
    fields: dict[str, Any] = field(default_factory=dict)
    paths: set[CategoryPath] | None = None


def write_products(rows: Sequence[PlanRow]) -> None:
    """Create and update as planned, then settle who sees it, where it is listed and found.

    The caller holds the transaction and `lock_audiences()`.
    """
    products = _gather(rows)
    categories = _Categories()
    product_ids = _create_products(products)
    _update_products(products)
    _place(products, product_ids, categories)
    _write_variants(rows, product_ids)
    touched = sorted({product_ids[row.data["product_key"]] for row in rows})
    if categories.made:
        refresh_audiences(category_ids=categories.made)
    refresh_audiences(product_ids=touched)
    refresh_listing(touched)
    reindex_products(touched)
    if len(touched) >= _MANY:
        _tell_the_planner()


def _tell_the_planner() -> None:
    """Pages right after a large import must not wait for PostgreSQL to notice its rows."""
    models = (Product, Variant, ProductCategory, ListingRow, ProductSearch, SearchCode, SearchWord)
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _gather(rows: Iterable[PlanRow]) -> dict[str, _ProductWrite]:
    found: dict[str, _ProductWrite] = {}
    for row in rows:
        data = row.data
        write = found.setdefault(
            data["product_key"], _ProductWrite(data["product_id"], number=row.key)
        )
        write.fields.update(data["product"])
        if data["paths"] is not None:
            write.paths = (write.paths or set()) | {tuple(path) for path in data["paths"]}
    return found


def _create_products(products: Mapping[str, _ProductWrite]) -> dict[str, int]:
    """Makes the new ones; returns every product's id by key."""
    new = {key: write for key, write in products.items() if write.product_id is None}
    slugs = free_slugs(
        [slug_of(f"{write.fields['name']} {write.number}") for write in new.values()]
    )
    made = Product.objects.bulk_create(
        (
            Product(slug=slug, sort_key=sort_key(write.fields["name"]), **write.fields)
            for slug, write in zip(slugs, new.values(), strict=True)
        ),
        batch_size=_BATCH,
    )
    ids = {key: write.product_id for key, write in products.items() if write.product_id is not None}
    return ids | {key: product.pk for key, product in zip(new, made, strict=True)}


def _update_products(products: Mapping[str, _ProductWrite]) -> None:
    changed = {
        write.product_id: dict(write.fields)
        for write in products.values()
        if write.product_id is not None and write.fields
    }
    for fields in changed.values():
        if "name" in fields:
            fields["sort_key"] = sort_key(fields["name"])
    _update(Product, changed)


def _update(model: type[Product] | type[Variant], changed: Mapping[int, Mapping[str, Any]]) -> None:
    """Rows that change the same fields go together, so that no other field is written."""
    alike: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for pk, fields in changed.items():
        alike[tuple(sorted(fields))].append(pk)
    for names, pks in alike.items():
        rows: list[Any] = [model(pk=pk, **changed[pk]) for pk in pks]
        model._default_manager.bulk_update(rows, names, batch_size=_BATCH)


def _place(
    products: Mapping[str, _ProductWrite], product_ids: Mapping[str, int], tree: "_Categories"
) -> None:
    """Put each product that says where in exactly those categories."""
    wanted = {
        product_ids[key]: {tree.id_of(path) for path in sorted(write.paths)}
        for key, write in products.items()
        if write.paths is not None
    }
    old = [key for key, write in products.items() if write.product_id is not None]
    now: defaultdict[int, dict[int, int]] = defaultdict(dict)
    placements = ProductCategory.objects.filter(product__in=[product_ids[key] for key in old])
    for pk, product_id, category_id in placements.values_list("pk", "product_id", "category_id"):
        now[product_id][category_id] = pk
    gone = [
        pk
        for product_id, categories in wanted.items()
        for category_id, pk in now[product_id].items()
        if category_id not in categories
    ]
    if gone:
        ProductCategory.objects.filter(pk__in=gone).delete()
    ProductCategory.objects.bulk_create(
        (
            ProductCategory(product_id=product_id, category_id=category_id)
            for product_id, categories in wanted.items()
            for category_id in sorted(categories - set(now[product_id]))
        ),
        batch_size=_BATCH * 4,
    )


def _write_variants(rows: Sequence[PlanRow], product_ids: Mapping[str, int]) -> None:
    new = [row for row in rows if row.data["variant_id"] is None]
    positions = _last_positions({product_ids[row.data["product_key"]] for row in new})
    variants = []
    for row in new:
        product_id = product_ids[row.data["product_key"]]
        positions[product_id] = positions.get(product_id, -1) + 1
        variants.append(
            Variant(
                product_id=product_id,
                sku=row.key,
                position=positions[product_id],
                **_variant_fields(row),
            )
        )
    made = Variant.objects.bulk_create(variants, batch_size=_BATCH)
    _update(
        Variant,
        {
            row.data["variant_id"]: _variant_fields(row)
            for row in rows
            if row.data["variant_id"] is not None and row.data["variant"]
        },
    )
    ids = {variant.sku: variant.pk for variant in made}
    _write_further_codes(
        {
            row.data["variant_id"] or ids[row.key]: row.data["further"]
            for row in rows
            if row.data["further"] is not None
        }
    )


def _variant_fields(row: PlanRow) -> dict[str, Any]:
    fields = dict(row.data["variant"])
    if fields.get("list_price_net") is not None:
        fields["list_price_net"] = Decimal(fields["list_price_net"])
    return fields


def _last_positions(product_ids: Iterable[int]) -> dict[int, int]:
    rows = Variant.objects.filter(product__in=list(product_ids)).order_by()
    return dict(rows.values_list("product_id").annotate(last=Max("position")))


def _write_further_codes(further: Mapping[int, Sequence[str]]) -> None:
    VariantCode.objects.filter(variant__in=list(further)).delete()
    VariantCode.objects.bulk_create(
        (
            VariantCode(variant_id=variant_id, code=code)
            for variant_id, codes in further.items()
            for code in codes
        ),
        batch_size=_BATCH * 4,
    )


class _Categories:
    """The tree by folded names; makes the branches that a file names and the shop lacks."""

    def __init__(self) -> None:
        self.made: list[int] = []
        self._by_name: dict[tuple[int | None, str], Category] = {}
        self._slugs: defaultdict[int | None, set[str]] = defaultdict(set)
        for category in Category.objects.order_by("pk"):
            self._keep(category)

    def id_of(self, names: CategoryPath) -> int:
        category: Category | None = None
        for name in names:
            category = self._child(category, name)
        if category is None:
            raise ValueError(names)
        category_id: int = category.pk
        return category_id

    def _child(self, parent: Category | None, name: str) -> Category:
        parent_id = parent.pk if parent else None
        found = self._by_name.get((parent_id, fold_path((name,))[0]))
        if found is not None:
            return found
        slug = base = slug_of(name)[:130]
        number = 2
        while slug in self._slugs[parent_id]:
            slug, number = f"{base}-{number}", number + 1
        path = f"{parent.path}/{slug}" if parent else slug
        made: Category = Category.objects.create(name=name, slug=slug, parent=parent, path=path)
        self.made.append(made.pk)
        self._keep(made)
        return made

    def _keep(self, category: Category) -> None:
        key = (category.parent_id, fold(category.name) or category.name)
        self._by_name.setdefault(key, category)
        self._slugs[category.parent_id].add(category.slug)
