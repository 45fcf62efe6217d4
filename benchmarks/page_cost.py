"""What pages cost, asked in this process: processor time here and of the PostgreSQL behind it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from django.db import connection
from django.http import HttpResponse
from django.test import Client

from benchmarks.counting import WrongAnswer

WARM, ROUNDS = 1, 9
_ROWS = (b"<tr", b"<li><a href")  # of a table, and of a plain list of records


@dataclass(frozen=True)
class PageCost:
    """One page: its most statements; milliseconds of processor here and in PostgreSQL, and wall.

    `rows` of tables and lists that it shows, the menus' always the same.
    """

    sql: int
    rows: float
    cpu_ms: float
    postgres_cpu_ms: float
    wall_ms: float

    @property
    def cost_ms(self) -> float:
        return self.cpu_ms + self.postgres_cpu_ms


def page_cost(client: Client, backend: "Backend", addresses: Sequence[str]) -> PageCost:
    """The least of rounds: what else the machine does only adds."""
    for _number in range(WARM):
        one_round(client, backend, addresses)
    return least_of([one_round(client, backend, addresses) for _number in range(ROUNDS)])


def least_of(rounds: Sequence[PageCost]) -> PageCost:
    """Of rounds of the same pages."""
    return PageCost(
        sql=max(each.sql for each in rounds),
        rows=rounds[0].rows,
        cpu_ms=min(each.cpu_ms for each in rounds),
        postgres_cpu_ms=min(each.postgres_cpu_ms for each in rounds),
        wall_ms=min(each.wall_ms for each in rounds),
    )


def one_round(client: Client, backend: "Backend", addresses: Sequence[str]) -> PageCost:
    """Asks every address once; the mean of them, and the most statements of one."""
    counter, rows = _Counter(), 0
    cpu, postgres, wall = time.process_time(), backend.cpu_ms(), time.perf_counter()
    for address in addresses:
        with connection.execute_wrapper(counter):
            page = get_page(client, address)
        counter.page_ends()
        rows += sum(page.content.count(row) for row in _ROWS)
    count = len(addresses)
    return PageCost(
        sql=counter.most,
        rows=rows / count,
        cpu_ms=1000 * (time.process_time() - cpu) / count,
        postgres_cpu_ms=(backend.cpu_ms() - postgres) / count,
        wall_ms=1000 * (time.perf_counter() - wall) / count,
    )


def get_page(client: Client, address: str) -> HttpResponse:
    answer = client.get(address)
    if answer.status_code not in (200, 302):
        raise WrongAnswer(f"{address}: {answer.status_code}")
    return cast(HttpResponse, answer)


@dataclass
class _Counter:
    """Statements of the page that is asked for, and the most that a page has made."""

    now: int = 0
    most: int = field(default=0)

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.now += 1
        return execute(sql, params, many, context)

    def page_ends(self) -> None:
        self.most, self.now = max(self.most, self.now), 0


class Backend:
    """The server process that answers this connection."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self._file = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def cpu_ms(self) -> float:
        """Time on a processor so far; 0 where it cannot be told."""
        try:
            return int(self._file.read_text().split()[0]) / 1_000_000
        except OSError:
            return 0.0
