"""Staff grow, move and rename the tree of categories."""

import pytest

from catalogue.errors import CatalogueRefused
from catalogue.models import (
    Category,
)
from catalogue.selectors.moved_paths import moved_path
from catalogue.selectors.visibility import visible_products
from catalogue.services.categories import (
    change_category,
    create_category,
    delete_category,
    move_category,
    step_category,
)
from catalogue.services.visibility import set_limit_groups
from catalogue.tree_rules import DEEPEST
from customers.actors import Actor
from tests.goods import paths
from tests.world import World


def test_stina_grows_the_tree(world: World, stina: Actor) -> None:
    cables = create_category(actor=stina, name="Kablar & Ström", parent=world.computers)
    again = create_category(actor=stina, name="Kablar & Ström", parent=world.computers)
    assert cables.path == "datorer/kablar-strom"
    assert again.path == "datorer/kablar-strom-2"
    assert cables.position < again.position


def test_a_new_category_takes_over_the_limits_above_it(world: World, stina: Actor) -> None:
    set_limit_groups(actor=stina, target=world.computers, groups=[world.norrvik])
    cables = create_category(actor=stina, name="Kablar", parent=world.computers)
    assert cables.audience.group_ids == [world.norrvik.pk]


def test_renaming_keeps_the_address(world: World, stina: Actor) -> None:
    change_category(actor=stina, category=world.docks, name="Dockor", pictogram="dock", position=4)
    world.docks.refresh_from_db()
    assert (world.docks.name, world.docks.path) == ("Dockor", "datorer/dockningsstationer")


def test_a_moved_branch_takes_its_goods_and_their_limits_along(world: World, stina: Actor) -> None:
    set_limit_groups(actor=stina, target=world.computers, groups=[world.norrvik])
    assert world.dock.product not in visible_products(Actor())
    usb = create_category(actor=stina, name="USB", parent=world.docks)
    move_category(actor=stina, category=world.docks, parent=world.office)
    usb.refresh_from_db()
    assert usb.path == "kontorsmaterial/dockningsstationer/usb"
    assert world.dock.product in visible_products(Actor())
    assert paths(world.dock.product) == {
        "kontorsmaterial",
        "kontorsmaterial/dockningsstationer",
    }


def test_a_branch_becomes_a_top_category(world: World, stina: Actor) -> None:
    moved = move_category(actor=stina, category=world.docks, parent=None)
    assert (moved.parent, moved.path) == (None, "dockningsstationer")
    assert paths(world.dock.product) == {"dockningsstationer"}


def test_a_category_is_never_put_inside_itself(world: World, stina: Actor) -> None:
    for parent in (world.computers, world.docks):
        with pytest.raises(CatalogueRefused, match="category-loop"):
            move_category(actor=stina, category=world.computers, parent=parent)


def test_a_move_to_a_taken_address_is_refused(world: World, stina: Actor) -> None:
    create_category(actor=stina, name="Dockningsstationer")
    with pytest.raises(CatalogueRefused, match="address-taken"):
        move_category(actor=stina, category=world.docks, parent=None)
    world.docks.refresh_from_db()
    assert world.docks.parent == world.computers


def test_the_tree_has_a_depth(world: World, stina: Actor) -> None:
    parent: Category | None = None
    for level in range(DEEPEST):
        parent = create_category(actor=stina, name=f"N{level}", parent=parent)
    with pytest.raises(CatalogueRefused, match="too-deep"):
        create_category(actor=stina, name="X", parent=parent)


def test_earlier_addresses_lead_to_where_the_branch_is_now(world: World, stina: Actor) -> None:
    usb = create_category(actor=stina, name="USB", parent=world.docks)
    move_category(actor=stina, category=world.docks, parent=world.office)
    move_category(actor=stina, category=world.office, parent=world.computers)
    everyone = Actor()
    for old, now in (
        ("datorer/dockningsstationer", "datorer/kontorsmaterial/dockningsstationer"),
        ("datorer/dockningsstationer/usb", "datorer/kontorsmaterial/dockningsstationer/usb"),
        ("kontorsmaterial", "datorer/kontorsmaterial"),
        ("kontorsmaterial/dockningsstationer/usb", None),
    ):
        usb.refresh_from_db()
        assert moved_path(everyone, old) == (now or usb.path), old
    assert moved_path(everyone, "finns/inte") is None


def test_a_branch_that_comes_back_leaves_no_loop(world: World, stina: Actor) -> None:
    move_category(actor=stina, category=world.docks, parent=world.office)
    move_category(actor=stina, category=world.docks, parent=world.computers)
    assert moved_path(Actor(), "datorer/dockningsstationer") is None
    assert moved_path(Actor(), "kontorsmaterial/dockningsstationer") == (
        "datorer/dockningsstationer"
    )


def test_the_new_address_of_a_hidden_category_is_told_only_to_who_may_see_it(
    world: World, stina: Actor
) -> None:
    set_limit_groups(actor=stina, target=world.docks, groups=[world.norrvik])
    move_category(actor=stina, category=world.docks, parent=world.office)
    old = "datorer/dockningsstationer"
    assert moved_path(world.actor(world.nora), old) == "kontorsmaterial/dockningsstationer"
    assert moved_path(world.actor(world.otto), old) is None
    assert moved_path(Actor(), old) is None


def test_an_address_used_again_is_the_new_categorys(world: World, stina: Actor) -> None:
    move_category(actor=stina, category=world.docks, parent=world.office)
    again = create_category(actor=stina, name="Dockningsstationer", parent=world.computers)
    assert again.path == "datorer/dockningsstationer"
    assert moved_path(Actor(), again.path) is None
    move_category(actor=stina, category=again, parent=None)
    assert moved_path(Actor(), "datorer/dockningsstationer") == "dockningsstationer"


def test_a_move_never_makes_the_tree_too_deep_or_an_address_too_long(
    world: World, stina: Actor
) -> None:
    below: Category | None = None
    for level in range(DEEPEST - 1):
        below = create_category(actor=stina, name=f"N{level}", parent=below)
    with pytest.raises(CatalogueRefused, match="too-deep"):
        move_category(actor=stina, category=world.computers, parent=below)
    long: Category | None = None
    for _level in range(4):
        long = create_category(actor=stina, name="x" * 120, parent=long)
    with pytest.raises(CatalogueRefused, match="too-long"):
        create_category(actor=stina, name="y" * 120, parent=long)
    world.computers.refresh_from_db()
    assert world.computers.path == "datorer"


def test_what_a_deleted_category_held_goes_with_its_address(world: World, stina: Actor) -> None:
    usb = create_category(actor=stina, name="USB", parent=world.docks)
    with pytest.raises(CatalogueRefused, match="not-empty"):
        delete_category(actor=stina, category=world.docks)
    with pytest.raises(CatalogueRefused, match="inside"):
        delete_category(actor=stina, category=world.docks, contents_to=usb)
    delete_category(actor=stina, category=world.docks, contents_to=world.office)
    usb.refresh_from_db()
    assert usb.path == "kontorsmaterial/usb"
    assert paths(world.dock.product) == {"kontorsmaterial"}
    assert moved_path(Actor(), "datorer/dockningsstationer") == "kontorsmaterial"
    assert moved_path(Actor(), "datorer/dockningsstationer/usb") == "kontorsmaterial/usb"


def test_sam_shapes_no_tree(world: World) -> None:
    sam = world.actor(world.sam)
    with pytest.raises(CatalogueRefused, match="no-right"):
        move_category(actor=sam, category=world.docks, parent=None)
    with pytest.raises(CatalogueRefused, match="no-right"):
        delete_category(actor=sam, category=world.docks, contents_to=world.office)
    with pytest.raises(CatalogueRefused, match="no-right"):
        step_category(actor=sam, category=world.docks, down=True)
