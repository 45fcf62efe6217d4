"""Two people limit the same goods at the same moment: nobody sees more than both allow."""

import threading

import pytest
from django.db import connection, transaction

from catalogue.models import Audience, Product
from catalogue.selectors.visibility import visible_products
from catalogue.services.audiences import audience_for
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from tests.concurrency.threads import at_once
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_a_limit_on_the_category_and_one_on_the_product_both_count(
    transactional_db: None,
) -> None:
    world = build_world()
    category_is_limited, go_on = threading.Event(), threading.Event()

    def limit_category_slowly() -> None:
        with transaction.atomic():
            set_limit_groups(actor=SYSTEM, target=world.docks, groups=[world.norrvik])
            category_is_limited.set()
            go_on.wait(timeout=5)

    def limit_product() -> None:
        category_is_limited.wait(timeout=60)
        threading.Timer(0.5, go_on.set).start()
        product = Product.objects.get(pk=world.dock.product_id)
        set_limit_groups(actor=SYSTEM, target=product, groups=[world.norrvik, world.retail])

    assert at_once([limit_category_slowly, limit_product]) == [None, None]
    dock = Product.objects.get(pk=world.dock.product_id)
    assert dock.audience.group_ids == [world.norrvik.pk]
    assert dock not in visible_products(world.actor(world.otto))
    assert dock in visible_products(world.actor(world.nora))


def test_the_same_new_audience_asked_for_by_twenty_is_one(transactional_db: None) -> None:
    groups = frozenset({901, 902})
    found = at_once([lambda: audience_for(groups)] * 20)
    assert len(set(map(str, found))) == 1
    assert Audience.objects.filter(group_ids=sorted(groups)).count() == 1
    connection.close()
