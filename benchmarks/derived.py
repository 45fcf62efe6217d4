"""What the shop keeps about its goods for lists and search: by its own services, then tried."""

from collections.abc import Iterator, Sequence

from django.db import connection, transaction

from benchmarks.loading import without_indexes
from catalogue.models import ListingRow, Product, ProductSearch, SearchCode, SearchWord
from catalogue.services.listing import list_new, refresh_listing
from catalogue.services.search_index import reindex_products
from catalogue.services.visibility import refresh_audiences

_AT_ONCE = 20_000
_TRIED = 500
# Derived tables, and what in them tells one row from another whatever its number is.
_COMPARED = {
    "catalogue_product": "id, audience_id",
    "catalogue_variant": "id, audience_id",
    "catalogue_listingrow": "category_id, audience_id, product_id, sort_key, brand,"
    " list_price_net, listed_at",
    "catalogue_productsearch": "product_id, vector, words, name_folded, popularity",
    "catalogue_searchcode": "variant_id, product_id, folded",
    "catalogue_searchword": "word, folded, frequency",
}


class NotAsStored(Exception):
    """What was laid in is not what the shop's services make of it."""


def derive() -> None:
    """Listing rows and the search index of every product."""
    with without_indexes(ListingRow):
        for some in _numbers():
            list_new(some)
    with without_indexes(ProductSearch, SearchCode, SearchWord):
        for some in _numbers():
            reindex_products(some)


def try_sample() -> int:
    """Has the services work out some products anew; NotAsStored if anything then differs.

    How many were tried. Nothing of it stays.
    """
    ids = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    some = ids[:: max(1, len(ids) // _TRIED)]
    with transaction.atomic():
        before = _prints(some)
        refresh_audiences(product_ids=some)
        refresh_listing(some)
        reindex_products(some)
        after = _prints(some)
        transaction.set_rollback(True)
    if differing := [table for table in before if before[table] != after[table]]:
        raise NotAsStored(", ".join(differing))
    return len(some)


def _prints(product_ids: Sequence[int]) -> dict[str, tuple[int, str]]:
    """How many rows of each derived table belong to the products, and a sum over what they say."""
    found = {}
    with connection.cursor() as cursor:
        for table, columns in _COMPARED.items():
            owner = {"catalogue_product": "id", "catalogue_searchword": ""}.get(table, "product_id")
            condition = f"{owner} = ANY(%(products)s)" if owner else "true"
            cursor.execute(
                f"SELECT count(*), md5(coalesce(string_agg(line, '|' ORDER BY line), ''))"
                f" FROM (SELECT ROW({columns})::text AS line FROM {table} WHERE {condition}) lines",
                {"products": list(product_ids)},
            )
            found[table] = cursor.fetchone()
    return found


def _numbers() -> Iterator[list[int]]:
    ids = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
