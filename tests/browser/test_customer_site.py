"""A customer's own shop in a browser: opened by staff, come to by a stranger, left by log-in."""

from collections.abc import Callable

import pytest

from catalogue.services.search_index import rebuild_search
from customers.services.sites import close_site
from tests.browser.conftest import Visitor
from tests.prices import list_in_force
from tests.sites import open_site
from tests.world import PASSWORD, World, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(db: None) -> World:
    """The dock is 1 111,00 to Barn och utbildning, and 1 590,00 to everybody else."""
    world = build_world()
    list_in_force(world, "Skolans", world.school, rows=[(world.dock, 1, "1111.00")])
    rebuild_search()
    return world


@pytest.mark.parametrize("width", [1280, 390])
def test_a_stranger_looks_around_there_and_logs_in_to_order(
    world: World, visitor: Callable[..., Visitor], width: int
) -> None:
    site, name = open_site(world, world.school), world.school.name
    stranger = visitor(width=width)
    stranger.open(site.path)
    stranger.sees(name, "Prices of", "1 111,00 kr", "Log in to order")
    stranger.open(f"{site.path}search/?q={world.dock.sku}")
    stranger.sees("1 111,00 kr")
    stranger.open(f"{site.path}c/{world.docks.path}/")
    stranger.page.locator(".product-card .product-name a").first.click()
    stranger.look()
    stranger.sees(name, "1 111,00 kr", "Log in to order")
    assert stranger.page.get_by_role("button", name="Add to cart").count() == 0
    stranger.page.locator("#buy-box").get_by_role("link", name="Log in to order").click()
    stranger.look()
    assert site.path in stranger.page.url
    stranger.page.fill("[name=username]", "otto@example.com")
    stranger.page.fill("[name=password]", PASSWORD)
    stranger.page.click("main button[type=submit]")
    stranger.look()
    assert site.path not in stranger.page.url
    stranger.sees("1 590,00 kr", "Add to cart")
    assert name not in stranger.page.inner_text("body")
    stranger.press("Add to cart")


def test_the_way_out_of_a_site_leads_to_the_shop_itself(
    world: World, visitor: Callable[..., Visitor]
) -> None:
    site = open_site(world, world.school)
    stranger = visitor()
    stranger.open(site.path)
    stranger.press("Leave this shop")
    assert site.path not in stranger.page.url
    stranger.sees("1 590,00 kr")
    close_site(actor=world.actor(world.stina), owner=world.school, seen=site.pk)
    stranger.page.goto(stranger.site + site.path)
    stranger.sees("This address is no longer used")
    stranger.complaints.clear()  # the browser says that it was answered 410
    stranger.look()


@pytest.mark.parametrize("width", [1280, 390])
def test_stina_opens_moves_and_closes_it(
    world: World, visitor: Callable[..., Visitor], width: int
) -> None:
    stina = visitor(width=width)
    stina.log_in("stina@example.com")
    for card in (f"customers/{world.school.pk}", f"groups/{world.norrvik.pk}"):
        stina.open(f"/staff/{card}/site/")
        stina.press("Open the shop")
        stina.sees("The shop is open at", "Close the shop", "Last 30 days")
        stina.page.fill("[name=slug]", f"shop-{card.replace('/', '-')}")
        stina.press("Save the address")
        stina.sees("Earlier addresses", f"/s/shop-{card.replace('/', '-')}/")
        stina.page.fill("[name=slug]", "staff")
        stina.press("Save the address")
        stina.sees("This word is the shop's own. Choose another.")
        stina.open(f"/staff/{card}/site/")
        stina.page.locator(".confirm summary").click()
        stina.press("Close it")
        stina.sees("Its address opens nothing any more.", "Open the shop")
