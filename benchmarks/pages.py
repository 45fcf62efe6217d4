"""Measuring the pages: the reference page and each page in turn, in several rounds."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import psutil

from benchmarks.counting import statements_of, statements_of_order
from benchmarks.figures import CEILING, ORDERS, PAGES, Figure
from benchmarks.load import Load, Round, clients
from benchmarks.serving import Served
from benchmarks.visits import (
    Buyer,
    Orderers,
    category_paths,
    measured_actor,
    measured_visitors,
    product_paths,
    questions,
    search_path,
)

CEILING_PATH = "/ceiling/"
_PLACINGS_A_SECOND = 60  # a client makes no more ready than it could send

Say = Callable[[str], object]


@dataclass(frozen=True)
class Plan:
    """How long and how hard."""

    seconds: float
    rounds: int
    clients: int
    pages: Sequence[str]
    asks: bool = True  # also single answers: search, prices, facets


@dataclass(frozen=True)
class Bench:
    """Both sites, the database server's process, and what to say on the way."""

    shop: Served
    ceiling: Served
    database: psutil.Process | None
    plan: Plan
    say: Say

    def measure(self) -> dict[str, Figure]:
        """Every page of the plan. The ceiling's own figure is of all its rounds."""
        paths = _paths()
        visitors = measured_visitors()
        orderers = Orderers()
        figures: dict[str, Figure] = {}
        ceilings: list[Round] = []
        with ExitStack() as stack:
            ceiling = stack.enter_context(
                clients(self.ceiling, self.database, self._jobs([CEILING_PATH], []))
            )
            ceiling.run()  # warms it up
            for name in self.plan.pages:
                if name in PAGES:
                    sql = statements_of(visitors[0], paths[name])
                    jobs = self._jobs(paths[name], visitors)
                else:
                    placed, whole = statements_of_order(orderers.take(1, with_cart=False)[0])
                    sql = placed if name == "place_order" else whole
                    jobs = self._orders(name, orderers)
                with clients(self.shop, self.database, jobs) as load:
                    beside, rounds = self._alternate(ceiling, load, name)
                ceilings += beside
                figures[name] = Figure.of(rounds, beside, sql)
                self.say(f"  {name}: {figures[name].requests_per_second} a second")
        return {CEILING: Figure.of(ceilings, ceilings, 1), **figures}

    def _alternate(self, ceiling: Load, load: Load, name: str) -> tuple[list[Round], list[Round]]:
        most = max(1, int(self.plan.seconds * _PLACINGS_A_SECOND / self.plan.clients))
        if name in PAGES:
            load.run()  # every worker has met every page
        beside, rounds = [], []
        for _number in range(self.plan.rounds):
            beside.append(ceiling.run())
            rounds.append(load.run(most))
        return beside, rounds

    def _jobs(self, paths: Sequence[str], visitors: Sequence[Buyer]) -> list[Mapping[str, Any]]:
        """Each client begins at another page and is another visitor, as far as there are."""
        return [
            {
                "kind": "pages",
                "seconds": self.plan.seconds,
                "paths": [*paths[n % len(paths) :], *paths[: n % len(paths)]],
                "cookies": visitors[n % len(visitors)].cookies if visitors else "",
            }
            for n in range(self.plan.clients)
        ]

    def _orders(self, name: str, orderers: Orderers) -> list[Mapping[str, Any]]:
        wanted = int(self.plan.seconds * self.plan.rounds * _PLACINGS_A_SECOND)
        is_placing = name == "place_order"
        half_is_for_later = is_placing and "checkout" in self.plan.pages
        most = orderers.left // 2 if half_is_for_later else orderers.left
        buyers = orderers.take(min(wanted, most), with_cart=is_placing)
        return [
            {
                "kind": "places" if is_placing else "checkouts",
                "seconds": self.plan.seconds,
                "buyers": [buyer.as_job for buyer in buyers[n :: self.plan.clients]],
            }
            for n in range(self.plan.clients)
        ]


def _paths() -> dict[str, Sequence[str]]:
    actor = measured_actor()
    asked = questions(actor)
    return {
        "category_page": category_paths(actor),
        "category_page_deep": category_paths(actor, deep=True),
        "product_page": product_paths(actor),
        "search_words": [search_path(text) for text in asked.words],
        "search_part_number": [search_path(text) for text in asked.part_numbers],
        "search_typo": [search_path(text) for text in asked.typing_errors],
        "cart": ["/cart/"],
    }


ALL = (*PAGES, *ORDERS)
