"""Two people move branches of the tree at the same moment: it stays a tree."""

import pytest

from catalogue.errors import CatalogueRefused
from catalogue.models import Category
from catalogue.services.categories import delete_category, move_category
from customers.actors import SYSTEM
from tests.concurrency.threads import at_once
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_two_who_hang_each_others_branch_under_the_other_make_no_loop(
    transactional_db: None,
) -> None:
    world = build_world()
    results = at_once(
        [
            lambda: move_category(actor=SYSTEM, category=world.computers, parent=world.office),
            lambda: move_category(actor=SYSTEM, category=world.office, parent=world.computers),
        ]
    )
    refused = [each for each in results if isinstance(each, CatalogueRefused)]
    assert [each.code for each in refused] == ["category-loop"]
    paths = set(Category.objects.values_list("path", flat=True))
    assert paths in (
        {
            "kontorsmaterial",
            "kontorsmaterial/datorer",
            "kontorsmaterial/datorer/dockningsstationer",
        },
        {"datorer", "datorer/kontorsmaterial", "datorer/dockningsstationer"},
    )


def test_a_branch_moved_into_one_that_is_deleted_meanwhile_is_not_lost(
    transactional_db: None,
) -> None:
    world = build_world()
    empty: Category = Category.objects.create(name="Tom", slug="tom", path="tom")
    results = at_once(
        [
            lambda: move_category(actor=SYSTEM, category=world.docks, parent=empty),
            lambda: delete_category(actor=SYSTEM, category=empty),
        ]
    )
    refused = [each for each in results if isinstance(each, CatalogueRefused)]
    assert [each.code for each in refused] in (["gone"], ["not-empty"])
    world.docks.refresh_from_db()
    assert world.docks.path in {"tom/dockningsstationer", "datorer/dockningsstationer"}
