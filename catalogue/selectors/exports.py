"""Goods, prices, categories and agreements as rows of their sheets: imported, nothing changes."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from catalogue.models import (
    Assortment,
    AssortmentItem,
    Category,
    PriceListConnection,
    PriceRow,
    ProductCategory,
    Variant,
    VariantCode,
)
from catalogue.sheet_values import CategoryPath, written_paths
from core.exchange.writer import Value
from core.exchange.written import joined, percentage
from customers.actors import Actor
from customers.models import Customer, CustomerGroup

M = TypeVar("M", bound=Model)

_AT_A_TIME = 2_000
# Where a product begins is said only when it is loaded.
PRODUCT_COLUMNS_LEFT_OUT = frozenset({"new_category"})
# An item that is in an agreement is not to be taken out of it.
ASSORTMENT_COLUMNS_LEFT_OUT = frozenset({"remove"})


def product_rows(_actor: Actor, variants: "QuerySet[Variant]") -> Iterator[Sequence[Value]]:
    """One row for each variant. Three queries for each 2 000."""
    paths = category_paths()
    for some in _chunks(variants.select_related("product", "vat_rate", "replaced_by")):
        codes: defaultdict[int, list[str]] = defaultdict(list)
        further = VariantCode.objects.filter(variant__in=some).order_by("code")
        for variant_id, code in further.values_list("variant_id", "code"):
            codes[variant_id].append(code)
        places: defaultdict[int, list[CategoryPath]] = defaultdict(list)
        products = {variant.product_id for variant in some}
        placed = ProductCategory.objects.filter(product__in=products).order_by("pk")
        for product_id, category_id in placed.values_list("product_id", "category_id"):
            places[product_id].append(paths[category_id])
        for variant in some:
            yield _product_row(variant, codes[variant.pk], places[variant.product_id])


def _product_row(
    variant: Variant, codes: Sequence[str], paths: Sequence[CategoryPath]
) -> Sequence[Value]:
    product = variant.product
    facts = json.dumps(variant.attributes, ensure_ascii=False) if variant.attributes else None
    return [
        variant.sku,
        product.external_id,
        product.name,
        variant.name,
        product.brand,
        "|".join(code for code in (variant.ean, *codes) if code),
        variant.part_number,
        product.summary,
        product.description,
        written_paths(paths),
        facts,
        variant.list_price_net,
        percentage(variant.vat_rate.percent.normalize()),
        variant.stock_quantity,
        variant.unit,
        variant.pack_size,
        variant.replaced_by.sku if variant.replaced_by else None,
        variant.is_active,
        product.popularity,
    ]


def price_rows(actor: Actor, prices: "QuerySet[PriceRow]") -> Iterator[Sequence[Value]]:
    """One row for each price, with all whom its list is for. One query for each 2 000."""
    connected = _connected(actor)
    for some in _chunks(prices.select_related("price_list", "variant")):
        for row in some:
            yield [
                row.price_list.name,
                row.variant.sku,
                row.from_quantity,
                row.unit_net,
                row.valid_from,
                row.valid_until,
                *map(joined, connected[row.price_list_id]),
            ]


def _connected(actor: Actor) -> Mapping[int, list[list[str]]]:
    """By price list: numbers of customers, names of groups, of segments, of tiers."""
    found: defaultdict[int, list[list[str]]] = defaultdict(lambda: [[], [], [], []])
    rows = (
        PriceListConnection.objects.naming_seen(actor)
        .order_by("pk")
        .values_list(
            "price_list_id", "customer__number", "group__name", "segment__name", "tier__name"
        )
    )
    for price_list_id, *names in rows:
        for kind, name in enumerate(names):
            if name is not None:
                found[price_list_id][kind].append(name)
    return found


def category_rows(actor: Actor, categories: "QuerySet[Category]") -> Iterator[Sequence[Value]]:
    """One row for each category. Two queries for each 2 000.

    A limit that names an organisation of another sales team is left blank, which an import leaves
    as it is: without that name it would be another limit.
    """
    paths = category_paths()
    seen = set(CustomerGroup.objects.visible_to(actor).values_list("pk", flat=True))
    for some in _chunks(categories.prefetch_related("limit_groups")):
        for category in some:
            limit = category.limit_groups.all()
            is_told = all(group.pk in seen for group in limit)
            groups = sorted(group.name for group in limit) if is_told else []
            path = written_paths((paths[category.pk],))
            yield [path, category.name, category.position, joined(groups)]


def assortment_rows(actor: Actor, items: "QuerySet[AssortmentItem]") -> Iterator[Sequence[Value]]:
    """One row for each article in an agreement, with all whom it is for."""
    joined_to = _joined_to(actor)
    for some in _chunks(items.select_related("assortment", "variant")):
        for item in some:
            agreement = item.assortment
            yield [
                agreement.name,
                item.variant.sku,
                item.contract_price_net,
                item.is_free,
                agreement.valid_from,
                agreement.valid_until,
                agreement.percentages_apply,
                *map(joined, joined_to[agreement.pk]),
            ]


def _joined_to(actor: Actor) -> Mapping[int, list[list[str]]]:
    """By agreement: numbers of customers, names of groups and of segments. Three queries."""
    found: defaultdict[int, list[list[str]]] = defaultdict(lambda: [[], [], []])
    holds_customer, holds_group, holds_segment = (
        Assortment.customers.through.objects.all(),
        Assortment.groups.through.objects.all(),
        Assortment.segments.through.objects.all(),
    )
    if actor.team_ids is not None:
        seen: Any = Customer.objects.visible_to(actor).values("pk")
        groups: Any = CustomerGroup.objects.visible_to(actor).values("pk")
        holds_customer = holds_customer.filter(customer__in=seen)
        holds_group = holds_group.filter(customergroup__in=groups)
    joins: tuple[tuple[Any, str], ...] = (
        (holds_customer, "customer__number"),
        (holds_group, "customergroup__name"),
        (holds_segment, "segment__name"),
    )
    for kind, (held, name) in enumerate(joins):
        rows = held.order_by("pk").values_list("assortment_id", name)
        for assortment_id, called in rows:
            found[assortment_id][kind].append(called)
    return found


def stock_rows(_actor: Actor, variants: "QuerySet[Variant]") -> Iterator[Sequence[Value]]:
    """One row for each variant. One query for each 2 000."""
    for some in _chunks(variants):
        for variant in some:
            yield [variant.sku, variant.stock_quantity, variant.no_backorder]


def _chunks(rows: "QuerySet[M]") -> Iterator[list[M]]:
    """In the list's own order, so that a million rows are never held at once."""
    stream = rows.iterator(chunk_size=_AT_A_TIME)
    while some := list(islice(stream, _AT_A_TIME)):
        yield some


def category_paths() -> dict[int, CategoryPath]:
    """Names from the root down. One query."""
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
        found[pk] = tuple(reversed(names))
    return found
