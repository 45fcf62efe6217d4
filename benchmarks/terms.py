"""Price lists and agreement assortments, written by the database itself."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from benchmarks.loading import without_indexes
from benchmarks.people import People
from catalogue.models import Assortment, AssortmentItem, PriceList, PriceListConnection, PriceRow
from customers.models import Customer, CustomerGroup, PricingTier, Segment

Buyer = Customer | CustomerGroup | Segment | PricingTier
_AGREED = 400  # variants in an assortment
_ASSORTMENTS = 60
_OWN_LISTS = 100  # customers with a list of their own


def make_price_lists(people: People, rows: int) -> None:
    """At least so many rows. The measured visitor's group has a price on every third product.

    Each is one price from 1 piece and another from 10; others' lists share the rest of the rows.
    """
    since = timezone.localdate() - timedelta(days=200)
    first = _price_list(people.groups[0], since)
    first_customer = _price_list(people.customers[0], since)
    others: list[Buyer] = [
        *people.groups[1:],
        *people.segments,
        *people.tiers,
        *people.customers[1 : _OWN_LISTS + 1],
    ]
    lists = [_price_list(buyer, since) for buyer in others]
    with without_indexes(PriceRow):
        _fill_list(first, since, "product_id %% 3 = 0")
        _fill_list(first_customer, since, "product_id %% 50 = 7")
        _share_rows(lists, since, rows)


def make_assortments(people: People) -> None:
    """Each for some groups or a customer; two of them are the measured visitor's."""
    since = timezone.localdate() - timedelta(days=100)
    made = Assortment.objects.bulk_create(
        Assortment(name=f"Avtal {n:02}", valid_from=since) for n in range(_ASSORTMENTS)
    )
    for n, assortment in enumerate(made):
        if n == 1:
            assortment.customers.set([people.customers[0]])
        else:
            assortment.groups.set([people.groups[(n * 3) % len(people.groups)]])
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {AssortmentItem._meta.db_table}
                (assortment_id, variant_id, contract_price_net, is_free)
            SELECT assortment.id, variant.id,
                   CASE WHEN variant.id %% 2 = 0 THEN round(variant.list_price_net * 0.86, 2) END,
                   false
            FROM unnest(%(assortments)s::bigint[]) WITH ORDINALITY AS assortment(id, place)
            CROSS JOIN generate_series(0, %(agreed)s - 1) AS n
            JOIN catalogue_variant variant
              ON variant.id = 3 * (1 + (n * greatest(1, %(products)s / %(agreed)s)
                                        + assortment.place * 11) %% %(products)s)
            ON CONFLICT DO NOTHING
            """,
            {
                "assortments": [assortment.pk for assortment in made],
                "agreed": _AGREED,
                "products": _products(),
            },
        )


def _price_list(buyer: Buyer, since: date) -> int:
    names: dict[type[Any], str] = {
        Customer: "customer",
        CustomerGroup: "group",
        Segment: "segment",
        PricingTier: "tier",
    }
    made = PriceList.objects.create(name=f"Prislista {buyer}", valid_from=since)
    PriceListConnection.objects.create(price_list=made, **{names[type(buyer)]: buyer})
    return int(made.pk)


_ROWS = f"""
    INSERT INTO {PriceRow._meta.db_table}
        (price_list_id, variant_id, from_quantity, unit_net, valid_from)
"""


def _fill_list(price_list: int, since: date, condition: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""{_ROWS}
            SELECT %(list)s, variant.id, step.quantity,
                   round(variant.list_price_net * step.share, 2), %(since)s
            FROM catalogue_variant variant
            CROSS JOIN (VALUES (1, 0.95), (10, 0.9)) AS step(quantity, share)
            WHERE {condition}
            """,
            {"list": price_list, "since": since},
        )


def _share_rows(lists: Sequence[int], since: date, rows: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""{_ROWS}
            SELECT list.id, variant.id, step.quantity,
                   round(variant.list_price_net * step.share, 2), %(since)s
            FROM unnest(%(lists)s::bigint[]) WITH ORDINALITY AS list(id, place)
            CROSS JOIN generate_series(0, %(each)s - 1) AS n
            JOIN catalogue_variant variant
              ON variant.id = 3 * (1 + (n * 37 + list.place * 101) %% %(products)s)
            CROSS JOIN (VALUES (1, 0.96), (20, 0.91)) AS step(quantity, share)
            ON CONFLICT DO NOTHING
            """,
            {
                "lists": list(lists),
                "since": since,
                "each": max(1, min(rows // len(lists) // 2, _products())),
                "products": _products(),
            },
        )


def _products() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM catalogue_product")
        return int(cursor.fetchone()[0])
