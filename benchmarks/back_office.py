"""The back office at two sizes: what its lists, searches and cards cost, and how that grows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.test import Client

from benchmarks.back_office_pages import FULL, LISTS, paths
from benchmarks.back_office_size import Shop
from benchmarks.back_office_world import fill
from benchmarks.counting import WrongAnswer
from benchmarks.machine import machine
from benchmarks.page_cost import Backend, PageCost, page_cost
from benchmarks.scratch import own_database
from customers.models import StaffRole, User

MOST_STATEMENTS = 12
GROWS_AT_MOST = 1.3
SMALLER = 100
SMALLEST = 200  # customers of the smaller shop

Say = Callable[[str], object]


@dataclass(frozen=True)
class Grown:
    """A page in the small shop and in the large one. `row_ms`: what a row of its list costs."""

    name: str
    small: PageCost
    large: PageCost
    row_ms: float = 0.0

    @property
    def ratio(self) -> float:
        return self.large.cost_ms / self.small.cost_ms

    @property
    def like_ratio(self) -> float:
        """With as many rows in both: a search that finds one person among a thousand finds a full
        page of them among a hundred thousand, and a row costs what it costs in either shop.
        """
        more = max(0.0, self.large.rows - self.small.rows)
        return self.large.cost_ms / (self.small.cost_ms + more * self.row_ms)

    @property
    def is_held(self) -> bool:
        return self.large.sql <= MOST_STATEMENTS and self.like_ratio <= GROWS_AT_MOST


def measure(customers: int, *, keep: bool, say: Say) -> list[Grown]:
    """A shop of so many customers and one of a hundredth, measured one after the other."""
    small, large = Shop(max(SMALLEST, customers // SMALLER)), Shop(customers)
    costs = [_measure_one(shop, keep=keep, say=say) for shop in (small, large)]
    rows = {searches: _row_ms(costs[0], *pages) for searches, pages in LISTS.items()}
    return [
        Grown(name, cost, costs[1][name], rows.get(name.partition("_by_")[0], 0.0))
        for name, cost in costs[0].items()
    ]


def report(grown: Sequence[Grown]) -> list[str]:
    """What a person reads at the end: milliseconds of processor, both sides together."""
    lines = [
        f"{'':28}{'SQL':>5}{'small ms':>10}{'large ms':>10}{'PG ms':>8}"
        f"{'rows':>9}{'ratio':>7}{'like':>6}"
    ]
    for each in grown:
        lines.append(
            f"{each.name:28}{each.large.sql:>5}{each.small.cost_ms:>10.1f}"
            f"{each.large.cost_ms:>10.1f}{each.large.postgres_cpu_ms:>8.1f}"
            f"{f'{each.small.rows:.0f}-{each.large.rows:.0f}':>9}"
            f"{each.ratio:>7.2f}{each.like_ratio:>6.2f}"
            f"{'' if each.is_held else '  MISSED'}"
        )
    held = sum(each.is_held for each in grown)
    lines.append(
        f"{held} of {len(grown)} held: at most {MOST_STATEMENTS} statements"
        f" and {GROWS_AT_MOST} × the cost at a hundredth of the size, with as many rows (like)"
    )
    return lines


def as_json(grown: Sequence[Grown]) -> dict[str, Any]:
    return {
        "machine": machine(),
        "pages": {
            each.name: {
                "small": asdict(each.small),
                "large": asdict(each.large),
                "ratio": round(each.ratio, 3),
                "like_ratio": round(each.like_ratio, 3),
            }
            for each in grown
        },
    }


def measure_here(say: Say, *, only: str = "") -> dict[str, PageCost]:
    """In the database that this process works in, filled as `fill` does."""
    cache.clear()
    client = _staff()
    backend = Backend()
    with connection.cursor() as cursor:  # the work of helpers would not be counted
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    costs = {}
    for name, addresses in paths().items():
        if name in FULL:
            _expect_rows(client, addresses[0])
        if only in name:
            costs[name] = page_cost(client, backend, addresses)
            say(f"  {name:28}{costs[name].sql:>4} SQL {costs[name].cost_ms:9.1f} ms")
    return costs


def _measure_one(shop: Shop, *, keep: bool, say: Say) -> Mapping[str, PageCost]:
    name = f"attest_back_office_{shop.customers}"
    with own_database(name, recipe=shop.recipe, keep=keep) as scratch:
        if scratch.recipe != shop.recipe:
            say(f"Filling {name}: {shop}")
            fill(shop, say)
            scratch.remember(shop.recipe)
        say(f"Measuring {shop}")
        return measure_here(say)


def _staff() -> Client:
    user, _made = User.objects.get_or_create(
        email="staff@benchmark.example",
        defaults={"first_name": "Stina", "staff_role": StaffRole.ADMINISTRATOR},
    )
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="customers.backends.EmailBackend")
    return client


def _row_ms(costs: Mapping[str, PageCost], full: str, empty: str) -> float:
    """Of a list's first page and of the same list when nothing fits."""
    more_rows = costs[full].rows - costs[empty].rows
    return max(0.0, costs[full].cost_ms - costs[empty].cost_ms) / more_rows if more_rows else 0.0


def _expect_rows(client: Client, address: str) -> None:
    """A list that shows nothing costs nothing, and would be measured all the same."""
    if b"<tbody" not in client.get(address).content:
        raise WrongAnswer(f"{address}: an empty list")
