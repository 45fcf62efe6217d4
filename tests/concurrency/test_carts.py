"""One cart in several tabs at once: every piece is counted, each line is one, nothing is lost."""

import time
from functools import partial

import pytest
from django.test import Client

from orders.models import Cart, CartLine, Order
from orders.selectors.carts import find_cart
from orders.services.carts import (
    add_to_cart,
    change_quantities,
    empty_cart,
    join_anonymous_cart,
    remove_gone,
)
from tests.concurrency.threads import at_once
from tests.orders import fill_cart, send_cart
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_eight_tabs_that_add_the_same_item_first_make_one_line_of_eight() -> None:
    world = build_world()
    actor = world.actor(world.otto)
    add = partial(add_to_cart, actor=actor, session_token="", variant_id=world.paper.pk, quantity=1)
    results = at_once([add] * 8)
    assert not [result for result in results if isinstance(result, Exception)]
    assert Cart.objects.count() == 1
    assert CartLine.objects.get().quantity == 8


def test_a_stranger_with_two_tabs_has_one_cart() -> None:
    world = build_world()
    add = partial(
        add_to_cart,
        actor=world.actor(None),
        session_token="one-visit",
        variant_id=world.paper.pk,
        quantity=2,
    )
    at_once([add] * 6)
    assert Cart.objects.count() == 1
    assert CartLine.objects.get().quantity == 12


def test_adding_changing_and_emptying_at_once_leaves_a_cart_that_is_whole() -> None:
    world = build_world()
    actor = world.actor(world.otto)
    for _round in range(4):
        fill_cart(actor, (world.paper, 1), (world.headset, 1))
        results = at_once(
            [
                partial(add_to_cart, actor=actor, session_token="", variant_id=v.pk, quantity=3)
                for v in (world.paper, world.headset, world.dock)
            ]
            + [
                partial(
                    change_quantities,
                    actor=actor,
                    session_token="",
                    quantities={world.paper.pk: 9, world.headset.pk: 0},
                ),
                partial(empty_cart, actor=actor, session_token=""),
                partial(remove_gone, actor=actor, session_token=""),
            ]
        )
        assert not [result for result in results if isinstance(result, Exception)], results
        for line in CartLine.objects.all():
            assert 1 <= line.quantity <= 99_999
    assert Cart.objects.count() == 1


def test_a_strangers_cart_that_joins_at_two_log_ins_at_once_joins_one() -> None:
    world = build_world()
    for _round in range(4):
        CartLine.objects.all().delete()
        add_to_cart(
            actor=world.actor(None),
            session_token="shared",
            variant_id=world.paper.pk,
            quantity=5,
        )
        results = at_once(
            [
                partial(join_anonymous_cart, actor=world.actor(who), session_token="shared")
                for who in (world.otto, world.nora, world.otto)
            ]
        )
        assert not [result for result in results if isinstance(result, Exception)], results
        assert CartLine.objects.get().quantity == 5
        assert not Cart.objects.filter(session_token="shared").exists()


def test_what_is_added_while_the_cart_is_sent_is_ordered_or_still_in_the_cart() -> None:
    """Never both, never neither, whichever moment of the sending the other tab hits."""
    world = build_world()
    actor = world.actor(world.otto)

    def add_after(seconds: float) -> None:
        time.sleep(seconds)
        fill_cart(actor, (world.headset, 1))

    for moment in range(20):
        CartLine.objects.all().delete()
        fill_cart(actor, (world.paper, 1))
        before = Order.objects.count()
        at_once(
            [
                partial(send_cart, world, actor, on_account=False),
                partial(add_after, moment / 200),
            ]
        )
        in_cart = set(CartLine.objects.values_list("variant_id", flat=True))
        order = Order.objects.latest("pk") if Order.objects.count() > before else None
        ordered = set(order.lines.values_list("variant_id", flat=True)) if order else set()
        assert ordered | in_cart == {world.paper.pk, world.headset.pk}
        assert not ordered & in_cart


def test_two_additions_by_browser_at_once_are_both_counted() -> None:
    world = build_world()
    client = world.client(world.otto)
    session = client.cookies["sessionid"].value

    def press() -> int:
        tab = Client()
        tab.cookies["sessionid"] = session
        return tab.post("/cart/add/", {"variant": world.paper.pk, "quantity": 1}).status_code

    assert at_once([press] * 5) == [302] * 5
    cart = find_cart(world.actor(world.otto), "")
    assert cart is not None
    assert cart.lines.get().quantity == 5
