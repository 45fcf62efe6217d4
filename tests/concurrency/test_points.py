"""Real threads on PostgreSQL: the same points pay once, however many spend them at once."""

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from customers.models import User
from customers.selectors.shop import shop_settings
from marketing.models import LoyaltyEntry, LoyaltyKind
from marketing.services.loyalty_accounts import adjust_points, heed_expiry
from orders.errors import OrderRefused
from orders.models import Order
from orders.selectors.carts import basket_of, find_cart
from orders.services.carts import add_to_cart
from orders.services.placing import place_order
from tests.concurrency.threads import at_once
from tests.orders import details
from tests.points import balance, books_hold, give, set_up
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def spending(world: World, number: int, points: int) -> "partial[Any]":
    """Somebody of the shop at the keys as Otto, with a cart and points to pay it with."""
    person: User = User.objects.create_user(
        email=f"seller{number}@example.com",
        first_name="S",
        last_name=str(number),
        staff_role="sales",
    )
    actor = world.actor(world.otto, acted_by=person)
    add_to_cart(actor=actor, session_token="", variant_id=world.paper.pk, quantity=1)
    cart = find_cart(actor, "")
    assert cart is not None
    shown = basket_of(actor, cart, shop_settings(), delivery=world.pickup, payment=world.card)
    return partial(
        place_order,
        actor=actor,
        token=cart.checkout_token,
        fingerprint=shown.fingerprint,
        details=replace(
            details(world, on_account=False), points=points, points_amount=Decimal(points)
        ),
    )


def test_200_redemptions_of_the_same_points_at_once_spend_them_once(
    transactional_db: None,
) -> None:
    world = build_world()
    set_up()
    give(world, world.vestby, 299)
    jobs = [spending(world, number, 200) for number in range(200)]
    results = at_once(jobs)
    refused = [result for result in results if isinstance(result, OrderRefused)]
    assert len(refused) == 199, [r for r in results if isinstance(r, Exception)][:3]
    assert {code for each in refused for code in each.reasons.codes} == {"points-left"}
    order = Order.objects.get()
    assert (order.points_used, order.points_amount) == (200, Decimal(200))
    assert balance(world.vestby) == 99
    assert LoyaltyEntry.objects.filter(kind=LoyaltyKind.REDEEM).count() == 1
    books_hold(world.vestby)


def test_one_checkout_sent_many_times_at_once_spends_once(transactional_db: None) -> None:
    world = build_world()
    set_up()
    give(world, world.vestby, 900)
    job = spending(world, 1, 200)
    results = at_once([job] * 20)
    assert not [each for each in results if isinstance(each, Exception)]
    assert Order.objects.count() == 1
    assert balance(world.vestby) == 700
    books_hold(world.vestby)


def test_spending_giving_taking_and_expiring_at_once_leave_books_that_hold(
    transactional_db: None,
) -> None:
    world = build_world()
    set_up(life_months=1)
    give(world, world.vestby, 500)
    adjust = partial(
        adjust_points, actor=world.actor(world.stina), customer_id=world.vestby.pk, reason="x"
    )
    jobs: list[partial[Any]] = [spending(world, number, 90) for number in range(8)]
    jobs += [partial(adjust, points=40)] * 4 + [partial(adjust, points=-70)] * 4
    jobs += [partial(heed_expiry)] * 2
    at_once(jobs)
    books_hold(world.vestby)
    spent = sum(Order.objects.values_list("points_used", flat=True))
    redeemed = LoyaltyEntry.objects.filter(kind=LoyaltyKind.REDEEM)
    assert -sum(redeemed.values_list("points", flat=True)) == spent
