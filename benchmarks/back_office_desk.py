"""A back office in a process of its own, which answers what one of its pages costs."""

from collections.abc import Callable, Mapping, Sequence
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from django.core.cache import cache
from django.db import connection, connections
from django.test import Client

from benchmarks.back_office_pages import FULL, paths
from benchmarks.back_office_size import Shop
from benchmarks.back_office_world import fill
from benchmarks.counting import WrongAnswer
from benchmarks.page_cost import Backend, Round, one_round
from benchmarks.scratch import own_database
from customers.models import StaffRole, User

Say = Callable[[str], object]


class Desk:
    """One shop at work: pages are asked by name, a round at a time.

    Two of them can be asked in turn, so that what else the machine does falls on both.
    """

    def __init__(self, shop: Shop, *, keep: bool, say: Say) -> None:
        self._shop, self._keep, self._say = shop, keep, say

    def __enter__(self) -> "Desk":
        connections.close_all()  # nobody shares one with the other process
        self._pipe, far = Pipe()
        self._process = get_context("fork").Process(
            target=_serve, args=(far, self._pipe, self._shop, self._keep, self._say)
        )
        self._process.start()
        far.close()
        self.names: Sequence[str] = self._answer()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pipe.close()
        self._process.join()

    def one_round(self, name: str) -> Round:
        """Raises WrongAnswer."""
        self._pipe.send(name)
        costs: Round = self._answer()
        return costs

    def _answer(self) -> Any:
        try:
            answer = self._pipe.recv()
        except EOFError:
            raise WrongAnswer(f"{self._shop}: its process has ended") from None
        if isinstance(answer, WrongAnswer):
            raise answer
        return answer


def _serve(pipe: Connection, other_end: Connection, shop: Shop, keep: bool, say: Say) -> None:
    other_end.close()
    name = f"attest_back_office_{shop.customers}"
    try:
        with own_database(name, recipe=shop.recipe, keep=keep) as scratch:
            if scratch.recipe != shop.recipe:
                say(f"Filling {name}: {shop}")
                fill(shop, say)
                scratch.remember(shop.recipe)
            _answer_each(pipe)
    except (EOFError, KeyboardInterrupt):
        return  # nobody asks any more


def _answer_each(pipe: Connection) -> None:
    try:
        client, pages = _opened()
        pipe.send(list(pages))
        backend = Backend()
        while True:
            pipe.send(one_round(client, backend, pages[pipe.recv()]))
    except WrongAnswer as error:
        pipe.send(error)


def _opened() -> tuple[Client, Mapping[str, Sequence[str]]]:
    cache.clear()
    client, pages = _staff(), paths()
    with connection.cursor() as cursor:  # the work of helpers would not be counted
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    for name in FULL:
        _expect_rows(client, pages[name][0])
    return client, pages


def _staff() -> Client:
    user, _made = User.objects.get_or_create(
        email="staff@benchmark.example",
        defaults={"first_name": "Stina", "staff_role": StaffRole.ADMINISTRATOR},
    )
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="customers.backends.EmailBackend")
    return client


def _expect_rows(client: Client, address: str) -> None:
    """A list that shows nothing costs nothing, and would be measured all the same."""
    if b"<tbody" not in client.get(address).content:
        raise WrongAnswer(f"{address}: an empty list")
