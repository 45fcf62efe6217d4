"""What the shop has of the goods that a file names, read for some thousands of rows at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Max

from catalogue.models import Product, ProductCategory, Variant, VariantCode, VatRate

PRODUCT_FIELDS = ("name", "brand", "summary", "description", "external_id", "popularity")
VARIANT_FIELDS = (
    *("name", "ean", "part_number", "list_price_net", "vat_rate_id", "stock_quantity"),
    *("unit", "is_active", "attributes", "pack_size", "replaced_by_id", "replaced_by__sku"),
)


@dataclass(frozen=True)
class Rates:
    """The shop's VAT rates: ids by percent, percents by id, and the default one."""

    ids: Mapping[Decimal, int]
    percents: Mapping[int, Decimal]
    default_id: int | None


def load_rates() -> Rates:
    """One query. Of two rates with the same percent the default one counts, or else the oldest."""
    rates = list(VatRate.objects.order_by("-is_default", "pk"))
    return Rates(
        ids={rate.percent: rate.pk for rate in reversed(rates)},
        percents={rate.pk: rate.percent for rate in rates},
        default_id=rates[0].pk if rates and rates[0].is_default else None,
    )


@dataclass(frozen=True)
class Facts:
    """Rows of the shop by id: their fields, codes, places; the highest position of versions."""

    variants: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    codes: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    products: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    places: Mapping[int, Mapping[int, int]] = field(default_factory=dict)  # category → placement
    last_positions: Mapping[int, int] = field(default_factory=dict)


def load_facts(variant_ids: Collection[int], product_ids: Collection[int]) -> Facts:
    """Five queries; none for goods that are all new."""
    return Facts(
        _rows_by_id(Variant, variant_ids, VARIANT_FIELDS),
        _codes(variant_ids),
        _rows_by_id(Product, product_ids, PRODUCT_FIELDS),
        _places(product_ids),
        _last_positions(product_ids),
    )


def _rows_by_id(
    model: type[Product] | type[Variant], ids: Collection[int], fields: Iterable[str]
) -> dict[int, Any]:
    if not ids:
        return {}
    rows = model._default_manager.filter(pk__in=ids).order_by()
    return {row["pk"]: row for row in rows.values("pk", *fields)}


def _codes(variant_ids: Collection[int]) -> Mapping[int, Mapping[str, int]]:
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    if variant_ids:
        rows = VariantCode.objects.filter(variant__in=variant_ids)
        for pk, variant_id, code in rows.values_list("pk", "variant_id", "code"):
            found[variant_id][code] = pk
    return found


def _places(product_ids: Collection[int]) -> Mapping[int, Mapping[int, int]]:
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    if product_ids:
        rows = ProductCategory.objects.filter(product__in=product_ids)
        for pk, product_id, category_id in rows.values_list("pk", "product_id", "category_id"):
            found[product_id][category_id] = pk
    return found


def _last_positions(product_ids: Collection[int]) -> dict[int, int]:
    if not product_ids:
        return {}
    rows = Variant.objects.filter(product__in=product_ids).order_by()
    return dict(rows.values_list("product_id").annotate(last=Max("position")))


def variants_by_sku(skus: Collection[str]) -> dict[str, tuple[int, int, str]]:
    """Article number → variant, product and the product's external number. One query."""
    rows = Variant.objects.filter(sku__in=skus).order_by()
    return {
        sku: (pk, product_id, external)
        for sku, pk, product_id, external in rows.values_list(
            "sku", "pk", "product_id", "product__external_id"
        )
    }


def variant_ids_by_sku(skus: Collection[str]) -> dict[str, int]:
    """Article number → variant. One query."""
    return dict(Variant.objects.filter(sku__in=skus).order_by().values_list("sku", "pk"))


def product_ids_by_external(externals: Collection[str]) -> dict[str, int]:
    """One query."""
    if not externals:
        return {}
    rows = Product.objects.filter(external_id__in=externals).order_by()
    return dict(rows.values_list("external_id", "pk"))
