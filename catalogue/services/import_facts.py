"""What the shop has of the goods that a file names, read once before the rows are planned."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from catalogue.models import Category, Product, ProductCategory, Variant, VariantCode, VatRate
from catalogue.sheet_values import CategoryPath
from core.exchange.values import fold

_AT_A_TIME = 5_000

PRODUCT_FIELDS = ("name", "brand", "summary", "description", "external_id", "popularity")
VARIANT_FIELDS = (
    *("name", "ean", "part_number", "list_price_net", "vat_rate_id", "stock_quantity"),
    *("unit", "is_active", "attributes"),
)


@dataclass(frozen=True)
class ProductNow:
    """A product as it is in the shop."""

    id: int
    fields: Mapping[str, Any]
    paths: frozenset[CategoryPath] = frozenset()  # folded names, from the root down


@dataclass(frozen=True)
class VariantNow:
    """A variant as it is in the shop."""

    id: int
    product_id: int
    fields: Mapping[str, Any]
    further_codes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ProductFacts:
    """Variants by article number, products by id and by external number, VAT rates by percent."""

    variants: Mapping[str, VariantNow] = field(default_factory=dict)
    products: Mapping[int, ProductNow] = field(default_factory=dict)
    by_external: Mapping[str, int] = field(default_factory=dict)
    vat_ids: Mapping[Decimal, int] = field(default_factory=dict)
    default_vat_id: int | None = None


def load_facts(skus: Collection[str], externals: Collection[str]) -> ProductFacts:
    """A few queries for each 5 000 numbers, whatever else the shop holds."""
    by_external: dict[str, int] = {}
    for some in _parts(externals):
        rows = Product.objects.filter(external_id__in=some)
        by_external.update(rows.values_list("external_id", "pk"))
    variants = _variants(skus)
    product_ids = {variant.product_id for variant in variants.values()}
    rates = list(VatRate.objects.order_by("-is_default", "pk"))
    return ProductFacts(
        variants=variants,
        products=_products(product_ids | set(by_external.values())),
        by_external=by_external,
        # The first of two with the same percent: the default one, or else the oldest.
        vat_ids={rate.percent.normalize(): rate.pk for rate in reversed(rates)},
        default_vat_id=rates[0].pk if rates and rates[0].is_default else None,
    )


def fold_path(names: CategoryPath) -> CategoryPath:
    return tuple(fold(name) or name for name in names)


def _parts(numbers: Iterable[str] | Iterable[int]) -> Iterator[list[Any]]:
    rest = iter(numbers)
    while some := list(islice(rest, _AT_A_TIME)):
        yield some


def _variants(skus: Collection[str]) -> dict[str, VariantNow]:
    found: dict[str, VariantNow] = {}
    for some in _parts(skus):
        further = defaultdict(set)
        codes = VariantCode.objects.filter(variant__sku__in=some)
        for variant_id, code in codes.values_list("variant_id", "code"):
            further[variant_id].add(code)
        rows = Variant.objects.filter(sku__in=some)
        for row in rows.values("pk", "product_id", "sku", *VARIANT_FIELDS):
            found[row["sku"]] = VariantNow(
                row["pk"],
                row["product_id"],
                {name: row[name] for name in VARIANT_FIELDS},
                frozenset(further[row["pk"]]),
            )
    return found


def _products(product_ids: Collection[int]) -> dict[int, ProductNow]:
    names = _category_paths()
    found: dict[int, ProductNow] = {}
    for some in _parts(sorted(product_ids)):
        paths = defaultdict(set)
        placements = ProductCategory.objects.filter(product__in=some)
        for product_id, category_id in placements.values_list("product_id", "category_id"):
            paths[product_id].add(names[category_id])
        for row in Product.objects.filter(pk__in=some).values("pk", *PRODUCT_FIELDS):
            found[row["pk"]] = ProductNow(
                row["pk"],
                {name: row[name] for name in PRODUCT_FIELDS},
                frozenset(paths[row["pk"]]),
            )
    return found


def _category_paths() -> dict[int, CategoryPath]:
    """Each category's folded names from the root down. One query; a shop has thousands."""
    rows = {
        pk: (parent_id, name)
        for pk, parent_id, name in Category.objects.order_by().values_list(
            "pk", "parent_id", "name"
        )
    }
    paths: dict[int, CategoryPath] = {}
    for pk in rows:
        names: list[str] = []
        step: int | None = pk
        while step is not None:
            step, name = rows[step]
            names.append(name)
        paths[pk] = fold_path(tuple(reversed(names)))
    return paths
