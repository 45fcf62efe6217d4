"""A user import whose process is killed leaves nothing; two that meet become one and a refusal."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, connections

from core.exchange.writer import write_xlsx
from core.imports import PlanChanged
from customers.actors import SYSTEM
from customers.models import Membership, PurchaseLimit, User
from customers.services.import_users import apply_user_file, plan_user_file
from customers.user_import.facts import Options
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
ROWS = 3_000
HEADINGS = ("E-post", "Förnamn", "Efternamn", "Kundnummer", "Köpgräns")
OPTIONS = Options(limit_renewed="monthly")


def _sheet(path: Path, number: str, rows: int) -> Path:
    write_xlsx(
        path,
        sheet_title="Users",
        headings=HEADINGS,
        rows=((f"p{n}@example.org", "P", f"{n}", number, 100) for n in range(rows)),
    )
    return path


def _start(path: Path) -> "subprocess.Popen[bytes]":
    """`manage.py import_users` in a process of its own, on this test's database."""
    connection.ensure_connection()
    at: Any = connection.connection.info
    where = f"host={quote(at.host, safe='')}&port={at.port}"
    user, password = quote(at.user, safe=""), quote(at.password, safe="")
    address = f"postgres://{user}:{password}@/{at.dbname}?{where}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_users", str(path), "--limit-renewed", "monthly"],
        cwd=ROOT,
        env=os.environ
        | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings.demo"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def _is_writing() -> bool:
    """Whether another connection holds the lock that writers of the user table hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE relation = 'customers_user'::regclass"
            " AND mode = 'RowExclusiveLock' AND granted AND pid <> pg_backend_pid()"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return cursor.fetchone() is not None


def test_kill_9_in_the_middle_leaves_nothing_and_the_next_run_does_it_all(tmp_path: Path) -> None:
    world = build_world()
    path = _sheet(tmp_path / "users.xlsx", world.care.number, ROWS)
    before = User.objects.count()

    process = _start(path)
    until = time.monotonic() + 60
    while not _is_writing():
        assert process.poll() is None, process.communicate()[0].decode()
        assert time.monotonic() < until
        time.sleep(0.005)
    process.kill()
    process.communicate()

    assert User.objects.count() == before
    assert not PurchaseLimit.objects.exists()

    again = _start(path)
    output = again.communicate(timeout=120)[0].decode()
    assert output.splitlines()[-1] == f"create={ROWS} update=0 unchanged=0 refused=0"
    assert Membership.objects.filter(customer=world.care).count() == ROWS
    assert PurchaseLimit.objects.count() == ROWS


def test_the_same_reviewed_plan_applied_twice_at_once_is_applied_once(tmp_path: Path) -> None:
    world = build_world()
    path = _sheet(tmp_path / "users.xlsx", world.care.number, 50)
    reviewed = plan_user_file(path=path, options=OPTIONS).fingerprint()
    outcomes: list[str] = []

    def apply() -> None:
        try:
            apply_user_file(actor=SYSTEM, path=path, options=OPTIONS, reviewed=reviewed)
        except PlanChanged:
            outcomes.append("changed")
        else:
            outcomes.append("applied")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=apply) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["applied", "changed", "changed", "changed"]
    assert Membership.objects.filter(customer=world.care).count() == 50
    assert PurchaseLimit.objects.count() == 50
