"""Goods, prices and the buyers' tools in a browser: every page that stands, at both widths."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from catalogue.models import PriceList, ProductDocument, ProductImage
from catalogue.pricing.proposed import ProposedRow
from catalogue.services.assortments import ItemDraft, create_assortment, put_in_assortment
from catalogue.services.own_numbers import set_own_number
from catalogue.services.product_documents import add_product_document
from catalogue.services.product_pictures import add_picture
from catalogue.services.relations import relate_product
from catalogue.services.staged_prices import stage_prices
from catalogue.services.tiers import save_tier
from core.access.checks import doors
from tests.browser.conftest import Visitor
from tests.orders import place
from tests.prices import list_in_force
from tests.uploads import pdf, picture
from tests.world import World, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OURS = re.compile(
    r"staff/(products|categories|assortments|filters|price-lists|pricing-tiers|past-prices"
    r"|variants|discount-impact|customers/<int:customer_id>/prices)/"
)
NO_PAGES = {  # files, and a finder that only leads on
    "staff:picture-file",
    "staff:product-document-file",
    "staff:price-list-impact-download",
    "staff:discount-impact-download",
    "staff:price-list-find",
    "staff:customer-price-find",
}


def with_goods_and_prices(world: World) -> dict[str, object]:
    """Something on every page; what the addresses of the pages ask for, by name."""
    stina = world.actor(world.stina)
    product = world.dock.product
    agreed = create_assortment(actor=stina, name="Avtal 2026", holders=[world.norrvik])
    put_in_assortment(
        actor=stina, assortment=agreed, items=[ItemDraft(world.paper, Decimal("249.00"))]
    )
    prices = list_in_force(
        world, "Norrvik", world.norrvik, rows=[(world.dock, 1, "1490.00"), (world.dock, 10, "1390")]
    )
    stage(world, prices)
    set_own_number(actor=stina, variant=world.dock, owner=world.school, number="SKOLA-7")
    relate_product(actor=stina, product=product, other=world.headset)
    add_product_document(actor=stina, product=product, file=ContentFile(pdf(), name="Datablad.pdf"))
    add_picture(actor=stina, product=product, file=ContentFile(picture("PNG")), name="dock.png")
    place(world, world.nora, (world.dock, 2), (world.paper, 3))
    return {
        "assortment_id": agreed.pk,
        "buyer_id": world.norrvik.pk,
        "category_id": world.docks.pk,
        "customer_id": world.school.pk,
        "document_id": ProductDocument.objects.get().pk,
        "image_id": ProductImage.objects.get().pk,
        "kind": "group",
        "list_id": prices.pk,
        "price_list_id": prices.pk,
        "product_id": product.pk,
        "tier_id": save_tier(actor=stina, name="Reseller", discount_percent=Decimal(12)).pk,
        "variant_id": world.dock.pk,
    }


def stage(world: World, prices: PriceList) -> None:
    stage_prices(
        actor=world.actor(world.stina),
        price_list=prices,
        rows=[ProposedRow(prices.pk, world.dock.pk, 1, Decimal("1549.00"))],
    )


def pages_of_staff(ids: dict[str, object]) -> Iterator[str]:
    """Every page of goods and prices; an address that asks for something unknown stops here."""
    for door in doors():
        if "GET" in door.methods and OURS.match(door.address) and door.name not in NO_PAGES:
            yield "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(ids[found.group(1)]), door.address)


@pytest.mark.parametrize("width", [390, 1280])
def test_stina_opens_every_page_of_goods_and_prices(
    visitor: Callable[..., Visitor], width: int
) -> None:
    """axe, the policy and the width of the window are looked at on each."""
    world = build_world()
    pages = sorted(pages_of_staff(with_goods_and_prices(world)))
    assert len(pages) >= 45, pages
    stina = visitor(width=width)
    stina.log_in("stina@example.com")
    for page in [
        *pages,
        f"/staff/past-prices/?customer={world.school.number}&article={world.dock.sku}&quantity=10",
        f"/staff/customers/{world.school.pk}/prices/?article={world.dock.sku}&quantity=10",
        "/staff/products/?q=finnsinte",
        "/staff/categories/?flat=1",
        f"/staff/discount-impact/group/{world.norrvik.pk}/?percent=20",
    ]:
        stina.open(page)
        assert stina.page.locator("h1").count() == 1, page


@pytest.mark.parametrize("width", [390, 1280])
def test_nora_opens_every_page_where_she_finds_goods(
    visitor: Callable[..., Visitor], width: int
) -> None:
    world = build_world()
    with_goods_and_prices(world)
    nora = visitor(width=width)
    nora.log_in("nora@example.com")
    for page in [
        "/c/datorer/",
        "/c/datorer/?view=rows",
        "/search/",
        "/search/?q=dock",
        "/search/?q=finnsinte",
        "/assortment/",
        "/quick-order/",
        "/quick-order/form/",
        "/my/bought/",
        "/my/labels/",
        f"/r/{world.dock.sku}/",
    ]:
        nora.open(page)
        assert nora.page.locator("h1").count() == 1, page


@pytest.mark.parametrize("width", [390, 1280])
def test_nora_reads_a_verdict_on_each_line_she_pastes(
    visitor: Callable[..., Visitor], width: int
) -> None:
    world = build_world()
    with_goods_and_prices(world)
    nora = visitor(width=width)
    nora.log_in("nora@example.com")
    nora.open("/quick-order/")
    nora.press("Check the lines")
    nora.sees("There is no line to look at.")

    nora.page.fill("[name=pasted]", f"{world.dock.sku}\t2\nSKOLA-7 1\nFINNS-EJ 3")
    nora.press("Check the lines")
    nora.sees("Can be ordered", "No item with this number is available to you.")
    nora.press("Add 1 line to the cart")
    assert nora.page.input_value("[name=code-0]") == "FINNS-EJ"


def test_a_phone_leads_to_quick_order(visitor: Callable[..., Visitor]) -> None:
    build_world()
    nora = visitor(width=390)
    nora.log_in("nora@example.com")
    nora.open("/")
    nora.page.locator("details.only-phone > summary").click()
    nora.page.get_by_role("link", name="Quick order").click()
    nora.page.wait_for_url("**/quick-order/")


def test_what_she_picks_at_the_bottom_is_what_she_changes(
    visitor: Callable[..., Visitor],
) -> None:
    """The bulk bar counts, the form asks, and nothing changes before she has seen what does."""
    world = build_world()
    with_goods_and_prices(world)
    stina = visitor()
    stina.log_in("stina@example.com")
    stina.open("/staff/products/")
    for variant in (world.dock, world.paper):
        stina.page.check(f"input[name=pick][value='{variant.product_id}']")
    stina.press("Change the picked")
    stina.sees("Change 2 products")
    stina.page.fill("[name=brand]", "Fjällbit")
    stina.press("See what changes")
    stina.sees("Nordock", "Fjällbit")
