"""Laws of the import of users, whatever stands in the sheet: counts, apply and undo."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.exchange.plan import Action
from customers.models import Membership, PurchaseLimit, User
from customers.services.import_users import UserImport
from tests.imports import Planned, apply_plan, plan_file, tables_of, undo_import
from tests.world import World

TABLES = ("customers.User", "customers.Membership", "customers.PurchaseLimit")
PEOPLE = (
    *("nora@example.com", "ali@example.com", "greta@example.com", "otto@example.com"),
    *("ulla@example.com", "eva@example.org", "bo@example.org", "kim@example.org"),
)
YES_NO = st.sampled_from(["", "", "ja", "nej", "[clear]"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "email": st.sampled_from(PEOPLE),
            "customer_number": st.sampled_from(["school", "care", "vestby", "", "999"]),
            "first_name": st.sampled_from(["", "Eva", "Åsa"]),
            "last_name": st.sampled_from(["", "Ek"]),
            "phone": st.sampled_from(["", "070-1", "[töm]"]),
            "is_approver": YES_NO,
            "is_group_admin": YES_NO,
            "connected": st.sampled_from(["", "", "", "nej"]),
            "next_approver": st.sampled_from(["", "[clear]", *PEOPLE]),
            "break_point": st.sampled_from(["", "0", "2 500,50", "[clear]"]),
            "limit_amount": st.sampled_from(["", "0", "900", "[clear]", "mycket"]),
            "limit_from": st.sampled_from(["", "2026-01-31"]),
            "limit_renewed": st.sampled_from(["", "Månadsvis", "Årsvis"]),
        }
    ),
    min_size=1,
    max_size=8,
)
a_few = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def taken_back() -> Iterator[None]:
    """One example's changes do not reach the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def reviewed(world: World, folder: Path, rows: list[dict[str, str]]) -> Planned:
    numbers = {name: getattr(world, name).number for name in ("school", "care", "vestby")}
    path = folder / "users.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=rows[0], delimiter=";")
        writer.writeheader()
        for row in rows:
            number = row["customer_number"]
            writer.writerow({**row, "customer_number": numbers.get(number, number)})
    return plan_file(UserImport, path, actor=world.actor(world.stina))


def applied(world: World, planned: Planned) -> Planned:
    if not planned.counts.writes:
        return planned
    return apply_plan(UserImport, planned, actor=world.actor(world.stina), skip_bad_rows=True)


@pytest.fixture
def _limit(world: World) -> None:
    PurchaseLimit.objects.create(
        membership=world.ali, amount=900, starts_on="2026-01-01", recurrence="yearly"
    )


@pytest.mark.usefixtures("_limit")
@a_few
@given(rows=ROWS)
def test_what_is_applied_is_what_was_planned(
    world: World, tmp_path_factory: Any, rows: list[dict[str, str]]
) -> None:
    with taken_back():
        seats = Membership.objects.count()
        planned = reviewed(world, tmp_path_factory.mktemp("sheet"), rows)
        done = applied(world, planned)
        new_seats = [
            row for row in planned.rows if row.action is Action.CREATE and row.key.count(" ") == 1
        ]
        assert Membership.objects.count() == seats + len(new_seats)
        assert done.counts == planned.counts
        assert sum(1 for row in planned.rows if row.is_refused) == planned.counts.refused


@pytest.mark.usefixtures("_limit")
@a_few
@given(rows=ROWS)
def test_applying_the_good_rows_again_changes_nothing(
    world: World, tmp_path_factory: Any, rows: list[dict[str, str]]
) -> None:
    with taken_back():
        folder = tmp_path_factory.mktemp("sheet")
        planned = reviewed(world, folder, rows)
        applied(world, planned)
        good = {row.row_number for row in planned.rows if not row.is_refused}
        left = [row for number, row in enumerate(rows, start=2) if number in good]
        if left:
            again = reviewed(world, folder, left)
            assert (again.counts.create, again.counts.update) == (0, 0)


@pytest.mark.usefixtures("_limit")
@a_few
@given(rows=ROWS)
def test_an_undo_gives_back_every_table_as_it_was(
    world: World, tmp_path_factory: Any, rows: list[dict[str, str]]
) -> None:
    with taken_back():
        before = tables_of(*TABLES)
        done = applied(world, reviewed(world, tmp_path_factory.mktemp("sheet"), rows))
        if done.counts.writes:
            undone = undo_import(UserImport, done, actor=world.actor(world.stina))
            assert undone.job.undone == {"undone": done.counts.writes, "kept": 0}
        now = tables_of(*TABLES)
        # Whoever was made inactive stays logged out.
        epochs = {"customers.User"} if User.objects.filter(session_epoch__gt=0).exists() else set()
        for table in set(TABLES) - epochs:
            assert now[table] == before[table]


@pytest.mark.usefixtures("_limit")
@a_few
@given(rows=ROWS, renamed=st.sampled_from(PEOPLE))
def test_an_undo_never_touches_whoever_was_edited_since(
    world: World, tmp_path_factory: Any, rows: list[dict[str, str]], renamed: str
) -> None:
    with taken_back():
        done = applied(world, reviewed(world, tmp_path_factory.mktemp("sheet"), rows))
        if not done.counts.writes:
            return
        User.objects.filter(email=renamed).update(phone="0000", first_name="Ny", last_name="Ny")
        undone = undo_import(UserImport, done, actor=world.actor(world.stina))
        written = [row for row in done.rows if row.writes]
        assert sum(undone.job.undone.values()) == len(written)
        person = User.objects.filter(email=renamed).first()
        if person is not None:
            assert (person.phone, person.first_name) == ("0000", "Ny")
