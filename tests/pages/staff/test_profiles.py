"""The graphical profile in the back office: written, previewed on real pages, published."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from customers.models import GraphicalProfile
from customers.selectors.profiles import profiles_of
from tests.services.customers.test_profiles import RED, YELLOW, png, published
from tests.teams import make_teams
from tests.uploads import sent
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def staff(world: World) -> Client:
    return world.client(world.stina)


def main(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    text = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def address(world: World) -> str:
    return f"/staff/customers/{world.school.pk}/profile/"


def stamp_of(world: World) -> str:
    draft = profiles_of(world.school).draft
    return draft.stamp if draft else ""


def send(client: Client, world: World, do: str = "save", **fields: object) -> Any:
    values = {"brand_colour": "#FFC400", "stamp": stamp_of(world), "do": do, **fields}
    return client.post(address(world), values)


def test_stina_writes_a_look_and_reads_what_becomes_of_it(world: World, staff: Client) -> None:
    response = send(staff, world, header_colour="1f1f1f", welcome_title="Välkommen")
    assert response.headers["Location"] == address(world)
    page = main(staff, address(world))
    for words in (
        'value="#1F1F1F"',
        "We darkened your yellow for links so it can be read.",
        "#856500 on #FFFFFF",
        "5.44",
        "is saved. Nobody but staff sees it yet.",
        "Draft saved",
        "Stina Falk",
    ):
        assert words in page
    assert 'style="' not in page
    draft = GraphicalProfile.objects.get()
    sample = staff.get(f"/staff/profiles/{draft.digest}.css")
    assert sample.status_code == 200
    assert "--head-bg: #1F1F1F;" in sample.content.decode()
    assert world.client(world.nora).get(f"/staff/profiles/{draft.digest}.css").status_code == 403


def test_no_colour_is_refused_and_what_is_none_keeps_all_that_was_written(
    world: World, staff: Client
) -> None:
    for colour in ("#ffffff", "000", "39FF14"):
        assert send(staff, world, brand_colour=colour).status_code == 302
    page = send(staff, world, brand_colour="gul", welcome_title="Hej hej").content.decode()
    assert "Write the colour as #" in page
    assert 'value="gul"' in page
    assert 'value="Hej hej"' in page
    assert profiles_of(world.school).draft.brand_colour == "#39FF14"  # type: ignore[union-attr]


def test_stina_previews_her_draft_on_real_pages_and_nobody_else_does(
    world: World, staff: Client
) -> None:
    response = send(staff, world, "preview", welcome_title="Utkastet")
    assert response.headers["Location"] == "/"
    draft = GraphicalProfile.objects.get()
    home = staff.get("/").content.decode()
    assert f'href="/look/{draft.digest}.css"' in home
    assert "Preview of <strong>Barn och utbildning</strong>" in home
    assert "Utkastet" in home
    assert "Preview of" in staff.get("/c/datorer/").content.decode()
    for who in (world.sam, world.nora, None):
        other = world.client(who).get("/").content.decode()
        assert "/look/" not in other
        assert "Utkastet" not in other
    left = staff.post("/look/leave/")
    assert left.headers["Location"] == address(world)
    assert "/look/" not in staff.get("/").content.decode()


def test_the_back_office_never_takes_a_look(world: World, staff: Client) -> None:
    send(staff, world, "preview")
    for url in ("/staff/", address(world), "/staff/customers/"):
        page = staff.get(url).content.decode()
        assert "/look/" not in page.replace("/look/pictures", "")
        assert "Preview of" not in page


def test_publish_and_take_back(world: World, staff: Client) -> None:
    response = send(staff, world, "publish", welcome_title="Välkommen till skolan")
    assert response.headers["Location"] == address(world)
    nora = world.client(world.nora)
    assert "Välkommen till skolan" in nora.get("/").content.decode()
    assert "Published" in main(staff, address(world))
    staff.post(address(world), {"do": "take_back"})
    assert "Välkommen till skolan" not in nora.get("/").content.decode()
    assert "Välkommen till skolan" in main(staff, address(world))  # the draft stays


def test_two_at_once_the_later_is_told_and_loses_nothing(world: World, staff: Client) -> None:
    stale = stamp_of(world)
    send(staff, world, brand_colour="#E30613")
    response = send(staff, world, stamp=stale, welcome_title="Mitt långa arbete")
    page = response.content.decode()
    assert response.status_code == 200
    assert "Somebody else has changed this profile" in page
    assert "Mitt långa arbete" in page
    again = re.search(r'name="stamp" value="([^"]+)"', page)
    assert again is not None
    assert send(staff, world, stamp=again[1]).status_code == 302
    late = staff.post(address(world), {"do": "discard", "stamp": stale})
    assert late.status_code == 302
    assert "Somebody else has changed" in main(staff, address(world))
    assert profiles_of(world.school).draft is not None


def test_a_refused_logo_is_told_at_its_field(world: World, staff: Client) -> None:
    svg = sent("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    page = send(staff, world, logo=svg, welcome_title="Kvar").content.decode()
    assert "Drawings as SVG are not taken" in page
    assert "Choose the pictures once more" in page
    assert 'value="Kvar"' in page
    assert GraphicalProfile.objects.count() == 0


def test_a_group_has_one_too_and_its_customers_card_says_so(world: World, staff: Client) -> None:
    published(world.actor(world.stina), world.norrvik, RED)
    assert "Published" in main(staff, f"/staff/groups/{world.norrvik.pk}/profile/")
    assert "this customer has that of Norrviks kommun" in main(staff, address(world))


def test_sam_of_another_team_finds_nothing(world: World) -> None:
    make_teams(world)
    sam = world.client(world.sam)
    assert sam.get(address(world)).status_code == 404
    assert sam.post(address(world), {"brand_colour": "#FFC400"}).status_code == 404
    assert sam.get(f"/staff/customers/{world.vestby.pk}/profile/").status_code == 200


def test_a_shared_group_is_shown_to_sam_with_the_reason_and_without_a_form(world: World) -> None:
    make_teams(world)
    world.care.main_group = world.retail
    world.care.save()
    published(world.actor(world.stina), world.retail, RED)
    sam, url = world.client(world.sam), f"/staff/groups/{world.retail.pk}/profile/"
    page = main(sam, url)
    assert "Customers of other sales teams are in this group too" in page
    assert 'name="brand_colour"' not in page
    response = sam.post(url, {"brand_colour": "#FFC400", "do": "publish"})
    assert response.status_code == 200
    assert profiles_of(world.retail).published.brand_colour == "#E30613"  # type: ignore[union-attr]


def test_sams_preview_ends_when_the_customer_goes_to_another_team(world: World) -> None:
    teams = make_teams(world)
    sam = world.client(world.sam)
    url = f"/staff/customers/{world.vestby.pk}/profile/"
    sam.post(url, {"brand_colour": "#FFC400", "stamp": "", "do": "preview"})
    assert "/look/" in sam.get("/").content.decode()
    world.vestby.sales_team = teams.south
    world.vestby.save()
    assert "/look/" not in sam.get("/").content.decode()


def test_the_card_costs_the_same_however_many_profiles_there_are(
    world: World, staff: Client, django_assert_num_queries: Counting
) -> None:
    stina = world.actor(world.stina)
    published(stina, world.school, YELLOW, logo=sent("a.png", png()))
    staff.get(address(world))
    with django_assert_num_queries(9):
        staff.get(address(world))
    for owner in (world.care, world.vestby, world.norrvik):
        published(stina, owner, RED)
    with django_assert_num_queries(9):
        staff.get(address(world))
