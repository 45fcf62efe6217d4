"""Sales staff who try to reach past their team, or to give themselves another one."""

import pytest
from django.test import Client

from core.models import OutgoingEmail
from customers.models import Customer, Membership, SalesTeam, User
from customers.services import teams as services
from orders.models import Order
from tests.orders import place
from tests.teams import Teams, make_teams
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def teams(world: World) -> Teams:
    return make_teams(world)


@pytest.fixture
def sam(world: World, teams: Teams) -> Client:
    return world.client(world.sam)


def test_a_member_puts_nobody_in_a_team_and_no_customer(
    world: World, teams: Teams, sam: Client
) -> None:
    south = f"/staff/teams/{teams.south.pk}"
    north = f"/staff/teams/{teams.north.pk}"
    for url in (
        f"{south}/members/{world.sam.pk}/add/",
        f"{north}/customers/{world.school.pk}/add/",
        f"{north}/groups/{world.norrvik.pk}/add/",
        f"{south}/members/{teams.tove.pk}/remove/",
        f"{south}/delete/",
        f"{north}/connect/",
        f"/staff/customers/{world.vestby.pk}/team/",
    ):
        assert sam.post(url, {"numbers": world.school.number}).status_code == 403, url
    assert set(teams.south.members.all()) == {teams.tove}
    assert not Customer.objects.filter(pk=world.school.pk, sales_team=teams.north).exists()
    assert SalesTeam.objects.count() == 2


def test_a_member_who_is_taken_out_loses_sight_at_the_next_click(
    world: World, teams: Teams, sam: Client
) -> None:
    world.shop.teamless_staff_see_all = False
    world.shop.save()
    page = f"/staff/customers/{world.vestby.pk}/"
    assert sam.get(page).status_code == 200
    services.remove_member(actor=world.actor(world.stina), team_id=teams.north.pk, user=world.sam)
    assert sam.get(page).status_code == 404
    assert "Vestby" not in sam.get("/staff/customers/").content.decode()


def test_a_customer_or_person_that_is_there_looks_like_one_that_is_not(
    world: World, sam: Client
) -> None:
    for text in (world.school.number, "nora@example.com", str(world.nora.user.pk), "212000-1355"):
        for page in ("find", "customers", "users", "orders"):
            response = sam.get(f"/staff/{page}/", {"q": text})
            assert response.status_code == 200, (page, text)
            assert "Barn och utbildning" not in response.content.decode()
            assert "Lindqvist" not in response.content.decode()


def test_an_orders_number_leads_nowhere(world: World, teams: Teams, sam: Client) -> None:
    order = place(world, world.nora, (world.dock, 1))
    assert sam.get("/staff/find/", {"q": order.number}).status_code == 200
    for action in ("process", "ship", "complete", "paid", "cancel", "reassign"):
        url = f"/staff/orders/{order.number}/{action}/"
        assert sam.post(url, {"membership": world.greta.pk}).status_code == 404, action
    assert sam.get(f"/staff/orders/{order.number}/pdf/").status_code == 404
    assert Order.objects.get(pk=order.pk).status == order.status


def test_counts_of_the_rail_and_the_dashboard_are_the_teams(
    world: World, teams: Teams, sam: Client
) -> None:
    place(world, world.nora, (world.dock, 4))
    place(world, world.ali, (world.dock, 1))
    OutgoingEmail.objects.update(state="failed")
    page = sam.get("/staff/")
    assert [work.count for work in page.context["work"]] == [0] * len(page.context["work"])
    assert not list(page.context["newest"])
    assert [work.count for work in world.client(teams.tove).get("/staff/").context["work"]][:2] == [
        1,
        1,
    ]


def test_filters_by_a_foreign_id_find_nothing(world: World, teams: Teams, sam: Client) -> None:
    place(world, world.nora, (world.dock, 1))
    for url in (
        f"/staff/customers/?group={world.norrvik.pk}",
        f"/staff/users/?group={world.norrvik.pk}",
        f"/staff/orders/?customer={world.school.number}",
    ):
        text = sam.get(url).content.decode()
        assert "Barn och utbildning" not in text, url
        assert "Lindqvist" not in text, url


def test_a_person_at_both_shows_only_what_is_the_teams(
    world: World, teams: Teams, sam: Client
) -> None:
    Membership.objects.create(user=world.nora.user, customer=world.vestby)
    place(world, world.nora, (world.dock, 1))
    for page in (
        "/staff/users/",
        f"/staff/users/{world.nora.user.pk}/",
        f"/staff/customers/{world.vestby.pk}/",
        "/staff/mail/",
    ):
        response = sam.get(page)
        assert response.status_code == 200
        assert "Barn och utbildning" not in response.content.decode(), page
        assert "Strandskolan" not in response.content.decode(), page


def test_new_people_and_connections_stay_inside(world: World, teams: Teams, sam: Client) -> None:
    new = {
        "email": "per@example.com",
        "first_name": "Per",
        "last_name": "Berg",
        "customer_number": world.school.number,
    }
    assert "There is no customer with this number" in sam.post(
        "/staff/users/new/", new
    ).content.decode().replace("&#x27;", "'")
    assert sam.post("/staff/users/new/", new | {"customer_number": ""}).status_code == 200
    assert not User.objects.filter(email="per@example.com").exists()
    connect = f"/staff/users/{world.otto.user.pk}/connect/"
    sam.post(connect, {"customer_number": world.school.number})
    assert not world.otto.user.memberships.filter(customer=world.school).exists()


def test_a_notice_reaches_only_the_teams_people(world: World, teams: Teams, sam: Client) -> None:
    page = sam.get("/staff/notices/new/", {"all": "1"})
    assert "nora@example.com" not in page.content.decode()
    ids = sam.get("/staff/notices/new/", {"ids": f"{world.nora.user.pk}"})
    assert "nora@example.com" not in ids.content.decode()


def test_a_strange_choice_of_team_or_number_is_answered_at_the_field(
    world: World, teams: Teams
) -> None:
    stina = world.client(world.stina)
    answer = stina.post(f"/staff/customers/{world.vestby.pk}/team/", {"team": "999"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["team"]
    answer = stina.post(f"/staff/teams/{teams.north.pk}/connect/", {"numbers": " ,;\n"})
    assert answer.context["form"].errors["numbers"]
    strange = "<script>alert(1)</script>\x00"
    assert stina.post("/staff/teams/new/", {"name": strange}).status_code in (200, 302)
    assert "<script>alert" not in stina.get("/staff/teams/").content.decode()
    assert stina.get(f"/staff/teams/{teams.north.pk}/?add=%00'").status_code == 200
    answer = stina.post("/staff/teams/new/", {"name": "nord"})
    assert answer.context["form"].errors["name"]
