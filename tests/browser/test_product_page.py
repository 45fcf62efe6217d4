"""The product page in a browser: every shape it takes, and what script adds to it."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from catalogue.models import OwnArticleNumber, ProductRelation, Variant
from catalogue.services.listing import refresh_listing
from orders.models import CartLine
from tests.browser.conftest import Visitor
from tests.orders import place
from tests.pages.shop.browsing import PRODUCT, norrvik_prices, picture_of
from tests.world import World, build_world, make_product

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Nätverkskabel Cat6A S/FTP, halogenfri och flamskyddad, Installationskabelsammansättning"


def with_all_there_is(world: World) -> None:
    """The dock in packs, with quantity prices, eight pictures and goods beside."""
    Variant.objects.filter(pk=world.dock.pk).update(
        pack_size=6,
        unit="bunt",
        attributes={"Flamskyddsbehandlingsmetodbeskrivning": "Impregnering"},
        replaced_by=world.headset,
    )
    norrvik_prices(world, (1, "900.00"), (10, "800.00"), (50, "700.00"))
    for _n in range(8):
        picture_of(world)
    ProductRelation.objects.create(product=world.dock.product, other=world.paper.product)
    OwnArticleNumber.objects.create(
        variant=world.dock, customer=world.school, number="BU-1", folded="BU1"
    )


def with_versions(world: World, count: int) -> str:
    """A product with a long name and so many versions; its address."""
    first = make_product(LONG, f"L-{count}", "39.00", category=world.docks, vat=world.vat)
    Variant.objects.bulk_create(
        Variant(
            product=first.product,
            sku=f"L-{count}-{n}",
            name=f"{n} meter, signalgul med reflexband",
            list_price_net=Decimal(n) if n % 5 else None,
            stock_quantity=n % 3,
            no_backorder=n % 2 == 0,
            vat_rate=world.vat,
        )
        for n in range(1, count)
    )
    refresh_listing([first.product_id])
    return f"/p/{first.product.slug}/"


@pytest.mark.parametrize("width", [390, 1280])
def test_every_shape_of_the_page_can_be_read(visitor: Callable[..., Visitor], width: int) -> None:
    world = build_world()
    with_all_there_is(world)
    place(world, world.nora, (world.paper, 3))
    Variant.objects.filter(pk=world.headset.pk).update(stock_quantity=0, no_backorder=True)
    few, many = with_versions(world, 4), with_versions(world, 30)
    stranger, nora = visitor(width=width), visitor(width=width)
    nora.log_in("nora@example.com")
    for who in (stranger, nora):
        for address in (PRODUCT, few, f"{few}?v=L-4-2", many, f"{many}?v=L-30-5", "/p/ly-0650-uc/"):
            who.open(address)
        who.open(many)
        who.page.click("details.versions summary")
        who.look()
    nora.open(f"/p/{world.paper.product.slug}/")
    nora.sees("You bought this last on")


def test_nora_turns_to_another_picture_and_quantity_in_place(
    visitor: Callable[..., Visitor],
) -> None:
    world = build_world()
    with_all_there_is(world)
    nora = visitor()
    nora.log_in("nora@example.com")
    nora.open(PRODUCT)
    page = nora.page
    third = page.locator(".picture-strip a").nth(2)
    picture = third.get_attribute("id")
    third.click()
    page.wait_for_selector(f"#{picture}[aria-current]")
    assert page.url.endswith(PRODUCT)
    assert str(picture).removeprefix("picture-") in str(
        page.locator(".product-picture img").get_attribute("src")
    )
    page.fill("#quantity", "13")
    page.keyboard.press("Tab")
    page.wait_for_selector("#quantity[value='18']")
    nora.sees("18 instead of 13.", "18 bunt = 14 400,00 kr")
    page.locator("[data-step='1']").first.click()
    page.wait_for_selector("#quantity[value='24']")
    nora.look()
    nora.press("Add to cart")
    assert CartLine.objects.get().quantity == 24
