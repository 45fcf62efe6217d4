"""What an approver should look at on an order: alike, split, near a break point. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

DAYS = 30  # how far apart orders may be and still be held against each other
NEAR = Decimal("0.10")  # one of several orders just under a break point
JUST_UNDER = Decimal("0.02")  # a single order just under one
ALIKE = Decimal("0.25")  # by how much two quantities may differ and still be the same wish
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A variant of the agreement that could stand in for a line. `unit_net` is ex VAT."""

    variant_id: int
    product_id: int
    category_ids: frozenset[int]
    name: str
    unit_net: Decimal


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order line outside the agreement: what it is, and where in the tree it stands."""

    product_id: int
    category_ids: frozenset[int]
    name: str


def alike_variants(mine: Mapping[int, int], other: Mapping[int, int]) -> frozenset[int]:
    """The variants that both orders hold in much the same quantity; both by variant id."""
    return frozenset(pk for pk in mine.keys() & other.keys() if _much_the_same(mine[pk], other[pk]))


def may_be_duplicate(alike: int, *, mine: int, other: int) -> bool:
    """Whether so many alike lines make one order a likely repetition of the other.

    At least half of the smaller order; `mine` and `other` are how many lines each has.
    """
    return alike > 0 and alike * 2 >= min(mine, other)


def is_near(value: Decimal, break_point: Decimal) -> bool:
    """At the break point or at most a tenth below it. A break point of 0 has nothing below."""
    return 0 < break_point * (1 - NEAR) <= value <= break_point


def near_values(values: Sequence[Decimal], break_point: Decimal) -> tuple[Decimal, ...]:
    """Those just under the break point, if they look like one purchase in parts; else none.

    At least two, and together above it.
    """
    near = tuple(value for value in values if is_near(value, break_point))
    if len(near) < SEVERAL or sum(near) <= break_point:
        return ()
    return near


def left_under(value: Decimal, break_point: Decimal | None) -> Decimal | None:
    """How much is left up to the break point, when that is next to nothing; else None."""
    if break_point is None or not 0 < break_point * (1 - JUST_UNDER) <= value <= break_point:
        return None
    return break_point - value


def best_alternative(wanted: Wanted, candidates: Collection[Candidate]) -> Candidate | None:
    """What the agreement has instead: of the same product, else of the same category.

    Of several the one whose name has most words in common, then the cheapest.
    """
    same = [each for each in candidates if each.product_id == wanted.product_id]
    fitting = same or [each for each in candidates if each.category_ids & wanted.category_ids]
    words = _words(wanted.name)
    return min(
        fitting,
        key=lambda each: (-len(words & _words(each.name)), each.unit_net, each.variant_id),
        default=None,
    )


def _much_the_same(one: int, other: int) -> bool:
    return abs(one - other) <= ALIKE * max(one, other)


@lru_cache(maxsize=4096)
def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w{3,}", name.casefold()))
