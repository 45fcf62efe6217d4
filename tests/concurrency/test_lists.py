"""Lists in several tabs at once: every press is counted, each line is one, nothing crashes."""

from functools import partial
from typing import Any

import pytest

from orders.errors import ListRefused
from orders.models import CartLine, SavedCart, WishList, WishListLine
from orders.services.carts import add_to_cart
from orders.services.lists import (
    change_list,
    delete_list,
    make_list,
    put_list_in_cart,
    save_to_list,
)
from orders.services.saved_carts import put_back, save_cart
from tests.concurrency.threads import at_once
from tests.orders import fill_cart
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def crashes(results: list[object]) -> list[object]:
    """What nobody is told in words."""
    return [
        result
        for result in results
        if isinstance(result, Exception) and not isinstance(result, ListRefused)
    ]


def test_the_same_item_saved_in_eight_tabs_is_one_line_of_eight() -> None:
    world = build_world()
    nora = world.actor(world.nora)
    made = make_list(actor=nora, name="Skolstart")
    save = partial(save_to_list, actor=nora, variant_id=world.paper.pk, quantity=1, list_id=made.pk)
    results = at_once([save] * 8)
    assert not [result for result in results if isinstance(result, Exception)]
    assert WishListLine.objects.get().quantity == 8


def test_a_new_list_made_by_two_clicks_is_one() -> None:
    world = build_world()
    save = partial(
        save_to_list,
        actor=world.actor(world.nora),
        variant_id=world.paper.pk,
        quantity=1,
        new_name="Skolstart",
    )
    results = at_once([save] * 4)
    assert not crashes(results)
    refused = [result for result in results if isinstance(result, ListRefused)]
    assert [each.code for each in refused] == ["taken"] * 3
    assert WishListLine.objects.get().quantity == 1


def test_a_saved_cart_put_back_twice_at_once_counts_both_presses() -> None:
    world = build_world()
    nora = world.actor(world.nora)
    fill_cart(nora, (world.paper, 2), (world.dock, 1))
    saved = save_cart(actor=nora, name="Mån", empties=True)
    back = partial(put_back, actor=nora, saved_cart_id=saved.pk)
    assert not crashes(at_once([partial(back, replaces=False)] * 5))
    lines = {line.variant_id: line.quantity for line in CartLine.objects.all()}
    assert lines == {world.paper.pk: 10, world.dock.pk: 5}
    assert not crashes(at_once([partial(back, replaces=True)] * 5))
    lines = {line.variant_id: line.quantity for line in CartLine.objects.all()}
    assert lines == {world.paper.pk: 2, world.dock.pk: 1}


def test_saving_the_cart_while_adding_loses_nothing() -> None:
    world = build_world()
    nora = world.actor(world.nora)
    add = partial(add_to_cart, actor=nora, session_token="", variant_id=world.paper.pk, quantity=1)
    for turn in range(4):
        CartLine.objects.all().delete()
        SavedCart.objects.all().delete()
        fill_cart(nora, (world.paper, 1))
        results = at_once([add, add, partial(save_cart, actor=nora, name=f"{turn}", empties=True)])
        assert not crashes(results)
        kept = sum(line.quantity for line in SavedCart.objects.get().lines.all())
        left = sum(line.quantity for line in CartLine.objects.all())
        assert kept + left == 3


def test_saving_putting_back_and_filling_at_once_never_lock_each_other_out() -> None:
    world = build_world()
    nora = world.actor(world.nora)
    fill_cart(nora, (world.paper, 1), (world.dock, 1))
    saved = save_cart(actor=nora, name="Mån")
    made = make_list(actor=nora, name="Skolstart")
    both = {world.paper.pk: 1, world.dock.pk: 1}
    for pk in both:
        save_to_list(actor=nora, variant_id=pk, quantity=1, list_id=made.pk)
    one: dict[str, Any] = {"actor": nora, "list_id": made.pk}
    for turn in range(4):
        results = at_once(
            [
                partial(put_list_in_cart, quantities=both, **one),
                partial(put_back, actor=nora, saved_cart_id=saved.pk, replaces=False),
                partial(put_back, actor=nora, saved_cart_id=saved.pk, replaces=True),
                partial(save_cart, actor=nora, name=f"Tis {turn}", empties=True),
                partial(save_to_list, variant_id=world.paper.pk, quantity=1, **one),
                partial(change_list, quantities={world.dock.pk: 9}, notes={}, **one),
            ]
        )
        assert not crashes(results), results
    assert WishListLine.objects.get(variant=world.dock).quantity == 9


def test_a_list_deleted_while_it_is_used_is_gone_in_words() -> None:
    world = build_world()
    nora = world.actor(world.nora)
    for _turn in range(4):
        made = make_list(actor=nora, name="Skolstart")
        save_to_list(actor=nora, variant_id=world.dock.pk, quantity=1, list_id=made.pk)
        one: dict[str, Any] = {"actor": nora, "list_id": made.pk}
        results = at_once(
            [
                partial(delete_list, **one),
                partial(delete_list, **one),
                partial(save_to_list, variant_id=world.paper.pk, quantity=1, **one),
                partial(change_list, quantities={world.dock.pk: 9}, notes={}, **one),
                partial(put_list_in_cart, quantities={world.dock.pk: 1}, **one),
            ]
        )
        assert not crashes(results), results
        assert not WishList.objects.exists()
