"""The storefront's browsing pages: what each of the cast sees there, at which price, and why."""

from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from catalogue.models import (
    Assortment,
    AssortmentItem,
    Category,
    PriceList,
    PriceListConnection,
    PriceRow,
    Product,
    ProductCategory,
    ProductImage,
    Variant,
)
from catalogue.selectors.assortments import agreement_page
from catalogue.selectors.listing import listing_page
from catalogue.selectors.products import product_glances, product_page
from catalogue.selectors.tree import category_at, menu_categories
from catalogue.services.listing import refresh_all_listings, refresh_listing
from catalogue.services.visibility import refresh_audiences, set_limit_groups
from customers.actors import SYSTEM, Actor
from tests.world import World, make_product

PRODUCT = "/p/nd-4012-gb/"


class _Text(HTMLParser):
    """The words of a page, and where its links and forms lead."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.forms: list[str] = []
        self.inputs: dict[str, str] = {}
        self.next = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "a":
            self.links.append(found.get("href") or "")
            if found.get("rel") == "next":
                self.next = self.links[-1]
        if tag == "form":
            self.forms.append(found.get("action") or "")
        if tag == "input":
            self.inputs[found.get("name") or ""] = found.get("value") or ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def read(client: Client, url: str, status: int = 200) -> _Text:
    response = client.get(url)
    assert response.status_code == status, url
    page = _Text()
    page.feed(response.content.decode())
    return page


def money(text: str) -> str:
    """'1 590,00 kr' as the page reads when its spaces are made plain."""
    return " ".join(text.split())


def agree(world: World, contract_price: str | None, *variants: Variant) -> Assortment:
    made = Assortment.objects.create(name="Norrvik 2024–2027")
    made.groups.add(world.norrvik)
    for variant in variants:
        AssortmentItem.objects.create(
            assortment=made,
            variant=variant,
            contract_price_net=Decimal(contract_price) if contract_price else None,
        )
    return made


def sees_only_the_agreement(world: World) -> Client:
    world.nora.only_agreement_assortment = True
    world.nora.save()
    return world.client(world.nora)


# The front page


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


# Categories


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
    empty = read(Client(), "/c/datorer/?brand=Finns+inte")
    assert "No goods of these brands here" in empty.text


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
    "query", ["?after=x", "?after=1.%00", "?brand=%00", "?sort=%00", "?after=" + "9" * 400 + "."]
)
def test_a_made_up_address_shows_the_list_anyway(world: World, query: str) -> None:
    read(Client(), f"/c/datorer/{query}")


def test_an_empty_category_says_so(world: World) -> None:
    Category.objects.create(name="Tom", slug="tom", path="tom")
    assert "Nothing in this category yet" in read(Client(), "/c/tom/").text


@pytest.mark.parametrize("url", ["/c/finns-inte/", "/c/datorer/finns/", "/c/datorer%00/"])
def test_a_category_that_is_not_there_is_404(world: World, url: str) -> None:
    read(Client(), url, 404)


# Limits: Otto never sees what is limited to Norrvik, nor does anybody outside it


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


def test_a_product_not_for_sale_is_404_for_everyone(world: World) -> None:
    Product.objects.filter(pk=world.dock.product_id).update(is_active=False)
    for who in (world.nora, world.stina, None):
        read(world.client(who), PRODUCT, 404)


# Products


def test_a_product_tells_its_numbers_stock_and_vat(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(
        ean="7340112040128", part_number="NDP14-EU", attributes={"Garanti": "3 år"}
    )
    page = read(Client(), PRODUCT)
    for words in (
        "Art. no. ND-4012-GB",
        "EAN 7340112040128",
        "Part no. NDP14-EU",
        "Nordock",
        "100 in stock",
        "VAT 25 %",
        "3 år",
        "Illustration. No photo from the supplier.",
    ):
        assert words in page.text
    assert "/c/datorer/dockningsstationer/" in page.links


def norrvik_prices(world: World, *rows: tuple[int, str]) -> None:
    made = PriceList.objects.create(name="NK-24")
    PriceListConnection.objects.create(price_list=made, group=world.norrvik)
    for quantity, unit_net in rows:
        PriceRow.objects.create(
            price_list=made,
            variant=world.dock,
            from_quantity=quantity,
            unit_net=Decimal(unit_net),
        )


def test_the_price_opens_into_its_steps(world: World) -> None:
    norrvik_prices(world, (1, "900.00"), (10, "800.00"))
    Variant.objects.filter(pk=world.dock.pk).update(list_price_net=Decimal(1000))
    world.school.discount_percent = Decimal(5)
    world.school.save()
    client = world.client(world.nora)
    for url in (PRODUCT, f"/why/{world.dock.pk}/"):
        text = read(client, url).text
        assert "List price 1 000,00 kr" in text
        assert "Group price (Norrviks kommun) 900,00 kr" in text
        assert "−5 % customer discount (Barn och utbildning) 855,00 kr" in text
        assert "9 more needed" in text
        assert "Your price for one 855,00 kr" in text
    assert "900,00" not in read(world.client(world.otto), PRODUCT).text


def test_a_larger_quantity_has_its_price_and_its_sum(world: World) -> None:
    norrvik_prices(world, (1, "900.00"), (10, "800.00"), (25, "0"))
    page = read(world.client(world.nora), f"{PRODUCT}?quantity=12")
    assert "800,00 kr ex VAT" in page.text
    assert "12 pcs = 9 600,00 kr (12 000,00 kr inc VAT)" in page.text
    assert "1–9 pcs 900,00 kr" in page.text
    assert "10 – pcs 800,00 kr" in page.text
    assert page.inputs["quantity"] == "12"


@pytest.mark.parametrize("quantity", ["0", "-1", "1,5", "²", "x", "", "9" * 30, "%00"])
def test_a_quantity_that_makes_no_sense_counts_as_one(world: World, quantity: str) -> None:
    assert read(Client(), f"{PRODUCT}?quantity={quantity}").inputs["quantity"] == "1"


def test_the_price_is_the_same_on_every_page(world: World) -> None:
    world.norrvik.discount_percent = Decimal("3.33")
    world.norrvik.save()
    client = world.client(world.nora)
    for url in ("/", "/c/datorer/dockningsstationer/", PRODUCT, f"/why/{world.dock.pk}/"):
        assert "1 537,05 kr" in read(client, url).text  # 1590 × 0,9667


def test_a_customer_abroad_pays_no_vat_here(world: World) -> None:
    world.vestby.country = "NO"
    world.vestby.save()
    page = read(world.client(world.otto), PRODUCT)
    assert "1 590,00 kr inc VAT" in page.text
    assert "VAT 0 %" in page.text


def test_a_description_is_made_harmless(world: World) -> None:
    Product.objects.filter(pk=world.dock.product_id).update(
        description='<p onclick="x()">Bra<script>alert(1)</script> <b>docka</b> '
        '<a href="javascript:x()" style="color:red">länk</a><img src="x" onerror="y()"></p>'
    )
    html = Client().get(PRODUCT).content.decode()
    about = html.split('class="rich-text">', 1)[1].split("</section>", 1)[0]
    assert "<b>docka</b>" in about
    for harm in ("script", "onclick", "javascript", "style", "img", "onerror"):
        assert harm not in about


def test_a_plain_description_keeps_its_lines_and_its_signs(world: World) -> None:
    Product.objects.filter(pk=world.dock.product_id).update(description="Ett & två\n\n3 < 4")
    html = Client().get(PRODUCT).content.decode()
    about = html.split('class="rich-text">', 1)[1].split("</section>", 1)[0]
    assert about.count("<p>") == 2
    assert "3 < 4" in unescape(about)


def test_a_version_that_is_not_there_falls_back_to_one_that_is(world: World) -> None:
    assert "Art. no. ND-4012-GB" in read(Client(), f"{PRODUCT}?v=finns-inte").text


# Pictures


def picture_of(world: World, variant: Variant | None = None) -> ProductImage:
    file = BytesIO()
    Image.new("RGBA", (600, 300), (200, 10, 10, 128)).save(file, "PNG")
    image = ProductImage(product=world.dock.product, variant=variant)
    image.file.save("dock.png", ContentFile(file.getvalue()))
    return image


def test_a_picture_is_shown_in_the_size_of_its_place(world: World) -> None:
    image = picture_of(world)
    client = Client()
    assert f"/pictures/{image.pk}/card/" in client.get("/c/datorer/").content.decode()
    assert f"/pictures/{image.pk}/large/" in client.get(PRODUCT).content.decode()
    for size, (width, height) in {"card": (480, 320), "thumb": (112, 112)}.items():
        response: Any = client.get(f"/pictures/{image.pk}/{size}/")
        assert response.status_code == 200
        assert response["Content-Type"] == "image/webp"
        assert "private" in response["Cache-Control"]
        drawn = Image.open(BytesIO(b"".join(response.streaming_content)))
        assert drawn.size == (width, height)


def test_a_picture_follows_the_limits_of_what_it_shows(world: World) -> None:
    image = picture_of(world)
    url = f"/pictures/{image.pk}/card/"
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.norrvik])
    for who in (world.otto, None):
        assert world.client(who).get(url).status_code == 404
    response: Any = world.client(world.nora).get(url)
    assert response.status_code == 200
    assert b"".join(response.streaming_content)


def test_a_picture_of_a_limited_version_is_kept_from_others(world: World) -> None:
    sand = Variant.objects.create(product=world.dock.product, sku="SAND", vat_rate=world.vat)
    set_limit_groups(actor=SYSTEM, target=sand, groups=[world.norrvik])
    image = picture_of(world, sand)
    otto = world.client(world.otto)
    assert otto.get(f"/pictures/{image.pk}/card/").status_code == 404
    assert f"/pictures/{image.pk}/" not in otto.get(PRODUCT).content.decode()
    assert f"/pictures/{image.pk}/" not in otto.get("/c/datorer/").content.decode()


@pytest.mark.parametrize("url", ["/pictures/{pk}/huge/", "/pictures/999999/card/"])
def test_a_picture_or_size_that_is_not_there_is_404(world: World, url: str) -> None:
    image = picture_of(world)
    read(Client(), url.format(pk=image.pk), 404)


def test_a_broken_file_is_404_and_no_error(world: World) -> None:
    image = ProductImage(product=world.dock.product)
    image.file.save("dock.png", ContentFile(b"not a picture"))
    read(Client(), f"/pictures/{image.pk}/card/", 404)


# The agreement assortment


def test_the_agreement_is_shown_by_category_with_pictures_and_its_prices(world: World) -> None:
    agree(world, "1111.00", world.dock, world.paper)
    client = world.client(world.nora)
    page = read(client, "/assortment/")
    assert "Norrvik 2024–2027" in page.text
    assert "Datorer / Dockningsstationer" in page.text
    assert "Kontorsmaterial" in page.text
    assert page.text.count("1 111,00 kr ex VAT") >= 2
    assert "Headset" not in page.text
    html = client.get("/assortment/").content.decode()
    assert html.count('class="pictogram pictogram-56') == 2
    assert "/assortment/" in read(client, "/c/datorer/").links  # the menu's entry


def test_who_has_no_agreement_has_no_menu_entry_and_no_page(world: World) -> None:
    agree(world, None, world.dock)
    otto = world.client(world.otto)
    assert "/assortment/" not in read(otto, "/").links
    page = read(otto, "/assortment/", 404)
    assert "Vestby Elektro has no agreement" in page.text
    assert "Dockningsstation" not in page.text


def test_an_agreement_needs_a_membership(world: World) -> None:
    assert Client().get("/assortment/").status_code == 302
    for who in (world.ulla, world.sam):
        assert world.client(who).get("/assortment/").status_code == 403


def test_an_agreement_never_shows_what_is_limited_to_others(world: World) -> None:
    agree(world, None, world.dock, world.paper)
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.retail])
    page = read(world.client(world.nora), "/assortment/")
    assert "Dockningsstation" not in page.text
    assert "Kopieringspapper" in page.text


def test_a_long_agreement_comes_in_pages(world: World) -> None:
    variants = [
        make_product(f"Vara {n:02}", f"V-{n}", "1", category=world.docks, vat=world.vat)
        for n in range(6)
    ]
    agree(world, None, *variants, world.paper)
    nora = world.actor(world.nora)
    seen: list[str] = []
    after: int | None = None
    for _page in range(4):
        page = agreement_page(nora, after=after, size=3)
        seen += [glance.offer.sku for part in page.categories for glance in part.glances]
        after = page.next_after
        if after is None:
            break
    assert seen == [*(f"V-{n}" for n in range(6)), "BJ-A480-K"]


def test_who_sees_only_the_agreement_is_led_there_and_nowhere_else(world: World) -> None:
    agree(world, None, world.paper)
    client = sees_only_the_agreement(world)
    front = client.get("/")
    assert front.status_code == 302
    assert front["Location"] == "/assortment/"
    for url in ("/c/datorer/", "/c/kontorsmaterial/", PRODUCT, f"/why/{world.dock.pk}/"):
        read(client, url, 404)
    page = read(client, "/p/bj-a480-k/")
    assert not [link for link in page.links if link.startswith("/c/")]
    assert "/cart/add/" in page.forms


def test_who_sees_only_the_agreement_sees_only_its_versions(world: World) -> None:
    Variant.objects.create(
        product=world.paper.product, sku="A3", name="A3", vat_rate=world.vat, stock_quantity=5
    )
    agree(world, None, world.paper)
    page = read(sees_only_the_agreement(world), "/p/bj-a480-k/?v=A3")
    assert "A3" not in page.text


def test_who_sees_only_the_agreement_keeps_to_it_when_it_has_ended(world: World) -> None:
    client = sees_only_the_agreement(world)
    read(client, "/assortment/", 404)
    read(client, PRODUCT, 404)


# Cost


def test_the_pieces_of_a_page_are_a_fixed_number_of_queries(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agree(world, None, world.dock)
    norrvik_prices(world, (1, "900.00"))
    nora, ids = world.actor(world.nora), [world.dock.product_id, world.headset.product_id]
    with django_assert_num_queries(1):
        assert len(menu_categories(nora)) == 2
    with django_assert_num_queries(1):
        assert category_at(nora, "datorer") == world.computers
    with django_assert_num_queries(9):
        assert len(product_glances(nora, ids)) == 2
    with django_assert_num_queries(7):
        assert product_page(nora, "nd-4012-gb") is not None
    with django_assert_num_queries(5):
        assert len(product_glances(Actor(), ids)) == 2


def fill(world: World, count: int) -> None:
    """`count` goods more, each with a variant, under the docks; every fifth limited to Norrvik."""
    first = Product.objects.count()
    products = Product.objects.bulk_create(
        Product(
            name=f"Vara {n}",
            slug=f"vara-{n}",
            sort_key=f"vara {n}",
            brand=f"Märke {n % 40}",
            popularity=n % 7,
        )
        for n in range(first, first + count)
    )
    Variant.objects.bulk_create(
        Variant(product=product, sku=f"S-{n}", list_price_net=Decimal(n + 1), vat_rate=world.vat)
        for n, product in enumerate(products, start=first)
    )
    ProductCategory.objects.bulk_create(
        ProductCategory(product=product, category=world.docks) for product in products
    )
    Product.limit_groups.through.objects.bulk_create(
        Product.limit_groups.through(product_id=product.pk, customergroup_id=world.norrvik.pk)
        for product in products[::5]
    )
    refresh_audiences()
    refresh_all_listings()


def test_ten_thousand_products_cost_no_more_queries_than_thirty(world: World) -> None:
    agree(world, None, world.dock)
    norrvik_prices(world, (1, "900.00"))
    addresses = (
        "/",
        "/c/datorer/",
        "/c/datorer/dockningsstationer/?sort=price",
        "/c/datorer/?brand=M%C3%A4rke+3",
        PRODUCT,
        "/assortment/",
    )
    client = world.client(world.nora)

    def queries() -> dict[str, int]:
        counts = {}
        for url in addresses:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert client.get(url).status_code == 200
            counts[url] = len(captured)
        return counts

    fill(world, 30)
    client.get("/")  # the first visit writes when it was
    few = queries()
    fill(world, 10_000)
    assert queries() == few
    page = listing_page({0}, world.docks.pk, size=24)
    assert len(page.product_ids) == 24
