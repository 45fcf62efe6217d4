"""What a list can be narrowed by, with the numbers that are right for this visitor.

Nothing chosen in a category, or only 'in stock': read from the stored counts, the same cost in a
shop of a million. Else the goods that answer are counted by their terms, exactly, at a cost that
grows with them. A group's own numbers are of the goods that answer all the other groups.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from catalogue.facets.choices import IN_STOCK as IN_STOCK_VALUE
from catalogue.facets.choices import STOCK, About, Filters, Group
from catalogue.facets.facts import FACT_VALUES, FACTS
from catalogue.facets.terms import IN_STOCK, TOTAL, audience_term
from catalogue.models import EVERYONE_ID
from catalogue.selectors.facet_numbers import (
    STORED,
    WHOLE,
    Counting,
    GoodsList,
    counted,
    counting,
    rows,
)
from catalogue.selectors.narrowing import EVERYTHING, Narrowing, Where, having


@dataclass(frozen=True, slots=True)
class Facets:
    """What can be chosen. `narrowing` is what was, less what this visitor has no goods of."""

    groups: tuple[Group, ...]
    narrowing: Narrowing

    @property
    def total(self) -> int:
        return self.narrowing.total

    @property
    def matches(self) -> int:
        return self.narrowing.matches


def category_facets(
    audience_ids: Collection[int], category_id: int, chosen: Filters | None = None
) -> Facets:
    """What these audiences can narrow the category by.

    One query, two the first time since its goods changed; two or three when something is chosen.
    """
    shelf = {"category": category_id, "audiences": sorted(audience_ids)}
    asked = _known(_STORED_ROWS, shelf, chosen) if chosen else EVERYTHING
    if not asked.beside_stock:
        key = (*rows(_STATE, shelf)[0], bool(asked))
        if (kept := _KEPT.get(key)) is None:
            stored = Counting((STORED,), WHOLE, {**shelf, "of_stock": bool(asked)})
            kept = _KEPT.keep(key, Facets(*counted(asked, stored)))
        return kept
    base = having("base", EVERYTHING, category_id=category_id, audience_ids=audience_ids)
    goods = GoodsList("catalogue_productterms", base)
    return Facets(*counted(asked, counting(goods, asked, shelf)))


def products_facets(
    product_ids: Collection[int],
    chosen: Filters | None = None,
    *,
    variant_ids: Collection[int] | None = None,
) -> Facets:
    """What these products, all visible to the visitor, can be narrowed by. At most two queries.

    `variant_ids` for who may not see all versions that others do: only those are judged.
    """
    source, values = _source(product_ids, variant_ids)
    asked = products_narrowing(product_ids, chosen, variant_ids=variant_ids)
    goods = GoodsList(source, Where("true", values))
    return Facets(*counted(asked, counting(goods, asked)))


def products_narrowing(
    product_ids: Collection[int],
    chosen: Filters | None,
    *,
    variant_ids: Collection[int] | None = None,
) -> Narrowing:
    """Those of the choices that these products can be narrowed by. One query; none for none."""
    if not chosen:
        return EVERYTHING
    source, values = _source(product_ids, variant_ids)
    return _known(_ROWS_OF_PRODUCTS.format(source=source), values, chosen)


def products_answering(
    product_ids: Collection[int],
    narrowing: Narrowing,
    *,
    variant_ids: Collection[int] | None = None,
) -> list[int]:
    """Those of the products that answer the choices. One query."""
    source, values = _source(product_ids, variant_ids)
    where = having("answer", narrowing)
    sql = f"SELECT product_id FROM {source} WHERE {where.sql}"  # noqa: S608 - constants
    return [pk for (pk,) in rows(sql, {**values, **where.values})]


def _source(
    product_ids: Collection[int], variant_ids: Collection[int] | None
) -> tuple[str, dict[str, Any]]:
    """Where the terms of the products are read: stored, or told by some of the versions."""
    values: dict[str, Any] = {"products": list(product_ids)}
    if variant_ids is None:
        return _OF_PRODUCTS, values
    return _OF_VERSIONS, {**values, **FACT_VALUES, "variants": list(variant_ids)}


_OF_PRODUCTS = """(
    SELECT product_id, terms FROM catalogue_productterms WHERE product_id = ANY(%(products)s)
) described"""
_OF_VERSIONS = f"""(
    WITH product AS MATERIALIZED (
        SELECT id, brand FROM catalogue_product WHERE id = ANY(%(products)s)
    ), version AS MATERIALIZED (
        SELECT product_id, list_price_net, is_free, stock_quantity, attributes
        FROM catalogue_variant WHERE id = ANY(%(variants)s)
    ), fact AS MATERIALIZED ({FACTS})
    SELECT product_id, array_agg(term ORDER BY term) AS terms FROM (
        SELECT id AS product_id, {audience_term(EVERYONE_ID)}::bigint AS term FROM product
      UNION ALL
        SELECT fact.product_id, value.id FROM fact JOIN catalogue_facetvalue value
            ON value.kind = fact.kind AND value.name = fact.name AND value.value = fact.value
      UNION ALL
        SELECT DISTINCT product_id, {IN_STOCK} FROM version WHERE stock_quantity > 0
    ) term GROUP BY product_id
) described"""  # noqa: S608
# Which rows are counted from, each with where and by which transaction it was written: while that
# is the same, so are the numbers.
_STATE = """
SELECT string_agg(id || ' ' || ctid::text || xmin::text, ',' ORDER BY id),
       (SELECT string_agg(position || ' ' || name, ',' ORDER BY position, name)
        FROM catalogue_filterattribute)
FROM catalogue_facetcount
WHERE category_id = %(category)s AND audience_id = ANY(%(audiences)s)
"""


class _Kept:
    """The answers of the last categories, for visitors who see the same; the oldest goes first.

    Only what the database said of the very rows that it names again.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: dict[Hashable, Facets] = {}

    def get(self, key: Hashable) -> Facets | None:
        return self._answers.get(key)

    def keep(self, key: Hashable, answer: Facets) -> Facets:
        self._answers[key] = answer
        while len(self._answers) > self._most:
            self._answers.pop(next(iter(self._answers)), None)
        return answer


_KEPT = _Kept(256)

# Each of these gives (value_id, count) for the goods of a list.
_STORED_ROWS = """
    SELECT value_id, sum(count) AS count FROM (
        SELECT unnest(value_ids) AS value_id, unnest(counts) AS count FROM catalogue_facetcount
        WHERE category_id = %(category)s AND audience_id = ANY(%(audiences)s)
    ) single
    WHERE value_id = ANY(%(standing)s::bigint[] || ARRAY(SELECT id FROM sought))
    GROUP BY value_id
"""
# Each value that is asked for is looked for until one product has it.
_ROWS_OF_PRODUCTS = """
    WITH listed AS MATERIALIZED (SELECT terms FROM {source})
    SELECT %(total)s AS value_id, count(*) AS count FROM listed
    UNION ALL
    SELECT value_id, 1 FROM unnest(%(standing)s::bigint[] || ARRAY(SELECT id FROM sought)) value_id
    WHERE EXISTS (SELECT FROM listed WHERE listed.terms @> ARRAY[value_id])
"""
# Every part is written in this module or in `narrowing`; what a visitor sends is a parameter.
_KNOWN = """
WITH sought AS MATERIALIZED (
    SELECT value.id, value.kind, value.name, value.value FROM catalogue_facetvalue value
    JOIN unnest(%(kinds)s::text[], %(names)s::text[], %(values)s::text[])
        AS said(kind, name, value)
      ON value.kind = said.kind AND value.name = said.name AND value.value = said.value
)
SELECT counted.value_id, counted.count, sought.kind, sought.name, sought.value
FROM ({listed}) counted LEFT JOIN sought ON sought.id = counted.value_id
WHERE counted.count > 0
"""


def _known(listed: str, values: Mapping[str, Any], chosen: Filters) -> Narrowing:
    """Those of the chosen values that goods of the list have; of others nobody learns anything."""
    said = [(*about, value) for about, some in chosen.groups.items() for value in some]
    asked = {
        **values,
        "kinds": [kind for kind, _name, _value in said],
        "names": [name for _kind, name, _value in said],
        "values": [value for _kind, _name, value in said],
        "total": TOTAL,
        "standing": [TOTAL, IN_STOCK],
    }
    found: dict[About, dict[str, int]] = {}
    total = 0
    for value_id, count, kind, name, value in rows(_KNOWN.format(listed=listed), asked):
        if value_id == TOTAL:
            total = count
        elif value_id == IN_STOCK:
            if IN_STOCK_VALUE in chosen.of(STOCK):
                found[STOCK] = {IN_STOCK_VALUE: IN_STOCK}
        else:
            found.setdefault((kind, name), {})[value] = value_id
    in_order_of_address = {
        about: {value: found[about][value] for value in values if value in found[about]}
        for about, values in chosen.groups.items()
        if about in found
    }
    return Narrowing(in_order_of_address, total, total)
