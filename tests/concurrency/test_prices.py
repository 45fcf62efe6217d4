"""Prices changed by two at once: published once, one list made, no two rows for a day."""

from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from catalogue.errors import CatalogueRefused
from catalogue.models import PriceList, PriceRow, StagedPrice
from catalogue.pricing.proposed import ProposedRow
from catalogue.selectors.staff_prices import staged_version
from catalogue.services.own_prices import QuantityDraft, set_own_prices
from catalogue.services.staged_prices import discard_staged, publish_staged, stage_prices
from tests.concurrency.threads import at_once
from tests.prices import list_in_force, pays
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def refusals(results: list[object]) -> list[str]:
    """The codes of those refused; anything else that went wrong fails here."""
    failed = [each for each in results if isinstance(each, Exception)]
    assert all(isinstance(each, CatalogueRefused) for each in failed), failed
    return [each.code for each in failed if isinstance(each, CatalogueRefused)]


def test_four_who_publish_at_once_publish_once() -> None:
    world = build_world()
    stina = world.actor(world.stina)
    made = list_in_force(world, "NK", world.norrvik, rows=[(world.dock, 1, "1500")])
    rows = [
        ProposedRow(made.pk, world.dock.pk, 1, Decimal("1450")),
        ProposedRow(made.pk, world.paper.pk, 1, Decimal("200")),
    ]
    stage_prices(actor=stina, price_list=made, rows=rows)
    publish = partial(
        publish_staged,
        actor=stina,
        price_list=made,
        first_day=timezone.localdate(),
        version=staged_version(made),
    )
    results = at_once([publish] * 4)
    assert refusals(results) == ["nothing-staged"] * 3
    assert results.count(2) == 1
    assert PriceRow.objects.filter(price_list=made).count() == 3
    assert pays(world, world.nora, world.dock) == "1450.00"


def test_who_publishes_what_another_changes_publishes_all_or_nothing() -> None:
    world = build_world()
    stina = world.actor(world.stina)
    made = list_in_force(world, "NK", world.norrvik, rows=[(world.dock, 1, "1500")])
    first = ProposedRow(made.pk, world.dock.pk, 1, Decimal("1450"))
    stage_prices(actor=stina, price_list=made, rows=[first])
    publish = partial(
        publish_staged,
        actor=stina,
        price_list=made,
        first_day=timezone.localdate(),
        version=staged_version(made),
    )
    more = ProposedRow(made.pk, world.paper.pk, 1, Decimal("1"))
    results = at_once([publish, partial(stage_prices, actor=stina, price_list=made, rows=[more])])
    assert refusals(results) in ([], ["changed-since"])
    waiting = set(StagedPrice.objects.values_list("variant_id", flat=True))
    if refusals(results):
        assert waiting == {world.dock.pk, world.paper.pk}
        assert pays(world, world.nora, world.dock) == "1500.00"
    else:
        assert waiting == {world.paper.pk}
        assert pays(world, world.nora, world.dock) == "1450.00"
    assert pays(world, world.nora, world.paper) == "289.00"


def test_a_discard_and_a_publication_do_not_both_win() -> None:
    world = build_world()
    stina = world.actor(world.stina)
    made = list_in_force(world, "NK", world.norrvik, rows=[(world.dock, 1, "1500")])
    first = ProposedRow(made.pk, world.dock.pk, 1, Decimal("1450"))
    stage_prices(actor=stina, price_list=made, rows=[first])
    publish = partial(
        publish_staged,
        actor=stina,
        price_list=made,
        first_day=timezone.localdate(),
        version=staged_version(made),
    )
    results = at_once([publish, partial(discard_staged, actor=stina, price_list=made)])
    published = not refusals(results)
    assert results[1] == (0 if published else 1)
    assert pays(world, world.nora, world.dock) == ("1450.00" if published else "1500.00")


def test_the_same_row_prepared_by_many_is_one_change() -> None:
    world = build_world()
    stina = world.actor(world.stina)
    made = list_in_force(world, "NK", world.norrvik, rows=[(world.dock, 1, "1500")])
    jobs = [
        partial(
            stage_prices,
            actor=stina,
            price_list=made,
            rows=[ProposedRow(made.pk, world.dock.pk, 1, Decimal(price))],
        )
        for price in (1410, 1420, 1430, 1440)
    ]
    assert refusals(at_once(jobs)) == []
    assert StagedPrice.objects.count() == 1


def test_a_groups_first_prices_set_at_once_make_one_list() -> None:
    world = build_world()
    jobs = [
        partial(
            set_own_prices,
            actor=world.actor(world.stina),
            buyer=world.norrvik,
            variant=variant,
            prices=[QuantityDraft(1, Decimal("99"))],
        )
        for variant in (world.dock, world.paper, world.headset, world.dock)
    ]
    assert refusals(at_once(jobs)) == []
    made = PriceList.objects.get()
    assert made.connections.count() == 1
    assert PriceRow.objects.filter(price_list=made).count() == 3
