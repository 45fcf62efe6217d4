"""The goods of a category, a page at a time: the same cost in a shop of a million (DESIGN §6)."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import connection

from catalogue.facets.bands import limits_of
from catalogue.facets.choices import PRICE
from catalogue.facets.terms import AUDIENCES_FROM
from catalogue.models import Product
from catalogue.selectors.narrowing import EVERYTHING, Narrowing, having

PAGE_SIZE = 24
_LARGEST_ID = 2**63 - 1
_PRICE = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)
# How far to look for one page among all goods: so many times as far as it should be, and no
# further than this.
_PATIENCE = 4
_LONGEST_WALK = 4_000


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
    narrowing: Narrowing = EVERYTHING,
    size: int = PAGE_SIZE,
) -> ListingPage:
    """The page after `after` of what these audiences see in the category and below it.

    The first rows of each audience are merged, so rows of others cost nothing. One query. An
    `after` that is not of this order starts from the beginning. `narrowing` is that of
    `category_facets`: it knows how many goods answer.
    """
    position = _read_position(after, order)
    values: dict[str, Any] = {
        "audiences": sorted(audience_ids),
        "category": category_id,
        "size": size + 1,
        "key": position.key if position else None,
        "product": position.product_id if position else None,
    }
    statement = _statement(order, position)
    if narrowing:
        statement, more = _narrowed(order, position, narrowing, values)
        values |= more
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
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


def _statement(
    order: ListingOrder, position: _Position | None, *, also: str = "true", size: str = "size"
) -> str:
    """The merge of one range of the index for each audience and condition; all are `also`."""
    sorting = _SORTINGS[order]
    by = f"{sorting.column} {sorting.direction}"
    # Every part is written in this module; what a visitor sends is a parameter.
    ranges = " UNION ALL ".join(
        f"""(SELECT row.product_id, row.{sorting.column} AS key FROM catalogue_listingrow row
             WHERE row.category_id = %(category)s AND row.audience_id = audience.id
               AND {condition} AND {also}
             ORDER BY row.{by}, row.product_id LIMIT %({size})s)"""  # noqa: S608
        for condition in _conditions(order, position)
    )
    return f"""
        SELECT found.product_id, found.key
        FROM unnest(%(audiences)s::bigint[]) AS audience(id)
        CROSS JOIN LATERAL ({ranges}) found
        ORDER BY found.key {sorting.direction}, found.product_id LIMIT %({size})s
    """  # noqa: S608


def _narrowed(
    order: ListingOrder,
    position: _Position | None,
    narrowing: Narrowing,
    values: Mapping[str, Any],
) -> tuple[str, dict[str, Any]]:
    """Two ways to the same rows, since neither is quick for all questions.

    When many of the goods answer, the first page of them is met soon in the order of the index.
    When few do, they are taken by what they are, and sorted. Which it is the counts say. Where
    those that answer stand together far down in the order, the first way gives up, and the
    second finds them.
    """
    sorting = _SORTINGS[order]
    here = having(
        "here", narrowing, category_id=values["category"], audience_ids=values["audiences"]
    )
    rows = having("row", narrowing)
    walk = _PATIENCE * PAGE_SIZE * narrowing.total // max(narrowing.matches, 1)
    walk = walk if walk <= _LONGEST_WALK else 0
    price, limits = _price_range(order, narrowing)
    key = f"found.key {sorting.direction}, found.product_id"
    after = " OR ".join(f"({condition})" for condition in _conditions(order, position))
    statement = f"""
        WITH step AS MATERIALIZED (
            {_statement(order, position, also=price, size="walk")}
        ), met AS MATERIALIZED (
            SELECT step.product_id, step.key FROM step
            JOIN catalogue_productterms known ON known.product_id = step.product_id
            WHERE {rows.sql}
            ORDER BY step.key {sorting.direction}, step.product_id LIMIT %(size)s
        ), is_enough AS MATERIALIZED (
            SELECT (SELECT count(*) FROM met) = %(size)s
                OR (SELECT count(*) FROM step) < %(walk)s AS yes
        ), answering AS MATERIALIZED (
            SELECT product_id, {_AUDIENCE} AS audience_id FROM catalogue_productterms
            WHERE NOT (SELECT yes FROM is_enough) AND {here.sql}
        )
        SELECT found.product_id, found.key FROM (
            SELECT product_id, key FROM met WHERE (SELECT yes FROM is_enough)
          UNION ALL
            SELECT row.product_id, row.{sorting.column} FROM answering
            JOIN catalogue_listingrow row ON row.product_id = answering.product_id
             AND row.audience_id = answering.audience_id AND row.category_id = %(category)s
            WHERE {after}
        ) found
        ORDER BY {key} LIMIT %(size)s
    """  # noqa: S608
    return statement, {"walk": walk, **limits, **here.values, **rows.values}


# An audience's number from its term, the first of all (catalogue.facets.terms).
_AUDIENCE = f"-terms[1] - {AUDIENCES_FROM}"


def _price_range(order: ListingOrder, narrowing: Narrowing) -> tuple[str, dict[str, Any]]:
    """In the order of list prices the walk begins where the chosen bands do, and ends there."""
    bands = narrowing.groups.get(PRICE)
    if order != ListingOrder.LIST_PRICE or not bands:
        return "true", {}
    limits = [limits_of(band) for band in bands]
    highest = [high for _low, high in limits]
    values: dict[str, Any] = {"low": min(low for low, _high in limits)}
    if None in highest:
        return "row.list_price_net >= %(low)s", values
    values["high"] = max(high for high in highest if high is not None)
    return "row.list_price_net >= %(low)s AND row.list_price_net < %(high)s", values


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
        # The database knows fewer time zones than an address can name.
        return _Position(moment.astimezone(UTC), product_id) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
