"""Two tabs fill in one wish at once: one change is saved, the other is told, nothing is doubled."""

from dataclasses import replace
from functools import partial

import pytest
from django.db.models import Sum

from approvals.errors import ApprovalRefused
from customers.models import Membership
from customers.selectors.shop import shop_settings
from orders.errors import OrderRefused
from orders.models import LimitEntry
from orders.selectors.carts import basket_of, find_cart
from orders.services.carts import open_cart
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order
from orders.services.placing import Placed, place_order
from orders.states import OrderStatus
from tests.concurrency.threads import at_once
from tests.orders import details, place
from tests.services.orders.test_placing import limit
from tests.wishes import WISH, fresh, may_write, wish
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

ROUNDS = 3


def saving(world: World, order: object, variant: object, quantity: int) -> object:
    return partial(
        change_order,
        actor=world.actor(world.ali),
        order_id=order.pk,  # type: ignore[attr-defined]
        version=1,
        change=OrderChange(added={variant.pk: quantity}),  # type: ignore[attr-defined]
    )


def test_two_tabs_that_save_at_once_are_one_change() -> None:
    world = build_world()
    for _round in range(ROUNDS):
        order = wish(world, world.nora)
        results = at_once([saving(world, order, world.dock, 1) for _tab in range(3)])  # type: ignore[misc]
        refused = [each for each in results if isinstance(each, Exception)]
        assert len(refused) == 2
        assert all(isinstance(each, ApprovalRefused) for each in refused), refused
        order = fresh(order)
        assert order.version == 2
        assert order.lines.get().quantity == 1
        ledger = LimitEntry.objects.filter(order=order).aggregate(s=Sum("amount_net"))["s"]
        assert ledger == order.value_net == order.lines.get().line_net


def test_a_yes_and_a_filling_at_once_never_approve_what_was_not_seen() -> None:
    world = build_world()
    for _round in range(ROUNDS):
        order = wish(world, world.nora)
        results = at_once(
            [
                saving(world, order, world.dock, 1),  # type: ignore[list-item]
                partial(approve_order, actor=world.actor(world.ali), order_id=order.pk, version=1),
            ]
        )
        assert isinstance(results[1], ApprovalRefused), results
        assert fresh(order).status == OrderStatus.AWAITING_APPROVAL
        assert fresh(order).version == 2


def test_a_filling_and_an_order_share_what_is_left_of_the_limit() -> None:
    """1 590,00 each, and the limit has room for one of them."""
    world = build_world()
    limit(world.nora, "2000")
    Membership.objects.filter(pk=world.nora.pk).update(may_order_free_text=True)
    order = wish(world, world.nora)
    results = at_once(
        [
            saving(world, order, world.dock, 1),  # type: ignore[list-item]
            partial(place, world, world.nora, (world.dock, 1)),
        ]
    )
    refused = [each for each in results if isinstance(each, Exception)]
    assert len(refused) == 1, results
    assert isinstance(refused[0], OrderRefused)
    assert LimitEntry.objects.aggregate(s=Sum("amount_net"))["s"] == world.dock.list_price_net


def test_one_wish_sent_three_times_at_once_is_one_order() -> None:
    world = build_world()
    may_write(world.nora)
    actor = world.actor(world.nora)
    open_cart(actor=actor)
    cart = find_cart(actor, "")
    assert cart is not None
    sending = partial(
        place_order,
        actor=actor,
        token=cart.checkout_token,
        fingerprint=basket_of(actor, cart, shop_settings()).fingerprint,
        details=replace(details(world), comment=WISH, in_own_words=True),
    )
    results = at_once([sending] * 3)
    placed = [each for each in results if isinstance(each, Placed)]
    assert len(placed) == 3, results
    assert [each.is_new for each in placed].count(True) == 1
    assert len({each.order.pk for each in placed}) == 1
