"""Which attributes lists can be narrowed by, and which the goods have to choose among."""

from collections.abc import Sequence

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
