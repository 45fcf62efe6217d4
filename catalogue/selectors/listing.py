"""The goods of a category, a page at a time: the same cost in a shop of a million (DESIGN §6)."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import connection

from catalogue.models import Product

PAGE_SIZE = 24
_LARGEST_ID = 2**63 - 1
_PRICE = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)
_MOST_BRANDS = 60


class ListingOrder(StrEnum):
    """How a category can be sorted; each has its index."""

    NAME = "name"
    LIST_PRICE = "price"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class _Sorting:
    column: str
    direction: str = ""
    type: str = "text"


_SORTINGS = {
    ListingOrder.NAME: _Sorting("sort_key"),
    ListingOrder.LIST_PRICE: _Sorting("list_price_net", type="numeric"),
    ListingOrder.NEWEST: _Sorting("listed_at", "DESC", type="timestamptz"),
}


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page, in order. `next_after` continues it; empty when this was the last."""

    product_ids: tuple[int, ...]
    next_after: str


@dataclass(frozen=True, slots=True)
class _Position:
    """The last row of the page before: its place in the order, then its product."""

    key: Decimal | datetime | str | None
    product_id: int


def listing_page(
    audience_ids: Collection[int],
    category_id: int,
    *,
    order: ListingOrder = ListingOrder.NAME,
    after: str = "",
    brands: Collection[str] = (),
    size: int = PAGE_SIZE,
) -> ListingPage:
    """The page after `after` of what these audiences see in the category and below it.

    The first rows of each audience are merged, so rows of others cost nothing. One query. An
    `after` that is not of this order starts from the beginning.
    """
    position = _read_position(after, order)
    values: dict[str, Any] = {
        "audiences": sorted(audience_ids),
        "brands": sorted(brands),
        "category": category_id,
        "size": size + 1,
        "key": position.key if position else None,
        "product": position.product_id if position else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(order, position, chosen=bool(brands)), values)
        rows: list[tuple[int, Any]] = cursor.fetchall()
    shown = rows[:size]
    next_after = _write_position(*shown[-1]) if len(rows) > size else ""
    return ListingPage(tuple(product_id for product_id, _key in shown), next_after)


def position_of(product: Product) -> str:
    """The `after` that continues from this product, by name."""
    return _write_position(product.pk, product.sort_key)


def newest_in(
    audience_ids: Collection[int], category_ids: Collection[int], *, count: int
) -> list[int]:
    """The products that came last, in any of these categories, each once. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _NEWEST,
            {
                "audiences": sorted(audience_ids),
                "categories": sorted(category_ids),
                "count": count,
            },
        )
        return [product_id for (product_id,) in cursor.fetchall()]


def brands_in(audience_ids: Collection[int], category_id: int) -> Sequence[str]:
    """The first brands by name that these audiences see in the category. One query.

    It steps from brand to brand in the index, so it costs brands, not goods.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _BRANDS,
            {
                "audiences": sorted(audience_ids),
                "category": category_id,
                "most": _MOST_BRANDS,
            },
        )
        found = {str(brand) for (brand,) in cursor.fetchall()}
    return sorted(found, key=str.casefold)[:_MOST_BRANDS]


_NEWEST = """
SELECT found.product_id
FROM unnest(%(audiences)s::bigint[]) AS audience(id)
CROSS JOIN unnest(%(categories)s::bigint[]) AS category(id)
CROSS JOIN LATERAL (
    SELECT row.product_id, row.listed_at FROM catalogue_listingrow row
    WHERE row.category_id = category.id AND row.audience_id = audience.id
    ORDER BY row.listed_at DESC, row.product_id LIMIT %(count)s
) found
GROUP BY found.product_id
ORDER BY max(found.listed_at) DESC, found.product_id LIMIT %(count)s
"""

_BRANDS = """
SELECT DISTINCT found.brand
FROM unnest(%(audiences)s::bigint[]) AS audience(id)
CROSS JOIN LATERAL (
    WITH RECURSIVE step(brand) AS (
        SELECT min(brand) FROM catalogue_listingrow
        WHERE category_id = %(category)s AND audience_id = audience.id AND brand > ''
      UNION ALL
        SELECT (SELECT min(row.brand) FROM catalogue_listingrow row
                WHERE row.category_id = %(category)s AND row.audience_id = audience.id
                  AND row.brand > step.brand)
        FROM step WHERE step.brand IS NOT NULL
    )
    SELECT brand FROM step WHERE brand IS NOT NULL LIMIT %(most)s
) found
"""


def _statement(order: ListingOrder, position: _Position | None, *, chosen: bool) -> str:
    """The merge of one range of the index for each audience, brand and condition."""
    sorting = _SORTINGS[order]
    by = f"{sorting.column} {sorting.direction}"
    brands = "CROSS JOIN unnest(%(brands)s::text[]) AS chosen(brand)" if chosen else ""
    of_brand = "AND row.brand = chosen.brand" if chosen else ""
    # Every part is written in this module; what a visitor sends is a parameter.
    ranges = " UNION ALL ".join(
        f"""(SELECT row.product_id, row.{sorting.column} AS key FROM catalogue_listingrow row
             WHERE row.category_id = %(category)s AND row.audience_id = audience.id
               {of_brand} AND {condition}
             ORDER BY row.{by}, row.product_id LIMIT %(size)s)"""  # noqa: S608
        for condition in _conditions(order, position)
    )
    return f"""
        SELECT found.product_id, found.key
        FROM unnest(%(audiences)s::bigint[]) AS audience(id) {brands}
        CROSS JOIN LATERAL ({ranges}) found
        ORDER BY found.key {sorting.direction}, found.product_id LIMIT %(size)s
    """  # noqa: S608


def _conditions(order: ListingOrder, position: _Position | None) -> tuple[str, ...]:
    """What comes after `position`, as ranges that an index answers; goods without price last."""
    if position is None:
        return ("true",)
    key = f"%(key)s::{_SORTINGS[order].type}"
    if order == ListingOrder.NEWEST:
        return (
            f"row.listed_at <= {key} AND (row.listed_at < {key} OR row.product_id > %(product)s)",
        )
    if order == ListingOrder.LIST_PRICE and position.key is None:
        return ("row.list_price_net IS NULL AND row.product_id > %(product)s",)
    following = f"(row.{_SORTINGS[order].column}, row.product_id) > ({key}, %(product)s)"
    if order == ListingOrder.LIST_PRICE:
        return (following, "row.list_price_net IS NULL")
    return (following,)


def _write_position(product_id: int, key: Decimal | datetime | str | None) -> str:
    """'4012.dockningsstation nordock': a part of an address that tells where to go on."""
    text = key.isoformat() if isinstance(key, datetime) else "" if key is None else str(key)
    return f"{product_id}.{text}"


def _read_position(after: str, order: ListingOrder) -> _Position | None:
    number, dot, text = after.partition(".")
    if (
        not dot
        or not (number.isascii() and number.isdigit())
        or len(number) > len(str(_LARGEST_ID))
    ):
        return None
    product_id = int(number)
    if product_id > _LARGEST_ID or "\x00" in text:
        return None
    if order == ListingOrder.NAME:
        return _Position(text, product_id)
    if order == ListingOrder.LIST_PRICE:
        if not text:
            return _Position(None, product_id)
        return _Position(Decimal(text), product_id) if _PRICE.fullmatch(text) else None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _Position(moment, product_id) if moment.tzinfo else None
