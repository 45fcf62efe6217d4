"""Imports of users that are killed, stopped, or meet each other: all of it or nothing."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction

from core.exchange.writer import write_xlsx
from core.imports import jobs
from core.imports.jobs import Life, life_of
from core.imports.work import run_applying, run_planning, run_undoing
from core.models import ImportEdit, ImportJob, ImportRow, ImportStatus
from customers.models import Membership, PurchaseLimit, User
from customers.services.import_users import UserImport
from orders.models import Order
from tests.concurrency.threads import at_once
from tests.imports import Planned, apply_file, apply_plan, plan_file, tables_of
from tests.orders import fill_cart, send_cart
from tests.processes import kill_9, run_python, someone_waits_for, wait_until
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

ROWS = 300
TABLES = ("customers.User", "customers.Membership", "customers.PurchaseLimit")
HEADINGS = ("E-post", "Förnamn", "Efternamn", "Kundnummer", "Köpgräns")


@pytest.fixture
def world(transactional_db: None) -> World:
    return build_world()


def sheet(folder: Path, number: str, rows: int = ROWS, *, limit: int = 100) -> Path:
    path = folder / f"users-{limit}.xlsx"
    write_xlsx(
        path,
        sheet_title="Users",
        headings=HEADINGS,
        rows=((f"p{n}@example.org", "P", f"{n}", number, limit) for n in range(rows)),
    )
    return path


def planned_by(world: World, path: Path) -> Planned:
    actor = world.actor(world.stina)
    return plan_file(UserImport, path, actor=actor, limit_renewed="monthly")


def step_in_a_process(step: str, job: ImportJob, user: User) -> "subprocess.Popen[bytes]":
    return run_python(
        "import customers.tasks\n"
        "from procrastinate.contrib.django import app\n"
        f"app.tasks['imports.{step}_users'].func("
        f"job_id={job.pk}, user_id={user.pk}, acted_by_id=None)\n"
    )


@contextmanager
def nobody_writes(table: str) -> Iterator[None]:
    """Whoever comes to write in the table has to wait, with all they wrote before in the air."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
        yield


def kill_while_it_waits(step: str, job: ImportJob, user: User, table: str) -> None:
    with nobody_writes(table):
        process = step_in_a_process(step, job, user)
        wait_until(lambda: someone_waits_for(table), process)
        kill_9(process)
    wait_until(lambda: not someone_waits_for(table))


@pytest.mark.parametrize("table", ["core_importrow", "core_importedit"])
def test_a_plan_killed_in_the_middle_leaves_nothing_and_can_begin_again(
    world: World, tmp_path: Path, table: str
) -> None:
    path = sheet(tmp_path, world.care.number)
    with path.open("rb") as file:
        job = jobs.open_import(
            actor=world.actor(world.stina),
            kind="users",
            file=file,  # type: ignore[arg-type]
            file_name=path.name,
            options={"limit_renewed": "monthly"},
        )
    kill_while_it_waits("plan", job, world.stina, table)
    assert not ImportRow.objects.exists()
    assert not ImportEdit.objects.exists()
    job.refresh_from_db()
    assert job.status == ImportStatus.UPLOADED

    run_planning(actor=world.actor(world.stina), job_id=job.pk, make=UserImport)
    job.refresh_from_db()
    assert job.counts["create"] == ROWS


@pytest.mark.parametrize(
    "table", ["customers_user", "customers_membershipevent", "customers_purchaselimit"]
)
def test_an_apply_killed_in_the_middle_leaves_nothing_and_can_begin_again(
    world: World, tmp_path: Path, table: str
) -> None:
    planned = planned_by(world, sheet(tmp_path, world.care.number))
    before = tables_of(*TABLES)
    actor = world.actor(world.stina)
    jobs.request_applying(actor=actor, job_id=planned.job.pk, skip_bad_rows=False)

    kill_while_it_waits("apply", planned.job, world.stina, table)

    assert tables_of(*TABLES) == before
    planned.job.refresh_from_db()
    assert planned.job.status == ImportStatus.APPLYING
    run_applying(actor=actor, job_id=planned.job.pk, make=UserImport)
    assert PurchaseLimit.objects.count() == ROWS


@pytest.mark.parametrize("table", ["core_importrow", "customers_purchaselimit", "customers_user"])
def test_an_undo_killed_in_the_middle_leaves_everything_and_can_begin_again(
    world: World, tmp_path: Path, table: str
) -> None:
    before = tables_of(*TABLES)
    path = sheet(tmp_path, world.care.number)
    actor = world.actor(world.stina)
    applied = apply_file(UserImport, path, actor=actor, limit_renewed="monthly")
    after = tables_of(*TABLES)
    jobs.request_undoing(actor=actor, job_id=applied.job.pk)

    kill_while_it_waits("undo", applied.job, world.stina, table)

    assert tables_of(*TABLES) == after
    run_undoing(actor=actor, job_id=applied.job.pk, make=UserImport)
    assert tables_of(*TABLES) == before


def test_a_killed_worker_shows_at_once(world: World, tmp_path: Path) -> None:
    planned = planned_by(world, sheet(tmp_path, world.care.number))
    actor = world.actor(world.stina)
    job = jobs.request_applying(actor=actor, job_id=planned.job.pk, skip_bad_rows=False)
    assert life_of(job) is Life.WAITING
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    with nobody_writes("customers_user"):
        process = step_in_a_process("apply", job, world.stina)
        wait_until(lambda: someone_waits_for("customers_user"), process)
        assert life_of(job) is Life.RUNNING
        kill_9(process)
    wait_until(lambda: life_of(job) is Life.INTERRUPTED)


def test_a_broken_connection_to_the_database_leaves_nothing(world: World, tmp_path: Path) -> None:
    planned = planned_by(world, sheet(tmp_path, world.care.number))
    before = tables_of(*TABLES)
    actor = world.actor(world.stina)
    job = jobs.request_applying(actor=actor, job_id=planned.job.pk, skip_bad_rows=False)
    with nobody_writes("customers_purchaselimit"):
        process = step_in_a_process("apply", job, world.stina)
        wait_until(lambda: someone_waits_for("customers_purchaselimit"), process)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks"
                " WHERE NOT granted AND relation = 'customers_purchaselimit'::regclass"
            )
        process.communicate(timeout=60)
    assert tables_of(*TABLES) == before
    run_applying(actor=actor, job_id=job.pk, make=UserImport)
    assert PurchaseLimit.objects.count() == ROWS


def test_stopping_an_apply_leaves_the_plan_to_review(world: World, tmp_path: Path) -> None:
    planned = planned_by(world, sheet(tmp_path, world.care.number))
    before = tables_of(*TABLES)
    actor = world.actor(world.stina)
    job = jobs.request_applying(actor=actor, job_id=planned.job.pk, skip_bad_rows=False)
    with nobody_writes("customers_purchaselimit"):
        process = step_in_a_process("apply", job, world.stina)
        wait_until(lambda: someone_waits_for("customers_purchaselimit"), process)
        ImportJob.objects.filter(pk=job.pk).update(stop_asked=True)
    process.communicate(timeout=60)
    job.refresh_from_db()
    assert (job.status, job.stop_asked) == (ImportStatus.PLANNED, False)
    assert tables_of(*TABLES) == before


def test_of_two_plans_for_the_same_rows_the_second_is_made_anew(
    world: World, tmp_path: Path
) -> None:
    actor = world.actor(world.stina)
    apply_file(UserImport, sheet(tmp_path, world.care.number), actor=actor, limit_renewed="monthly")
    plans = [
        planned_by(world, sheet(tmp_path, world.care.number, limit=limit)) for limit in (200, 300)
    ]
    done = at_once(
        [lambda plan=plan: apply_plan(UserImport, plan, actor=actor) for plan in plans]  # type: ignore[misc]
    )
    found = sorted(each.job.status for each in done)  # type: ignore[attr-defined]
    assert found == [ImportStatus.APPLIED, ImportStatus.PLANNED]
    (again,) = [each.job for each in done if each.job.status == ImportStatus.PLANNED]  # type: ignore[attr-defined]
    assert "changed since" in again.error
    assert PurchaseLimit.objects.values("amount").distinct().count() == 1


def test_the_same_plan_applied_by_many_at_once_is_applied_once(
    world: World, tmp_path: Path
) -> None:
    planned = planned_by(world, sheet(tmp_path, world.care.number, 50))
    actor = world.actor(world.stina)
    done = at_once([lambda: apply_plan(UserImport, planned, actor=actor)] * 4)
    assert {each.job.status for each in done} == {ImportStatus.APPLIED}  # type: ignore[attr-defined]
    assert Membership.objects.filter(customer=world.care).count() == 50
    assert PurchaseLimit.objects.count() == 50


@pytest.mark.parametrize("standing", ["in the same organisation", "alone"])
def test_whoever_is_not_in_the_file_places_an_order_while_it_is_applied(
    world: World, tmp_path: Path, standing: str
) -> None:
    customer, orderer = (
        (world.school, world.nora) if "organisation" in standing else (world.vestby, world.otto)
    )
    fill_cart(world.actor(orderer), (world.paper, 1))
    planned = planned_by(world, sheet(tmp_path, customer.number, 50))
    actor = world.actor(world.stina)
    job = jobs.request_applying(actor=actor, job_id=planned.job.pk, skip_bad_rows=False)
    placed = threading.Event()

    def place() -> None:
        try:
            send_cart(world, world.actor(orderer))
            placed.set()
        finally:
            connection.close()

    with nobody_writes("customers_purchaselimit"):
        process = step_in_a_process("apply", job, world.stina)
        wait_until(lambda: someone_waits_for("customers_purchaselimit"), process)
        thread = threading.Thread(target=place)
        thread.start()
        thread.join(timeout=30)
        assert placed.is_set(), "the order waited for the import"
    process.communicate(timeout=60)
    assert Order.objects.filter(orderer=orderer.user).exists()
