"""Carts saved under a name and put back: added to the cart of now, or instead of it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from catalogue.models import Variant
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from customers.models import Membership
from orders.errors import ListRefused
from orders.models import MOST_KEPT, CartLine, SavedCart, SavedCartLine
from orders.selectors.carts import find_cart
from orders.selectors.lists import saved_cart_shown, saved_carts_of
from orders.services.carts import add_to_cart
from orders.services.saved_carts import (
    delete_saved_cart,
    put_back,
    rename_saved_cart,
    save_cart,
)
from tests.orders import fill_cart
from tests.world import World


def saved_by(world: World, who: Membership, *wishes: tuple[Variant, int], name: str = "Mån") -> int:
    """The pk of a cart that `who` saved; the cart is empty again."""
    actor = world.actor(who)
    fill_cart(actor, *wishes)
    return save_cart(actor=actor, name=name, empties=True).pk


def refusal(doing: Callable[[], object]) -> str:
    with pytest.raises(ListRefused) as refused:
        doing()
    assert str(refused.value.reason)
    return refused.value.code


def in_cart(world: World, who: Membership) -> dict[Variant, int]:
    lines = CartLine.objects.filter(cart__user=who.user).select_related("variant")
    return {line.variant: line.quantity for line in lines}


def test_a_saved_cart_is_a_copy_and_the_cart_stays(world: World) -> None:
    nora = world.actor(world.nora)
    fill_cart(nora, (world.paper, 2))
    add_to_cart(
        actor=nora, session_token="", variant_id=world.dock.pk, quantity=4, comment="Till sal 4"
    )
    saved = save_cart(actor=nora, name="Månadens")
    fill_cart(nora, (world.paper, 5))
    lines = [(line.variant, line.quantity, line.comment) for line in saved.lines.all()]
    assert lines == [(world.paper, 2, ""), (world.dock, 4, "Till sal 4")]
    assert in_cart(world, world.nora) == {world.paper: 7, world.dock: 4}


def test_the_cart_begins_anew_when_nora_says_so(world: World) -> None:
    saved_by(world, world.nora, (world.paper, 2))
    assert in_cart(world, world.nora) == {}
    assert SavedCartLine.objects.get().quantity == 2


def test_put_back_adds_up_or_replaces(world: World) -> None:
    nora = world.actor(world.nora)
    pk = saved_by(world, world.nora, (world.paper, 2), (world.dock, 1))
    fill_cart(nora, (world.paper, 3), (world.headset, 1))
    filled = put_back(actor=nora, saved_cart_id=pk, replaces=False)
    assert (filled.added, filled.left_out) == (2, 0)
    assert in_cart(world, world.nora) == {world.paper: 5, world.headset: 1, world.dock: 1}
    put_back(actor=nora, saved_cart_id=pk, replaces=True)
    assert in_cart(world, world.nora) == {world.paper: 2, world.dock: 1}
    assert SavedCart.objects.get().lines.count() == 2


def test_comments_come_back_and_never_over_what_is_written_now(world: World) -> None:
    nora = world.actor(world.nora)
    add: dict[str, Any] = {"actor": nora, "session_token": "", "quantity": 1}
    add_to_cart(variant_id=world.dock.pk, comment="Gammal", **add)
    pk = save_cart(actor=nora, name="Mån", empties=True).pk
    put_back(actor=nora, saved_cart_id=pk, replaces=False)
    assert CartLine.objects.get().comment == "Gammal"
    CartLine.objects.update(comment="Ny")
    put_back(actor=nora, saved_cart_id=pk, replaces=False)
    assert (CartLine.objects.get().comment, CartLine.objects.get().quantity) == ("Ny", 2)


def test_what_is_no_longer_for_nora_stays_behind_unnamed(world: World) -> None:
    nora = world.actor(world.nora)
    pk = saved_by(world, world.nora, (world.paper, 2), (world.dock, 1))
    set_limit_groups(actor=SYSTEM, target=world.dock, groups=[world.retail])
    shown = saved_cart_shown(nora, SavedCart.objects.get(), world.shop)
    assert [line.variant for line in shown.lines] == [world.paper]
    assert "Nordock" not in repr(shown.gone)
    assert put_back(actor=nora, saved_cart_id=pk, replaces=False).left_out == 1
    assert in_cart(world, world.nora) == {world.paper: 2}


def test_nothing_of_it_left_leaves_the_cart_as_it_was_also_when_replacing(world: World) -> None:
    nora = world.actor(world.nora)
    pk = saved_by(world, world.nora, (world.dock, 1))
    fill_cart(nora, (world.paper, 3))
    Variant.objects.filter(pk=world.dock.pk).update(is_active=False)
    again: dict[str, Any] = {"actor": nora, "saved_cart_id": pk}
    assert refusal(lambda: put_back(replaces=True, **again)) == "gone"
    assert in_cart(world, world.nora) == {world.paper: 3}


def test_the_most_an_order_holds_is_the_most_that_comes_along(world: World) -> None:
    nora = world.actor(world.nora)
    pk = saved_by(world, world.nora, (world.paper, 90_000))
    fill_cart(nora, (world.paper, 90_000))
    filled = put_back(actor=nora, saved_cart_id=pk, replaces=False)
    assert filled.at_most == ("Kopieringspapper Björk A4",)
    assert in_cart(world, world.nora) == {world.paper: 99_999}


def test_an_empty_cart_a_taken_name_and_one_too_many_are_refused(world: World) -> None:
    nora = world.actor(world.nora)
    assert refusal(lambda: save_cart(actor=nora, name="Tom")) == "empty"
    fill_cart(nora, (world.paper, 1))
    assert refusal(lambda: save_cart(actor=nora, name=" ")) == "name"
    first = save_cart(actor=nora, name="Mån")
    assert refusal(lambda: save_cart(actor=nora, name="MÅN", empties=True)) == "taken"
    assert in_cart(world, world.nora) == {world.paper: 1}
    other = save_cart(actor=nora, name="Tis")
    rename: dict[str, Any] = {"actor": nora, "saved_cart_id": other.pk}
    assert refusal(lambda: rename_saved_cart(name=first.name, **rename)) == "taken"
    assert rename_saved_cart(name="Ons", **rename).name == "Ons"
    SavedCart.objects.bulk_create(
        SavedCart(user=world.nora.user, customer=world.school, name=f"Korg {n}")
        for n in range(MOST_KEPT - 2)
    )
    assert refusal(lambda: save_cart(actor=nora, name="En till")) == "many"


def test_a_saved_cart_is_its_owners_alone(world: World) -> None:
    pk = saved_by(world, world.nora, (world.paper, 1))
    at_care = Membership.objects.create(user=world.nora.user, customer=world.care)
    for who in (world.ali, world.greta, world.otto, world.stina, at_care):
        actor = world.actor(who)
        assert not saved_carts_of(actor)
        same: dict[str, Any] = {"actor": actor, "saved_cart_id": pk}
        for attempt in (
            partial(put_back, replaces=False, **same),
            partial(rename_saved_cart, name="X", **same),
            partial(delete_saved_cart, **same),
        ):
            assert refusal(attempt) == "no-list"
    assert delete_saved_cart(actor=world.actor(world.nora), saved_cart_id=pk) == "Mån"


def test_who_acts_as_nora_puts_it_back_in_the_acting_cart_and_saves_none(world: World) -> None:
    pk = saved_by(world, world.nora, (world.paper, 1))
    acting = world.actor(world.nora, acted_by=world.greta.user)
    put_back(actor=acting, saved_cart_id=pk, replaces=True)
    cart = find_cart(acting, "")
    assert cart is not None
    assert cart.acted_by == world.greta.user
    assert cart.lines.get().variant == world.paper
    assert refusal(lambda: save_cart(actor=acting, name="Ny")) == "acting"
    assert refusal(lambda: delete_saved_cart(actor=acting, saved_cart_id=pk)) == "acting"
