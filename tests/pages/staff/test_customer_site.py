"""The tab "Own shop" on the cards of customers and groups (N-16)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core.reasons import Refused
from customers.models import Customer, CustomerGroup, CustomerSite
from customers.sites import random_slug, slug_fits
from tests.hostile.strings import NUL, OWN, faults_of, naughty
from tests.sites import SCHOOL_SLUG, open_site
from tests.teams import make_teams
from tests.world import World

Post = Callable[..., Any]


def tab(owner: Customer | CustomerGroup) -> str:
    return f"/staff/{'customers' if isinstance(owner, Customer) else 'groups'}/{owner.pk}/site/"


def main(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    text = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]


@pytest.fixture
def staff(world: World) -> Client:
    return world.client(world.stina)


def test_stina_opens_a_shop_at_the_suggested_address(world: World, staff: Client) -> None:
    for owner in (world.school, world.norrvik):
        page = main(staff, tab(owner))
        suggested = page.partition('name="slug" value="')[2].partition('"')[0]
        assert slug_fits(suggested).allowed
        response = staff.post(tab(owner), {"slug": suggested, "host": "", "seen": ""})
        assert response.status_code == 302
        opened = main(staff, tab(owner))
        assert f'value="http://testserver/s/{suggested}/"' in opened
        assert "Close the shop" in opened
        assert Client().get(f"/s/{suggested}/").status_code == 200
        assert main(staff, tab(owner).replace("site/", "")).count("Own shop")


def test_another_address_is_saved_and_the_first_told_as_closed(world: World, staff: Client) -> None:
    site = open_site(world, world.school)
    posted = {"slug": "skolans-shop", "host": "shop.skolan.example", "seen": site.pk}
    assert staff.post(tab(world.school), posted).status_code == 302
    page = main(staff, tab(world.school))
    assert "/s/skolans-shop/" in page
    assert f"/s/{SCHOOL_SLUG}/" in page.partition("Earlier addresses")[2]
    assert "https://shop.skolan.example/" in page


def test_an_address_of_anothers_is_refused_at_its_field_and_nothing_is_lost(
    world: World, staff: Client
) -> None:
    open_site(world, world.school)
    posted = {"slug": SCHOOL_SLUG, "host": "shop.vestby.example", "seen": ""}
    response = staff.post(tab(world.vestby), posted)
    page = response.content.decode()
    assert response.status_code == 200
    assert "never given to another" in page
    assert 'id="id_slug_error"' in page
    assert 'value="shop.vestby.example"' in page
    assert world.school.name not in page
    assert not CustomerSite.objects.filter(customer=world.vestby).exists()


def test_stina_closes_the_shop(world: World, staff: Client) -> None:
    site = open_site(world, world.school)
    assert staff.post(tab(world.school), {"close": site.pk}).status_code == 302
    assert Client().get(site.path).status_code == 410
    assert "Open the shop" in main(staff, tab(world.school))
    again = staff.post(tab(world.school), {"close": site.pk}, follow=True)
    assert "Look once more" in again.content.decode()


def test_who_saves_over_a_colleagues_change_is_told(world: World, staff: Client) -> None:
    site = open_site(world, world.school)
    open_site(world, world.school, "skolans-shop")
    response = staff.post(tab(world.school), {"slug": "min-shop", "host": "", "seen": site.pk})
    assert response.status_code == 200
    assert "Look once more" in response.content.decode()
    assert not CustomerSite.objects.filter(slug="min-shop").exists()


def test_visits_stand_there_and_a_stranger_who_walks_around_is_one(
    world: World, staff: Client
) -> None:
    site = open_site(world, world.school)
    stranger = Client()
    stranger.get(site.path)
    here = {"referer": f"http://testserver{site.path}"}
    stranger.get(f"{site.path}c/{world.docks.path}/", headers=here)
    stranger.get(f"{site.path}search/suggest?q=x", headers={"hx-request": "true"})
    stranger.get(f"{site.path}nothing/")
    stranger.get(site.path, headers={"referer": "http://testserver/"})
    world.client(world.nora).get(site.path)
    page = main(staff, tab(world.school))
    assert "<dt>Last 30 days</dt><dd>2</dd>" in page
    assert page.count("<tr>") == 31


def test_another_teams_shop_is_not_seen_nor_opened(world: World) -> None:
    make_teams(world)
    sam = world.client(world.sam)
    assert sam.get(tab(world.school)).status_code == 404
    assert sam.post(tab(world.school), {"slug": "mine-now", "seen": ""}).status_code == 404
    assert sam.get(tab(world.vestby)).status_code == 200
    assert not CustomerSite.objects.exists()


def test_naughty_addresses_are_refused_and_never_raw(world: World, staff: Client) -> None:
    texts = [*OWN, NUL, *naughty()[::3]]
    wrong = []
    for text in texts:
        for posted in (
            {"slug": text, "host": "", "seen": ""},
            {"slug": random_slug(), "host": text},
        ):
            response = staff.post(tab(world.school), posted)
            faults = faults_of(response.content.decode()) if response.status_code == 200 else []
            if response.status_code not in (200, 302) or faults:
                wrong.append((text[:60], response.status_code, faults))
            for site in CustomerSite.objects.all():
                assert not isinstance(slug_fits(site.slug), Refused)
            CustomerSite.objects.all().delete()
    assert not wrong, wrong[:10]


def test_what_the_tab_costs(
    world: World, staff: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    open_site(world, world.school)
    for number in range(5):
        open_site(world, world.school, f"skolan-{number}")
    open_site(world, world.norrvik, "norrvik")
    for owner, queries in ((world.school, 9), (world.norrvik, 9)):
        staff.get(tab(owner))
        with django_assert_num_queries(queries):
            staff.get(tab(owner))
