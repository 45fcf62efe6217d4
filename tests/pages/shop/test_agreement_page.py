"""The agreement assortment, and those who see nothing else."""

from django.test import Client

from catalogue.models import (
    Variant,
)
from catalogue.selectors.assortments import agreement_page
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from tests.pages.reading import read
from tests.pages.shop.browsing import PRODUCT, agree, sees_only_the_agreement
from tests.world import World, make_product


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
