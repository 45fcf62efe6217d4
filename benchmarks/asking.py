"""What single answers cost, asked of the selectors in this process: search, prices, facets."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from django.db import connection

from benchmarks.load import median_of
from benchmarks.visits import (
    largest_categories,
    measured_actor,
    questions,
    variants_for,
)
from catalogue.selectors.facets import category_facets, products_facets
from catalogue.selectors.prices import price_book
from catalogue.selectors.search import search
from catalogue.selectors.search_counts import matching_ids
from catalogue.selectors.visibility import audience_ids, visible_variants
from core.prepared import Among
from customers.actors import Actor

_VARIANTS = 10_000
_REPEATS = 5
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Asked:
    """One kind of question: medians over all of them. `sql_ms` is the database's part."""

    sql_ms: float
    worst_sql_ms: float  # of the question that took longest, at its own median
    whole_ms: float
    sql: int  # the most statements that one of them made
    wanted_ms: float  # for `sql_ms`, or for `whole_ms` where `is_whole`
    is_whole: bool = False

    @property
    def is_held(self) -> bool:
        return (self.whole_ms if self.is_whole else self.sql_ms) <= self.wanted_ms


@dataclass
class _Timed:
    """Statements of a block: how many, and their seconds."""

    statements: list[float] = field(default_factory=list)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.statements.append(time.perf_counter() - began)


def ask() -> dict[str, Asked]:
    """Every kind of question, as the measured visitor."""
    actor = measured_actor()
    asked = questions(actor)
    audiences = audience_ids(actor)
    variants = variants_for(actor, _VARIANTS)
    return {
        "search_list_words": _each(_searches(actor, asked.words), 15),
        "search_list_part_number": _each(_searches(actor, asked.part_numbers), 15),
        "search_list_typo": _each(_searches(actor, asked.typing_errors), 40),
        "search_count_and_facets": _each(
            [partial(_count_and_facets, actor, text) for text in asked.words], 100
        ),
        "category_facets": _each(
            [
                partial(category_facets, audiences, category_id)
                for category_id in largest_categories(actor)
            ],
            100,
        ),
        "prices_of_10000": _each([partial(_prices, actor, variants)], 500, is_whole=True),
    }


def lines(answers: dict[str, Asked]) -> list[str]:
    """A line for each kind of question."""
    heading = f"{'':<26}{'SQL ms':>9}{'worst':>9}{'whole ms':>10}{'SQL':>5}  wanted"
    return [
        heading,
        *(
            f"{name:<26}{each.sql_ms:>9.2f}{each.worst_sql_ms:>9.2f}{each.whole_ms:>10.1f}"
            f"{each.sql:>5}  {'whole' if each.is_whole else 'SQL'} ≤ {each.wanted_ms:g} ms:"
            f" {'held' if each.is_held else 'MISSED'}"
            for name, each in answers.items()
        ),
    ]


def as_json(answers: dict[str, Asked]) -> dict[str, dict[str, Any]]:
    return {name: asdict(each) for name, each in answers.items()}


def _each(
    asks: Sequence[Callable[[], object]], wanted_ms: float, *, is_whole: bool = False
) -> Asked:
    """Each question several times, in turns, so that none is answered from a cache of its own."""
    sql_times: list[list[float]] = [[] for _ask in asks]
    wholes: list[float] = []
    statements = 0
    for ask_one in asks:
        ask_one()
    for _repeat in range(_REPEATS):
        for times, ask_one in zip(sql_times, asks, strict=True):
            with _timing() as timed:
                began = time.perf_counter()
                ask_one()
                wholes.append(1000 * (time.perf_counter() - began))
            times.append(1000 * sum(timed.statements))
            statements = max(statements, len(timed.statements))
    every = [time for times in sql_times for time in times]
    return Asked(
        sql_ms=round(median_of(every), 3),
        worst_sql_ms=round(max(map(median_of, sql_times), default=0.0), 3),
        whole_ms=round(median_of(wholes), 3),
        sql=statements,
        wanted_ms=wanted_ms,
        is_whole=is_whole,
    )


@contextmanager
def _timing() -> Iterator[_Timed]:
    timed = _Timed()
    with connection.execute_wrapper(timed):
        yield timed


def _searches(actor: Actor, texts: Sequence[str]) -> list[Callable[[], object]]:
    return [partial(search, actor, text) for text in texts]


def _count_and_facets(actor: Actor, text: str) -> None:
    """What a search page asks for after its list."""
    found = matching_ids(actor, text, MOST_COUNTED)
    if len(found) <= MOST_COUNTED:
        products_facets(found)


def _prices(actor: Actor, variant_ids: Sequence[int]) -> None:
    """Which of the variants the visitor may buy, and what one piece of each costs."""
    seen = list(
        visible_variants(actor).filter(Among("pk", variant_ids)).values_list("pk", flat=True)
    )
    book = price_book(actor, seen)
    for pk in seen:
        book.answer(pk)
