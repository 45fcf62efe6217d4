"""What follows from an import of goods: who sees them, where they are listed and found."""

from collections import Counter
from collections.abc import Collection

from django.db import connection
from django.db.models import Model

from catalogue.models import (
    Category,
    ListingRow,
    Product,
    ProductCategory,
    Variant,
)
from catalogue.search.words import vocabulary
from catalogue.services.listing import list_new, refresh_listing
from catalogue.services.search_index import forget_words, index_products
from catalogue.services.visibility import work_out_audiences
from core.imports.touched import Touched

_MANY = 1_000
# Columns on which each kind of derived row hangs; new and removed rows always count.
_AUDIENCE = ((), ("is_active",))
_LISTING = (
    ("sort_key", "brand"),
    ("list_price_net", "is_free", "is_active", "attributes", "stock_quantity"),
)
_SEARCH = (
    ("name", "brand", "summary", "description", "popularity"),
    ("name", "ean", "part_number", "attributes", "is_active"),
)


def settle_products(touched: Touched) -> None:
    """Only what hangs on something that changed is worked out anew.

    The caller holds `lock_audiences()`.
    """
    new = set(touched.ids(Product, inserted=True))
    if touched.is_undo:
        _forget_removed(touched)
        refresh_listing(new)  # they are gone, and so are their rows
        new = set()
    placed = _products(touched, *_AUDIENCE, places=True)
    if len(placed) >= _MANY:
        _tell_the_planner(Product, Variant, ProductCategory)
    made = touched.ids(Category, inserted=True)
    moved = work_out_audiences(product_ids=placed, category_ids=made)
    listed = {*moved, *_products(touched, *_LISTING, places=True)}
    list_new(new)
    refresh_listing(listed - new)
    if len(listed) >= _MANY:
        _tell_the_planner(ListingRow)
    index_products({*moved, *_products(touched, *_SEARCH, codes=True)})


def settle_categories(category_ids: Collection[int]) -> None:
    """Whom the limits on these branches now leave, in all that lies under them."""
    moved = work_out_audiences(product_ids=(), category_ids=category_ids)
    refresh_listing(moved)
    index_products(moved)


def _products(
    touched: Touched,
    product_columns: Collection[str],
    variant_columns: Collection[str],
    *,
    places: bool = False,
    codes: bool = False,
) -> set[int]:
    """Products that still exist and of which one of these columns, a place or a code changed."""
    sql = """
        SELECT e.object_id FROM core_importedit e
        WHERE e.job_id = %(job)s AND e.model = 'catalogue.product' AND NOT e.is_kept
          AND (e.before IS NULL OR e.after ?| %(product_columns)s)
        UNION
        SELECT v.product_id FROM core_importedit e JOIN catalogue_variant v ON v.id = e.object_id
        WHERE e.job_id = %(job)s AND e.model = 'catalogue.variant' AND NOT e.is_kept
          AND e.before IS NOT NULL AND e.after ?| %(variant_columns)s
          -- A number in stock is nothing that others hang on, unless it begins or ends.
          AND (e.after - 'stock_quantity' ?| %(variant_columns)s
               OR ((e.before ->> 'stock_quantity')::integer > 0)
                  <> ((e.after ->> 'stock_quantity')::integer > 0))
        UNION
        SELECT (e.after ->> 'product_id')::bigint FROM core_importedit e
        WHERE e.job_id = %(job)s AND e.model = 'catalogue.variant' AND NOT e.is_kept
          AND e.before IS NULL
    """
    if places:
        sql += """
        UNION
        SELECT (coalesce(e.after, e.before) ->> 'product_id')::bigint FROM core_importedit e
        WHERE e.job_id = %(job)s AND e.model = 'catalogue.productcategory' AND NOT e.is_kept
        """
    if codes:
        sql += """
        UNION
        SELECT v.product_id FROM core_importedit e
        JOIN catalogue_variant v
          ON v.id = (coalesce(e.after, e.before) ->> 'variant_id')::bigint
        WHERE e.job_id = %(job)s AND e.model = 'catalogue.variantcode' AND NOT e.is_kept
        """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.id FROM catalogue_product p WHERE p.id IN ({sql})",  # noqa: S608 - constants
            {
                "job": touched.job_id,
                "product_columns": list(product_columns),
                "variant_columns": list(variant_columns),
            },
        )
        return {row[0] for row in cursor.fetchall()}


def _forget_removed(touched: Touched) -> None:
    """The words of products that an undo has removed are no longer counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            # Those that still wait for the index were never counted.
            "WITH waiting AS (DELETE FROM catalogue_searchdue d USING core_importedit e"
            " WHERE e.job_id = %(job)s AND e.model = 'catalogue.product' AND NOT e.is_kept"
            " AND e.before IS NULL AND d.product_id = e.object_id RETURNING d.product_id)"
            " SELECT e.after ->> 'name', coalesce(e.after ->> 'brand', '') FROM core_importedit e"
            " WHERE e.job_id = %(job)s AND e.model = 'catalogue.product' AND NOT e.is_kept"
            " AND e.before IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM waiting w WHERE w.product_id = e.object_id)",
            {"job": touched.job_id},
        )
        gone: Counter[str] = Counter()
        for name, brand in cursor.fetchall():
            gone.update(vocabulary(f"{name} {brand}"))
    forget_words(gone)


def _tell_the_planner(*models: type[Model]) -> None:
    """Pages right after a large import must not wait for PostgreSQL to notice its rows."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
