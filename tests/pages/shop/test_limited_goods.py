"""Goods limited to a group: what does not exist for others, on every page."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.test import Client

from catalogue.models import (
    Product,
    Variant,
)
from catalogue.services.listing import refresh_listing
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from tests.pages.reading import read
from tests.pages.shop.browsing import PRODUCT
from tests.world import World, make_product


@pytest.fixture
def outsiders(world: World) -> Iterator[Client]:
    """Everybody but Norrvik's own people."""
    return (world.client(who) for who in (world.otto, world.ulla, world.sam, world.stina, None))


def test_a_category_limited_to_norrvik_does_not_exist_for_others(
    world: World, outsiders: Iterator[Client]
) -> None:
    set_limit_groups(actor=SYSTEM, target=world.computers, groups=[world.norrvik])
    for client in outsiders:
        front = read(client, "/")
        assert "Datorer" not in front.text
        assert PRODUCT not in front.links
        for url in (
            "/c/datorer/",
            "/c/datorer/dockningsstationer/",
            PRODUCT,
            f"{PRODUCT}?v=ND-4012-GB",
            f"/why/{world.dock.pk}/",
        ):
            read(client, url, 404)
    nora = world.client(world.nora)
    assert "Datorer" in read(nora, "/").text
    assert PRODUCT in read(nora, "/c/datorer/dockningsstationer/").links
    read(nora, PRODUCT)


def test_a_limited_subcategory_and_its_goods_are_missing_from_the_one_above(
    world: World, outsiders: Iterator[Client]
) -> None:
    Product.objects.filter(pk=world.dock.product_id).update(brand="Hemlig")
    refresh_listing([world.dock.product_id])
    set_limit_groups(actor=SYSTEM, target=world.docks, groups=[world.norrvik])
    for client in outsiders:
        page = read(client, "/c/datorer/")
        assert "Dockningsstation" not in page.text
        assert "Hemlig" not in page.text
        assert "/p/ly-0650-uc/" in page.links
    assert "Hemlig" in read(world.client(world.nora), "/c/datorer/").text


def test_a_limited_product_is_not_even_a_neighbour(
    world: World, outsiders: Iterator[Client]
) -> None:
    make_product("Dockningsstation Zeta", "ZETA", "10", category=world.docks, vat=world.vat)
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.norrvik])
    for client in outsiders:
        assert PRODUCT not in read(client, "/p/zeta/").links
    assert PRODUCT in read(world.client(world.nora), "/p/zeta/").links


def test_a_limited_version_is_shown_and_priced_for_its_members_only(
    world: World, outsiders: Iterator[Client]
) -> None:
    sand = Variant.objects.create(
        product=world.dock.product,
        sku="SAND",
        name="Sand",
        vat_rate=world.vat,
        list_price_net=Decimal(7),
    )
    set_limit_groups(actor=SYSTEM, target=sand, groups=[world.norrvik])
    for client in outsiders:
        page = read(client, f"{PRODUCT}?v=SAND")
        assert "Sand" not in page.text
        assert "1 590,00 kr" in page.text
        listed = read(client, "/c/datorer/dockningsstationer/")
        assert "versions" not in listed.text
        assert "7,00 kr ex VAT" not in listed.text.replace("1 987,50", "")
        read(client, f"/why/{sand.pk}/", 404)
    page = read(world.client(world.nora), f"{PRODUCT}?v=SAND")
    assert "7,00 kr ex VAT" in page.text
