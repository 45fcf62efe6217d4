"""What the shop keeps about its goods for lists and search: by its own services, then tried."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from django.db import connection, transaction
from django.db.models import AutoField, Model

from benchmarks.loading import without_indexes
from catalogue.models import (
    FacetCount,
    FilterAttribute,
    ListingRow,
    Product,
    ProductSearch,
    ProductTerms,
    SearchCode,
    SearchWord,
)
from catalogue.services.listing import list_new, refresh_listing
from catalogue.services.search_index import reindex_products
from catalogue.services.search_vectors import settle_tiers
from catalogue.services.visibility import refresh_audiences
from config.postgres_paths import CHECKOUT

_AT_ONCE = 100_000  # as a large import does
_TRIED = 500
# Derived rows by the field that names their product; blank = rows about the whole catalogue.
_COMPARED: dict[type[Model], str] = {
    ListingRow: "product_id",
    ProductTerms: "product_id",
    ProductSearch: "product_id",
    SearchCode: "product_id",
    FacetCount: "",
    SearchWord: "",
}


class NotAsStored(Exception):
    """What was laid in is not what the shop's services make of it."""


def choose_filters(count: int = 8) -> None:
    """The attributes that most goods have, as those that lists can be narrowed by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM (SELECT jsonb_object_keys(attributes) AS name"
            " FROM catalogue_variant ORDER BY id LIMIT 50000) keys"
            " GROUP BY name ORDER BY count(*) DESC, name LIMIT %s",
            [count],
        )
        names = [name for (name,) in cursor.fetchall()]
    FilterAttribute.objects.bulk_create(
        FilterAttribute(name=name, position=position) for position, name in enumerate(names)
    )


def list_all() -> None:
    """Rows of lists, and with them what lists can be narrowed by."""
    with without_indexes(ListingRow, ProductTerms):
        for some in _numbers():
            list_new(some)


def index_all(database_url: str) -> None:
    """The search index; a process for each processor. NotAsStored when one of them fails."""
    ids = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    size = -(-len(ids) // (os.cpu_count() or 1))
    parts = [ids[start : start + size] for start in range(0, len(ids), size)]
    with without_indexes(ProductSearch, SearchCode, SearchWord), ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "benchmarks.indexing", str(part[0]), str(part[-1])],
                    cwd=CHECKOUT,
                    env=os.environ | {"DATABASE_URL": database_url},
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,
                )
            )
            for part in parts
        ]
        try:
            if any(process.wait() for process in processes):
                raise NotAsStored("the search index")
            settle_tiers()
        finally:
            for process in processes:
                process.kill()


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
    queries = {
        model._meta.db_table: (
            ", ".join(
                str(field.column)
                for field in model._meta.concrete_fields
                if not isinstance(field, AutoField)  # a row made anew has another number
            ),
            f"{owner} = ANY(%(products)s)" if owner else "true",
        )
        for model, owner in _COMPARED.items()
    }
    queries["catalogue_product"] = ("id, audience_id", "id = ANY(%(products)s)")
    queries["catalogue_variant"] = ("id, audience_id", "product_id = ANY(%(products)s)")
    found = {}
    with connection.cursor() as cursor:
        for table, (columns, condition) in queries.items():
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
