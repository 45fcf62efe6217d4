"""The front page and the categories: what each of the cast sees there, in which order."""

from decimal import Decimal

import pytest
from django.test import Client

from catalogue.models import (
    Category,
    Product,
    Variant,
)
from catalogue.services.listing import refresh_listing
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from tests.pages.reading import read
from tests.pages.shop.browsing import PRODUCT, agree
from tests.world import World, make_product


def test_the_front_page_leads_to_the_top_categories_and_shows_what_is_new(world: World) -> None:
    page = read(Client(), "/")
    assert "/c/datorer/" in page.links
    assert "/c/datorer/dockningsstationer/" not in page.links
    assert PRODUCT in page.links
    assert "List prices. Log in to see yours." in page.text


def test_a_stranger_sees_no_price_when_the_shop_hides_them(world: World) -> None:
    world.shop.anonymous_sees_prices = False
    world.shop.save()
    for url in ("/", "/c/datorer/", PRODUCT):
        page = read(Client(), url)
        assert "1 590,00" not in page.text
        assert "Log in" in page.text
        assert "/cart/add/" not in page.forms
    why = read(Client(), f"/why/{world.dock.pk}/")
    assert "Log in to see your price" in why.text
    assert "1 590,00" not in why.text


def test_the_front_page_shows_a_member_their_agreement(world: World) -> None:
    agree(world, "1357.20", world.dock)
    page = read(world.client(world.nora), "/")
    assert "Your agreement assortment" in page.text
    assert "1 357,20 kr" in page.text
    assert "Your agreement assortment" not in read(world.client(world.otto), "/").text


def test_popular_goods_are_those_bought_most_that_the_visitor_sees(world: World) -> None:
    Product.objects.filter(pk=world.paper.product_id).update(popularity=9)
    Product.objects.filter(pk=world.dock.product_id).update(popularity=20)
    assert "Popular" in read(world.client(world.otto), "/").text
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.norrvik])
    assert PRODUCT not in read(world.client(world.otto), "/").links
    assert PRODUCT in read(world.client(world.nora), "/").links


def test_a_category_shows_the_goods_below_it_at_the_visitors_price(world: World) -> None:
    world.school.discount_percent = Decimal(10)
    world.school.save()
    page = read(world.client(world.nora), "/c/datorer/")
    assert "Your prices: Barn och utbildning, Norrviks kommun" in page.text
    assert "1 431,00 kr ex VAT" in page.text  # 1590 less 10 %
    assert "1 788,75 kr inc VAT" in page.text
    assert "100 in stock" in page.text
    assert "Kopieringspapper" not in page.text
    assert "/c/datorer/dockningsstationer/" in page.links
    assert f"/why/{world.dock.pk}/" in page.links


def test_a_card_puts_one_of_the_variant_in_the_cart(world: World) -> None:
    client = world.client(world.nora)
    page = read(client, "/c/datorer/dockningsstationer/")
    assert "/cart/add/" in page.forms
    assert page.inputs["variant"] == str(world.dock.pk)
    assert page.inputs["quantity"] == "1"


def test_a_product_of_several_versions_is_chosen_on_its_own_page(world: World) -> None:
    Variant.objects.create(
        product=world.dock.product,
        sku="SAND",
        name="Sand",
        vat_rate=world.vat,
        list_price_net=Decimal(1490),
    )
    page = read(Client(), "/c/datorer/dockningsstationer/")
    assert "2 versions" in page.text
    assert "from 1 490,00 kr" in page.text
    assert "/cart/add/" not in page.forms


def test_what_is_sold_out_cannot_be_added(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(stock_quantity=0, no_backorder=True)
    for url in ("/c/datorer/dockningsstationer/", PRODUCT):
        page = read(Client(), url)
        assert "Sold out" in page.text
        assert "/cart/add/" not in page.forms


def test_what_has_no_price_cannot_be_added(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(list_price_net=None)
    for url in ("/c/datorer/dockningsstationer/", PRODUCT):
        page = read(Client(), url)
        assert "Ask for price" in page.text
        assert "/cart/add/" not in page.forms


def test_the_order_is_by_name_list_price_or_newest(world: World) -> None:
    make_product("Åsa", "AASA", "5", category=world.computers, vat=world.vat)

    def names(query: str) -> list[str]:
        links = read(Client(), f"/c/datorer/{query}").links
        return list(dict.fromkeys(link for link in links if link.startswith("/p/")))

    dock, headset, asa = PRODUCT, "/p/ly-0650-uc/", "/p/aasa/"
    assert names("") == [dock, headset, asa]
    assert names("?sort=price") == [asa, headset, dock]
    assert names("?sort=newest") == [asa, headset, dock]
    assert names("?sort=nonsense") == [dock, headset, asa]


def test_a_brand_narrows_the_list_and_can_be_taken_away(world: World) -> None:
    Product.objects.filter(pk=world.headset.product_id).update(brand="Lyra")
    refresh_listing([world.headset.product_id])
    page = read(Client(), "/c/datorer/?brand=Lyra&view=rows")
    assert "/p/ly-0650-uc/" in page.links
    assert PRODUCT not in page.links
    assert "?view=rows" in page.links  # the chip that removes the brand
    assert PRODUCT in read(Client(), "/c/datorer/?brand=Finns+inte").links


def test_pages_follow_each_other_until_everything_was_shown_once(world: World) -> None:
    for number in range(30):
        make_product(f"Vara {number:02}", f"V-{number}", "1", category=world.docks, vat=world.vat)
    seen: list[str] = []
    url = "/c/datorer/dockningsstationer/?sort=price&view=rows"
    for count in (24, 7):
        page = read(Client(), url)
        shown = list(dict.fromkeys(link for link in page.links if link.startswith("/p/")))
        assert len(shown) == count
        seen += shown
        url = f"/c/datorer/dockningsstationer/{page.next}" if page.next else ""
    assert url == ""
    assert len(set(seen)) == 31


@pytest.mark.parametrize(
    "query",
    [
        "?after=x",
        "?after=1.%00",
        "?brand=%00",
        "?sort=%00",
        "?after=" + "9" * 400 + ".",
        "?sort=newest&after=1.2026-01-01T00:00:00%2B23:59",
        "?sort=newest&after=1.0001-01-01T00:00:00%2B23:59",
        "?sort=newest&after=1.9999-12-31T23:59:59-23:59",
    ],
)
def test_a_made_up_address_shows_the_list_anyway(world: World, query: str) -> None:
    read(Client(), f"/c/datorer/{query}")


def test_an_empty_category_says_so(world: World) -> None:
    Category.objects.create(name="Tom", slug="tom", path="tom")
    assert "Nothing in this category yet" in read(Client(), "/c/tom/").text


@pytest.mark.parametrize("url", ["/c/finns-inte/", "/c/datorer/finns/", "/c/datorer%00/"])
def test_a_category_that_is_not_there_is_404(world: World, url: str) -> None:
    read(Client(), url, 404)
