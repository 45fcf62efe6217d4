"""Numbers: written in any way, the customers' own ones, and those of goods no longer sold."""

import pytest

from catalogue.models import Audience, OwnArticleNumber, Product, Variant
from catalogue.search.words import fold_code
from catalogue.selectors.search import SearchHit, search
from catalogue.selectors.search_counts import count_hits
from catalogue.services.listing import refresh_all_listings
from catalogue.services.search_index import rebuild_search, reindex_products
from customers.models import Customer, CustomerGroup
from tests.world import World, make_product


@pytest.fixture
def shop(world: World) -> World:
    refresh_all_listings()
    rebuild_search()
    return world


def limit_to_norrvik(world: World, *variants: Variant) -> None:
    """Only Norrvik sees them, as the audiences' service would have written."""
    audience, _ = Audience.objects.get_or_create(group_ids=[world.norrvik.pk])
    for variant in variants:
        Variant.objects.filter(pk=variant.pk).update(audience=audience)
        Product.objects.filter(pk=variant.product_id).update(audience=audience)
        reindex_products([variant.product_id])


def own(variant: Variant, owner: Customer | CustomerGroup, number: str) -> None:
    OwnArticleNumber.objects.create(
        variant=variant,
        customer=owner if isinstance(owner, Customer) else None,
        group=owner if isinstance(owner, CustomerGroup) else None,
        number=number,
        folded=fold_code(number),
    )


def replace_by(old: Variant, new: Variant) -> None:
    Variant.objects.filter(pk=old.pk).update(is_active=False, replaced_by=new)
    reindex_products([old.product_id])


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("TN-2110", "tn2110"),
        ("TN2110", "tn-2110"),
        ("TN 2110", "TN.2110"),
        ("CF-410/X", "cf410x"),
        ("ÅÄÖ-12", "aao 12"),
        ("0882780985407", "882780985407"),
        ("882780985407", "0882780985407"),
        ("7311518012345", "731 1518 01234 5"),
    ],
)
def test_a_number_is_found_however_it_is_written(shop: World, code: str, asked: str) -> None:
    pen = make_product("Penna", "P-1", "10", category=shop.office, vat=shop.vat, part_number=code)
    reindex_products([pen.product_id])
    answer = search(shop.actor(shop.nora), asked)
    assert answer.exact
    assert answer.hits[0] == SearchHit(pen.product_id, pen.pk)


@pytest.mark.parametrize("asked", ["4711-NORR", "4711norr", "4711 Norr"])
def test_nora_finds_goods_by_her_customers_own_number(shop: World, asked: str) -> None:
    own(shop.headset, shop.school, "4711-NORR")
    answer = search(shop.actor(shop.nora), asked)
    assert answer.exact
    assert answer.hits == (SearchHit(shop.headset.product_id, shop.headset.pk),)


def test_a_number_of_the_group_is_found_by_its_members(shop: World) -> None:
    own(shop.headset, shop.norrvik, "N-77")
    assert search(shop.actor(shop.nora), "N-77").product_ids == (shop.headset.product_id,)


@pytest.mark.parametrize("who", ["otto", "ulla", "nobody"])
def test_a_strangers_own_number_finds_nothing(shop: World, who: str) -> None:
    own(shop.headset, shop.school, "4711-NORR")
    own(shop.dock, shop.norrvik, "N-77")
    stranger = shop.actor(None if who == "nobody" else getattr(shop, who))
    for asked in ("4711-NORR", "N-77"):
        assert search(stranger, asked).hits == ()
        assert count_hits(stranger, asked) == 0


def test_an_own_number_opens_nothing_that_is_limited_to_others(shop: World) -> None:
    own(shop.headset, shop.vestby, "V-1")
    limit_to_norrvik(shop, shop.headset)
    assert search(shop.actor(shop.otto), "V-1").hits == ()


def test_the_customers_own_number_comes_before_the_groups(shop: World) -> None:
    own(shop.headset, shop.norrvik, "A-1")
    own(shop.dock, shop.school, "A-1")
    hits = search(shop.actor(shop.nora), "A-1").hits
    assert [hit.variant_id for hit in hits] == [shop.dock.pk, shop.headset.pk]


@pytest.mark.parametrize("asked", ["LY-0650-UC", "ly 0650 uc"])
def test_the_number_of_replaced_goods_leads_to_their_successor(shop: World, asked: str) -> None:
    replace_by(shop.headset, shop.dock)
    answer = search(shop.actor(shop.nora), asked)
    assert answer.hits[0] == SearchHit(shop.dock.product_id, shop.dock.pk, replaced_from=asked)
    assert answer.corrected_from == answer.did_you_mean == ""


def test_a_successor_that_was_replaced_in_its_turn_leads_on(shop: World) -> None:
    replace_by(shop.headset, shop.dock)
    replace_by(shop.dock, shop.paper)
    hits = search(shop.actor(None), "LY-0650-UC").hits
    assert hits[0] == SearchHit(shop.paper.product_id, shop.paper.pk, replaced_from="LY-0650-UC")


def test_a_successor_for_others_is_told_to_nobody_else(shop: World) -> None:
    replace_by(shop.headset, shop.dock)
    limit_to_norrvik(shop, shop.dock)
    assert search(shop.actor(shop.nora), "LY-0650-UC").hits[0].replaced_from
    assert search(shop.actor(shop.otto), "LY-0650-UC").hits == ()


def test_replaced_goods_of_others_lead_nowhere(shop: World) -> None:
    limit_to_norrvik(shop, shop.headset)
    replace_by(shop.headset, shop.dock)
    assert search(shop.actor(shop.nora), "LY-0650-UC").hits[0].replaced_from
    assert search(shop.actor(shop.otto), "LY-0650-UC").hits == ()


def test_goods_for_sale_are_found_themselves_though_they_have_a_successor(shop: World) -> None:
    Variant.objects.filter(pk=shop.headset.pk).update(replaced_by=shop.dock)
    hits = search(shop.actor(shop.nora), "LY-0650-UC").hits
    assert hits[0] == SearchHit(shop.headset.product_id, shop.headset.pk)


def test_parts_of_numbers_count_no_version_that_is_limited_to_others(shop: World) -> None:
    audience, _ = Audience.objects.get_or_create(group_ids=[shop.norrvik.pk])
    for number in range(6):
        open_one = make_product(
            f"Sak {number}", f"O-{number}", "1", category=shop.office, vat=shop.vat
        )
        Variant.objects.create(
            product=open_one.product, sku=f"HEMLIG-77{number}", vat_rate=shop.vat, audience=audience
        )
        reindex_products([open_one.product_id])
    assert count_hits(shop.actor(shop.nora), "HEMLIG-77") == 6
    assert count_hits(shop.actor(shop.otto), "HEMLIG-77") == 0
    assert search(shop.actor(shop.otto), "HEMLIG-77").hits == ()


def test_a_number_that_only_others_see_changes_nothing_for_otto(shop: World) -> None:
    longer = make_product("Kabel", "QX-1000", "10.00", category=shop.office, vat=shop.vat)
    hidden = make_product("Hemlig", "X-100", "10.00", category=shop.office, vat=shop.vat)
    reindex_products([longer.product_id])
    limit_to_norrvik(shop, hidden)
    otto, nora = shop.actor(shop.otto), shop.actor(shop.nora)
    assert search(otto, "X-100").product_ids == (longer.product_id,)
    assert count_hits(otto, "X-100") == 1
    assert search(nora, "X-100").product_ids == (hidden.product_id,)


def test_a_successor_comes_before_many_numbers_that_hold_the_old_one(shop: World) -> None:
    old = make_product("Gammal", "X-100", "10.00", category=shop.office, vat=shop.vat)
    others = [
        make_product(f"Kabel {n}", f"QX-100{n}", "10.00", category=shop.office, vat=shop.vat)
        for n in range(6)
    ]
    reindex_products([other.product_id for other in others])
    replace_by(old, shop.headset)
    found = search(shop.actor(shop.nora), "X-100").hits
    assert found[0] == SearchHit(shop.headset.product_id, shop.headset.pk, replaced_from="X-100")
    assert len(found) == 7
