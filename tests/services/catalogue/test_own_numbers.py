"""What buyers call our goods in their own papers: one number, one version, within one owner."""

import pytest

from catalogue.errors import CatalogueRefused
from catalogue.models import OwnArticleNumber
from catalogue.selectors.goods_history import product_history
from catalogue.services.own_numbers import remove_own_number, set_own_number
from customers.actors import Actor
from tests.world import World


def test_a_customer_and_its_group_may_each_call_it_something(world: World, stina: Actor) -> None:
    set_own_number(actor=stina, variant=world.dock, owner=world.school, number=" 77  12-A ")
    set_own_number(actor=stina, variant=world.dock, owner=world.norrvik, number="7712A")
    held = {(own.customer, own.group): own.number for own in OwnArticleNumber.objects.all()}
    assert held == {(world.school, None): "77 12-A", (None, world.norrvik): "7712A"}


def test_a_number_that_means_another_version_there_is_refused_in_words(
    world: World, stina: Actor
) -> None:
    set_own_number(actor=stina, variant=world.dock, owner=world.school, number="77 12-A")
    with pytest.raises(CatalogueRefused, match="number-taken") as refused:
        set_own_number(actor=stina, variant=world.paper, owner=world.school, number="7712a")
    assert str(refused.value.reason) == (
        f"At {world.school.name}, 7712a already means {world.dock.sku}."
    )
    set_own_number(actor=stina, variant=world.paper, owner=world.care, number="7712a")


def test_a_new_number_takes_the_place_of_the_old_one(world: World, stina: Actor) -> None:
    for number in ("A-1", "A-2"):
        set_own_number(actor=stina, variant=world.dock, owner=world.school, number=number)
    assert OwnArticleNumber.objects.get().number == "A-2"
    entries, _more = product_history(world.dock.product)
    told = [(change.old, change.new) for entry in entries for change in entry.changes]
    name = f"{world.dock.sku}, {world.school.number}"
    assert told[:2] == [(f"{name}: A-1", "A-2"), ("", f"{name}: A-1")]


def test_a_removed_number_is_free_again(world: World, stina: Actor) -> None:
    own = set_own_number(actor=stina, variant=world.dock, owner=world.school, number="A-1")
    remove_own_number(actor=stina, own_number=own)
    set_own_number(actor=stina, variant=world.paper, owner=world.school, number="A-1")
    assert OwnArticleNumber.objects.get().variant == world.paper


@pytest.mark.parametrize("number", ["", " - ", "…"])
def test_a_number_has_letters_or_digits(world: World, stina: Actor, number: str) -> None:
    with pytest.raises(CatalogueRefused, match="number-empty"):
        set_own_number(actor=stina, variant=world.dock, owner=world.school, number=number)


def test_sam_sets_none(world: World) -> None:
    sam = world.actor(world.sam)
    with pytest.raises(CatalogueRefused, match="no-right"):
        set_own_number(actor=sam, variant=world.dock, owner=world.school, number="A-1")
    assert not OwnArticleNumber.objects.exists()
