"""Many change goods and buy them at once: no count is lost, and nobody waits for ever."""

import random
import threading
from functools import partial

import pytest
from django.db import transaction

from catalogue.models import FacetDue, Product, Variant
from catalogue.services.audiences import lock_audiences
from catalogue.services.facet_due import refresh_due, stock_began_or_ended
from catalogue.services.goods import goods_changed
from catalogue.services.listing import refresh_listing
from tests.concurrency.threads import at_once
from tests.facets import from_scratch, stored
from tests.world import build_world, make_product

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

BRANDS = ("Iris", "Lyra", "Vidar", "")


def test_changes_of_many_at_once_are_all_counted(transactional_db: None) -> None:
    world = build_world()
    goods = [
        make_product(f"V{n}", f"V-{n}", "60", category=world.docks, vat=world.vat) for n in range(6)
    ]

    def change(seed: int) -> None:
        chance = random.Random(seed)
        for _turn in range(6):
            chosen = chance.sample([each.product_id for each in goods], 3)
            with transaction.atomic():
                if chance.random() < 0.5:
                    lock_audiences()
                    Product.objects.filter(pk__in=chosen).update(brand=chance.choice(BRANDS))
                    goods_changed(chosen)
                else:  # whoever only lists takes the lock by itself
                    refresh_listing(chosen)

    def sell(seed: int) -> None:
        chance = random.Random(seed)
        for _turn in range(6):
            with transaction.atomic():
                variant = Variant.objects.select_for_update().get(pk=chance.choice(goods).pk)
                variant.stock_quantity = 0 if variant.stock_quantity else 5
                variant.save()
                stock_began_or_ended([variant.product_id])
            refresh_due()

    jobs = [partial(change, seed) for seed in range(4)] + [partial(sell, seed) for seed in range(3)]
    assert at_once(jobs) == [None] * 7
    refresh_due()
    assert not FacetDue.objects.exists()
    assert stored() == from_scratch()


def test_an_order_does_not_wait_for_those_who_change_goods(transactional_db: None) -> None:
    world = build_world()
    is_held, sold = threading.Event(), threading.Event()

    def change_slowly() -> bool:
        with transaction.atomic():
            lock_audiences()
            is_held.set()
            return sold.wait(timeout=20)

    def sell() -> None:
        is_held.wait(timeout=20)
        with transaction.atomic():
            Variant.objects.filter(pk=world.dock.pk).update(stock_quantity=0)
            stock_began_or_ended([world.dock.product_id])
        sold.set()

    assert at_once([change_slowly, sell]) == [True, None]
    refresh_due()
    assert stored() == from_scratch()
