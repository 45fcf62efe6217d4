"""The filters beside a category: right for each of the cast, by address, without script."""

from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.models import Product, Variant
from catalogue.services.filter_attributes import set_filter_attributes
from catalogue.services.goods import goods_changed
from catalogue.services.listing import refresh_all_listings
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from tests.pages.reading import read
from tests.pages.shop.browsing import PRODUCT
from tests.world import World, make_product

HEADSET = "/p/ly-0650-uc/"


def furnish(world: World) -> None:
    """The dock is Nordock's and only Norrvik's; the headset is Lyra's, for everyone, not in stock.

    A third is Lyra's too, cheap, in stock.
    """
    set_filter_attributes(actor=SYSTEM, names=["Garanti"])
    Product.objects.filter(pk=world.headset.product_id).update(brand="Lyra")
    Variant.objects.filter(pk=world.headset.pk).update(
        stock_quantity=0, attributes={"Garanti": "3 år"}
    )
    cable = make_product("Kabel", "KA-1", "89.00", category=world.computers, vat=world.vat)
    Product.objects.filter(pk=cable.product_id).update(brand="Lyra")
    Variant.objects.filter(pk=cable.pk).update(attributes={"Garanti": "2 år"})
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.norrvik])
    refresh_all_listings()


def test_each_of_the_cast_gets_numbers_of_what_they_see(world: World) -> None:
    furnish(world)
    nora = read(world.client(world.nora), "/c/datorer/").text
    assert "3 products" in nora
    assert "Lyra 2 Nordock 1" in nora
    assert "In stock 2" in nora
    assert "1 000–2 000 kr 2" in nora
    for client in (world.client(world.otto), Client()):
        text = read(client, "/c/datorer/").text
        assert "2 products" in text
        assert "Lyra 2" in text
        assert "Nordock" not in text
        assert "In stock 1" in text
        assert "1 000–2 000 kr 1" in text


def test_a_brand_of_goods_for_others_is_as_one_that_is_not_there(world: World) -> None:
    furnish(world)
    otto = world.client(world.otto)
    hidden, made_up = (read(otto, f"/c/datorer/?brand={brand}") for brand in ("Nordock", "Nix"))
    assert hidden.text == made_up.text
    assert HEADSET in hidden.links
    assert PRODUCT in read(world.client(world.nora), "/c/datorer/?brand=Nordock").links


def test_a_version_for_few_is_in_nobodys_numbers(world: World) -> None:
    furnish(world)
    secret = Variant.objects.create(
        product=world.headset.product,
        sku="HEMLIG",
        vat_rate=world.vat,
        list_price_net=Decimal(45),
        stock_quantity=7,
        attributes={"Garanti": "9 år"},
    )
    set_limit_groups(actor=SYSTEM, target=secret, groups=[world.norrvik])
    goods_changed([world.headset.product_id])
    text = read(world.client(world.otto), "/c/datorer/").text
    assert "9 år" not in text
    assert "In stock 1" in text
    assert "Under 50" not in text


def test_filters_narrow_together_and_chips_take_them_away_one_by_one(world: World) -> None:
    furnish(world)
    page = read(
        Client(), "/c/datorer/?brand=Lyra&stock=1&price=50-100&a.Garanti=2+%C3%A5r&sort=price"
    )
    assert "/p/ka-1/" in page.links
    assert HEADSET not in page.links
    assert "1 product" in page.text
    rest = "stock=1&price=50-100&a.Garanti=2+%C3%A5r"
    assert f"?sort=price&{rest}" in page.links
    assert "?sort=price&brand=Lyra&stock=1&price=50-100" in page.links
    assert "?sort=price" in page.links  # clear all
    assert "Garanti: 2 år" in page.text
    assert "50–100 kr" in page.text


def test_what_together_leaves_nothing_says_so_and_leads_back(world: World) -> None:
    furnish(world)
    page = read(Client(), "/c/datorer/?a.Garanti=3+%C3%A5r&stock=1")
    assert "No goods here answer all of this" in page.text
    assert "0 products" in page.text
    assert "?" in page.links


def test_without_script_a_button_sends_all_filters_and_the_order(world: World) -> None:
    furnish(world)
    html = Client().get("/c/datorer/?brand=Lyra&view=rows&sort=price").content.decode()
    assert '<form id="browse" method="get"' in html
    assert "Show these" in html
    assert 'value="Lyra" checked' in html
    assert 'name="a.Garanti" value="2 år"' in html
    assert 'name="view" value="rows"' in html
    assert 'form="browse"' in html


def test_pages_of_a_narrowed_list_follow_each_other(world: World) -> None:
    furnish(world)
    for number in range(30):
        make_product(f"Vara {number:02}", f"V-{number}", "1", category=world.docks, vat=world.vat)
    seen: list[str] = []
    url = "/c/datorer/?brand=Nordock&stock=1&price=0-50"
    for count in (24, 6):
        page = read(Client(), url)
        shown = list(dict.fromkeys(link for link in page.links if link.startswith("/p/")))
        assert len(shown) == count
        seen += shown
        url = f"/c/datorer/{page.next}" if page.next else ""
    assert len(set(seen)) == 30


def test_made_up_filters_do_no_harm(world: World) -> None:
    for query in (
        "a.=x",
        "a.%00=x",
        "price=1-2",
        "price=%00",
        "stock=7",
        "a.Garanti=" + "x" * 5000,
        "&".join(f"a.n{n}=1" for n in range(60)),
        "&".join(f"brand=b{n}" for n in range(60)),
    ):
        assert PRODUCT in read(Client(), f"/c/datorer/?{query}").links


def test_filters_cost_one_query_and_two_when_something_is_chosen(world: World) -> None:
    furnish(world)
    client = world.client(world.nora)

    def facet_queries(query: str) -> int:
        client.get(f"/c/datorer/{query}")  # the first visit writes when it was
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/c/datorer/{query}")
        asked = ("facetcount", "productterms", "listingrow")
        return sum(any(table in query["sql"] for table in asked) for query in captured)

    assert facet_queries("") == 2
    assert facet_queries("?stock=1") == 3
    assert facet_queries("?brand=Lyra") == 3
    assert facet_queries("?brand=Lyra&price=50-100&stock=1&a.Garanti=2+%C3%A5r") == 3
