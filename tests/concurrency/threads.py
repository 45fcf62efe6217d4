"""Many at once: jobs in threads of their own, started together."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet


def at_once(jobs: Sequence[Callable[[], object]]) -> list[object]:
    """Runs every job in a thread of its own, started together; gives results or exceptions."""
    results: list[object] = [None] * len(jobs)
    gate = threading.Barrier(len(jobs))

    def run(index: int, job: Callable[[], object]) -> None:
        gate.wait(timeout=60)
        try:
            results[index] = job()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, job)) for index, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=240)
    assert not any(thread.is_alive() for thread in threads), "a deadlock"
    return results


def while_it_waits(
    rows: "QuerySet[Any]", work: Callable[[], object], meanwhile: Callable[[], object]
) -> object:
    """What became of `work`, which waited for these rows while `meanwhile` was done and settled."""
    found: list[object] = []

    def run() -> None:
        try:
            found.append(work())
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        assert rows.select_for_update(no_key=True), "nothing to wait for"
        thread.start()
        _until_somebody_waits_for_us()
        meanwhile()
    thread.join(timeout=60)
    assert not thread.is_alive(), "a deadlock"
    return found[0]


def _until_somebody_waits_for_us() -> None:
    """Not from pg_stat_activity, which a transaction sees as it was when it first looked."""
    asked = (
        "SELECT count(*) FROM pg_locks"
        " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    )
    for _turn in range(600):
        with connection.cursor() as cursor:
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits for the lock")
