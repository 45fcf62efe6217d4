"""What a visitor has chosen to narrow a list by, and what can be chosen, in order. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from catalogue.facets.bands import limits_of
from catalogue.sorting import sort_key

# What a choice is about: its kind, and for attributes the name ('attribute', 'Garanti').
About = tuple[str, str]

BRAND: About = ("brand", "")
PRICE: About = ("price", "")
STOCK: About = ("stock", "")
ATTRIBUTE = "attribute"
# The one value of stock.
IN_STOCK = "1"

MOST_BRANDS = 60
MOST_ATTRIBUTES = 6
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Filters:
    """Chosen values by what they are about: in each group one of them must hold."""

    groups: Mapping[About, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(self.groups.values())

    def of(self, about: About) -> tuple[str, ...]:
        return self.groups.get(about, ())


@dataclass(frozen=True, slots=True)
class Counted:
    """One value and how many goods have it; `place` is that of its attribute among all."""

    about: About
    value: str
    count: int
    place: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Values of which any may hold: of one kind, or of one attribute."""

    about: About
    choices: tuple[Choice, ...]

    @property
    def has_chosen(self) -> bool:
        return any(choice.is_chosen for choice in self.choices)


def in_order(counted: Iterable[Counted], chosen: Filters) -> tuple[Group, ...]:
    """Brands, the most goods first; price bands upwards; stock; then at most six attributes.

    Attributes are those that most of the goods have, in the order that staff gave them. What was
    chosen is always there, also when nothing has it.
    """
    rows = sorted(counted, key=lambda row: row.about)
    by_about = {about: list(group) for about, group in groupby(rows, key=lambda row: row.about)}
    for about in chosen.groups:
        by_about.setdefault(about, [])
    attributes = [about for about in by_about if about[0] == ATTRIBUTE]
    attributes.sort(
        key=lambda about: (about not in chosen.groups, -sum(row.count for row in by_about[about]))
    )
    kept = sorted(attributes[:MOST_ATTRIBUTES], key=lambda about: (_place(by_about[about]), about))
    return tuple(
        _group(about, by_about[about], chosen.of(about))
        for about in (BRAND, PRICE, STOCK, *kept)
        if about in by_about
    )


def _place(rows: Collection[Counted]) -> int:
    return min((row.place for row in rows), default=0)


def _group(about: About, rows: Iterable[Counted], chosen: Collection[str]) -> Group:
    counts = dict.fromkeys(chosen, 0) | {row.value: row.count for row in rows}
    if about == BRAND:
        values = sorted(counts, key=lambda value: (-counts[value], sort_key(value)))
    elif about == PRICE:
        values = sorted(counts, key=limits_of)
    else:
        values = by_number(counts)
    return Group(about, tuple(Choice(value, counts[value], value in chosen) for value in values))


def by_number(values: Iterable[str]) -> list[str]:
    """By the numbers in them when each begins with one ('2 m', '10 m'), else as names."""
    found = list(values)
    numbers = {value: _NUMBER.match(value) for value in found}
    if not all(numbers.values()):
        return sorted(found, key=sort_key)
    return sorted(
        found,
        key=lambda value: (
            [float(part.replace(",", ".")) for part in _NUMBER.findall(value)],
            sort_key(value),
        ),
    )
