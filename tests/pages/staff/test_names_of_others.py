"""Goods and prices name whom they are for: to a member of a sales team without others' names."""

from decimal import Decimal

import pytest

from catalogue.models import Assortment, Category, PriceList, PriceListConnection
from catalogue.selectors.exports import category_rows
from catalogue.services.visibility import set_limit_groups
from customers.models import Segment, User
from tests.pages.reading import read
from tests.teams import make_teams
from tests.world import World

THEIRS = ("Norrviks kommun", "Barn och utbildning")


@pytest.fixture
def goods(world: World) -> dict[str, str]:
    """Pages of a category, an article and a price list that name Norrvik, Retail and a segment."""
    make_teams(world)
    stina = world.actor(world.stina)
    for target in (world.docks, world.dock.product, world.dock):
        set_limit_groups(actor=stina, target=target, groups=[world.norrvik, world.retail])
    prices = PriceList.objects.create(name="Vårpriser")
    prices.rows.create(variant=world.dock, from_quantity=1, unit_net=Decimal("1400.00"))
    schools = Segment.objects.create(name="Skolor")
    for owner in (
        {"customer": world.school},
        {"group": world.norrvik},
        {"group": world.retail},
        {"segment": schools},
    ):
        PriceListConnection.objects.create(price_list=prices, **owner)
    product, variant = world.dock.product_id, world.dock.pk
    agreement = Assortment.objects.create(name="Skolavtal")
    agreement.customers.add(world.school, world.vestby)
    agreement.groups.add(world.norrvik, world.retail)
    agreement.segments.add(schools)
    asked = f"person={world.otto.user_id}&kind=product&what={world.dock.sku}"
    return {
        "tree": f"/staff/categories/?open={world.computers.pk}",
        "found": "/staff/categories/?q=docknings",
        "category": f"/staff/categories/{world.docks.pk}/",
        "product": f"/staff/products/{product}/",
        "history": f"/staff/products/{product}/history/",
        "group prices": f"/staff/variants/{variant}/group-prices/",
        "buyers": f"/staff/price-lists/{prices.pk}/for-whom/",
        "lists": "/staff/price-lists/",
        "agreement": f"/staff/assortments/{agreement.pk}/for/",
        "permissions": f"/staff/permissions/?{asked}",
    }


# What each page says of those that are not seen.
SAID = {
    "category": "Retail, 1 you do not see",
    "product": "1 you do not see",
    "group prices": "1 you do not see",
    "buyers": "2 you do not see",
    "agreement": "2 you do not see",
    "history": "not shown to a sales team",
    "permissions": "a group that you do not see",
}


def test_a_member_reads_the_shared_names_and_how_many_there_are_besides(
    world: World, goods: dict[str, str]
) -> None:
    sam, stina = world.client(world.sam), world.client(world.stina)
    for what, address in goods.items():
        page, whole = read(sam, address).text, read(stina, address).text
        assert not [name for name in THEIRS if name in page], what
        assert "Norrviks kommun" in whole, what
        assert "you do not see" not in whole, what
        assert SAID.get(what, "") in page, what
        if what != "history":
            assert "Retail" in page, what
        if what in ("buyers", "lists", "agreement"):
            assert "Skolor" in page


def test_an_agreement_for_others_alone_is_not_said_to_be_for_no_single_customer(
    world: World,
) -> None:
    make_teams(world)
    agreement = Assortment.objects.create(name="Skolavtal")
    address = f"/staff/assortments/{agreement.pk}/for/"
    sam = world.client(world.sam)
    assert "No single customers" in read(sam, address).text
    agreement.customers.add(world.school)
    page = read(sam, address).text
    assert "Of other sales teams: 1 you do not see." in page
    assert "No single customers" not in page


def test_a_sheet_of_categories_leaves_a_limit_blank_that_it_may_not_tell_whole(
    world: World, goods: dict[str, str]
) -> None:
    """Blank leaves the limit as it is when the sheet comes in; half of it would be another."""
    world.office.limit_groups.add(world.retail)

    def limits(who: User) -> dict[str, object]:
        rows = category_rows(world.actor(who), Category.objects.all())
        return {str(name): limit for _path, name, _position, limit in rows}

    mine = limits(world.sam)
    assert not mine["Dockningsstationer"]
    assert mine["Kontorsmaterial"] == "Retail"
    assert "Norrviks kommun" in str(limits(world.stina)["Dockningsstationer"])


def test_what_is_for_others_alone_is_not_said_to_be_for_nobody(world: World) -> None:
    make_teams(world)
    prices = PriceList.objects.create(name="Skolpriser")
    PriceListConnection.objects.create(price_list=prices, customer=world.school)
    agreement = Assortment.objects.create(name="Skolavtal")
    agreement.customers.add(world.school)
    sam = world.client(world.sam)
    lists, agreements = read(sam, "/staff/price-lists/").text, read(sam, "/staff/assortments/").text
    assert "those of other sales teams" in lists
    assert "1 group, segment or customer" in agreements
    for page in (lists, agreements):
        assert "nobody yet" not in page
        assert "Barn och utbildning" not in page
    PriceListConnection.objects.all().delete()
    agreement.customers.clear()
    for address in ("/staff/price-lists/", "/staff/assortments/"):
        assert "nobody yet" in read(sam, address).text
