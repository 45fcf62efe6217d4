"""The back office at two sizes: what its lists, searches and cards cost, and how that grows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.back_office_desk import Desk
from benchmarks.back_office_pages import ROWS
from benchmarks.back_office_size import Shop
from benchmarks.machine import machine
from benchmarks.page_cost import ROUNDS, PageCost, Round, least_of

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


def measure(customers: int, *, keep: bool, say: Say, only: str = "") -> list[Grown]:
    """A shop of so many customers and one of a hundredth, each page asked of both in turn."""
    shops = Shop(max(SMALLEST, customers // SMALLER)), Shop(customers)
    with Desk(shops[0], keep=keep, say=say) as small, Desk(shops[1], keep=keep, say=say) as large:
        say(f"Measuring {shops[0]} and {shops[1]}")
        costs = _costs([name for name in small.names if only in name], small, large, say)
    rows = {searches: _row_ms(costs, *pages) for searches, pages in ROWS.items()}
    return [
        Grown(name, *both, rows.get(name.partition("_by_")[0], 0.0)) for name, both in costs.items()
    ]


def _costs(
    names: Sequence[str], small: Desk, large: Desk, say: Say
) -> dict[str, tuple[PageCost, PageCost]]:
    """By turns, so that what else the machine does falls on both; and each page now and then in all
    the time that it takes, since that comes in spells.
    """
    asked: dict[str, list[tuple[Round, Round]]] = {name: [] for name in names}
    for number in range(ROUNDS):
        for name in names:
            asked[name].append((small.one_round(name), large.one_round(name)))
        say(f"  {number + 1} of {ROUNDS} rounds")
    costs = dict[str, tuple[PageCost, PageCost]]()
    for name, rounds in asked.items():
        of_small, of_large = zip(*rounds, strict=True)
        costs[name] = least_of(of_small), least_of(of_large)
    return costs


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


def _row_ms(costs: Mapping[str, tuple[PageCost, PageCost]], full: str, empty: str) -> float:
    """Of a search that fills its list and of one that finds nothing, in the small shop."""
    if full not in costs or empty not in costs:
        return 0.0
    with_rows, without = costs[full][0], costs[empty][0]
    more_rows = with_rows.rows - without.rows
    return max(0.0, with_rows.cost_ms - without.cost_ms) / more_rows if more_rows else 0.0
