"""What pages cost, asked in this process: processor time here and of the PostgreSQL behind it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.db import connection
from django.http import HttpResponse
from django.test import Client

from benchmarks.counting import WrongAnswer

ROUNDS = 16
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


Round = Sequence[PageCost]  # of each address of a page, asked once


def least_of(rounds: Sequence[Round]) -> PageCost:
    """Of a page: the least of each address, and the mean of those; the most statements of one.

    What else the machine does only adds, and seldom lets a whole round go by in peace.
    """
    addresses = [_least(costs) for costs in zip(*rounds, strict=True)]
    count = len(addresses)
    return PageCost(
        sql=max(each.sql for each in addresses),
        rows=sum(each.rows for each in addresses) / count,
        cpu_ms=sum(each.cpu_ms for each in addresses) / count,
        postgres_cpu_ms=sum(each.postgres_cpu_ms for each in addresses) / count,
        wall_ms=sum(each.wall_ms for each in addresses) / count,
    )


def _least(costs: Sequence[PageCost]) -> PageCost:
    return PageCost(
        sql=max(each.sql for each in costs),
        rows=costs[0].rows,
        cpu_ms=min(each.cpu_ms for each in costs),
        postgres_cpu_ms=min(each.postgres_cpu_ms for each in costs),
        wall_ms=min(each.wall_ms for each in costs),
    )


def one_round(client: Client, backend: "Backend", addresses: Sequence[str]) -> Round:
    return [_asked_once(client, backend, address) for address in addresses]


def _asked_once(client: Client, backend: "Backend", address: str) -> PageCost:
    counter = _Counter()
    cpu, postgres, wall = time.process_time(), backend.cpu_ms(), time.perf_counter()
    with connection.execute_wrapper(counter):
        page = get_page(client, address)
    return PageCost(
        sql=counter.statements,
        cpu_ms=1000 * (time.process_time() - cpu),
        postgres_cpu_ms=backend.cpu_ms() - postgres,
        wall_ms=1000 * (time.perf_counter() - wall),
        rows=sum(page.content.count(row) for row in _ROWS),
    )


def get_page(client: Client, address: str) -> HttpResponse:
    answer = client.get(address)
    if answer.status_code not in (200, 302):
        raise WrongAnswer(f"{address}: {answer.status_code}")
    return cast(HttpResponse, answer)


@dataclass
class _Counter:
    """Statements of the page that is asked for."""

    statements: int = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        return execute(sql, params, many, context)


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
