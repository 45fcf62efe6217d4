"""Wish lists: what is kept, whose it is, who reads it, and what never gets out of it."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from catalogue.models import Assortment, AssortmentItem, Variant
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM, Actor
from customers.models import Membership
from orders.errors import ListRefused
from orders.models import MOST_KEPT, MOST_LINES, CartLine, WishList, WishListLine
from orders.selectors.lists import colleagues_lists, wish_list_shown, wish_lists_of
from orders.services.lists import (
    change_list,
    delete_list,
    edit_list,
    make_list,
    put_list_in_cart,
    save_to_list,
)
from tests.world import World, make_product


def kept(actor: Actor, *variants: Variant, name: str = "Skolstart", shared: bool = False) -> int:
    """A list of one of each, on which everybody's note is 'Till sal 4'."""
    made = make_list(actor=actor, name=name, is_shared=shared)
    for variant in variants:
        save_to_list(
            actor=actor, variant_id=variant.pk, quantity=1, note="Till sal 4", list_id=made.pk
        )
    return made.pk


def refusal(doing: Callable[[], object]) -> str:
    with pytest.raises(ListRefused) as refused:
        doing()
    assert str(refused.value.reason)
    return refused.value.code


def hide(world: World, variant: Variant) -> None:
    set_limit_groups(actor=SYSTEM, target=variant, groups=[world.retail])


def only_agreement(world: World, who: Membership, *variants: Variant) -> Actor:
    """`who` sees nothing but an agreement of these."""
    who.only_agreement_assortment = True
    who.save()
    assortment = Assortment.objects.create(name="Avtal", valid_from="2020-01-01")
    assortment.customers.add(world.school)
    for variant in variants:
        AssortmentItem.objects.create(assortment=assortment, variant=variant)
    return world.actor(who)


def test_nora_saves_the_same_item_twice_and_has_one_line_of_both(world: World) -> None:
    nora = world.actor(world.nora)
    line = save_to_list(actor=nora, variant_id=world.dock.pk, quantity=2, new_name="  Nya   salen ")
    assert line.wish_list.name == "Nya salen"
    save_to_list(
        actor=nora,
        variant_id=world.dock.pk,
        quantity=3,
        note="Grå",
        list_id=line.wish_list.pk,
    )
    again = WishListLine.objects.get()
    assert (again.quantity, again.note) == (5, "Grå")
    save_to_list(actor=nora, variant_id=world.dock.pk, quantity=1, list_id=line.wish_list.pk)
    assert WishListLine.objects.get().note == "Grå"


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_list_has_a_name_of_some_length(world: World, name: str) -> None:
    assert refusal(lambda: make_list(actor=world.actor(world.nora), name=name)) == "name"


def test_a_name_is_taken_whatever_its_case_and_only_by_oneself(world: World) -> None:
    nora = world.actor(world.nora)
    make_list(actor=nora, name="Skolstart Å")
    other = make_list(actor=nora, name="Annat")
    assert refusal(lambda: make_list(actor=nora, name="SKOLSTART  å")) == "taken"
    rename: dict[str, Any] = {"actor": nora, "list_id": other.pk, "is_shared": False}
    assert refusal(lambda: edit_list(name="skolstart å", **rename)) == "taken"
    assert edit_list(name="ANNAT", **rename).name == "ANNAT"
    assert make_list(actor=world.actor(world.ali), name="Skolstart Å").pk


def test_a_hundred_lists_and_not_one_more(world: World) -> None:
    nora = world.actor(world.nora)
    WishList.objects.bulk_create(
        WishList(user=world.nora.user, customer=world.school, name=f"Lista {n}")
        for n in range(MOST_KEPT)
    )
    assert refusal(lambda: make_list(actor=nora, name="En till")) == "many"
    assert refusal(lambda: kept(nora, world.dock)) == "many"
    delete_list(actor=nora, list_id=WishList.objects.earliest("pk").pk)
    assert make_list(actor=nora, name="En till").pk


def test_five_hundred_items_and_not_one_more(world: World) -> None:
    nora = world.actor(world.nora)
    list_id = kept(nora)
    product = world.paper.product
    variants = Variant.objects.bulk_create(
        Variant(product=product, sku=f"X-{n}", list_price_net=1, vat_rate=world.vat)
        for n in range(MOST_LINES)
    )
    WishListLine.objects.bulk_create(
        WishListLine(wish_list_id=list_id, variant=variant, quantity=1) for variant in variants
    )
    add: dict[str, Any] = {"actor": nora, "quantity": 1, "list_id": list_id}
    assert refusal(lambda: save_to_list(variant_id=world.dock.pk, **add)) == "full"
    WishListLine.objects.filter(variant=variants[0]).update(variant=world.dock)
    assert save_to_list(variant_id=world.dock.pk, **add).quantity == 2


@pytest.mark.parametrize("quantity", [0, -1, 100_000])
def test_a_quantity_is_a_whole_number_from_one(world: World, quantity: int) -> None:
    nora = world.actor(world.nora)
    list_id = kept(nora, world.dock)
    pk = world.dock.pk
    add: dict[str, Any] = {"actor": nora, "variant_id": pk, "list_id": list_id}
    assert refusal(lambda: save_to_list(quantity=quantity, **add)) == "quantity"
    change: dict[str, Any] = {"actor": nora, "list_id": list_id, "notes": {}}
    assert refusal(lambda: change_list(quantities={pk: quantity}, **change)) == "quantity"
    fill: dict[str, Any] = {"actor": nora, "list_id": list_id}
    assert refusal(lambda: put_list_in_cart(quantities={pk: quantity}, **fill)) == "quantity"
    assert WishListLine.objects.get().quantity == 1
    assert not CartLine.objects.exists()


def test_two_additions_never_pass_the_most(world: World) -> None:
    nora = world.actor(world.nora)
    list_id = kept(nora, world.dock)
    add: dict[str, Any] = {"actor": nora, "variant_id": world.dock.pk, "list_id": list_id}
    assert refusal(lambda: save_to_list(quantity=99_999, **add)) == "quantity"
    assert save_to_list(quantity=99_998, **add).quantity == 99_999


def test_what_nora_may_not_see_is_refused_like_what_does_not_exist(world: World) -> None:
    hide(world, world.dock)
    nora = world.actor(world.nora)
    for variant_id in (world.dock.pk, 999_999_999):
        add: dict[str, Any] = {
            "actor": nora,
            "variant_id": variant_id,
            "quantity": 1,
            "new_name": "Ny",
        }
        assert refusal(partial(save_to_list, **add)) == "gone"
    assert not WishList.objects.exists()


def test_what_has_been_limited_since_has_no_name_and_never_enters_the_cart(world: World) -> None:
    nora = world.actor(world.nora)
    list_id = kept(nora, world.dock, world.paper)
    hide(world, world.dock)
    shown = wish_list_shown(nora, WishList.objects.get(), world.shop)
    assert [line.variant for line in shown.lines] == [world.paper]
    assert [(gone.note, gone.quantity) for gone in shown.gone] == [("Till sal 4", 1)]
    assert "Nordock" not in repr(shown.gone)
    every = {world.dock.pk: 4, world.paper.pk: 2}
    filled = put_list_in_cart(actor=nora, list_id=list_id, quantities=every)
    assert (filled.added, filled.left_out) == (1, 1)
    assert [(line.variant, line.quantity) for line in CartLine.objects.all()] == [(world.paper, 2)]
    only_gone: dict[str, Any] = {
        "actor": nora,
        "list_id": list_id,
        "quantities": {world.dock.pk: 1},
    }
    assert refusal(lambda: put_list_in_cart(**only_gone)) == "gone"


def test_what_the_shop_no_longer_sells_does_not_come_along_either(world: World) -> None:
    nora = world.actor(world.nora)
    kept(nora, world.dock)
    Variant.objects.filter(pk=world.dock.pk).update(is_active=False)
    shown = wish_list_shown(nora, WishList.objects.get(), world.shop)
    assert not shown.lines
    assert len(shown.gone) == 1


def test_who_sees_only_the_agreement_gets_nothing_else_from_a_list(world: World) -> None:
    list_id = kept(world.actor(world.nora), world.dock, world.paper)
    nora = only_agreement(world, world.nora, world.paper)
    shown = wish_list_shown(nora, WishList.objects.get(), world.shop)
    assert [line.variant for line in shown.lines] == [world.paper]
    every = {world.dock.pk: 1, world.paper.pk: 1}
    assert put_list_in_cart(actor=nora, list_id=list_id, quantities=every).left_out == 1
    assert CartLine.objects.get().variant == world.paper
    add: dict[str, Any] = {
        "actor": nora,
        "variant_id": world.dock.pk,
        "quantity": 1,
        "list_id": list_id,
    }
    assert refusal(lambda: save_to_list(**add)) == "gone"


def test_notes_stay_on_the_list_and_what_is_not_on_it_never_enters(world: World) -> None:
    nora = world.actor(world.nora)
    list_id = kept(nora, world.dock)
    quantities = {world.dock.pk: 3, world.paper.pk: 5}
    put_list_in_cart(actor=nora, list_id=list_id, quantities=quantities)
    put_list_in_cart(actor=nora, list_id=list_id, quantities={world.dock.pk: 1})
    line = CartLine.objects.get()
    assert (line.variant, line.quantity, line.comment) == (world.dock, 4, "")
    assert line.seen_unit_net == world.dock.list_price_net
    nothing: dict[str, Any] = {"actor": nora, "list_id": list_id, "quantities": {world.paper.pk: 5}}
    assert refusal(lambda: put_list_in_cart(**nothing)) == "nothing"


def test_a_shared_list_is_read_by_colleagues_of_the_customer_and_changed_by_none(
    world: World,
) -> None:
    list_id = kept(world.actor(world.nora), world.dock, shared=True)
    ali, otto = world.actor(world.ali), world.actor(world.otto)
    assert [found.pk for found in colleagues_lists(ali, cursor=None).rows] == [list_id]
    filled = put_list_in_cart(actor=ali, list_id=list_id, quantities={world.dock.pk: 2})
    assert filled.added == 1
    assert CartLine.objects.get().cart.user == world.ali.user
    same: dict[str, Any] = {"actor": ali, "list_id": list_id}
    for attempt in (
        lambda: edit_list(name="Alis", is_shared=False, **same),
        lambda: change_list(quantities={world.dock.pk: 9}, notes={}, **same),
        lambda: save_to_list(variant_id=world.paper.pk, quantity=1, **same),
        lambda: delete_list(**same),
    ):
        assert refusal(attempt) == "not-yours"
    assert not colleagues_lists(otto, cursor=None).rows
    away: dict[str, Any] = {"actor": otto, "list_id": list_id}
    assert refusal(lambda: put_list_in_cart(quantities={world.dock.pk: 1}, **away)) == "no-list"
    assert refusal(lambda: delete_list(**away)) == "no-list"


def test_the_administrator_sees_nothing_private(world: World) -> None:
    list_id = kept(world.actor(world.nora), world.dock)
    for who in (world.greta, world.stina):
        actor = world.actor(who)
        assert not colleagues_lists(actor, cursor=None).rows
        assert not WishList.objects.visible_to(actor).exists()
        assert refusal(partial(delete_list, actor=actor, list_id=list_id)) == "no-list"


def test_a_colleague_reads_neither_name_nor_note_of_what_is_not_for_them(world: World) -> None:
    kept(world.actor(world.nora), world.dock, shared=True)
    ali = only_agreement(world, world.ali, world.paper)
    shown = wish_list_shown(ali, WishList.objects.get(), world.shop)
    assert [gone.note for gone in shown.gone] == [""]


def test_lists_follow_the_membership_and_those_from_before_come_along(world: World) -> None:
    kept(world.actor(world.ulla), world.paper, name="Innan")
    at_school = Membership.objects.create(user=world.ulla, customer=world.school)
    at_care = Membership.objects.create(user=world.ulla, customer=world.care)
    kept(world.actor(at_school), world.dock, name="Skolan")
    names = {
        who: {found.name for found in wish_lists_of(world.actor(who))}
        for who in (world.ulla, at_school, at_care)
    }
    assert names == {world.ulla: {"Innan"}, at_school: {"Innan", "Skolan"}, at_care: {"Innan"}}


def test_without_a_customer_there_is_nobody_to_share_with(world: World) -> None:
    ulla = world.actor(world.ulla)
    list_id = kept(ulla, world.paper, shared=True)
    edit_list(actor=ulla, list_id=list_id, name="Min", is_shared=True)
    assert not WishList.objects.get().is_shared


def test_who_acts_as_nora_fills_her_cart_from_the_list_and_changes_nothing(world: World) -> None:
    list_id = kept(world.actor(world.nora), world.dock)
    acting = world.actor(world.nora, acted_by=world.sam)
    put_list_in_cart(actor=acting, list_id=list_id, quantities={world.dock.pk: 1})
    assert CartLine.objects.get().cart.acted_by == world.sam
    same: dict[str, Any] = {"actor": acting, "list_id": list_id}
    for attempt in (
        lambda: make_list(actor=acting, name="Ny"),
        lambda: save_to_list(variant_id=world.paper.pk, quantity=1, **same),
        lambda: change_list(quantities={world.dock.pk: 9}, notes={}, **same),
        lambda: edit_list(name="Annat", is_shared=True, **same),
        lambda: delete_list(**same),
    ):
        assert refusal(attempt) == "acting"
    assert WishListLine.objects.get().quantity == 1


def test_a_stranger_keeps_no_list(world: World) -> None:
    add: dict[str, Any] = {"actor": world.actor(None), "variant_id": world.dock.pk, "quantity": 1}
    assert refusal(lambda: save_to_list(new_name="Ny", **add)) == "log-in"
    assert refusal(lambda: make_list(actor=world.actor(None), name="Ny")) == "log-in"


def test_quantities_and_notes_change_and_lines_go_by_their_own(world: World) -> None:
    nora = world.actor(world.nora)
    list_id = kept(nora, world.dock, world.paper, world.headset)
    change_list(
        actor=nora,
        list_id=list_id,
        quantities={world.dock.pk: 7, world.paper.pk: 0, 999: 3},
        notes={world.dock.pk: " Blå "},
        removed=[world.paper.pk],
    )
    lines = {line.variant_id: (line.quantity, line.note) for line in WishListLine.objects.all()}
    assert lines == {world.dock.pk: (7, "Blå"), world.headset.pk: (1, "Till sal 4")}


def test_prices_are_todays_for_the_quantity_on_the_list(world: World) -> None:
    nora = world.actor(world.nora)
    kept(nora, world.dock, make_product("Ö", "Ö-1", "5", category=world.docks, vat=world.vat))
    Variant.objects.filter(pk=world.dock.pk).update(list_price_net=2000)
    by_name = wish_list_shown(nora, WishList.objects.get(), world.shop, by_name=True)
    assert [(line.name[0], line.unit_net) for line in by_name.lines] == [
        ("D", Decimal(2000)),
        ("Ö", Decimal(5)),
    ]
    assert by_name.basket.totals.goods_net == 2005
