"""What cards of the back office ask of the database: twelve questions at most, however full."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.models import Customer, CustomerGroup, Document, SalesTeam, StaffRole, User
from tests.orders import place
from tests.teams import make_teams
from tests.world import World, make_user


@pytest.fixture
def stina(world: World) -> Client:
    return world.client(world.stina)


def _north(world: World) -> SalesTeam:
    """Sam's own."""
    return SalesTeam.objects.get(members=world.sam)


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def _routine(world: World, title: str, **owner: object) -> None:
    file = {"file": "x", "file_name": f"{title}.pdf", "size": 1}
    Document.objects.create(
        title=title, is_special_routine=True, uploaded_by=world.sam, **file, **owner
    )


def _people(client: Client, url: str) -> tuple[list[str], list[str]]:
    context = client.get(url).context
    return [user.email for user in context["members"]], [user.email for user in context["people"]]


def test_a_team_card_that_looks_for_more_costs_the_same_for_one_and_many(
    world: World, stina: Client
) -> None:
    team: SalesTeam = make_teams(world).south
    url = f"/staff/teams/{team.pk}/?add=fill"
    make_user("fill@example.com", "Fill", "Fill", staff_role=StaffRole.SALES)
    CustomerGroup.objects.create(name="Fill")
    Customer.objects.create(name="Fill", number="F", main_group=world.retail)
    stina.get(url)
    few = _queries(stina, url)
    for number in range(12):
        email = f"fill{number}@example.com"
        user = make_user(email, "Fill", f"F{number}", staff_role=StaffRole.SALES)
        if number % 2:
            team.members.add(user)
        CustomerGroup.objects.create(name=f"Fill {number}", sales_team=team if number % 2 else None)
        Customer.objects.create(name=f"Fill {number}", number=f"F{number}", main_group=world.retail)
    assert few == _queries(stina, url) <= 12


def test_members_and_those_to_add_stand_apart_by_name(world: World, stina: Client) -> None:
    team = make_teams(world).south
    ada = make_user("ada@example.com", "Ada", "Alm", staff_role=StaffRole.SALES)
    bo = make_user("bo@example.com", "Bo", "Alm", staff_role=StaffRole.SALES)
    gone = make_user("gone@example.com", "Cy", "Alm", staff_role=StaffRole.SALES)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    team.members.add(bo)

    members, to_add = _people(stina, f"/staff/teams/{team.pk}/?add=alm")

    assert members == ["bo@example.com", "tove@example.com"]
    assert to_add == [ada.email]
    looked = stina.get(f"/staff/teams/{team.pk}/?add=nobody").context
    assert [user.email for user in looked["members"]] == members
    assert looked["people"] == []
    sam = world.client(world.sam).get(f"/staff/teams/{_north(world).pk}/?add=alm").context
    assert "people" not in sam


def test_a_waiting_order_of_a_customer_with_routines_costs_the_same_for_one_and_many(
    world: World, stina: Client
) -> None:
    order = place(world, world.nora, (world.dock, 4))
    url = f"/staff/orders/{order.number}/"
    _routine(world, "Ring först", customer=world.school)
    stina.get(url)
    few = _queries(stina, url)
    for number in range(30):
        _routine(world, f"R{number}", customer=world.school)
        _routine(world, f"G{number}", group=world.norrvik)
        place(world, world.nora, (world.dock, 1))
    page = stina.get(url)
    assert page.context["path"]
    assert len(page.context["routines"]) == 20
    assert few == _queries(stina, url) <= 12


def test_an_order_tells_the_same_of_a_routine_as_its_customer(world: World, stina: Client) -> None:
    order = place(world, world.nora, (world.dock, 4))
    _routine(world, "Samlad faktura", group=world.norrvik)
    _routine(world, "Ring först", customer=world.school)
    Document.objects.create(
        title="Utan namn",
        is_special_routine=True,
        file="x",
        file_name="n.pdf",
        size=1,
        customer=world.school,
    )
    on_order = stina.get(f"/staff/orders/{order.number}/").context["routines"]
    on_card = stina.get(f"/staff/customers/{world.school.pk}/").context["routines"]
    assert list(on_order) == list(on_card)
    assert [note.text for note in on_order] == ["Utan namn", "Ring först", "Samlad faktura"]
    assert on_order[2].owner == "Norrviks kommun"
    assert on_order[1].updated.endswith("by Sam Öberg")
    assert "by" not in on_order[0].updated
