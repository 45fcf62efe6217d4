"""How many answer a search, and which: the same goods as the list, under the same visibility."""

import pytest

from catalogue.models import Product
from catalogue.search.marks import MOST_GROUPS
from catalogue.selectors.search import search
from catalogue.selectors.search_counts import count_hits, matching_ids
from catalogue.services.listing import refresh_all_listings
from catalogue.services.search_index import rebuild_search
from catalogue.services.visibility import set_limit_groups
from customers.actors import ANONYMOUS, SYSTEM
from customers.models import CustomerGroup
from tests.world import World, make_product


@pytest.fixture
def shop(world: World) -> World:
    """The cast's shop with eight binders more, all in the index."""
    for number in range(8):
        make_product(f"Pärm {number}", f"PA-{number}", "10", category=world.office, vat=world.vat)
    refresh_all_listings()
    rebuild_search()
    return world


@pytest.mark.parametrize(
    "asked", ["pärm", "pärmar", "headset", "papper", "hedset", "PA-3", "4012", "pärm lyra", "", "-"]
)
def test_the_count_is_that_of_the_list(shop: World, asked: str) -> None:
    listed = search(ANONYMOUS, asked, limit=100).product_ids
    assert sorted(matching_ids(ANONYMOUS, asked)) == sorted(listed)
    assert count_hits(ANONYMOUS, asked) == len(listed)


def test_more_than_asked_for_says_only_that_there_are_more(shop: World) -> None:
    assert count_hits(ANONYMOUS, "pärm", most=5) == 6
    assert count_hits(ANONYMOUS, "pärm", most=8) == 8
    assert len(matching_ids(ANONYMOUS, "pärm", 5)) == 6


@pytest.mark.parametrize("asked", ["pärm", "PA-3", "parm"])
def test_what_is_limited_to_others_is_not_counted(shop: World, asked: str) -> None:
    binders = Product.objects.filter(name__startswith="Pärm")
    everyone = count_hits(ANONYMOUS, asked)
    for product in binders:
        set_limit_groups(actor=SYSTEM, target=product, groups=[shop.norrvik])
    assert count_hits(shop.actor(shop.nora), asked) == everyone > 0
    for stranger in (None, shop.otto, shop.ulla):
        assert count_hits(shop.actor(stranger), asked) == 0
        assert matching_ids(shop.actor(stranger), asked) == []


def test_goods_for_very_many_groups_are_found_by_those_alone(shop: World) -> None:
    further = [CustomerGroup.objects.create(name=f"Grupp {n}") for n in range(MOST_GROUPS)]
    for product in Product.objects.filter(name__startswith="Pärm"):
        set_limit_groups(actor=SYSTEM, target=product, groups=[shop.norrvik, *further])
    assert count_hits(shop.actor(shop.nora), "pärm") == 8
    assert len(search(shop.actor(shop.nora), "pärm").hits) == 8
    for stranger in (None, shop.otto):
        assert count_hits(shop.actor(stranger), "pärm") == 0
        assert search(shop.actor(stranger), "pärm").hits == ()


def test_an_index_that_is_behind_counts_nothing_that_became_limited(shop: World) -> None:
    Product.objects.filter(name__startswith="Pärm").update(audience=1)
    assert count_hits(ANONYMOUS, "pärm") == 0


def test_what_is_not_for_sale_is_not_counted(shop: World) -> None:
    Product.objects.filter(name="Pärm 3").update(is_active=False)
    assert count_hits(ANONYMOUS, "pärm") == 7
