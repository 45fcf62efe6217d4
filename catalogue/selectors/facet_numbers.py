"""The numbers beside the choices of a list: statements that count what goods hold.

Each part of a count gives (value_id, count): from the stored counts, or of the goods one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from catalogue.facets.choices import IN_STOCK as IN_STOCK_VALUE
from catalogue.facets.choices import MOST_BRANDS, STOCK, Counted, Group, in_order
from catalogue.facets.terms import IN_STOCK, TOTAL
from catalogue.selectors.narrowing import Narrowing, Where, having, merged

_FEWEST, _MOST = 2, 30  # values of an attribute that can be chosen

WHOLE = "SELECT value_id, count FROM part_0"
STORED = """
    SELECT value_id, sum(count) AS count FROM (
        SELECT unnest(value_ids) AS value_id,
               unnest(CASE WHEN %(of_stock)s THEN in_stock ELSE counts END) AS count
        FROM catalogue_facetcount
        WHERE category_id = %(category)s AND audience_id = ANY(%(audiences)s)
    ) single GROUP BY value_id
"""


@dataclass(frozen=True, slots=True)
class GoodsList:
    """The goods of a list: where their terms are read, and which of them."""

    source: str
    base: Where


@dataclass(frozen=True, slots=True)
class Counting:
    """SQL of some parts that each give (value_id, count), and of what is taken of them."""

    parts: Sequence[str]
    taken: str
    values: Mapping[str, Any]


_TERMS = """
    SELECT value_id, count(*) AS count FROM (
        SELECT unnest({total} || terms[width_bucket(0::bigint, terms) + 1:]) AS value_id
        FROM {source} WHERE {base} AND {having}
    ) single GROUP BY value_id
"""


def _terms(goods: GoodsList, where: Where) -> str:
    return _TERMS.format(total=TOTAL, source=goods.source, base=goods.base.sql, having=where.sql)


def counting(
    goods: GoodsList, asked: Narrowing, shelf: Mapping[str, Any] | None = None
) -> Counting:
    """The goods that answer everything; for each chosen group those that answer all others.

    In a category (`shelf`) what has no other choice than stock beside it is read from the counts.
    """
    everything = having("every", asked)
    wheres = [goods.base, everything]
    parts = [_terms(goods, everything)]
    taken = [
        """SELECT part.value_id, part.count FROM part_0 part
           LEFT JOIN catalogue_facetvalue value ON value.id = part.value_id
           WHERE (coalesce(value.kind, ''), coalesce(value.name, '')) <> ALL (
               SELECT * FROM unnest(%(own_kinds)s::text[], %(own_names)s::text[]))"""
    ]
    groups = [about for about in asked.groups if about != STOCK]
    values: dict[str, Any] = {
        **(shelf or {}),
        "own_kinds": [kind for kind, _name in groups],
        "own_names": [name for _kind, name in groups],
    }
    for number, about in enumerate(groups, start=1):
        others = asked.without(about)
        where = having(f"beside_{number}", others)
        if shelf is not None and not others.beside_stock:
            parts.append(STORED)
            values["of_stock"] = bool(others)
        else:
            parts.append(_terms(goods, where))
            wheres.append(where)
        values |= {f"kind_{number}": about[0], f"name_{number}": about[1]}
        taken.append(
            f"""SELECT part.value_id, part.count FROM part_{number} part
                JOIN catalogue_facetvalue value ON value.id = part.value_id
                WHERE value.kind = %(kind_{number})s AND value.name = %(name_{number})s"""  # noqa: S608
        )
    return Counting(parts, " UNION ALL ".join(taken), {**values, **merged(wheres)})


# Of brands the most held, of attributes those with few enough values; what was chosen anyway.
_NAMED = """
WITH {parts}, named AS MATERIALIZED (
    SELECT counted.value_id, counted.count, value.kind, value.name, value.value
    FROM ({taken}) counted LEFT JOIN catalogue_facetvalue value ON value.id = counted.value_id
    WHERE counted.count > 0
), few AS MATERIALIZED (
    SELECT filter.name, filter.position FROM catalogue_filterattribute filter
    JOIN named ON named.kind = 'attribute' AND named.name = filter.name
    GROUP BY filter.name, filter.position HAVING count(*) BETWEEN %(fewest)s AND %(most)s
)
SELECT value_id, count, kind, name, value, 0 FROM named WHERE kind IS NULL OR kind = 'price'
UNION ALL (
    SELECT value_id, count, kind, name, value, 0 FROM named WHERE kind = 'brand'
    ORDER BY value_id = ANY(%(chosen)s::bigint[]) DESC, count DESC, value_id LIMIT %(most_brands)s
)
UNION ALL
SELECT named.value_id, named.count, named.kind, named.name, named.value, few.position
FROM named JOIN few ON few.name = named.name WHERE named.kind = 'attribute'
UNION ALL
SELECT value_id, count, kind, name, value, 0 FROM named
WHERE value_id = ANY(%(chosen)s::bigint[]) AND kind = 'attribute'
  AND NOT EXISTS (SELECT 1 FROM few WHERE few.name = named.name)
"""


def counted(asked: Narrowing, way: Counting) -> tuple[tuple[Group, ...], Narrowing]:
    """The choices in their order, and how many goods answer what was chosen. One query."""
    values = {
        **way.values,
        "most_brands": MOST_BRANDS,
        "fewest": _FEWEST,
        "most": _MOST,
        "chosen": asked.value_ids(),
    }
    parts = ", ".join(
        f"part_{number} AS MATERIALIZED ({part})" for number, part in enumerate(way.parts)
    )
    total, found = 0, []
    for value_id, count, kind, name, value, place in rows(
        _NAMED.format(parts=parts, taken=way.taken), values
    ):
        if value_id == TOTAL:
            total = count
        elif value_id == IN_STOCK:
            found.append(Counted(STOCK, IN_STOCK_VALUE, count))
        else:
            found.append(Counted((kind, name), value, count, place or 0))
    narrowing = Narrowing(asked.groups, asked.total if asked else total, total)
    return in_order(found, narrowing.filters), narrowing


def rows(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """What a statement of ours answers; what a visitor sends is among the values."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
