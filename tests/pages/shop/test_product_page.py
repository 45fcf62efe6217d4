"""The product page: numbers, prices and why, versions, pictures."""

from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from catalogue.models import (
    Product,
    ProductDocument,
    ProductImage,
    ProductRelation,
    Variant,
)
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from tests.pages.reading import read
from tests.pages.shop.browsing import PRODUCT, norrvik_prices, picture_of
from tests.world import World

# With a successor, related goods and the end of the category's list: the most it ever asks.
QUERIES = 14
QUERIES_OF_A_STRANGER = 8


def test_a_product_not_for_sale_is_404_for_everyone(world: World) -> None:
    Product.objects.filter(pk=world.dock.product_id).update(is_active=False)
    for who in (world.nora, world.stina, None):
        read(world.client(who), PRODUCT, 404)


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


@pytest.mark.parametrize("who", ["nora", "otto", None])
def test_thirty_versions_and_all_that_belongs_to_them_cost_the_queries_of_one(
    world: World, who: str | None
) -> None:
    client = world.client(getattr(world, who) if who else None)
    client.get("/")  # the first visit writes when it was

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, f"{PRODUCT}?v=ND-4012-GB&quantity=12")
        return len(captured)

    everything_on(world, versions=0)
    queries()  # the first of a process puts the SQL together
    few = queries()
    everything_on(world, versions=29)
    assert queries() == few
    assert few == (QUERIES if who else QUERIES_OF_A_STRANGER)


def everything_on(world: World, *, versions: int) -> None:
    """A dock with prices, a picture, a paper, a related product and a successor."""
    Variant.objects.filter(pk=world.dock.pk).update(replaced_by=world.headset)
    if not versions:
        norrvik_prices(world, (1, "900.00"), (10, "800.00"))
    picture_of(world)
    document = ProductDocument(
        product=world.dock.product, title="Guide", file_name="g.pdf", size=9, content_type="x"
    )
    document.file.save("g.pdf", ContentFile(b"%PDF"))
    ProductRelation.objects.get_or_create(product=world.dock.product, other=world.paper.product)
    for n in range(versions):
        made = Variant.objects.create(
            product=world.dock.product, sku=f"V-{n}", list_price_net=n + 1, vat_rate=world.vat
        )
        picture_of(world, made)
