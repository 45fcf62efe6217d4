"""Which attributes lists can be narrowed by, and which the goods have to choose among."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from django.db import connection

from catalogue.models import FilterAttribute

SAMPLE = 5000  # the newest versions that are looked at for names
MOST_NAMES = 60


def filter_names() -> Sequence[str]:
    """In the order of the shop's filters. One query."""
    return list(FilterAttribute.objects.values_list("name", flat=True))


def names_in_goods() -> Sequence[tuple[str, int]]:
    """Names of attributes and how many of the newest versions have them, the most first.

    One query that reads `SAMPLE` versions, whatever the size of the catalogue.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, {"sample": SAMPLE, "most": MOST_NAMES})
        return [(str(name), int(count)) for name, count in cursor.fetchall()]


def names_without_goods(names: Sequence[str]) -> Sequence[str]:
    """Those of the names, in their order, that none of the newest `SAMPLE` variants has.

    One query, whatever the size of the catalogue.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_GOODS, {"names": list(names), "sample": SAMPLE})
        return [str(name) for (name,) in cursor.fetchall()]


def real_names_like(names: Sequence[str], real: Sequence[str]) -> Mapping[str, str]:
    """By name: the one among `real` that looks most like it, in any letter case. Pure."""
    folded = {each.casefold(): each for each in real}
    found = {}
    for name in names:
        near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.75)
        if near:
            found[name] = folded[near[0]]
    return found


_WITHOUT_GOODS = """
WITH newest AS MATERIALIZED (
    SELECT attributes FROM catalogue_variant ORDER BY id DESC LIMIT %(sample)s
)
SELECT name FROM unnest(%(names)s::text[]) WITH ORDINALITY AS asked(name, place)
WHERE NOT EXISTS (SELECT FROM newest WHERE attributes ? name)
ORDER BY place
"""

_NAMES = """
SELECT name, count(*) FROM (
    SELECT attributes FROM catalogue_variant ORDER BY id DESC LIMIT %(sample)s
) newest
CROSS JOIN LATERAL jsonb_object_keys(
    CASE jsonb_typeof(attributes) WHEN 'object' THEN attributes ELSE '{}' END
) AS name
WHERE length(name) <= 120
GROUP BY name ORDER BY count(*) DESC, name LIMIT %(most)s
"""
