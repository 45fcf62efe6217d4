"""Keeps what lists are narrowed by, and how many goods each choice leaves. Derived (DESIGN §6).

`FacetCount` is at all times what counting `ProductTerms` from scratch would give: one statement
replaces the terms of some products and adds to the counts by how much they differ. Its writers
hold `lock_audiences()`, so it has no race and no order of locking to keep. Orders, which must
never wait for that lock, leave a `FacetDue` row and go on.
"""

from collections.abc import Sequence

from django.db import connection

from catalogue.facets.facts import FACT_VALUES, FACTS
from catalogue.facets.terms import AUDIENCES_FROM, IN_STOCK, TOTAL
from catalogue.models import EVERYONE_ID, NOBODY_ID

# Put together from constants only. Joins of large parts are between columns
# that are equal, so that the server can hash them; a value is looked up once, by its index.
_REFRESH = f"""
WITH RECURSIVE above(category_id, ancestor_id) AS (
    SELECT DISTINCT category_id, category_id FROM catalogue_productcategory
    WHERE product_id = ANY(%(products)s)
  UNION
    SELECT above.category_id, category.parent_id
    FROM above JOIN catalogue_category category ON category.id = above.ancestor_id
    WHERE category.parent_id IS NOT NULL
), product AS MATERIALIZED (
    SELECT id, audience_id, brand FROM catalogue_product
    WHERE id = ANY(%(products)s) AND is_active AND audience_id <> %(nobody)s
), placement AS (
    SELECT DISTINCT placed.product_id, above.ancestor_id AS category_id
    FROM catalogue_productcategory placed
    JOIN above ON above.category_id = placed.category_id
    JOIN product ON product.id = placed.product_id
    WHERE placed.product_id = ANY(%(products)s)
), version AS MATERIALIZED (
    SELECT variant.product_id, variant.list_price_net, variant.is_free, variant.stock_quantity,
           variant.attributes
    FROM catalogue_variant variant JOIN product ON product.id = variant.product_id
    WHERE variant.product_id = ANY(%(products)s) AND variant.is_active
      AND variant.audience_id IN (%(everyone)s, product.audience_id)
), fact AS MATERIALIZED ({FACTS}
), known AS MATERIALIZED (
    SELECT kind, name, value, (
        SELECT id FROM catalogue_facetvalue had
        WHERE had.kind = told.kind AND had.name = told.name AND had.value = told.value
    ) AS id
    FROM (SELECT DISTINCT kind, name, value FROM fact) told
), made AS (
    INSERT INTO catalogue_facetvalue (kind, name, value)
    SELECT kind, name, value FROM known WHERE id IS NULL
    RETURNING id, kind, name, value
), named AS MATERIALIZED (
    SELECT id, kind, name, value FROM known WHERE id IS NOT NULL
  UNION ALL
    SELECT id, kind, name, value FROM made
), fresh AS MATERIALIZED (
    SELECT product_id, array_agg(term ORDER BY term) AS terms FROM (
        SELECT id AS product_id, -{AUDIENCES_FROM} - audience_id AS term FROM product
      UNION ALL
        SELECT product_id, -category_id FROM placement
      UNION ALL
        SELECT fact.product_id, named.id FROM fact JOIN named
            ON named.kind = fact.kind AND named.name = fact.name AND named.value = fact.value
      UNION ALL
        SELECT DISTINCT product_id, {IN_STOCK} FROM version WHERE stock_quantity > 0
    ) term GROUP BY product_id
), old AS MATERIALIZED (
    SELECT product_id, terms FROM catalogue_productterms WHERE product_id = ANY(%(products)s)
), changed AS MATERIALIZED (
    SELECT coalesce(fresh.product_id, old.product_id) AS product_id,
           old.terms AS before, fresh.terms AS after
    FROM fresh FULL JOIN old ON old.product_id = fresh.product_id
    WHERE old.terms IS DISTINCT FROM fresh.terms
), gone AS (
    DELETE FROM catalogue_productterms WHERE product_id = ANY(
        ARRAY(SELECT product_id FROM changed WHERE after IS NULL)
    )
), written AS (
    INSERT INTO catalogue_productterms AS row (product_id, terms)
    SELECT product_id, after FROM changed WHERE after IS NOT NULL ORDER BY product_id
    ON CONFLICT (product_id) DO UPDATE SET terms = excluded.terms
), side AS (
    SELECT before AS terms, -1 AS sign FROM changed WHERE before IS NOT NULL
  UNION ALL
    SELECT after, 1 FROM changed WHERE after IS NOT NULL
), parted AS (
    -- Sorted: the places come first, as many as stand before 0; that of the stock is last.
    SELECT terms[1:width_bucket({TOTAL}::bigint, terms)] AS places,
           terms[width_bucket({TOTAL}::bigint, terms) + 1:] AS value_ids, sign,
           terms[cardinality(terms)] = {IN_STOCK} AS in_stock
    FROM side
), alike AS (
    -- Goods of the same places are summed first: then few rows are spread over the categories.
    SELECT places, value_id, sum(sign) AS by, sum(sign) FILTER (WHERE in_stock) AS stock_by
    FROM (
        SELECT places, unnest({TOTAL}::bigint || value_ids) AS value_id, sign, in_stock FROM parted
    ) single GROUP BY places, value_id
), spread AS MATERIALIZED (
    SELECT -place AS category_id, -first - {AUDIENCES_FROM} AS audience_id, value_id,
           sum(by) AS by, coalesce(sum(stock_by), 0) AS stock_by
    FROM (
        SELECT places[1] AS first, unnest(places[2:]) AS place, value_id, by, stock_by FROM alike
    ) single GROUP BY place, first, value_id
), touched AS MATERIALIZED (
    SELECT DISTINCT category_id, audience_id FROM spread WHERE by <> 0 OR stock_by <> 0
), stored AS MATERIALIZED (
    SELECT row.id, row.category_id, row.audience_id, row.value_ids, row.counts, row.in_stock
    FROM catalogue_facetcount row JOIN touched
        ON touched.category_id = row.category_id AND touched.audience_id = row.audience_id
    WHERE row.category_id = ANY(ARRAY(SELECT DISTINCT category_id FROM touched))
      AND row.audience_id = ANY(ARRAY(SELECT DISTINCT audience_id FROM touched))
), packed AS MATERIALIZED (
    SELECT category_id, audience_id, array_agg(value_id ORDER BY value_id) AS value_ids,
           array_agg(count ORDER BY value_id) AS counts,
           array_agg(in_stock ORDER BY value_id) AS in_stock
    FROM (
        SELECT category_id, audience_id, value_id, sum(by)::integer AS count,
               sum(stock_by)::integer AS in_stock
        FROM (
            SELECT category_id, audience_id, value_id, by, stock_by FROM spread
          UNION ALL
            SELECT category_id, audience_id, unnest(value_ids), unnest(counts), unnest(in_stock)
            FROM stored
        ) part GROUP BY category_id, audience_id, value_id HAVING sum(by) > 0
    ) summed GROUP BY category_id, audience_id
), emptied AS (
    DELETE FROM catalogue_facetcount WHERE id = ANY(ARRAY(
        SELECT stored.id FROM stored LEFT JOIN packed
            ON packed.category_id = stored.category_id AND packed.audience_id = stored.audience_id
        WHERE packed.category_id IS NULL
    ))
)
INSERT INTO catalogue_facetcount AS row (category_id, audience_id, value_ids, counts, in_stock)
SELECT packed.category_id, packed.audience_id, packed.value_ids, packed.counts, packed.in_stock
FROM packed JOIN touched
    ON touched.category_id = packed.category_id AND touched.audience_id = packed.audience_id
ON CONFLICT (category_id, audience_id) DO UPDATE
SET value_ids = excluded.value_ids, counts = excluded.counts, in_stock = excluded.in_stock
"""  # noqa: S608


def refresh_terms(products: Sequence[int]) -> None:
    """Puts right what these products can be found by, and the counts. One query.

    For one product or hundreds of thousands; a part of `refresh_listing`, which others call and
    which holds `lock_audiences()`. A product that is no more is counted off.
    """
    values = {
        "products": products,
        "everyone": EVERYONE_ID,
        "nobody": NOBODY_ID,
        **FACT_VALUES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, values)
