"""The storefront in a customer's own look: whose, with which pictures, at which cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.models import GraphicalProfile, ProfilePicture
from tests.services.customers.test_profiles import RED, YELLOW, png, published
from tests.sites import SCHOOL_SLUG, open_site
from tests.uploads import sent
from tests.world import World


@pytest.fixture
def yellow(world: World) -> GraphicalProfile:
    return published(
        world.actor(world.stina),
        world.school,
        YELLOW,
        logo=sent("logo.png", png()),
        banner=sent("banner.png", png(1200, 300, "#332211")),
    )


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


PAGES = ("/", "/c/datorer/", "/cart/", "/quick-order/", "/my/", "/search/?q=x")


def test_nora_sees_her_customers_look_on_every_page(world: World, yellow: GraphicalProfile) -> None:
    nora = world.client(world.nora)
    for url in PAGES:
        text = page(nora, url)
        assert f'<link rel="stylesheet" href="/look/{yellow.digest}.css">' in text, url
        assert 'alt="Barn och utbildning"' in text, url
    home = page(nora, "/")
    assert "Frågor: Lisa, 070-555 01 22." in home
    assert f'src="/look/pictures/{yellow.banner.sha256}"' in home  # type: ignore[union-attr]
    assert "Purchasing at" in home


def test_otto_and_a_stranger_see_nothing_of_it(world: World, yellow: GraphicalProfile) -> None:
    for who in (world.otto, None, world.sam, world.ulla):
        client = world.client(who)
        for url in ("/", "/c/datorer/", "/account/login/"):
            text = client.get(url, follow=True).content.decode()
            assert "/look/" not in text
            assert "070-555 01 22" not in text


def test_otto_keeps_his_own(world: World, yellow: GraphicalProfile) -> None:
    own = published(world.actor(world.stina), world.vestby, RED)
    text = page(world.client(world.otto), "/")
    assert f"/look/{own.digest}.css" in text
    assert yellow.digest not in text


def test_staff_who_act_as_nora_see_hers_and_not_their_preview(
    world: World, yellow: GraphicalProfile
) -> None:
    client = world.client(world.stina)
    values = {"brand_colour": "#00FF00", "stamp": "", "do": "preview"}
    client.post(f"/staff/customers/{world.vestby.pk}/profile/", values)
    assert yellow.digest not in page(client, "/")
    client.post(f"/acting/become/{world.nora.pk}/")
    text = page(client, "/")
    assert "you act as" in text
    assert yellow.digest in text
    assert "Preview of" not in text


def test_the_stylesheet_is_kept_for_good_and_holds_nothing_but_colours(
    world: World, yellow: GraphicalProfile
) -> None:
    response = Client().get(f"/look/{yellow.digest}.css")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    text = response.content.decode()
    assert "--head-bg: #1F1F1F;" in text
    assert "--brand: #856500;" in text
    for other in ("no-such", "0" * 32, yellow.digest[:-1], f"{yellow.digest}%00"):
        assert Client().get(f"/look/{other}.css").status_code == 404


def test_another_look_has_another_address(world: World, yellow: GraphicalProfile) -> None:
    old = yellow.digest
    again = published(world.actor(world.stina), world.school, RED)
    assert again.digest != old
    assert Client().get(f"/look/{again.digest}.css").status_code == 200


def test_pictures_are_handed_out_by_their_content_and_nothing_runs_in_them(
    world: World, yellow: GraphicalProfile
) -> None:
    for picture in ProfilePicture.objects.all():
        response = Client().get(f"/look/pictures/{picture.sha256}")
        assert response["Content-Type"] in {"image/png", "image/webp"}
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response.content == bytes(picture.content)
    assert Client().get("/look/pictures/no-such").status_code == 404


def test_a_look_costs_no_query(world: World) -> None:
    """It comes with what every page of a member asks anyway."""
    client = world.client(world.nora)
    counts: list[list[int]] = []
    for has_look in (False, True):
        if has_look:
            published(world.actor(world.stina), world.school, YELLOW)
        client.get("/c/datorer/")
        counts.append([])
        for url in PAGES:
            with CaptureQueriesContext(connection) as asked:
                page(client, url)
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]


def test_a_stranger_is_asked_nothing(world: World, yellow: GraphicalProfile) -> None:
    client = Client()
    client.get("/account/login/")
    with CaptureQueriesContext(connection) as asked:
        page(client, "/account/login/")
    looks = [query["sql"] for query in asked if "graphicalprofile" in query["sql"]]
    assert [sql for sql in looks if 'FROM "customers_shopsettings"' not in sql] == []


def test_a_stranger_at_the_schools_own_site_sees_its_look(
    world: World, yellow: GraphicalProfile
) -> None:
    """Before log-in, and at the log-in too; the plain shop and another's site keep theirs."""
    open_site(world, world.school)
    open_site(world, world.vestby, "vestby-elektro")
    stranger = Client()
    for url in (f"/s/{SCHOOL_SLUG}/", f"/s/{SCHOOL_SLUG}/c/datorer/"):
        text = page(stranger, url)
        # Its parts are fetched at the shop itself, where a cache may keep them.
        assert f'href="/look/{yellow.digest}.css"' in text
        assert f'src="/look/pictures/{yellow.logo.sha256}"' in text  # type: ignore[union-attr]
    log_in = page(stranger, f"/s/{SCHOOL_SLUG}/account/login/")
    assert yellow.digest in log_in
    assert 'alt="Barn och utbildning"' in log_in
    for url in ("/", "/s/vestby-elektro/", "/account/login/"):
        assert "/look/" not in page(stranger, url)


def test_a_groups_site_has_the_groups_look(world: World) -> None:
    red = published(world.actor(world.stina), world.norrvik, RED)
    open_site(world, world.norrvik, "norrviks-kommun")
    open_site(world, world.care, "omsorg-norrvik")
    assert red.digest in page(Client(), "/s/norrviks-kommun/")
    assert red.digest in page(Client(), "/s/omsorg-norrvik/")  # inherited


def test_otto_at_the_schools_site_keeps_his_own(world: World, yellow: GraphicalProfile) -> None:
    open_site(world, world.school)
    response = world.client(world.otto).get(f"/s/{SCHOOL_SLUG}/", follow=True)
    assert yellow.digest not in response.content.decode()
