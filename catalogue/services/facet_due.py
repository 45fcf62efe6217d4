"""Goods whose counts follow a little later: stock that began or ended, other filter attributes."""

from collections.abc import Collection, Iterable, Mapping

from django.db import connection, transaction

from catalogue.models import FacetDue, Variant
from catalogue.services.listing import refresh_listing

# So many at a time; also so many are done at once when nobody else waits for the transaction.
MOST_AT_ONCE = 5_000


def stock_began_or_ended(product_ids: Iterable[int]) -> None:
    """To be called in the transaction that moved a version's stock past 0. One query, or none.

    Orders must never wait for those who change goods, nor for each other more than they do, so
    this only leaves a row of its own; the worker counts within a minute. Until then a list says
    'in stock' a little late; the product's own page never does.
    """
    due = [FacetDue(product_id=pk) for pk in sorted(set(product_ids))]
    FacetDue.objects.bulk_create(due)


def stock_came_back(quantities: Mapping[int, int]) -> None:
    """As `stock_began_or_ended`, after these quantities were given back, by variant id."""
    rows = Variant.objects.filter(pk__in=quantities, stock_quantity__gt=0).order_by("pk")
    stock_began_or_ended(
        product_id
        for pk, product_id, now in rows.values_list("pk", "product_id", "stock_quantity")
        if now - quantities[pk] <= 0
    )


def refresh_soon(product_ids: Collection[int]) -> None:
    """At once when they are few, else by the worker. The caller holds `lock_audiences()`."""
    if len(product_ids) <= MOST_AT_ONCE:
        refresh_listing(product_ids)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalogue_facetdue (product_id) SELECT unnest(%s::bigint[])",
            [sorted(product_ids)],
        )


def refresh_due() -> int:
    """Everything that waits, some at a time, each part all or nothing; how many rows waited."""
    done = 0
    while some := _refresh_some():
        done += some
    return done


@transaction.atomic
def _refresh_some() -> int:
    """Rows that others are taking are left to them; rows that come meanwhile are for the next."""
    due = FacetDue.objects.order_by("pk").select_for_update(skip_locked=True)[:MOST_AT_ONCE]
    rows = dict(due.values_list("pk", "product_id"))
    refresh_listing(set(rows.values()))
    FacetDue.objects.filter(pk__in=rows).delete()
    return len(rows)
