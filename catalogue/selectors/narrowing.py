"""A visitor's choices as the database asks for them, of products by their terms."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogue.facets.choices import STOCK, About, Filters
from catalogue.facets.terms import audience_term, category_term


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Chosen values that this visitor's goods have, with their ids, by what they are about.

    `matches` of the `total` goods of the list answer.
    """

    groups: Mapping[About, Mapping[str, int]] = field(default_factory=dict)
    total: int = 0
    matches: int = 0

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def filters(self) -> Filters:
        return Filters({about: tuple(values) for about, values in self.groups.items()})

    def without(self, *abouts: About) -> "Narrowing":
        return Narrowing({key: ids for key, ids in self.groups.items() if key not in abouts})

    @property
    def beside_stock(self) -> "Narrowing":
        return self.without(STOCK)

    def value_ids(self) -> list[int]:
        return [pk for values in self.groups.values() for pk in values.values()]


EVERYTHING = Narrowing()


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on a product's terms and its values; `prefix` keeps values apart."""

    sql: str
    values: Mapping[str, Any]


def having(
    prefix: str,
    narrowing: Narrowing,
    *,
    category_id: int | None = None,
    audience_ids: Collection[int] = (),
) -> Where:
    """Terms that hold one value of each group; in the category; for one of the audiences."""
    needed: list[int] = [] if category_id is None else [category_term(category_id)]
    any_of: list[list[int]] = []
    if audience_ids:
        any_of.append([audience_term(pk) for pk in sorted(audience_ids)])
    any_of += [sorted(values.values()) for values in narrowing.groups.values()]
    needed += [ids[0] for ids in any_of if len(ids) == 1]
    values: dict[str, Any] = {}
    parts = []
    if needed:
        values[f"{prefix}_all"] = needed
        parts.append(f"terms @> %({prefix}_all)s::bigint[]")
    for number, ids in enumerate(ids for ids in any_of if len(ids) > 1):
        values[f"{prefix}_{number}"] = ids
        parts.append(f"terms && %({prefix}_{number})s::bigint[]")
    return Where(" AND ".join(parts) or "true", values)


def merged(parts: Iterable[Where]) -> dict[str, Any]:
    """The values of all of them."""
    return {name: value for part in parts for name, value in part.values.items()}
