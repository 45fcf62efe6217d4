"""A customer's own site `/s/<slug>/`: its prices before log-in, nothing else of it (N-16, N-17)."""

import html
import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_script_prefix, set_script_prefix

from catalogue.services.search_index import rebuild_search
from catalogue.services.visibility import set_limit_groups
from core.access.menu import MenuItem, may_open, visible_items, way_in
from core.models import OutgoingEmail
from customers.actors import ANONYMOUS, SYSTEM
from customers.links import RESET
from customers.models import Customer, CustomerSite, Segment, ShopSettings
from customers.services.sites import close_site
from customers.sites import standing_in_for
from orders.models import Cart
from tests.prices import list_in_force
from tests.sites import SCHOOL_SLUG, open_site
from tests.world import PASSWORD, World

HOME = f"/s/{SCHOOL_SLUG}/"


def text(client: Client, path: str, status: int = 200, **kwargs: object) -> str:
    response = client.get(path, **kwargs)  # type: ignore[arg-type]
    assert response.status_code == status, (path, response.status_code, response.get("Location"))
    return response.content.decode().replace("\xa0", " ").replace(" ", " ")


@pytest.fixture
def site(world: World) -> CustomerSite:
    """The school's, where the dock is 1 111,00 by its own price list instead of 1 590,00."""
    list_in_force(world, "Skolans", world.school, rows=[(world.dock, 1, "1111.00")])
    rebuild_search()
    return open_site(world, world.school)


def test_a_stranger_sees_the_customers_price_there_and_the_list_price_elsewhere(
    world: World, site: CustomerSite
) -> None:
    slug = world.dock.product.slug
    words = f"search/?q={world.dock.sku}"
    pages = [f"p/{slug}/", f"c/{world.docks.path}/", words, f"why/{world.dock.pk}/", ""]
    for page in pages:
        there, plain = text(Client(), HOME + page), text(Client(), "/" + page)
        assert "1 111,00" in there, page
        assert "1 111,00" not in plain, page
        assert "1 590,00" in plain, page
        assert world.school.name in there
        assert world.school.name not in plain


def test_one_browser_that_goes_to_and_fro_has_each_shops_prices(
    world: World, site: CustomerSite
) -> None:
    """Drawn cards are kept: never one shop's for the other."""
    client, path = Client(), f"c/{world.docks.path}/"
    for _round in range(2):
        assert "1 111,00" in text(client, HOME + path)
        assert "1 111,00" not in text(client, "/" + path)


def test_two_sites_have_each_its_own_prices(world: World, site: CustomerSite) -> None:
    list_in_force(world, "Vestbys", world.vestby, rows=[(world.dock, 1, "1222.00")])
    open_site(world, world.vestby, "vestby-elektro")
    path = f"c/{world.docks.path}/"
    for _round in range(2):
        assert "1 111,00" in text(Client(), HOME + path)
        theirs = text(Client(), "/s/vestby-elektro/" + path)
        assert "1 222,00" in theirs
        assert "1 111,00" not in theirs
        assert SCHOOL_SLUG not in theirs


def test_whoever_logs_in_shops_as_who_they_are(world: World, site: CustomerSite) -> None:
    """Otto of Vestby and Stina of the reseller are led past the school's prices."""
    path = f"p/{world.dock.product.slug}/?quantity=2"
    for who in (world.otto, world.stina, world.nora):
        response = world.client(who).get(HOME + path)
        assert response.status_code == 302
        assert response["Location"] == "/" + path
        assert response["Cache-Control"] == "private, no-store"
    assert "1 111,00" not in text(world.client(world.otto), "/" + path)
    assert "1 111,00" in text(world.client(world.nora), "/" + path)


def test_log_in_at_a_site_leads_to_ones_own_prices(world: World, site: CustomerSite) -> None:
    client, page = Client(), f"p/{world.dock.product.slug}/"
    login = text(client, f"{HOME}account/login/?next={HOME}{page}")
    assert f'value="{HOME}{page}"' in login
    response = client.post(
        f"{HOME}account/login/",
        {"username": "otto@example.com", "password": PASSWORD, "next": HOME + page},
        follow=True,
    )
    assert response.redirect_chain == [(HOME + page, 302), ("/" + page, 302)]
    assert "1 590,00" in response.content.decode().replace("\xa0", " ")


def test_limited_goods_need_log_in_there_too(world: World, site: CustomerSite) -> None:
    """The school's own group may see it; a stranger at the school's site may not (C9)."""
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.norrvik])
    slug, client = world.dock.product.slug, Client()
    assert "1 111,00" in text(world.client(world.nora), f"/p/{slug}/")
    text(client, f"{HOME}p/{slug}/", 404)
    text(client, f"{HOME}why/{world.dock.pk}/", 404)
    for page in ("", f"c/{world.docks.path}/", "search/?q=dock", "search/suggest?q=dock"):
        assert slug not in text(client, HOME + page), page


def test_the_setting_that_hides_prices_from_strangers_does_not_hide_a_sites(
    world: World, site: CustomerSite
) -> None:
    ShopSettings.objects.update(anonymous_sees_prices=False)
    path = f"p/{world.dock.product.slug}/"
    assert "1 111,00" in text(Client(), HOME + path)
    plain = text(Client(), "/" + path)
    assert "1 590,00" not in plain
    assert "1 111,00" not in plain


def test_every_link_and_form_of_a_site_stays_there(world: World, site: CustomerSite) -> None:
    for page in ("", f"p/{world.dock.product.slug}/", f"c/{world.docks.path}/", "account/login/"):
        found = text(Client(), HOME + page)
        for mark in ('href="/', 'action="/', 'hx-get="/', 'src="/'):
            for part in found.split(mark)[1:]:
                address = "/" + part.partition('"')[0]
                stays = address.startswith((HOME, "/static/"))
                assert stays or address == "/", (page, address)
        assert ">Add" not in found
        assert "cart" not in found.partition("<body")[2].lower().replace("icon-cart", "")


def test_a_stranger_orders_nothing_there(world: World, site: CustomerSite) -> None:
    client = Client()
    page = text(client, f"{HOME}p/{world.dock.product.slug}/")
    assert f"{HOME}account/login/?next=" in page
    assert "Log in to order" in page
    posted = {"variant": world.dock.pk, "quantity": "1"}
    assert client.post(f"{HOME}cart/add/", posted).status_code == 404
    assert not Cart.objects.exists()
    for door in ("cart/", "checkout/", "quick-order/", "my/", "my/orders/", "assortment/"):
        response = client.get(HOME + door)
        assert response.status_code == 302, door
        assert response["Location"].startswith(f"{HOME}account/login/?next=%2Fs%2F"), door


def test_what_is_no_part_of_a_shop_is_not_there(world: World, site: CustomerSite) -> None:
    client = Client()
    for door in ("staff/", "staff/customers/", "healthz", "readyz", "s/other/", "static/x", "x/"):
        text(client, HOME + door, 404)
    response = client.get(HOME + "newsletter/")
    assert (response.status_code, response["Location"]) == (302, "/newsletter/")


def test_no_address_leads_to_another_host(world: World, site: CustomerSite) -> None:
    for client in (Client(), world.client(world.nora)):
        for path in ("//evil.example/", "/%5Cevil.example/", "//evil.example/newsletter/"):
            response = client.get(f"/s/{SCHOOL_SLUG}{path}")
            location = response.get("Location", "/")
            assert location.startswith("/"), path
            assert not location.startswith(("//", "/\\")), path


def test_without_its_last_slash_the_address_leads_to_the_site(
    world: World, site: CustomerSite
) -> None:
    client = Client()
    assert client.get(HOME.rstrip("/"))["Location"] == HOME
    assert client.get(HOME.upper().replace("/S/", "/s/") + "search/?q=x")["Location"] == (
        f"{HOME}search/?q=x"
    )
    assert client.get(f"{HOME}search")["Location"] == f"{HOME}search/"


def test_an_unknown_address_is_404_and_a_closed_one_410(world: World, site: CustomerSite) -> None:
    assert "not here" in text(Client(), "/s/never-given/", 404)
    close_site(actor=world.actor(world.stina), owner=world.school, seen=site.pk)
    for page in ("", f"p/{world.dock.product.slug}/", "account/login/"):
        gone = text(Client(), HOME + page, 410)
        assert "no longer used" in gone
        assert 'href="/"' in gone
        assert world.school.name not in gone
    text(world.client(world.nora), HOME, 410)


def test_a_customer_that_is_inactive_or_gone_has_no_shop(world: World, site: CustomerSite) -> None:
    world.school.is_active = False
    world.school.save()
    text(Client(), HOME, 410)
    CustomerSite.objects.update(customer=None)
    text(Client(), HOME, 410)


def test_another_address_closes_the_one_before(world: World, site: CustomerSite) -> None:
    open_site(world, world.school, "barn-och-utbildning")
    text(Client(), HOME, 410)
    assert "1 111,00" in text(Client(), f"/s/barn-och-utbildning/p/{world.dock.product.slug}/")


def test_a_groups_site_has_what_any_member_of_it_pays(world: World) -> None:
    """Group price and group discount; nothing of a single customer's, whichever it is."""
    first = Customer.objects.create(pk=1, number="1", name="Den första", main_group=world.norrvik)
    list_in_force(world, "Förstas", first, rows=[(world.dock, 1, "555.00")])
    world.norrvik.discount_percent = Decimal("10")
    world.norrvik.save()
    list_in_force(world, "Kommunens", world.norrvik, rows=[(world.headset, 1, "1000.00")])
    list_in_force(world, "Skolans", world.school, rows=[(world.dock, 1, "1111.00")])
    open_site(world, world.norrvik, "norrviks-kommun")
    there = "/s/norrviks-kommun/"
    assert "900,00" in text(Client(), f"{there}p/{world.headset.product.slug}/")
    dock = text(Client(), f"{there}p/{world.dock.product.slug}/")
    assert "1 431,00" in dock
    assert "1 111,00" not in dock
    assert not Customer.objects.filter(pk=standing_in_for(world.norrvik, country="SE").pk).exists()


def test_why_tells_a_stranger_no_name_of_an_agreement(world: World, site: CustomerSite) -> None:
    list_in_force(world, "Hemliga listan", world.norrvik, rows=[(world.dock, 1, "1333.00")])
    own = text(world.client(world.nora), f"/why/{world.dock.pk}/")
    assert f"({world.norrvik.name})" in own
    there = text(Client(), f"{HOME}why/{world.dock.pk}/")
    assert "1 111,00" in there
    assert world.norrvik.name not in there
    assert "1 333,00" not in there
    assert "did not apply" not in there


def test_why_names_no_segment_by_which_a_stranger_pays_less(
    world: World, site: CustomerSite
) -> None:
    segment = Segment.objects.create(name="Hemliga skolor")
    segment.customers.add(world.school)
    list_in_force(world, "Skolavtalet", segment, rows=[(world.headset, 1, "777.00")])
    assert "(Hemliga skolor)" in text(world.client(world.nora), f"/why/{world.headset.pk}/")
    there = text(Client(), f"{HOME}why/{world.headset.pk}/")
    assert "777,00" in there
    assert "Hemliga" not in there
    assert "Skolavtalet" not in there


def test_which_doors_open_is_the_same_below_a_site(world: World) -> None:
    """They are looked up once, whichever prefix the first page that asks is below."""
    before = get_script_prefix()
    for prefix in (HOME, before, "/s/another-0000/"):
        set_script_prefix(prefix)
        try:
            assert may_open(ANONYMOUS, "shop:search")
            assert not may_open(ANONYMOUS, "my:overview")
            assert way_in(ANONYMOUS, "shop:price-why", variant_id=7) == f"{prefix}why/7/"
            shown = visible_items(
                ANONYMOUS, [MenuItem("x", "shop:search")], path=f"{prefix}search/"
            )
            assert [(item.url, item.is_current) for item in shown] == [(f"{prefix}search/", True)]
        finally:
            set_script_prefix(before)


def test_no_cache_keeps_a_page_of_a_site_and_no_engine_lists_it(
    world: World, site: CustomerSite
) -> None:
    gone = f"look/{'0' * 32}.css"
    pages = (("", 200), ("account/login/", 200), ("x/", 404), ("cart/", 302), (gone, 404))
    for page, status in pages:
        response = Client().get(HOME + page)
        assert response.status_code == status
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in text(Client(), HOME)
    plain = Client().get("/")
    assert "private" in plain["Cache-Control"]
    assert not plain.has_header("X-Robots-Tag")


def test_the_language_is_chosen_without_leaving(world: World, site: CustomerSite) -> None:
    client = Client()
    response = client.post(f"{HOME}account/language/", {"language": "sv", "next": HOME})
    assert response["Location"] == HOME
    assert 'lang="sv"' in text(client, HOME)


def test_what_a_page_of_a_site_costs_more_than_the_shops_own(
    world: World, site: CustomerSite
) -> None:
    """Whose address it is, and its prices; once a visit the counting."""
    client, arrived = Client(), {"referer": f"http://testserver{HOME}"}
    for page in ("", f"p/{world.dock.product.slug}/", f"c/{world.docks.path}/"):
        costs = []
        for path in ("/" + page, HOME + page):
            client.get(path, headers=arrived)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path, headers=arrived).status_code == 200
            costs.append(len(asked))
        assert costs[1] - costs[0] <= 3, (page, costs)
        with CaptureQueriesContext(connection) as asked:
            client.get(HOME + page)
        assert len(asked) == costs[1] + 1


def test_every_page_that_can_be_walked_to_is_whole_and_the_sites_own(
    world: World, site: CustomerSite
) -> None:
    """Every link from the front page on, until there are no new ones."""
    waiting, seen = [HOME], set[str]()
    client = Client()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        response = client.get(path)
        assert response.status_code in {200, 302}, path
        if response.status_code == 302:
            leads = ("/newsletter/", "/mailbox/", f"{HOME}account/login/")
            assert response["Location"].startswith(leads), path
            continue
        if response.streaming or "html" not in response["Content-Type"]:
            continue
        page = response.content.decode()
        assert world.norrvik.name not in page, path
        assert response["Cache-Control"] == "private, no-store"
        links = re.findall(r'(?:href|hx-get)="(/[^"#]*)', page)
        found = {html.unescape(link) for link in links}
        assert all(link.startswith((HOME, "/static/", "/look/")) or link == "/" for link in found)
        waiting += sorted(link for link in found - seen - set(waiting) if link.startswith(HOME))
    assert f"{HOME}p/{world.dock.product.slug}/" in {each.partition("?")[0] for each in seen}
    assert f"{HOME}account/login/" in seen
    assert len(seen) > 15


HOST = "shop.skolan.example"


@pytest.fixture
def hosted(world: World, site: CustomerSite, settings: Any) -> CustomerSite:
    settings.ALLOWED_HOSTS = ["testserver", HOST]
    return open_site(world, world.school, host=HOST)


def test_a_host_of_its_own_opens_the_same_shop(world: World, hosted: CustomerSite) -> None:
    client = Client(HTTP_HOST=HOST)
    page = f"/p/{world.dock.product.slug}/"
    assert "1 111,00" in text(client, page)
    assert client.get(page)["Cache-Control"] == "private, no-store"
    assert client.get("/cart/")["Location"] == "/account/login/?next=%2Fcart%2F"
    assert client.post("/cart/add/", {"variant": world.dock.pk, "quantity": 1}).status_code == 404
    assert client.get("/newsletter/")["Location"] == "http://testserver/newsletter/"
    text(client, "/staff/", 404)
    assert 'href="http://testserver/"' in text(client, "/")
    assert "1 111,00" not in text(Client(), page)


def test_who_logs_in_at_the_host_stays_there_as_who_they_are(
    world: World, hosted: CustomerSite
) -> None:
    client, page = Client(HTTP_HOST=HOST), f"/p/{world.dock.product.slug}/"
    posted = {"username": "otto@example.com", "password": PASSWORD, "next": page}
    response = client.post("/account/login/", posted, follow=True)
    assert response.redirect_chain == [(page, 302)]
    assert "1 590,00" in response.content.decode().replace("\xa0", " ")
    assert "Add to cart" in response.content.decode()


def test_the_host_of_a_closed_site_is_410(world: World, hosted: CustomerSite) -> None:
    close_site(actor=world.actor(world.stina), owner=world.school, seen=hosted.pk)
    client = Client(HTTP_HOST=HOST)
    assert 'href="http://testserver/"' in text(client, "/", 410)
    text(client, f"/p/{world.dock.product.slug}/", 410)
    assert client.get("/healthz").status_code == 200


def test_a_host_that_the_server_does_not_allow_opens_nothing(
    world: World, hosted: CustomerSite, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    assert Client(HTTP_HOST=HOST).get("/").status_code == 400


def test_what_is_mailed_from_a_site_leads_to_the_shop_itself(
    world: World, site: CustomerSite
) -> None:
    """An address in a mail or on a printed code holds also when the site is closed one day."""
    client = Client()
    link = urlsplit(RESET.token_for(world.otto.user)).path
    client.get(f"{HOME}account/reset/{link}/", follow=True)
    new = "a-long-enough-word-2026"
    response = client.post(f"{HOME}account/choose-password/", {"new": new, "again": new})
    assert response["Location"] == f"{HOME}account/login/"
    mails = OutgoingEmail.objects.filter(to_address="otto@example.com")
    assert mails.exists()
    for mail in mails:
        assert SCHOOL_SLUG not in mail.body_text + mail.body_html
