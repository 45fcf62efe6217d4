"""Every page as every role: its headers, and no code or looks written into it."""

import re

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.views.defaults import server_error

from catalogue.models import PriceList
from core.access.checks import Door, doors
from core.models import OutgoingEmail
from customers.models import PricingTier
from orders.models import Order
from tests.access.roles import VISITORS, may_enter
from tests.access.test_walk import address
from tests.hostile.strings import faults_of
from tests.orders import fill_cart, place
from tests.prices import list_in_force
from tests.world import World

# Only here may a page be kept by others than its reader: nothing of anybody's is in it.
OPEN = {"healthz", "readyz"}
FRAMED_MAIL = "shop:mailbox-html"


def known_objects(world: World, order: Order, who: str) -> dict[str, object]:
    """What to put in an address so that it leads to something that is there."""
    mail = OutgoingEmail.objects.first()
    assert mail is not None
    return {
        "number": order.number,
        "order_id": order.pk,
        "customer_id": world.school.pk,
        "user_id": world.ulla.pk,
        "membership_id": (world.ali if who == "approver" else world.nora).pk,
        "group_id": world.norrvik.pk,
        "address_id": world.school_address.pk,
        "variant_id": world.dock.pk,
        "category_id": world.docks.pk,
        "category_path": "datorer/dockningsstationer",
        "slug": "nd-4012-gb",
        "method_id": world.freight.pk,
        "rate_id": world.vat.pk,
        "mail_id": mail.pk,
        "price_list_id": PriceList.objects.get().pk,
        "tier_id": PricingTier.objects.get().pk,
        "kind": "users",
    }


def pages(world: World, who: str) -> list[Door]:
    """All but the mail that the demo's mailbox frames: it styles itself and runs nothing."""
    return [
        door
        for door in doors()
        if door.name != FRAMED_MAIL
        and "GET" in door.methods
        and may_enter(world, who, str(door.perm))
    ]


@pytest.fixture
def full(world: World) -> World:
    """Something on every page: orders waiting and placed, carts, mail."""
    list_in_force(world, "Norrvik", world.norrvik, rows=[(world.dock, 1, "1580")])
    PricingTier.objects.create(name="Reseller")
    place(world, world.nora, (world.paper, 1))
    place(world, world.nora, (world.dock, 4))
    for who in (world.nora, world.ali, world.greta):
        fill_cart(world.actor(who), (world.dock, 4), (world.paper, 2))
    return world


@pytest.mark.parametrize("who", VISITORS)
def test_no_page_has_code_or_looks_in_it_and_each_keeps_to_its_reader(
    full: World, who: str
) -> None:
    world = full
    order = Order.objects.exclude(approval=None).get()
    client = world.client(VISITORS[who](world))
    wrong, found = [], 0
    for door in pages(world, who):
        url = address(door, **known_objects(world, order, who))
        for headers in ({}, {"HX-Request": "true"}):
            response = client.get(url, headers=headers)
            if "html" in response.get("Content-Type", "") and response.status_code == 200:
                found += 1
                page = response.content.decode()
                wrong += [f"{url}: {fault}" for fault in faults_of(page) if not at_home(fault)]
            wrong += [f"{url}: {fault}" for fault in wrong_headers(door, response.headers)]
    assert not wrong, "\n".join(wrong)
    assert found >= {"anonymous": 14, "no membership": 20}.get(who, 30)


def at_home(fault: str) -> bool:
    """A whole address of our own site, as the mailbox shows it."""
    return fault.endswith("leads away") and f"href={settings.SITE_URL}/" in fault


def test_a_mail_in_the_demos_mailbox_runs_nothing_and_exists_only_there(
    full: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = OutgoingEmail.objects.exclude(body_html="").latest("pk")
    policy = Client().get(f"/mailbox/{mail.pk}/html/")["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "default-src 'none'" in policy
    monkeypatch.setattr(settings, "DEMO_WORLD", False)
    for url in ("/mailbox/", f"/mailbox/{mail.pk}/", f"/mailbox/{mail.pk}/html/"):
        for who in (None, full.stina):
            assert full.client(who).get(url).status_code == 404


def wrong_headers(door: Door, headers: object) -> list[str]:
    got = {name.lower(): value for name, value in headers.items()}  # type: ignore[attr-defined]
    wrong = []
    policy = got.get("content-security-policy", "")
    for needed in ("default-src 'self'", "script-src 'self'", "style-src 'self'"):
        if needed not in policy:
            wrong.append(f"no {needed}")
    if "unsafe" in policy or "*" in policy:
        wrong.append(policy)
    if got.get("x-content-type-options") != "nosniff" or got.get("x-frame-options") != "DENY":
        wrong.append("may be sniffed or framed")
    if door.name not in OPEN:
        kept = got.get("cache-control", "")
        if "private" not in kept and "no-store" not in kept:
            wrong.append(f"cache-control: {kept!r}")
        if "public" in kept or "s-maxage" in kept:
            wrong.append(f"cache-control: {kept!r}")
    return wrong


@pytest.mark.parametrize("url", ["/no-such-page/", "/staff/", "/my/orders/1/", "/p/none/"])
def test_refusals_have_the_same_headers(world: World, url: str) -> None:
    for who in (None, world.nora):
        response = world.client(who).get(url)
        assert "script-src 'self'" in response["Content-Security-Policy"]
        assert "private" in response["Cache-Control"]
        assert not faults_of(response.content.decode())


def test_the_page_of_a_crash_is_ours_and_needs_nothing(world: World) -> None:
    response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert not faults_of(response.content.decode())


def test_two_readers_of_one_page_see_their_own_price(world: World) -> None:
    """The same address, one after the other: nothing of the first is given to the second."""
    world.vestby.discount_percent = 50
    world.vestby.save()
    seen = []
    for who in (world.otto, None, world.nora, world.otto):
        page = world.client(who).get("/p/nd-4012-gb/").content.decode()
        seen.append("795,00" in page)
    assert seen == [True, False, False, True]


def test_the_cookies_cannot_be_read_by_scripts_or_sent_from_elsewhere(world: World) -> None:
    client = Client()
    client.post("/account/login/", {"username": "otto@example.com", "password": "x"})
    client.post("/cart/add/", {"variant": world.paper.pk, "quantity": 1})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_price_hidden_from_strangers_is_on_no_page_of_theirs(world: World) -> None:
    world.shop.anonymous_sees_prices = False
    world.shop.save()
    client = Client()
    client.post("/cart/add/", {"variant": world.dock.pk, "quantity": 2})
    for url in ("/", "/c/datorer/", "/p/nd-4012-gb/", f"/why/{world.dock.pk}/", "/cart/"):
        page = client.get(url).content.decode()
        assert not re.search(r"1\s?590,00|3\s?180,00|1\s?987,50", page.replace("\xa0", " ")), url
    for url in ("/search/?q=nordock", "/search/suggest?q=nordock"):
        assert "1\xa0590,00" not in client.get(url).content.decode()


def test_what_is_limited_to_others_is_on_no_page_of_a_stranger(world: World) -> None:
    """By name, number and picture; also with a cart that was filled before it was limited."""
    client = world.client(world.otto)
    client.post("/cart/add/", {"variant": world.dock.pk, "quantity": 1}, follow=True)
    world.dock.product.audience_id = 1
    world.dock.product.save()
    world.dock.audience_id = 1
    world.dock.save()
    for url in (
        "/p/nd-4012-gb/",
        f"/why/{world.dock.pk}/",
        "/search/?q=ND-4012-GB",
        "/search/suggest?q=ND-4012",
    ):
        page = client.get(url)
        assert b"Dockningsstation Nordock" not in page.content, url
    assert client.post("/checkout/", {}).status_code in {302, 409, 422}
    assert not Order.objects.exists()
