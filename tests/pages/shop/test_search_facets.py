"""The filters beside a search: loaded after the list, counted over what this visitor may see."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalogue.facets.choices import Filters
from catalogue.models import Product, Variant
from catalogue.selectors import search_facets as asking
from catalogue.selectors.search_facets import search_facets
from catalogue.services.filter_attributes import set_filter_attributes
from catalogue.services.listing import refresh_all_listings
from catalogue.services.search_index import rebuild_search
from catalogue.services.visibility import refresh_audiences, set_limit_groups
from customers.actors import SYSTEM
from tests.pages.reading import page_of, read
from tests.pages.shop.browsing import agree
from tests.world import World, make_product

FACETS = "/search/facets"
NOTHING = Filters()


@pytest.fixture
def shop(world: World) -> World:
    """Two docks: the one that the world has, and Lyra's cheap one, not in stock, in two colours."""
    set_filter_attributes(actor=SYSTEM, names=["Färg"])
    small = make_product(
        "Dockningsstation Liten", "LI-1", "80", category=world.docks, vat=world.vat
    )
    Product.objects.filter(pk=small.product_id).update(brand="Lyra")
    Variant.objects.filter(pk=small.pk).update(stock_quantity=0, attributes={"Färg": "Sand"})
    Variant.objects.create(
        product=small.product,
        sku="LI-2",
        vat_rate=world.vat,
        list_price_net=Decimal(90),
        attributes={"Färg": "Grafit"},
    )
    refresh_audiences()
    refresh_all_listings()
    rebuild_search()
    return world


def piece(client: Client, **query: str) -> str:
    """What htmx is given."""
    return page_of(client.get(FACETS, query, headers={"HX-Request": "true"})).text


def test_the_list_asks_for_its_filters_afterwards(shop: World) -> None:
    html = shop.client(shop.nora).get("/search/?q=dockningsstation&view=rows").content.decode()
    assert 'hx-get="/search/facets?q=dockningsstation&amp;view=rows"' in html
    assert 'href="/search/facets?q=dockningsstation&amp;view=rows"' in html  # without script
    assert 'name="brand"' not in html


def test_the_piece_counts_the_hits(shop: World) -> None:
    text = piece(Client(), q="dockningsstation")
    assert "Lyra 1" in text
    assert "Nordock 1" in text
    assert "50–100 kr 1" in text
    assert "In stock 1" in text
    assert "Grafit 1" in text
    assert "<html" not in text


def test_without_script_the_filters_are_a_page_whose_form_leads_to_the_search(shop: World) -> None:
    page = read(Client(), f"{FACETS}?q=dockningsstation&brand=Lyra&view=rows")
    form = page.forms["/search/"]
    assert form["q"] == "dockningsstation"
    assert form["brand"] == "Lyra"
    assert form["view"] == "rows"


def test_filters_narrow_the_search_together(shop: World) -> None:
    page = read(Client(), "/search/?q=dockningsstation&brand=Lyra&price=50-100&a.F%C3%A4rg=Sand")
    assert "/p/li-1/" in page.links
    assert "/p/nd-4012-gb/" not in page.links
    assert "?q=dockningsstation&price=50-100&a.F%C3%A4rg=Sand" in page.links
    none = read(Client(), "/search/?q=dockningsstation&brand=Lyra&stock=1")
    assert "Nothing answers it with all these filters." in none.text
    assert "/p/li-1/" not in none.links


def test_what_others_may_buy_is_in_no_number(shop: World) -> None:
    small = Product.objects.get(slug="li-1")
    set_limit_groups(actor=SYSTEM, target=small, groups=[shop.norrvik])
    for stranger in (None, shop.otto):
        text = piece(shop.client(stranger), q="dockningsstation")
        assert "Lyra" not in text
        assert "Sand" not in text
        assert "Nordock 1" in text
    assert "Lyra 1" in piece(shop.client(shop.nora), q="dockningsstation")


def test_who_sees_only_the_agreement_is_told_of_its_versions_alone(shop: World) -> None:
    agree(shop, None, Variant.objects.get(sku="LI-2"))
    shop.nora.only_agreement_assortment = True
    shop.nora.save()
    client = shop.client(shop.nora)
    text = piece(client, q="dockningsstation")
    assert "Grafit" in text or "Lyra 1" in text
    assert "Sand" not in text
    assert "Nordock" not in text
    assert "In stock" not in text
    sand = read(client, "/search/?q=dockningsstation&a.F%C3%A4rg=Sand")
    assert "Remove filter" not in sand.text
    assert "Färg: Sand" not in sand.text
    assert "/p/li-1/" in read(client, "/search/?q=dockningsstation&brand=Lyra").links


def test_very_many_hits_have_names_without_numbers(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST", 1)
    text = piece(Client(), q="dockningsstation")
    assert "Lyra" in text
    assert "Lyra 1" not in text
    assert "10 000+ products" in text
    page = read(Client(), "/search/?q=dockningsstation&brand=Lyra")
    assert "/p/li-1/" in page.links
    assert "/p/nd-4012-gb/" not in page.links


def test_filters_of_a_search_are_a_fixed_number_of_queries(
    shop: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        make_product(
            f"Dockningsstation {number}", f"D-{number}", "60", category=shop.docks, vat=shop.vat
        )
    rebuild_search()
    nora = shop.actor(shop.nora)
    search_facets(nora, "dockningsstation", NOTHING)  # reads the tree, which has changed
    with django_assert_num_queries(3):  # the tree's version, hits, counts
        found = search_facets(nora, "dockningsstation", NOTHING)
    assert found.facets.total == 22


def test_odd_questions_are_answered(shop: World) -> None:
    for query in ({}, {"q": "\x00"}, {"q": "xqzv"}, {"q": "dock", "brand": "\x00", "price": "x"}):
        assert Client().get(reverse("shop:search-facets"), query).status_code == 200
