"""A limit is set while an order takes the same goods: neither waits for the other for ever."""

import time
from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection, transaction

from catalogue.models import Variant
from catalogue.services.audiences import audience_for
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from customers.models import CustomerGroup
from orders.services.stock import take_stock
from tests.orders import place
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def until_waiting(count: int) -> None:
    """Until so many others wait for a lock in this database."""
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else the first answer stays
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] == count:
                return
            time.sleep(0.02)
    raise AssertionError(f"{count} never waited")


def test_a_limit_and_an_order_take_the_same_goods_in_the_same_order() -> None:
    world = build_world()
    first, last = sorted([world.dock, world.headset], key=lambda variant: variant.pk)
    order = place(world, world.otto, (first, 1), (last, 1))
    # Each is left to an audience of its own, and the last is read before the first.
    zone = CustomerGroup.objects.create(name="Zon 4")
    set_limit_groups(actor=SYSTEM, target=last, groups=[world.norrvik, zone])
    Variant.objects.filter(pk=first.pk).update(stock_quantity=50, position=9)
    errors: list[Exception] = []

    def begin(job: Callable[[], object]) -> Thread:
        def run() -> None:
            try:
                with transaction.atomic():
                    job()
            except Exception as error:
                errors.append(error)
            finally:
                connection.close()

        thread = Thread(target=run)
        thread.start()
        return thread

    with transaction.atomic():
        Variant.objects.select_for_update().get(pk=first.pk)
        threads = [begin(lambda: take_stock(order))]
        until_waiting(1)
        threads.append(
            begin(
                lambda: set_limit_groups(
                    actor=SYSTEM, target=world.computers, groups=[world.norrvik, world.retail]
                )
            )
        )
        until_waiting(2)
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    for variant in (first, last):
        variant.refresh_from_db()
    assert (first.stock_quantity, last.stock_quantity) == (49, 98)
    audiences = [variant.audience_id for variant in (first, last)]
    assert audiences == [
        audience_for(frozenset({world.norrvik.pk, world.retail.pk})),
        audience_for(frozenset({world.norrvik.pk})),
    ]
