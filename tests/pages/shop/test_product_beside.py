"""Beside the choice on the product page: pictures, papers, related goods, successors, last time."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile

from catalogue.models import (
    Product,
    ProductDocument,
    ProductImage,
    ProductRelation,
    Variant,
)
from catalogue.services.listing import refresh_listing
from catalogue.services.visibility import refresh_audiences, set_limit_groups
from customers.actors import SYSTEM
from customers.models import ShopSettings
from orders.models import Order
from tests.orders import place
from tests.pages.reading import read
from tests.pages.shop.browsing import PRODUCT, agree, picture_of, sees_only_the_agreement
from tests.world import World

HEADSET = "/p/ly-0650-uc/"


def named(image: ProductImage, alt: str, position: int) -> ProductImage:
    image.alt, image.position = alt, position
    image.save()
    return image


def paper_of(world: World, title: str, position: int = 0) -> ProductDocument:
    made = ProductDocument(
        product=world.dock.product,
        title=title,
        file_name="guide.pdf",
        size=400_000,
        content_type="application/pdf",
        position=position,
    )
    made.file.save("guide.pdf", ContentFile(b"%PDF-1.4"))
    return made


def replace_dock(world: World, *, still_sold: bool) -> None:
    """The headset takes the dock's place."""
    Variant.objects.filter(pk=world.dock.pk).update(replaced_by=world.headset, is_active=still_sold)
    refresh_audiences(product_ids=[world.dock.product_id])


def test_pictures_stand_in_order_with_their_words_and_open_without_script(world: World) -> None:
    back = named(picture_of(world), "Baksidan", 2)
    front = named(picture_of(world), "Framsidan", 1)
    client = world.client(world.nora)
    html = client.get(PRODUCT).content.decode()
    assert f'/pictures/{front.pk}/large/" alt="Framsidan"' in html
    assert html.index("Picture 1: Framsidan") < html.index("Picture 2: Baksidan")
    link = f"{PRODUCT}?v=ND-4012-GB&picture={back.pk}"
    assert link in read(client, PRODUCT).links
    assert f'/pictures/{back.pk}/large/" alt="Baksidan"' in client.get(link).content.decode()


def test_one_picture_without_words_is_named_after_the_product(world: World) -> None:
    image = picture_of(world)
    html = world.client(None).get(PRODUCT).content.decode()
    name = world.dock.product.name.replace('"', "&quot;")
    assert f'/pictures/{image.pk}/large/" alt="{name}"' in html
    assert "Picture 1" not in html


def test_a_version_opens_with_its_own_picture_and_others_do_not_show_it(world: World) -> None:
    sand = Variant.objects.create(
        product=world.dock.product, sku="SAND", vat_rate=world.vat, position=9
    )
    named(picture_of(world), "Alla färger", 1)
    named(picture_of(world, sand), "Sandfärgad", 2)
    client = world.client(world.nora)
    assert 'large/" alt="Sandfärgad"' in client.get(f"{PRODUCT}?v=SAND").content.decode()
    assert "Sandfärgad" not in client.get(PRODUCT).content.decode()


@pytest.mark.parametrize("picture", ["0", "x", "", "9999999999999999999", "-1"])
def test_a_picture_that_is_not_there_falls_back_to_the_first(world: World, picture: str) -> None:
    image = picture_of(world)
    html = world.client(None).get(f"{PRODUCT}?picture={picture}").content.decode()
    assert f"/pictures/{image.pk}/large/" in html


def test_documents_stand_in_order_and_come_to_who_sees_the_product(world: World) -> None:
    guide = paper_of(world, "Snabbguide", 2)
    paper_of(world, "Datablad", 1)
    nora = world.client(world.nora)
    page = read(nora, PRODUCT)
    assert page.text.index("Datablad PDF, 390.6 KB") < page.text.index("Snabbguide")
    assert f"/papers/{guide.pk}/" in page.links
    fetched: Any = nora.get(f"/papers/{guide.pk}/")
    assert b"".join(fetched.streaming_content) == b"%PDF-1.4"
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.norrvik])
    otto = world.client(world.otto)
    assert otto.get(PRODUCT).status_code == otto.get(f"/papers/{guide.pk}/").status_code == 404


def test_what_goes_with_it_shows_at_the_visitors_price(world: World) -> None:
    ProductRelation.objects.create(product=world.dock.product, other=world.paper.product)
    for who in (world.nora, None):
        page = read(world.client(who), PRODUCT)
        beside = page.text.split("Goes with this")[1].split("More in the same category")[0]
        assert "Kopieringspapper" in beside
        assert "289,00 kr" in beside
    other_way = f"/p/{world.paper.product.slug}/"
    assert "Goes with this" not in read(world.client(world.nora), other_way).text


def test_related_goods_limited_to_others_leave_no_trace(world: World) -> None:
    ProductRelation.objects.create(product=world.dock.product, other=world.paper.product)
    set_limit_groups(actor=SYSTEM, target=world.paper.product, groups=[world.norrvik])
    assert "Goes with this" in read(world.client(world.nora), PRODUCT).text
    for who in (world.otto, world.stina, None):
        page = read(world.client(who), PRODUCT)
        assert "Goes with this" not in page.text
        assert "Kopieringspapper" not in page.text


def test_related_goods_not_for_sale_or_outside_the_agreement_are_left_out(world: World) -> None:
    ProductRelation.objects.create(product=world.dock.product, other=world.paper.product)
    agree(world, None, world.dock)
    page = read(sees_only_the_agreement(world), PRODUCT)
    assert "Goes with this" not in page.text
    assert "More in the same category" not in page.text
    Product.objects.filter(pk=world.paper.product_id).update(is_active=False)
    assert "Goes with this" not in read(world.client(world.otto), PRODUCT).text


def test_what_goes_with_it_is_not_told_twice(world: World) -> None:
    neighbour = Product.objects.create(name="Granne", slug="granne", sort_key="granne")
    neighbour.placements.create(category=world.docks)
    Variant.objects.create(product=neighbour, sku="GR", list_price_net=5, vat_rate=world.vat)
    refresh_audiences(product_ids=[neighbour.pk])
    refresh_listing([neighbour.pk])
    client = world.client(world.nora)
    assert "More in the same category" in read(client, PRODUCT).text
    ProductRelation.objects.create(product=world.dock.product, other=neighbour)
    page = read(client, PRODUCT)
    assert "Goes with this" in page.text
    assert "More in the same category" not in page.text


def test_a_replaced_version_names_its_successor_and_its_price(world: World) -> None:
    replace_dock(world, still_sold=True)
    for who in (world.nora, None):
        page = read(world.client(who), PRODUCT)
        said = page.text.split("Replaced by")[1][:80]
        assert world.headset.product.name in said
        assert "1 390,00 kr ex VAT" in said
        assert f"{HEADSET}?v=LY-0650-UC" in page.links
    ShopSettings.objects.update(anonymous_sees_prices=False)
    page = read(world.client(None), PRODUCT)
    assert "Replaced by" in page.text
    assert "1 390,00" not in page.text


def test_a_successor_for_others_is_not_named_and_leads_nowhere(world: World) -> None:
    set_limit_groups(actor=SYSTEM, target=world.headset.product, groups=[world.norrvik])
    replace_dock(world, still_sold=True)
    assert "Replaced by" in read(world.client(world.nora), PRODUCT).text
    outsiders = [world.client(who) for who in (world.otto, world.stina, None)]
    for client in outsiders:
        assert "Replaced by" not in read(client, PRODUCT).text
    replace_dock(world, still_sold=False)
    for client in outsiders:
        read(client, PRODUCT, 404)
    assert world.client(world.nora).get(PRODUCT).status_code == 302


def test_a_successor_replaced_in_its_turn_gives_way_to_the_one_after(world: World) -> None:
    replace_dock(world, still_sold=True)
    Variant.objects.filter(pk=world.headset.pk).update(replaced_by=world.paper, is_active=False)
    refresh_audiences(product_ids=[world.headset.product_id])
    said = read(world.client(world.nora), PRODUCT).text.split("Replaced by")[1][:80]
    assert "Kopieringspapper" in said


def test_goods_no_longer_sold_lead_to_what_took_their_place(world: World) -> None:
    replace_dock(world, still_sold=False)
    for who in (world.nora, world.otto, None):
        for url in (PRODUCT, f"{PRODUCT}?v=ND-4012-GB"):
            client = world.client(who)
            response = client.get(url)
            assert (response.status_code, response["Location"]) == (
                302,
                f"{HEADSET}?v=LY-0650-UC",
            )
            page = read(client, response["Location"])
            assert "What you looked for is no longer sold. This replaces it." in page.text


def test_an_old_version_of_goods_still_sold_leads_on_too(world: World) -> None:
    Variant.objects.create(
        product=world.dock.product,
        sku="OLD",
        vat_rate=world.vat,
        is_active=False,
        replaced_by=world.headset,
    )
    response = world.client(world.nora).get(f"{PRODUCT}?v=OLD")
    assert response["Location"] == f"{HEADSET}?v=LY-0650-UC"
    read(world.client(world.nora), PRODUCT)


def test_goods_that_were_never_theirs_lead_nobody_on(world: World) -> None:
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.norrvik])
    replace_dock(world, still_sold=False)
    for who in (world.otto, world.stina, None):
        read(world.client(who), PRODUCT, 404)
    assert world.client(world.nora).get(PRODUCT).status_code == 302


def test_goods_outside_the_agreement_lead_nobody_on_while_they_are_sold(world: World) -> None:
    agree(world, None, world.headset)
    replace_dock(world, still_sold=True)
    read(sees_only_the_agreement(world), PRODUCT, 404)


def test_nora_sees_when_she_bought_it_last_how_many_and_at_what_price(world: World) -> None:
    order = place(world, world.nora, (world.paper, 3))
    Order.objects.filter(pk=order.pk).update(placed_at=datetime(2026, 11, 3, 12, tzinfo=UTC))
    url = f"/p/{world.paper.product.slug}/"
    Variant.objects.filter(pk=world.paper.pk).update(list_price_net=300)
    page = read(world.client(world.nora), url)
    assert "You bought this last on 3 Nov 2026: 3 pcs at 289,00 kr ex VAT." in page.text
    assert f"/my/orders/{order.number}/" in page.links
    for who in (world.ali, world.otto, world.stina, None):
        assert "bought this last" not in read(world.client(who), url).text


def test_a_colleagues_order_shows_only_to_who_may_see_it(world: World) -> None:
    place(world, world.nora, (world.paper, 3))
    url = f"/p/{world.paper.product.slug}/"
    world.ali.sees_customer_orders = True
    world.ali.save()
    assert "A colleague bought this last on" in read(world.client(world.ali), url).text


def test_what_waits_for_approval_was_not_bought(world: World) -> None:
    place(world, world.nora, (world.dock, 4))
    assert "bought this last" not in read(world.client(world.nora), PRODUCT).text
