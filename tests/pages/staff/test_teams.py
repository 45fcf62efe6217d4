"""The pages of sales teams, as an administrator and as a member see them."""

from typing import Any

import pytest

from customers.models import Customer, SalesTeam
from customers.services import teams as services
from tests.pages.reading import page_of, read
from tests.teams import make_teams
from tests.world import World

pytestmark = pytest.mark.django_db


def test_stina_makes_a_team_and_fills_it_from_one_search(world: World) -> None:
    client = world.client(world.stina)
    made = client.post("/staff/teams/new/", {"name": "  Väst   kust "})
    team = SalesTeam.objects.get()
    assert team.name == "Väst kust"
    assert made["Location"] == f"/staff/teams/{team.pk}/"
    found = client.get(made["Location"], {"add": "sam"}).content.decode()
    assert f"/staff/teams/{team.pk}/members/{world.sam.pk}/add/" in found
    groups = client.get(made["Location"], {"add": "norrvik"}).content.decode()
    assert f"/staff/teams/{team.pk}/groups/{world.norrvik.pk}/add/" in groups
    client.post(f"/staff/teams/{team.pk}/members/{world.sam.pk}/add/")
    client.post(f"/staff/teams/{team.pk}/groups/{world.norrvik.pk}/add/")
    client.post(f"/staff/teams/{team.pk}/customers/{world.vestby.pk}/add/")
    card = client.get(made["Location"]).content.decode()
    for word in ("Sam Öberg", "Norrviks kommun", "Omsorg Norrvik", "Vestby Elektro"):
        assert word in card
    client.post(f"/staff/teams/{team.pk}/customers/{world.vestby.pk}/remove/")
    client.post(f"/staff/teams/{team.pk}/groups/{world.norrvik.pk}/remove/")
    client.post(f"/staff/teams/{team.pk}/members/{world.sam.pk}/remove/")
    assert not Customer.objects.exclude(sales_team=None).exists()
    assert not team.members.exists()


def test_a_pasted_column_is_reported(world: World) -> None:
    teams = make_teams(world)
    page = world.client(world.stina).post(
        f"/staff/teams/{teams.north.pk}/connect/",
        {"numbers": f"{world.school.number}; {world.vestby.number}\n4711"},
    )
    text = page.content.decode()
    assert "1 customer is now the team" in text
    assert "Barn och utbildning" in text
    assert "4711" in text


def test_a_paste_is_taken_back_with_one_press_and_only_once(world: World) -> None:
    teams = make_teams(world)
    client = world.client(world.stina)
    path = f"/staff/teams/{teams.south.pk}/connect/"
    numbers = f"{world.vestby.number}; {world.care.number}"
    services.give_customer(
        actor=world.actor(world.stina), customer_id=world.care.pk, team_id=teams.north.pk
    )
    page = page_of(client.post(path, {"numbers": numbers}))
    assert "2 customers are given to Syd." in page.text
    [undo] = [address for address in page.forms if "/undo/" in address]
    services.give_customer(
        actor=world.actor(world.stina), customer_id=world.care.pk, team_id=teams.north.pk
    )

    assert world.client(world.sam).post(undo).status_code == 409  # somebody else's
    back = client.post(undo, {"next": path})
    assert back.headers["Location"] == path
    text = read(client, path).text
    assert "1 customer is looked after as before. 1 stays, because" in text
    assert "Omsorg Norrvik" in text
    assert list(Customer.objects.filter(sales_team=teams.north)) == [world.care, world.vestby]

    again = client.post(undo, {"next": path})
    assert again.status_code == 409
    assert "Nothing is taken back" in again.content.decode()
    assert "/undo/" not in client.post(path, {"numbers": "4711"}).content.decode()


def test_a_customers_team_is_chosen_on_its_own_page_or_left_to_the_group(world: World) -> None:
    teams = make_teams(world)
    client = world.client(world.stina)
    page = client.get(f"/staff/customers/{world.school.pk}/team/").content.decode()
    assert "As Norrviks kommun: Syd" in page
    client.post(f"/staff/customers/{world.school.pk}/team/", {"team": teams.north.pk})
    world.school.refresh_from_db()
    assert world.school.sales_team == teams.north
    client.post(f"/staff/customers/{world.school.pk}/team/", {"team": ""})
    world.school.refresh_from_db()
    assert world.school.sales_team is None


def test_lists_are_narrowed_to_a_team_by_whoever_sees_several(world: World) -> None:
    teams = make_teams(world)
    stina = world.client(world.stina)
    text = stina.get("/staff/customers/", {"team": teams.north.pk}).content.decode()
    assert "Vestby Elektro" in text
    assert "Omsorg Norrvik" not in text
    people = stina.get("/staff/users/", {"team": teams.south.pk}).content.decode()
    assert "nora@example.com" in people
    assert "otto@example.com" not in people
    sam = world.client(world.sam).get("/staff/customers/").content.decode()
    assert 'name="team"' not in sam


def test_the_rail_names_the_teams_of_a_member_and_nobody_elses(world: World) -> None:
    make_teams(world)
    assert "Sales team Nord" in world.client(world.sam).get("/staff/").content.decode()
    assert "rail-team" not in world.client(world.stina).get("/staff/").content.decode()


def test_the_setting_for_staff_without_a_team_is_on_the_settings_page(world: World) -> None:
    page = world.client(world.stina).get("/staff/settings/").content.decode()
    assert 'name="teamless_staff_see_all"' in page


@pytest.mark.parametrize(
    "page", ["teams/", "teams/{team}/", "teams/{team}/?add=a", "customers/", "users/", "orders/"]
)
def test_no_page_of_a_member_asks_more_for_a_larger_team(
    world: World, page: str, django_assert_max_num_queries: Any
) -> None:
    teams = make_teams(world)
    for number in range(40):
        Customer.objects.create(
            number=f"X{number}",
            name=f"Kund {number}",
            main_group=world.retail,
            sales_team=teams.north,
        )
    for who in (world.sam, world.stina):
        client = world.client(who)
        client.get("/staff/")
        searches = 2 if "add=" in page else 0  # three kinds of things are looked for
        with django_assert_max_num_queries(12 + searches):
            client.get("/staff/" + page.format(team=teams.north.pk))
