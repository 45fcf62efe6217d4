"""Packs and successors: every way into a cart takes whole packs, and offers what took over."""

import pytest

from catalogue.models import Variant
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from customers.selectors.shop import shop_settings
from orders.errors import CartRefused, OrderRefused
from orders.models import CartLine, Order
from orders.selectors.carts import basket_of, find_cart
from orders.services.carts import add_to_cart, change_quantities, join_anonymous_cart
from orders.services.changing import OrderChange, change_order
from orders.services.lists import put_list_in_cart, save_to_list
from orders.services.refilling import order_again
from orders.services.saved_carts import put_back, save_cart
from tests.orders import fill_cart, place, send_cart
from tests.pages.reading import read
from tests.world import World

NEXT = "Sold in packs of 6: 12 is the next."


def in_sixes(world: World) -> None:
    world.paper.pack_size = 6
    world.paper.save()


def test_nora_cannot_add_seven_of_what_comes_in_sixes_and_is_told_the_next(world: World) -> None:
    in_sixes(world)
    with pytest.raises(CartRefused) as refused:
        fill_cart(world.actor(world.nora), (world.paper, 7))
    assert str(refused.value.refusal.reason) == NEXT
    assert not CartLine.objects.exists()
    fill_cart(world.actor(world.nora), (world.paper, 6), (world.paper, 12))
    assert CartLine.objects.get().quantity == 18


def test_nora_cannot_change_a_line_to_part_of_a_pack(world: World) -> None:
    in_sixes(world)
    actor = world.actor(world.nora)
    fill_cart(actor, (world.paper, 6))
    with pytest.raises(CartRefused) as refused:
        change_quantities(actor=actor, session_token="", quantities={world.paper.pk: 8})
    assert refused.value.variant_id == world.paper.pk
    assert str(refused.value.refusal.reason) == NEXT
    assert CartLine.objects.get().quantity == 6


def test_a_list_an_order_and_a_saved_cart_from_before_the_packs_are_rounded_up(
    world: World,
) -> None:
    actor = world.actor(world.nora)
    kept = save_to_list(actor=actor, variant_id=world.paper.pk, quantity=7, new_name="Papper")
    order = place(world, world.nora, (world.paper, 4))
    fill_cart(actor, (world.paper, 5))
    saved = save_cart(actor=actor, name="Då", empties=True)
    in_sixes(world)
    name = world.paper.product.name
    filled = put_list_in_cart(
        actor=actor, list_id=kept.wish_list_id, quantities={world.paper.pk: 7}
    )
    assert (filled.packed, CartLine.objects.get().quantity) == ((name,), 12)
    assert order_again(actor=actor, order_id=order.pk).packed == (name,)
    assert CartLine.objects.get().quantity == 18
    assert put_back(actor=actor, saved_cart_id=saved.pk, replaces=True).packed == (name,)
    assert CartLine.objects.get().quantity == 6


def test_a_strangers_cart_that_joins_is_whole_packs_afterwards(world: World) -> None:
    add_to_cart(
        actor=world.actor(None), session_token="visit", variant_id=world.paper.pk, quantity=4
    )
    in_sixes(world)
    join_anonymous_cart(actor=world.actor(world.nora), session_token="visit")
    assert CartLine.objects.get(cart__user=world.nora.user).quantity == 6


def test_packs_that_came_after_the_cart_stop_the_checkout_with_the_next_number(
    world: World,
) -> None:
    actor = world.actor(world.nora)
    fill_cart(actor, (world.paper, 7))
    in_sixes(world)
    with pytest.raises(OrderRefused) as refused:
        send_cart(world, actor)
    assert refused.value.reasons.codes == ("pack",)
    assert refused.value.reasons.reason == f"{world.paper.product.name}: {NEXT}"
    assert not Order.objects.exists()


def test_ali_cannot_change_a_waiting_order_to_part_of_a_pack(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4), (world.paper, 6))
    in_sixes(world)
    with pytest.raises(OrderRefused) as refused:
        change_order(
            actor=world.actor(world.ali),
            order_id=order.pk,
            version=order.version,
            change=OrderChange(quantities={order.lines.get(variant=world.paper).pk: 8}),
        )
    assert refused.value.reasons.codes == ("pack",)
    changed = change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=order.version,
        change=OrderChange(quantities={order.lines.get(variant=world.paper).pk: 12}),
    )
    assert changed.lines.get(variant=world.paper).quantity == 12


def test_a_basket_of_whole_packs_is_placed(world: World) -> None:
    in_sixes(world)
    actor = world.actor(world.nora)
    fill_cart(actor, (world.paper, 12))
    assert basket_of(actor, find_cart(actor, ""), shop_settings()).lines[0].quantity == 12
    assert send_cart(world, actor).order.lines.get().quantity == 12


def test_what_was_kept_and_is_no_longer_sold_offers_its_successor(world: World) -> None:
    actor = world.actor(world.nora)
    kept = save_to_list(actor=actor, variant_id=world.dock.pk, quantity=2, new_name="Dockor")
    order = place(world, world.nora, (world.dock, 1), (world.paper, 1))
    Variant.objects.filter(pk=world.dock.pk).update(is_active=False, replaced_by=world.headset)
    again = order_again(actor=actor, order_id=order.pk)
    assert again.left_out == (world.dock.product.name,)
    assert again.successors == (world.headset,)
    page = read(world.client(world.nora), f"/my/lists/{kept.wish_list_id}/")
    assert "Took its place: Headset Lyra 65 Flex UC" in page.text
    assert "/p/ly-0650-uc/?v=LY-0650-UC&quantity=2" in page.links
    set_limit_groups(actor=SYSTEM, target=world.headset.product, groups=[world.retail])
    assert order_again(actor=actor, order_id=order.pk).successors == ()
    hidden = read(world.client(world.nora), f"/my/lists/{kept.wish_list_id}/")
    assert "Headset" not in hidden.text
