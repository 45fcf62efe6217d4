"""A group administrator brings a sheet of users: the same engine, inside their own borders."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.exchange.plan import Action
from core.exchange.writer import write_xlsx
from core.imports.contract import ImportRefused
from customers.models import Membership, User
from customers.services.import_users import UserImport
from tests.imports import apply_file, plan_file
from tests.world import World, make_user

Book = Callable[..., Path]
HEADINGS = ("E-mail", "First name", "Last name", "Customer number", "Active")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    def make(*rows: tuple[object, ...]) -> Path:
        path = tmp_path / "users.xlsx"
        write_xlsx(path, sheet_title="Users", headings=HEADINGS, rows=rows)  # type: ignore[arg-type]
        return path

    return make


def test_people_come_to_every_customer_of_the_organisation(world: World, book: Book) -> None:
    path = book(
        ("eva@example.org", "Eva", "Ek", world.school.number, ""),
        ("ture@example.org", "Ture", "Ek", world.care.number, ""),
    )
    applied = apply_file(UserImport, path, actor=world.actor(world.greta))
    assert applied.summary_line() == "create=2 update=0 unchanged=0 refused=0"
    assert Membership.objects.filter(customer=world.care, user__first_name="Ture").exists()


def test_another_organisation_does_not_exist_for_them(world: World, book: Book) -> None:
    path = book(
        ("eva@example.org", "Eva", "Ek", world.vestby.number, ""),
        ("bo@example.org", "Bo", "Ek", "999999", ""),
    )
    planned = plan_file(UserImport, path, actor=world.actor(world.greta))
    # The same words for a number that somebody else has and one that nobody has.
    assert planned.messages == ["Your organisation has no customer with this number."] * 2


def test_somebody_who_also_belongs_elsewhere_keeps_their_name(world: World, book: Book) -> None:
    Membership.objects.create(user=world.nora.user, customer=world.vestby)
    path = book(("nora@example.com", "Eleonora", "", world.school.number, ""))
    planned = plan_file(UserImport, path, actor=world.actor(world.greta))
    (problem,) = planned.row().problems
    assert problem.column_label == "First name"
    assert "also belongs elsewhere" in problem.message


def test_a_stranger_is_connected_but_not_renamed(world: World, book: Book) -> None:
    make_user("kim@example.org", "Kim", "Vik")
    renamed = book(("kim@example.org", "Kimmo", "Vik", world.school.number, ""))
    planned = plan_file(UserImport, renamed, actor=world.actor(world.greta))
    assert planned.row().action is Action.REFUSED

    path = book(("kim@example.org", "", "", world.school.number, ""))
    apply_file(UserImport, path, actor=world.actor(world.greta))
    assert User.objects.get(email="kim@example.org").memberships.count() == 1


def test_nobody_makes_themselves_inactive(world: World, book: Book) -> None:
    path = book(("greta@example.com", "", "", world.school.number, "no"))
    planned = plan_file(UserImport, path, actor=world.actor(world.greta))
    assert "Nobody makes themselves inactive." in planned.messages


def test_whoever_administers_nothing_imports_nothing(world: World, book: Book) -> None:
    path = book(("eva@example.org", "Eva", "Ek", world.school.number, ""))
    with pytest.raises(ImportRefused, match="no right"):
        plan_file(UserImport, path, actor=world.actor(world.ali))
