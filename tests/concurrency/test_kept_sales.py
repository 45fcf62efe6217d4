"""Orders come and go at once, and somebody recounts: the kept sums are what the orders say."""

from collections.abc import Callable

import pytest
from django.db.models import Count, Sum

from customers.models import Membership, UserSales, UserSalesAt
from orders.models import Order
from orders.services.handling import cancel_order
from orders.services.kept_sales import recount_sales
from tests.concurrency.threads import at_once
from tests.orders import place
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def placing(world: World, who: Membership) -> Callable[[], object]:
    return lambda: place(world, who, (world.paper, 1))


def cancelling(world: World, order: Order) -> Callable[[], object]:
    stina = world.actor(world.stina)
    return lambda: cancel_order(actor=stina, order_id=order.pk)


def test_the_sums_are_right_whoever_is_first() -> None:
    world = build_world()
    for _round in range(6):
        standing = [place(world, who, (world.paper, 1)) for who in (world.nora, world.otto)]
        answers = at_once(
            [
                placing(world, world.nora),
                placing(world, world.otto),
                *(cancelling(world, order) for order in standing),
                recount_sales,
            ]
        )
        assert not [each for each in answers if isinstance(each, Exception)], answers
        by_person = (
            Order.objects.sales().values_list("orderer").annotate(Sum("value_net"), Count("id"))
        )
        should = {pk: (value, orders) for pk, value, orders in by_person}
        rows = UserSales.objects.filter(order_count__gt=0)
        found = {row.user_id: (row.value_net, row.order_count) for row in rows}
        assert found == should
        at_customers = UserSalesAt.objects.filter(order_count__gt=0)
        assert {row.user_id: (row.value_net, row.order_count) for row in at_customers} == should
    assert recount_sales() == 0
