"""Keeps the rows that category pages are read from (DESIGN §6). Derived: never changed by hand."""

from collections.abc import Iterable

from django.db import connection

from catalogue.models import NOBODY_ID, Product

# One statement for any number of products: the rows they should have in every category they are
# placed in and in all above it; those they should not have go, those that differ are put right.
_REFRESH = """
WITH RECURSIVE above(category_id, ancestor_id) AS (
    SELECT DISTINCT category_id, category_id FROM catalogue_productcategory
    WHERE product_id = ANY(%(products)s)
  UNION
    SELECT above.category_id, category.parent_id
    FROM above JOIN catalogue_category category ON category.id = above.ancestor_id
    WHERE category.parent_id IS NOT NULL
), wanted AS (
    SELECT DISTINCT above.ancestor_id AS category_id, product.audience_id,
           product.id AS product_id, product.sort_key, product.brand, price.lowest,
           product.created_at
    FROM catalogue_product product
    JOIN catalogue_productcategory placement ON placement.product_id = product.id
    JOIN above ON above.category_id = placement.category_id
    LEFT JOIN LATERAL (
        SELECT min(list_price_net) AS lowest FROM catalogue_variant
        WHERE product_id = product.id AND is_active AND (list_price_net > 0 OR is_free)
    ) price ON true
    WHERE product.id = ANY(%(products)s) AND product.is_active
      AND product.audience_id <> %(nobody)s
), gone AS (
    DELETE FROM catalogue_listingrow row
    WHERE row.product_id = ANY(%(products)s) AND NOT EXISTS (
        SELECT 1 FROM wanted
        WHERE (wanted.category_id, wanted.audience_id, wanted.product_id)
            = (row.category_id, row.audience_id, row.product_id)
    )
)
INSERT INTO catalogue_listingrow AS row
    (category_id, audience_id, product_id, sort_key, brand, list_price_net, listed_at)
SELECT category_id, audience_id, product_id, sort_key, brand, lowest, created_at FROM wanted
ON CONFLICT (category_id, audience_id, product_id) DO UPDATE
SET sort_key = excluded.sort_key, brand = excluded.brand,
    list_price_net = excluded.list_price_net, listed_at = excluded.listed_at
WHERE (row.sort_key, row.brand, row.list_price_net, row.listed_at)
    IS DISTINCT FROM
    (excluded.sort_key, excluded.brand, excluded.list_price_net, excluded.listed_at)
"""


def refresh_listing(product_ids: Iterable[int]) -> None:
    """Puts the listing rows of these products right, in every category above them. One query.

    To be called when a product's name, brand, price, places or activity changed; after
    `refresh_audiences`, since a row says whom it is for.
    """
    products = list(product_ids)
    if not products:
        return
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, {"products": products, "nobody": NOBODY_ID})


def refresh_all_listings() -> None:
    """Every row of the shop anew, a few thousand products at a time."""
    ids = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), 5000):
        refresh_listing(ids[start : start + 5000])
