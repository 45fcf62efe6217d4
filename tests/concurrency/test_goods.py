"""Two people at the same goods: the same article number, the same prices, the same circle."""

from dataclasses import replace
from decimal import Decimal

import pytest

from catalogue.errors import CatalogueRefused
from catalogue.models import OwnArticleNumber, Variant
from catalogue.selectors.bulk_plan import BulkEdit, plan_bulk
from catalogue.services.bulk_edit import apply_bulk
from catalogue.services.own_numbers import set_own_number
from catalogue.services.variants import VariantDraft, add_variant, change_variant
from customers.actors import SYSTEM
from tests.concurrency.threads import at_once
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db: None) -> World:
    return build_world()


def codes(results: list[object]) -> list[str]:
    """The refusals among what several got; anything else that went wrong is shown."""
    found = [result.code for result in results if isinstance(result, CatalogueRefused)]
    other = [result for result in results if isinstance(result, Exception)]
    assert len(other) == len(found), other
    return found


def draft(variant: Variant, sku: str = "") -> VariantDraft:
    return VariantDraft(sku or variant.sku, variant.list_price_net, variant.vat_rate)


def test_prices_raised_by_two_at_once_rise_once(world: World) -> None:
    ids = [world.dock.product_id, world.paper.product_id]
    edit = BulkEdit(price_percent=Decimal(10))
    mark = plan_bulk(ids, edit).mark
    jobs = [lambda: apply_bulk(actor=SYSTEM, product_ids=ids, edit=edit, mark=mark)] * 2
    assert codes(at_once(jobs)) == ["changed-meanwhile"]
    world.dock.refresh_from_db()
    world.paper.refresh_from_db()
    assert (world.dock.list_price_net, world.paper.list_price_net) == (
        Decimal("1749.00"),
        Decimal("317.90"),
    )


def test_the_same_article_number_is_given_once(world: World) -> None:
    products = [world.dock.product, world.paper.product]
    jobs = [
        lambda product=product: add_variant(
            actor=SYSTEM, product=product, draft=draft(world.dock, "NEW-1")
        )
        for product in products
    ]
    assert codes(at_once(jobs)) == ["article-number-taken"]
    assert Variant.objects.filter(sku="NEW-1").count() == 1


def test_two_do_not_close_a_circle_of_successors(world: World) -> None:
    def replaced(variant: Variant, by: Variant) -> Variant:
        return change_variant(
            actor=SYSTEM,
            variant=variant,
            draft=replace(draft(variant), replaced_by=by),
            is_active=True,
        )

    jobs = [
        lambda: replaced(world.dock, world.headset),
        lambda: replaced(world.headset, world.dock),
    ]
    assert codes(at_once(jobs)) == ["replacement-loop"]
    assert Variant.objects.filter(replaced_by__isnull=False).count() == 1


def test_one_own_number_means_one_version_also_for_two_at_once(world: World) -> None:
    jobs = [
        lambda variant=variant: set_own_number(
            actor=SYSTEM, variant=variant, owner=world.school, number="77-12"
        )
        for variant in (world.dock, world.paper)
    ]
    assert codes(at_once(jobs)) == ["number-taken"]
    assert OwnArticleNumber.objects.count() == 1
