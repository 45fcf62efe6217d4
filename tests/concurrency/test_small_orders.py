"""A rule for small orders changes while people order: nobody pays what they were not shown."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from core.money import ZERO
from customers.actors import SYSTEM
from customers.models import User
from customers.selectors.shop import shop_settings
from orders.errors import CartChanged
from orders.models import Order
from orders.selectors.carts import basket_of, find_cart
from orders.services.carts import add_to_cart
from orders.services.placing import Placed, place_order
from orders.services.small_orders import SmallOrderDetails, save_small_order_rule
from tests.concurrency.threads import at_once
from tests.orders import details
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_a_fee_that_comes_while_thirty_order_is_charged_to_nobody_unasked(
    transactional_db: None,
) -> None:
    world = build_world()
    people = [
        User.objects.create_user(
            email=f"seller{number}@example.com",
            first_name="S",
            last_name=str(number),
            staff_role="sales",
        )
        for number in range(30)
    ]
    jobs: list[Any] = []
    for person in people:
        actor = world.actor(world.otto, acted_by=person)
        add_to_cart(actor=actor, session_token="", variant_id=world.paper.pk, quantity=1)
        cart = find_cart(actor, "")
        assert cart is not None
        shown = basket_of(actor, cart, shop_settings(), delivery=world.pickup, payment=world.card)
        job = partial(
            place_order,
            actor=actor,
            token=cart.checkout_token,
            fingerprint=shown.fingerprint,
            details=details(world, on_account=False),
        )
        jobs.append(job)
    said = SmallOrderDetails(Decimal(500), Decimal(49), world.vat)
    jobs.insert(8, partial(save_small_order_rule, actor=SYSTEM, details=said))
    results = at_once(jobs)

    placed = [result for result in results if isinstance(result, Placed)]
    asked_again = [result for result in results if isinstance(result, CartChanged)]
    assert len(placed) + len(asked_again) == len(people), results[:3]
    assert Order.objects.count() == len(placed)
    for order in Order.objects.all():
        assert (order.small_order_fee_net, order.value_net) == (ZERO, Decimal("289.00"))
