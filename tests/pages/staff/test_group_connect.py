"""Connecting many customers to a group in the back office: chosen or pasted, looked at, undone."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

import pytest

from core.models import ImportJob, ImportStatus
from customers.models import Customer, CustomerGroup, GroupKind, Membership, SalesTeam
from tests.orders import place
from tests.pages.importing import STAFF, work
from tests.pages.reading import page_of, read
from tests.teams import make_teams
from tests.world import World, make_user

Asserts = Callable[[int], AbstractContextManager[object]]
CONNECT = "/staff/customers/connect/"


@pytest.fixture
def lanet(world: World) -> CustomerGroup:
    group: CustomerGroup = CustomerGroup.objects.create(name="Länet", kind=GroupKind.ORGANISATION)
    return group


def chained(world: World) -> Membership:
    """Mia at Omsorg has Ali at Barn och utbildning above her."""
    seat: Membership = Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=world.ali,
        break_point=Decimal("100.00"),
    )
    return seat


def fields(group: CustomerGroup, *numbers: str, place: str = "main") -> dict[str, object]:
    return {"group": group.pk, "place": place, "numbers": "\n".join(numbers)}


def sent(world: World, fields: dict[str, object]) -> ImportJob:
    response = world.client(world.sam).post(CONNECT, fields)
    assert response.status_code == 302, response.content.decode()
    job = ImportJob.objects.latest("pk")
    assert response.headers["Location"] == f"{STAFF}{job.pk}/"
    work()
    job.refresh_from_db()
    return job


def test_the_list_of_customers_sends_the_chosen_ones(world: World) -> None:
    client = world.client(world.sam)
    page = client.get("/staff/customers/").content.decode()
    assert f'action="{CONNECT}"' in page
    response = client.post(CONNECT, {"row": [world.care.pk, world.vestby.pk, "x", "9" * 30]})
    assert response.status_code == 200
    chosen = response.context["form"]["numbers"].value()
    assert chosen.split() == [world.care.number, world.vestby.number]
    assert "errorlist" not in response.content.decode()
    assert not ImportJob.objects.exists()


def test_a_team_member_chooses_only_the_teams_customers(world: World) -> None:
    make_teams(world)
    response = world.client(world.sam).post(CONNECT, {"row": [world.care.pk, world.vestby.pk]})
    assert response.context["form"]["numbers"].value() == world.vestby.number


def test_pasted_numbers_are_planned_applied_and_reported(
    world: World, lanet: CustomerGroup
) -> None:
    pasted = (f" {world.vestby.number};{world.care.number}", world.care.number.lower(), "nobody")
    job = sent(world, fields(lanet, *pasted))
    client = world.client(world.sam)
    page = read(client, f"{STAFF}{job.pk}/").text
    assert "2 Update" in page
    assert "1 Refused" in page
    assert "No customer has this number." in page
    assert "To the main group Länet" in page
    assert Customer.objects.filter(main_group=lanet).count() == 0

    client.post(f"{STAFF}{job.pk}/apply/", {"skip_bad_rows": "1"})
    work()
    job.refresh_from_db()
    assert job.status == ImportStatus.APPLIED
    assert Customer.objects.filter(main_group=lanet).count() == 2

    client.post(f"{STAFF}{job.pk}/undo/")
    work()
    assert Customer.objects.filter(main_group=lanet).count() == 0


def test_what_a_move_breaks_for_another_team_is_counted_and_needs_a_yes(world: World) -> None:
    chained(world)
    make_teams(world)
    Customer.objects.filter(pk=world.school.pk).update(
        sales_team=SalesTeam.objects.get(name="Nord")
    )
    job = sent(world, fields(world.retail, world.school.number))
    breaks = f"{STAFF}{job.pk}/breaks/"
    client = world.client(world.sam)
    page = read(client, breaks)
    assert "Of other sales teams: 1 you do not see." in page.text
    assert "Mia" not in page.text
    assert "No chain is cut" not in page.text
    assert "Mia Ek Ali Haddad" in read(world.client(world.stina), breaks).text
    yes = {"cut_chains": page.inputs["cut_chains"]}
    assert client.post(breaks, yes)["Location"] == f"{STAFF}{job.pk}/"
    work()
    assert "Mia" not in read(client, f"{STAFF}{job.pk}/").text


def test_what_a_move_breaks_is_listed_and_needs_a_yes(world: World, lanet: CustomerGroup) -> None:
    mia = chained(world)
    order = place(world, mia, (world.dock, 4))
    assert order.status == "awaiting_approval"
    job = sent(world, fields(lanet, world.care.number))
    assert job.counts["refused"] == 1
    client = world.client(world.sam)
    breaks = f"{STAFF}{job.pk}/breaks/"
    page = read(client, f"{STAFF}{job.pk}/")
    assert breaks in page.links
    assert "would cut 1 approval chain." in page.text
    page = read(client, breaks)
    assert "Mia Ek Ali Haddad 100,00" in page.text
    assert str(order.number) in page.text
    assert "Yes, move the customers and cut these chains" in page.text

    response = client.post(breaks, {})
    assert response.status_code == 200
    assert "Tick the box to say yes" in response.content.decode()

    page = page_of(client.post(breaks, {"cut_chains": "on"}))
    assert "The chains have changed since you looked." in page.text
    assert "cut_chains" not in page.forms[""]  # it comes without a tick

    response = client.post(breaks, {"cut_chains": page.inputs["cut_chains"]})
    assert response.headers["Location"] == f"{STAFF}{job.pk}/"
    work()
    page = read(client, f"{STAFF}{job.pk}/")
    assert "Mia Ek → Ali Haddad" in page.text
    assert "It cuts 1 approval chain." in page.text
    client.post(f"{STAFF}{job.pk}/apply/")
    work()
    mia.refresh_from_db()
    assert mia.next_approver is None
    assert client.get(breaks).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"numbers": " "}, "numbers", "This field is required."),
        ({"numbers": ",;"}, "numbers", "Write at least one customer number."),
        ({"group": ""}, "group", "This field is required."),
        ({"group": "999999"}, "group", "Choose one of the groups."),
        ({"place": "both"}, "place", "Select a valid choice."),
        ({"numbers": "1 \n" * 20_001}, "numbers", "At most 20 000 numbers at a time."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    world: World, lanet: CustomerGroup, changed: dict[str, str], field: str, message: str
) -> None:
    sent = {**fields(lanet, world.care.number), **changed}
    response = world.client(world.sam).post(CONNECT, sent)
    assert response.status_code == 200
    assert message in str(response.context["form"].errors[field])
    assert not ImportJob.objects.exists()


def test_a_groups_card_leads_here_with_the_group_chosen(world: World, lanet: CustomerGroup) -> None:
    page = world.client(world.sam).get(f"{CONNECT}?group={lanet.pk}").content.decode()
    assert f'<option value="{lanet.pk}" selected' in page
    assert world.client(world.sam).get(f"{CONNECT}?group=x").status_code == 200


def test_another_kind_of_import_breaks_nothing_here(world: World) -> None:
    assert world.client(world.sam).get(f"{STAFF}999/breaks/").status_code == 404


def test_it_is_no_file_that_one_uploads(world: World) -> None:
    page = world.client(world.sam).get(f"{STAFF}new/").content.decode()
    assert "kind=connections" not in page


def test_what_the_pages_cost(
    world: World, lanet: CustomerGroup, django_assert_num_queries: Asserts
) -> None:
    chained(world)
    job = sent(world, fields(lanet, world.care.number))
    client = world.client(world.sam)
    with django_assert_num_queries(6):
        client.get(CONNECT)
    with django_assert_num_queries(10):
        client.get(f"{STAFF}{job.pk}/breaks/")
