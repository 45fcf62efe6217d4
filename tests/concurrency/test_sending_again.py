"""The same rejected order edited and sent again, twice at the same moment."""

from functools import partial

import pytest

from orders.errors import OrderRefused
from orders.models import Cart, CartLine, Order
from orders.services.deciding import reject_order
from orders.services.refilling import Into, Refilled, edit_and_send_again
from tests.concurrency.threads import at_once
from tests.orders import place, send_cart
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

ROUNDS = 3


def rejected(world: World) -> Order:
    Cart.objects.all().delete()  # what the loser of the last round holds
    order = place(world, world.nora, (world.dock, 4))
    reject_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    return order


def test_two_clicks_fill_the_cart_once() -> None:
    world = build_world()
    for _round in range(ROUNDS):
        order = rejected(world)
        Cart.objects.all().delete()  # the first click makes the cart, too
        click = partial(
            edit_and_send_again,
            actor=world.actor(world.nora),
            order_id=order.pk,
            into=Into.ADD,
        )
        results = at_once([click] * 4)
        assert all(isinstance(result, Refilled) for result in results), results
        assert sorted(result.was_there for result in results) == [False, True, True, True]  # type: ignore[attr-defined]
        line = CartLine.objects.get()
        assert (line.variant, line.quantity, line.cart.replaces) == (world.dock, 4, order)


def test_two_carts_of_one_order_become_one_order() -> None:
    """Nora's own, and the one in which Greta orders for her."""
    world = build_world()
    for _round in range(ROUNDS):
        order = rejected(world)
        actors = [world.actor(world.nora), world.actor(world.nora, acted_by=world.greta.user)]
        for actor in actors:
            edit_and_send_again(actor=actor, order_id=order.pk, into=Into.REPLACE)
        results = at_once([partial(send_cart, world, actor) for actor in actors])
        refused = [result for result in results if isinstance(result, OrderRefused)]
        assert [error.reasons.codes for error in refused] == [("sent-again",)], results
        assert Order.objects.filter(replaces=order).count() == 1
