"""The copy of the tree that pages are drawn from: never older than the tree."""

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Category, ListingRow
from catalogue.selectors.tree import latest_version, tree_now
from catalogue.selectors.visibility import audience_ids
from catalogue.services.categories import create_category, move_category
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM, Actor
from tests.world import World


def names(world: World) -> set[str]:
    return {category.name for category in tree_now().categories.values()}


def test_an_unchanged_tree_costs_one_question(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tree_now()
    with django_assert_num_queries(1):
        tree_now()
    version = latest_version()
    with django_assert_num_queries(0):
        tree_now(version)


def test_every_change_is_seen_at_once(world: World) -> None:
    tree_now()
    made = create_category(actor=SYSTEM, name="Lampor")
    assert "Lampor" in names(world)
    Category.objects.filter(pk=made.pk).update(name="Belysning")
    assert "Belysning" in names(world)
    move_category(actor=SYSTEM, category=made, parent=world.office)
    tree = tree_now()
    everyone = tree.audience_ids(Actor())
    assert [step.name for step in tree.way_to(tree.categories[made.pk])][-1] == "Belysning"
    assert made.pk in {below.pk for below in tree.below(world.office, everyone)}
    Category.objects.filter(pk=made.pk).delete()
    assert "Belysning" not in names(world)


def test_goods_leave_the_copy_alone(world: World) -> None:
    before = latest_version()
    ListingRow.objects.all().delete()
    world.dock.save()
    assert latest_version() == before


def test_what_was_rolled_back_is_not_kept(world: World) -> None:
    class Regret(Exception):
        pass

    before = names(world)

    def try_it() -> None:
        with transaction.atomic():
            create_category(actor=SYSTEM, name="Lampor")
            assert "Lampor" in names(world)
            raise Regret

    with pytest.raises(Regret):
        try_it()
    assert names(world) == before


def test_the_copy_agrees_with_the_database_on_who_is_in_which_audience(world: World) -> None:
    set_limit_groups(actor=SYSTEM, target=world.office, groups=[world.norrvik])
    set_limit_groups(
        actor=SYSTEM,
        target=world.dock.product,
        groups=[world.norrvik, world.otto.customer.main_group],
    )
    world.otto.customer.further_groups.add(world.norrvik)
    members = (world.nora, world.otto, world.ulla, world.sam)
    cast = [Actor(), *(world.actor(who) for who in members)]
    for actor in cast:
        assert tree_now().audience_ids(actor) == audience_ids(actor)
    assert tree_now().audience_ids(world.actor(world.nora)) > {0}


def test_a_drawing_comes_from_the_nearest_above(world: World) -> None:
    Category.objects.filter(pk=world.office.pk).update(pictogram="paper")
    below = create_category(actor=SYSTEM, name="Pennor", parent=world.office)
    deeper = create_category(actor=SYSTEM, name="Blyerts", parent=below)
    assert tree_now().drawing_of(deeper.pk) == "paper"
    Category.objects.filter(pk=below.pk).update(pictogram="pen")
    assert tree_now().drawing_of(deeper.pk) == "pen"
    assert tree_now().drawing_of(None) == ""
