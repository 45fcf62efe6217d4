"""Keeps the rows that category pages are read from, and what they are narrowed by (DESIGN §6).

Derived: never changed by hand.
"""

from collections.abc import Iterable

from django.db import connection, transaction

from catalogue.models import EVERYONE_ID, NOBODY_ID, Product, ProductTerms
from catalogue.services.audiences import lock_audiences
from catalogue.services.facets import refresh_terms

# One statement for any number of products: the rows they should have in every category they are
# placed in and in all above it; those they should not have go, those that differ are put right.
# Each table is narrowed to the products by itself, so that hash joins have little to read.
_WANTED = """
WITH RECURSIVE above(category_id, ancestor_id) AS (
    SELECT DISTINCT category_id, category_id FROM catalogue_productcategory
    WHERE product_id = ANY(%(products)s)
  UNION
    SELECT above.category_id, category.parent_id
    FROM above JOIN catalogue_category category ON category.id = above.ancestor_id
    WHERE category.parent_id IS NOT NULL
), placement AS (
    SELECT DISTINCT placed.product_id, above.ancestor_id AS category_id
    FROM catalogue_productcategory placed
    JOIN above ON above.category_id = placed.category_id
    WHERE placed.product_id = ANY(%(products)s)
), price AS (
    -- Of the versions that are for all who see the product, as its band of prices is.
    SELECT version.product_id, coalesce(
        min(list_price_net) FILTER (
            WHERE version.audience_id IN (%(everyone)s, for_whom.audience_id)
        ),
        min(list_price_net)
    ) AS lowest
    FROM catalogue_variant version
    JOIN catalogue_product for_whom ON for_whom.id = version.product_id
    WHERE version.product_id = ANY(%(products)s) AND for_whom.id = ANY(%(products)s)
      AND version.is_active AND (list_price_net > 0 OR is_free)
    GROUP BY version.product_id
), wanted AS MATERIALIZED (
    SELECT placement.category_id, product.audience_id, product.id AS product_id,
           product.sort_key, price.lowest, product.created_at
    FROM catalogue_product product
    JOIN placement ON placement.product_id = product.id
    LEFT JOIN price ON price.product_id = product.id
    WHERE product.id = ANY(%(products)s) AND product.is_active
      AND product.audience_id <> %(nobody)s
)"""
_COLUMNS = (
    "(category_id, audience_id, product_id, sort_key, list_price_net, listed_at)"
    " SELECT category_id, audience_id, product_id, sort_key, lowest, created_at FROM wanted"
)
# Put together from the constants above only.
_REFRESH = f"""{_WANTED}, gone AS (
    DELETE FROM catalogue_listingrow row
    WHERE row.product_id = ANY(%(products)s) AND NOT EXISTS (
        SELECT 1 FROM wanted
        WHERE wanted.product_id = row.product_id AND wanted.category_id = row.category_id
          AND wanted.audience_id = row.audience_id
    )
)
INSERT INTO catalogue_listingrow AS row {_COLUMNS}
ON CONFLICT (category_id, audience_id, product_id) DO UPDATE
SET sort_key = excluded.sort_key,
    list_price_net = excluded.list_price_net, listed_at = excluded.listed_at
WHERE (row.sort_key, row.list_price_net, row.listed_at)
    IS DISTINCT FROM
    (excluded.sort_key, excluded.list_price_net, excluded.listed_at)
"""  # noqa: S608
# In the order of the indexes, which then grow page by page.
_FIRST = f"{_WANTED} INSERT INTO catalogue_listingrow {_COLUMNS} ORDER BY 1, 2, 4"
# Right after a large import the server still believes that the tables are small, and would choose
# nested loops that take minutes where hash joins take a tenth of a second.
NO_LOOPS = "SELECT set_config('enable_nestloop', %s, true)"


def refresh_listing(product_ids: Iterable[int]) -> None:
    """Puts the listing rows of these products right, in every category above. Five queries.

    With them what the products can be found by, and the counts of it. To be called when a
    product's name, brand, list price, attributes, places or activity changed, or that it is in
    stock; when it was removed; after `refresh_audiences`, since a row says whom it is for.
    """
    _write(_REFRESH, list(product_ids))


def list_new(product_ids: Iterable[int]) -> None:
    """As `refresh_listing`, for products that were made in this transaction: twice as fast."""
    _write(_FIRST, list(product_ids))


def _write(statement: str, products: list[int]) -> None:
    if not products:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        lock_audiences()
        cursor.execute(NO_LOOPS, ["off"])
        cursor.execute(
            statement, {"products": products, "everyone": EVERYONE_ID, "nobody": NOBODY_ID}
        )
        refresh_terms(products)
        cursor.execute(NO_LOOPS, ["on"])


def refresh_all_listings() -> None:
    """Every row of the shop anew, a few thousand products at a time.

    Also of products that were removed by a way that did not say so.
    """
    known = Product.objects.values_list("pk").union(ProductTerms.objects.values_list("pk"))
    ids = sorted(pk for (pk,) in known)
    for start in range(0, len(ids), 5000):
        refresh_listing(ids[start : start + 5000])
