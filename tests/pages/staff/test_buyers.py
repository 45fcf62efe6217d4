"""Customer profiles in one place, and which sections of My pages buyers have (U-01, U-25)."""

import pytest
from pytest_django import DjangoAssertNumQueries

from customers.errors import NotPermitted
from customers.models import ShopSettings
from customers.my_sections import Section
from customers.services.my_sections import show_sections
from tests.pages.reading import read
from tests.world import World

PAGE = "/staff/buyers/"
SECTIONS = "/staff/settings/my-pages/"


def test_stina_finds_all_that_is_done_with_customer_profiles_on_one_page(world: World) -> None:
    client = world.client(world.stina)
    page = read(client, PAGE)
    for word in ("Manage", "Import", "Export", "Pricing tiers", "Loyalty", "Settings"):
        assert word in page.text, word
    assert "Send password notice" in page.text
    assert "Legacy" not in page.text
    ways = {
        *("/staff/customers/", "/staff/users/", "/staff/imports/", "/staff/exports/"),
        *("/staff/pricing-tiers/", "/staff/notices/", "/staff/settings/", SECTIONS),
    }
    assert ways <= set(page.links), ways - set(page.links)
    for url in ways:
        assert client.get(url).status_code == 200, url
    assert PAGE in client.get("/staff/").content.decode()


def test_sam_sees_only_what_he_may_open_and_nora_nothing(world: World) -> None:
    page = read(world.client(world.sam), PAGE)
    assert SECTIONS not in page.links
    assert "/staff/customers/" in page.links
    assert world.client(world.nora).get(PAGE).status_code == 403


def test_what_the_shop_does_not_use_is_not_there(world: World) -> None:
    ShopSettings.objects.update(closed_add_ons=[2001, 2004])
    page = read(world.client(world.stina), PAGE)
    assert "Points on orders" not in page.text
    assert "/staff/applications/" not in page.links


def test_the_page_asks_nothing_of_its_own(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = world.client(world.stina)
    client.get(PAGE)
    with django_assert_num_queries(5):
        client.get(PAGE)


def test_stina_takes_sections_off_my_pages_and_puts_them_back(world: World) -> None:
    stina, nora = world.client(world.stina), world.client(world.nora)
    form = {section.value: "on" for section in Section}
    del form["lists"], form["away"]
    answer = stina.post(SECTIONS, form)
    assert answer["Location"] == SECTIONS
    assert ShopSettings.objects.get().hidden_sections == ["lists", "away"]
    page = read(stina, SECTIONS)
    assert "My pages show what you ticked." in page.text
    my = nora.get("/my/").content.decode()
    assert "/my/lists/" not in my
    assert "/my/bought/" in my
    stina.post(SECTIONS, form | {"lists": "on", "away": "on"})
    assert "/my/lists/" in nora.get("/my/").content.decode()


def test_nobody_else_says_which_sections_there_are(world: World) -> None:
    for who in (world.sam, world.greta):
        assert world.client(who).post(SECTIONS, {}).status_code == 403
        with pytest.raises(NotPermitted):
            show_sections(actor=world.actor(who), shown=[])
    assert ShopSettings.objects.get().hidden_sections == []
