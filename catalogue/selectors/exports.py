"""Goods and prices as rows of our own sheets: what is exported can be loaded again unchanged."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.db.models import QuerySet

from catalogue.models import (
    Category,
    PriceListConnection,
    PriceRow,
    ProductCategory,
    Variant,
    VariantCode,
)
from catalogue.sheets import price_sheet, product_sheet
from core.exchange.writer import Value
from customers.selectors.shop import shop_settings

_AT_A_TIME = 2_000
_SEPARATOR = "; "
# Where a product begins is said only when it is loaded.

_NOT_EXPORTED = frozenset({"new_category"})


def product_headings() -> list[str]:
    """In the active language."""
    return [str(label) for label in _product_columns().values()]


def product_rows() -> Iterator[list[Value]]:
    """One row for each variant, by article number. Three queries for each 2 000."""
    columns = list(_product_columns())
    names = _category_names()
    variants = Variant.objects.select_related("product", "vat_rate")
    for some in _chunks(variants):
        facts = _Facts(some, names)
        for variant in some:
            values = facts.values_of(variant)
            yield [values[column] for column in columns]


def price_headings() -> list[str]:
    return [str(column.label) for column in price_sheet(shop_settings().currency).columns]


def price_rows() -> Iterator[list[Value]]:
    """One row for each price, by list and article, with all whom its list is for."""
    connected = _connected()
    rows = PriceRow.objects.select_related("price_list", "variant").filter(unit_net__isnull=False)
    ordered = rows.order_by("price_list__name", "variant__sku", "from_quantity", "valid_from")
    for row in ordered.iterator(chunk_size=_AT_A_TIME):
        yield [
            row.price_list.name,
            row.variant.sku,
            row.from_quantity,
            row.unit_net,
            row.valid_from,
            row.valid_until,
            *(_SEPARATOR.join(names) for names in connected[row.price_list_id]),
        ]


def _connected() -> Mapping[int, list[list[str]]]:
    """By price list: numbers of customers, names of groups, of segments, of tiers."""
    found: defaultdict[int, list[list[str]]] = defaultdict(lambda: [[], [], [], []])
    rows = PriceListConnection.objects.order_by("pk").values_list(
        "price_list_id", "customer__number", "group__name", "segment__name", "tier__name"
    )
    for price_list_id, *names in rows:
        for kind, name in enumerate(names):
            if name is not None:
                found[price_list_id][kind].append(name)
    return found


def _product_columns() -> Mapping[str, object]:
    sheet = product_sheet(shop_settings().currency)
    return {column.key: column.label for column in sheet.columns if column.key not in _NOT_EXPORTED}


def _chunks(variants: QuerySet[Variant]) -> Iterator[list[Variant]]:
    """By key, so that a million rows are never held at once."""
    last = ""
    while some := list(variants.filter(sku__gt=last).order_by("sku")[:_AT_A_TIME]):
        yield some
        last = some[-1].sku


class _Facts:
    """What several rows need beside the variants themselves."""

    def __init__(self, variants: list[Variant], names: Mapping[int, str]) -> None:
        self.codes = defaultdict(list)
        codes = VariantCode.objects.filter(variant__in=variants).order_by("code")
        for variant_id, code in codes.values_list("variant_id", "code"):
            self.codes[variant_id].append(code)
        self.paths = defaultdict(list)
        products = {variant.product_id for variant in variants}
        placements = ProductCategory.objects.filter(product__in=products).order_by("pk")
        for product_id, category_id in placements.values_list("product_id", "category_id"):
            self.paths[product_id].append(names[category_id])

    def values_of(self, variant: Variant) -> dict[str, Value]:
        product = variant.product
        codes = [variant.ean, *self.codes[variant.pk]]
        facts = json.dumps(variant.attributes, ensure_ascii=False) if variant.attributes else None
        return {
            "article_number": variant.sku,
            "external_number": product.external_id,
            "name": product.name,
            "version_name": variant.name,
            "brand": product.brand,
            "ean": "|".join(code for code in codes if code),
            "part_number": variant.part_number,
            "summary": product.summary,
            "description": product.description,
            "category_path": "; ".join(self.paths[product.pk]),
            "attributes": facts,
            "list_price": variant.list_price_net,
            "vat_percent": str(variant.vat_rate.percent.normalize()),
            "stock": variant.stock_quantity,
            "unit": variant.unit,
            "active": variant.is_active,
            "popularity": product.popularity,
        }


def _category_names() -> dict[int, str]:
    """'Computers > Docks' by category. One query."""
    rows = {
        pk: (parent_id, name)
        for pk, parent_id, name in Category.objects.order_by().values_list(
            "pk", "parent_id", "name"
        )
    }
    found = {}
    for pk in rows:
        names: list[str] = []
        step: int | None = pk
        while step is not None:
            step, name = rows[step]
            names.append(name)
        # The mark keeps 'TV/Video' from being read as two levels.
        found[pk] = " > ".join(reversed(names)) + (" >" if len(names) == 1 else "")
    return found
