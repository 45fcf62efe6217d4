"""A member of a sales team brings files: only rows of the team's own customers are taken."""

from collections.abc import Callable
from pathlib import Path

import pytest

from adminpanel.import_kinds import KINDS
from core.imports.rows import rows_of
from core.models import ImportStatus
from customers.models import Address, Customer, Membership, User
from customers.services import teams as services
from customers.services.import_addresses import AddressImport
from customers.services.import_customers import CustomerImport
from customers.services.import_users import UserImport
from tests.imports import apply_file, apply_plan, plan_file, undo_import
from tests.teams import make_teams
from tests.world import World

pytestmark = pytest.mark.django_db

Book = Callable[..., Path]
CARD = ("Kundnummer", "Företag", "Kundgrupp")


def test_a_customer_of_another_team_is_refused_like_one_that_is_not_there(
    world: World, book: Book
) -> None:
    make_teams(world)
    path = book(
        CARD,
        (world.vestby.number, "Vestby El", "Retail"),
        (world.school.number, "Kapad skola", "Retail"),
        ("NY-1", "Ny kund", "Retail"),
    )
    planned = plan_file(CustomerImport, path, actor=world.actor(world.sam))
    assert [bool(row.problems) for row in planned.rows] == [False, True, True]
    assert planned.messages == ["Your sales teams have no customer with this number."] * 2
    assert "Barn och utbildning" not in str(planned.rows)
    done = apply_plan(CustomerImport, planned, actor=world.actor(world.sam), skip_bad_rows=True)
    assert done.job.status == ImportStatus.APPLIED
    names = set(Customer.objects.values_list("name", flat=True))
    assert names == {"Vestby El", "Barn och utbildning", "Omsorg Norrvik"}


def test_a_member_moves_no_customer_into_another_teams_organisation(
    world: World, book: Book
) -> None:
    make_teams(world)
    path = book(CARD, (world.vestby.number, "Vestby Elektro", "Norrviks kommun"))
    planned = plan_file(CustomerImport, path, actor=world.actor(world.sam))
    assert planned.rows[0].problems


def test_a_plan_is_made_anew_when_a_customer_has_gone_to_another_team(
    world: World, book: Book
) -> None:
    teams = make_teams(world)
    path = book(CARD, (world.vestby.number, "Vestby El", "Retail"))
    planned = plan_file(CustomerImport, path, actor=world.actor(world.sam))
    assert not planned.rows[0].problems
    services.give_customer(
        actor=world.actor(world.stina), customer_id=world.vestby.pk, team_id=teams.south.pk
    )
    after = apply_plan(CustomerImport, planned, actor=world.actor(world.sam))
    assert after.job.status != ImportStatus.APPLIED
    world.vestby.refresh_from_db()
    assert world.vestby.name == "Vestby Elektro"


def test_an_undo_leaves_what_is_another_teams_since(world: World, book: Book) -> None:
    teams = make_teams(world)
    path = book(CARD, (world.vestby.number, "Vestby El", "Retail"))
    applied = apply_file(CustomerImport, path, actor=world.actor(world.sam))
    services.give_customer(
        actor=world.actor(world.stina), customer_id=world.vestby.pk, team_id=teams.south.pk
    )
    undone = undo_import(CustomerImport, applied, actor=world.actor(world.sam))
    world.vestby.refresh_from_db()
    assert world.vestby.name == "Vestby El"
    assert [row.kept_because for row in rows_of(undone.job, kept=True)]


def test_addresses_of_another_teams_customer_are_refused(world: World, book: Book) -> None:
    make_teams(world)
    path = book(
        ("Kundnummer", "Mottagare", "Gata", "Postnummer", "Ort"),
        (world.vestby.number, "Lager", "Storgata 2", "1540", "Vestby"),
        (world.school.number, "Kapad", "Hamngatan 1", "531 32", "Norrvik"),
    )
    planned = plan_file(AddressImport, path, actor=world.actor(world.sam))
    assert [bool(row.problems) for row in planned.rows] == [False, True]
    apply_plan(AddressImport, planned, actor=world.actor(world.sam), skip_bad_rows=True)
    assert Address.objects.filter(customer=world.vestby).count() == 2
    assert Address.objects.filter(customer=world.school).count() == 1


USERS = ("E-post", "Kundnummer", "Förnamn", "Efternamn")


def test_people_of_another_team_are_neither_changed_nor_named(world: World, book: Book) -> None:
    make_teams(world)
    number = world.vestby.number
    path = book(
        USERS,
        ("otto@example.com", number, "Otto", "Nymann"),
        ("nora@example.com", number, "Kapad", "Kapad"),
        ("nora@example.com", world.school.number, "Kapad", "Kapad"),
        ("ulla@example.com", number, "Kapad", "Kapad"),
        ("ny@example.com", number, "Ny", "Ek"),
        ("ny2@example.com", "", "Ny", "Ek"),
    )
    planned = plan_file(UserImport, path, actor=world.actor(world.sam))
    refused = [bool(row.problems) for row in planned.rows]
    assert refused == [False, True, True, True, False, True]
    assert "Lindqvist" not in str(planned.rows)
    apply_plan(UserImport, planned, actor=world.actor(world.sam), skip_bad_rows=True)
    assert User.objects.get(email="nora@example.com").first_name == "Nora"
    assert User.objects.get(email="otto@example.com").last_name == "Nymann"
    assert Membership.objects.get(user__email="ny@example.com").customer == world.vestby


def test_a_person_also_at_another_teams_customer_keeps_name_and_access(
    world: World, book: Book
) -> None:
    make_teams(world)
    Membership.objects.create(user=world.nora.user, customer=world.vestby)
    path = book(USERS, ("nora@example.com", world.vestby.number, "Kapad", "Lindqvist"))
    planned = plan_file(UserImport, path, actor=world.actor(world.sam))
    assert planned.rows[0].problems


@pytest.mark.parametrize("name", sorted(KINDS))
def test_what_is_the_whole_shops_is_not_offered_to_members(world: World, name: str) -> None:
    make_teams(world)
    kind = KINDS[name]
    sam, stina = world.actor(world.sam), world.actor(world.stina)
    assert kind.importer(stina).may().allowed
    if name in ("groups", "segments"):
        assert not kind.importer(sam).may().allowed


def test_a_member_sees_only_imports_of_their_own(world: World, book: Book) -> None:
    teams = make_teams(world)
    path = book(CARD, (world.care.number, "Omsorg Norrvik", "Norrviks kommun"))
    theirs = plan_file(CustomerImport, path, actor=world.actor(teams.tove))
    client = world.client(world.sam)
    assert client.get(f"/staff/imports/{theirs.job.pk}/").status_code == 404
    assert client.post(f"/staff/imports/{theirs.job.pk}/apply/").status_code == 404
    assert "customers.xlsx" not in client.get("/staff/imports/").content.decode()
    tove = world.client(teams.tove)
    assert tove.get(f"/staff/imports/{theirs.job.pk}/").status_code == 200
    assert world.client(world.stina).get(f"/staff/imports/{theirs.job.pk}/").status_code == 200
