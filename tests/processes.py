"""Real processes on this test's database, to be killed in the middle of what they do."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 60
_PREAMBLE = "import django; django.setup()\n"


def run_python(code: str) -> "subprocess.Popen[bytes]":
    """Starts `code` in a Python of its own, with Django set up on this test's database."""
    connection.ensure_connection()
    at = connection.connection.info
    user, password = quote(at.user, safe=""), quote(at.password, safe="")
    where = f"host={quote(at.host, safe='')}&port={at.port}"
    address = f"postgres://{user}:{password}@/{at.dbname}?{where}"
    return subprocess.Popen(
        [sys.executable, "-c", _PREAMBLE + code],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "config.settings.demo",
            "PRIVATE_MEDIA_ROOT": str(settings.PRIVATE_MEDIA_ROOT),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def wait_until(claim: Callable[[], bool], process: "subprocess.Popen[bytes] | None" = None) -> None:
    """Until it is true; fails when the process ends before that, with what it said."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while not claim():
        if process is not None and process.poll() is not None:
            raise AssertionError(process.communicate()[0].decode())
        assert time.monotonic() < patience, "it never became true"
        time.sleep(0.02)


def kill_9(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.communicate()


def someone_waits_for(table: str) -> bool:
    """Whether another connection stands before a lock on the table."""
    return _count("NOT granted", table) > 0


def someone_has_written(table: str) -> bool:
    """Whether another connection holds the table's lock of writers, in a transaction still open."""
    return _count("granted AND mode = 'RowExclusiveLock'", table) > 0


def _count(which: str, table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*) FROM pg_locks
            WHERE relation = %s::regclass AND {which} AND pid <> pg_backend_pid()
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """,
            [table],
        )
        found: int = cursor.fetchone()[0]
        return found
