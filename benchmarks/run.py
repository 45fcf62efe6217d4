"""One whole run: fill, serve, measure, for one size of catalogue or for several."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from benchmarks import asking, figures
from benchmarks.asking import Asked, ask
from benchmarks.figures import CEILING, Figure
from benchmarks.machine import machine
from benchmarks.pages import Bench, Plan
from benchmarks.scratch import own_database
from benchmarks.serving import database_server, sites
from benchmarks.texts import Texts
from benchmarks.world import Size, fill

Say = Callable[[str], object]

_GROWS_AT_MOST = 1.15
_GROWING = ("category_page", "category_page_deep", "search_words", "search_part_number")


@dataclass(frozen=True)
class Measured:
    """The figures of one size."""

    products: int
    machine: Mapping[str, Any]
    pages: Mapping[str, Figure]
    answers: Mapping[str, Asked]


def measure(size: Size, plan: Plan, *, keep: bool, say: Say) -> Measured:
    """In a scratch database. All that was started or made has ended when this returns or raises."""
    name = f"attest_benchmark_{size.products}"
    with own_database(name, recipe=size.recipe, keep=keep) as scratch:
        if scratch.recipe != size.recipe:
            say(f"Filling {name}")
            fill(size, Texts.find(), scratch.url, say)
            scratch.remember(size.recipe)
        return measure_here(size, plan, scratch.url, say)


def measure_here(size: Size, plan: Plan, database_url: str, say: Say) -> Measured:
    """In the database that this process works in, filled as `fill` does."""
    of_machine = machine()
    say(f"Asking, of {size.products} products")
    answers = ask() if plan.asks else {}
    # WhiteNoise wants the folder there, also for the counting in this process.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="attest-benchmark-") as folder:
        say(f"Measuring pages, of {size.products} products")
        with sites(database_url, Path(folder)) as (shop, ceiling):
            pages = Bench(shop, ceiling, database_server(), plan, say).measure()
    return Measured(size.products, of_machine, pages, answers)


def report(all_measured: Sequence[Measured]) -> list[str]:
    """What a person reads at the end."""
    lines = []
    for measured in all_measured:
        lines += ["", f"{measured.products} products", *figures.table(measured.pages)]
        lines += _deep_against_first(measured)
        if measured.answers:
            lines += ["", *asking.lines(dict(measured.answers))]
    for name, ratio in growth(all_measured).items():
        wanted = ""
        if name == "category_page":
            held = "held" if ratio <= _GROWS_AT_MOST else "MISSED"
            wanted = f"  wanted ≤ {_GROWS_AT_MOST}: {held}"
        few, many = all_measured[0].products, all_measured[-1].products
        lines.append(f"{name}: {ratio:.2f} × the cost at {many} as at {few} products{wanted}")
    return lines


def as_json(all_measured: Sequence[Measured]) -> dict[str, Any]:
    """Each page's figures under its own name, of the last size; all sizes under `sizes`."""
    last = all_measured[-1]
    return {
        **figures.as_json(last.pages),
        "products": last.products,
        "answers": asking.as_json(dict(last.answers)),
        "machine": last.machine,
        "growth": growth(all_measured),
        "sizes": {
            str(each.products): {
                **figures.as_json(each.pages),
                "answers": asking.as_json(dict(each.answers)),
            }
            for each in all_measured
        },
    }


def growth(all_measured: Sequence[Measured]) -> dict[str, float]:
    """What a page costs in the largest catalogue, as so many times its cost in the smallest.

    Cost is processor time of the site and the database together, counted in reference pages of
    the same run: the machine's mood then counts for nothing.
    """
    few, many = all_measured[0], all_measured[-1]
    if few is many:
        return {}
    return {
        name: round(_in_ceilings(many, name) / _in_ceilings(few, name), 3)
        for name in _GROWING
        if name in few.pages and name in many.pages
    }


def _in_ceilings(measured: Measured, name: str) -> float:
    page, ceiling = measured.pages[name], measured.pages[CEILING]
    return (page.cpu_ms + page.postgres_cpu_ms) / (ceiling.cpu_ms + ceiling.postgres_cpu_ms)


def _deep_against_first(measured: Measured) -> list[str]:
    names = ("category_page_deep", "category_page")
    if not all(name in measured.pages for name in names):
        return []
    deep, first = (_in_ceilings(measured, name) for name in names)
    return [f"A page 80 % deep costs {deep / first:.2f} × the first."]
