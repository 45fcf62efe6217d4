"""Every document of the shop in one list: found, narrowed, taken out, and no other team's."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO

from django.test import Client
from openpyxl import load_workbook

from tests.teams import make_teams
from tests.uploads import add
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]
URL = "/staff/documents/"


def titles(client: Client, **asked: str) -> list[str]:
    return sorted(document.title for document in client.get(URL, asked).context["rows"])


def some(world: World) -> None:
    stina, greta = world.actor(world.stina), world.actor(world.greta)
    add(stina, world.vestby, "Ramavtal Vestby", name="ramavtal.pdf")
    add(stina, world.school, "Rutin skolan", shown=False, routine=True, name="rutin.pdf")
    add(greta, world.school, "Beställningslista", name="lista.pdf")
    add(stina, world.retail, "Villkor", name="villkor.pdf")


def test_all_are_found_by_title_file_and_kind(world: World) -> None:
    some(world)
    client = world.client(world.stina)
    every = ["Beställningslista", "Ramavtal Vestby", "Rutin skolan", "Villkor"]
    assert titles(client) == every
    assert titles(client, q="ramavtal.p") == ["Ramavtal Vestby"]
    assert titles(client, shown="staff") == ["Rutin skolan"]
    assert titles(client, routine="yes") == ["Rutin skolan"]
    assert titles(client, source="organisation") == ["Beställningslista"]
    assert titles(client, source="nix", shown="") == every
    page = client.get(URL).content.decode()
    assert f"/staff/customers/{world.vestby.pk}/documents/" in page
    assert f"/staff/groups/{world.retail.pk}/documents/" in page


def test_when_nothing_fits_and_when_there_is_none_it_says_so(world: World) -> None:
    client = world.client(world.stina)
    assert "No documents yet" in client.get(URL).content.decode()
    some(world)
    assert "No document fits" in client.get(URL, {"q": "zzz"}).content.decode()


def test_a_team_sees_its_own_and_its_groups(world: World) -> None:
    some(world)
    make_teams(world)
    assert titles(world.client(world.sam)) == ["Ramavtal Vestby", "Villkor"]


def test_it_goes_out_as_filtered(world: World) -> None:
    some(world)
    response = world.client(world.stina).post(
        "/staff/exports/new/documents/", {"asked": "routine=yes", "format": "xlsx"}
    )
    rows = list(load_workbook(BytesIO(b"".join(response))).worksheets[0].values)
    assert [row[1] for row in rows] == ["Title", "Rutin skolan"]
    assert rows[1][3] == "Barn och utbildning"


def test_it_costs_the_same_for_few_and_for_many(
    world: World, django_assert_max_num_queries: Counting
) -> None:
    some(world)
    client = world.client(world.stina)
    client.get(URL)
    for number in range(20):
        add(world.actor(world.stina), world.vestby, f"Avtal {number}")
    with django_assert_max_num_queries(8):
        client.get(URL)
