"""The statement that tells what goods can be found by: to store it, or to ask at once."""

from decimal import Decimal
from typing import Any

from catalogue.facets.bands import BANDS, BOUNDS

# A longer value is a text to read, not a choice.
LONGEST_VALUE = 60

# One row for each fact of a product that it can be found by. `version` is what the product may be
# judged by: those of its versions that are for all who see the product. One that is limited more
# narrowly gives nothing away, neither that it is there nor what it costs.
FACTS = """
    SELECT id AS product_id, 'brand' AS kind, '' AS name, brand AS value
    FROM product WHERE brand <> ''
  UNION ALL
    SELECT product_id, 'price', '',
           (%(bands)s::text[])[width_bucket(min(list_price_net), %(bounds)s::numeric[]) + 1]
    FROM version WHERE list_price_net > 0 OR (is_free AND list_price_net IS NOT NULL)
    GROUP BY product_id
  UNION ALL
    SELECT DISTINCT pair.product_id, 'attribute', filter.name, btrim(pair.value #>> '{}')
    FROM (
        SELECT product_id, (entry).key AS key, (entry).value AS value FROM (
            SELECT product_id, jsonb_each(attributes) AS entry FROM version
            WHERE attributes <> '{}'
            OFFSET 0
        ) each
    ) pair
    JOIN catalogue_filterattribute filter ON filter.name = pair.key
    WHERE jsonb_typeof(pair.value) IN ('string', 'number')
      AND length(btrim(pair.value #>> '{}')) BETWEEN 1 AND %(longest)s
"""
FACT_VALUES: dict[str, Any] = {
    "bands": list(BANDS),
    "bounds": [Decimal(bound) for bound in BOUNDS],
    "longest": LONGEST_VALUE,
}
