"""Where everybody stands on the map of an organisation's chains. Pure.

Left orders, right approves: a person stands one column to the right of the longest chain below.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from approvals.chain_trees import BUNDLE_FROM, below_of, cut_loops, from_below
from approvals.chains import ChainLink

__all__ = ["BUNDLE_FROM", "ChainMap", "Line", "Place", "draw_map"]


@dataclass(frozen=True, slots=True)
class Place:
    """A person, or a bundle of people who share one approver and have nobody below."""

    members: tuple[int, ...]
    column: int
    row: float

    @property
    def is_bundle(self) -> bool:
        return len(self.members) > 1


@dataclass(frozen=True, slots=True)
class Line:
    """From below to the next above, as indexes of places. `closes_loop` = drawn, never climbed."""

    below: int
    above: int
    closes_loop: bool = False


@dataclass(frozen=True, slots=True)
class ChainMap:
    places: tuple[Place, ...]
    lines: tuple[Line, ...]
    columns: int
    rows: int


def draw_map(
    links: Mapping[int, ChainLink],
    *,
    opened: Collection[int] = (),
    apart: Collection[int] = (),
) -> ChainMap:
    """Everyone in `links` once. `opened` are approvers whose bundle is laid out one by one.

    Those `apart` never stand in a bundle.
    """
    above, cut = cut_loops(links)
    below = below_of(above)
    order = from_below(below)
    columns = _columns(order, above)
    clusters = {pk: _clusters(below.get(pk, []), below, pk in opened, apart) for pk in order}
    bundled = {pk for each in clusters.values() for c in each if len(c) > 1 for pk in c}
    places: list[Place] = []
    index: dict[int, int] = {}
    rows_of: dict[int, float] = {}
    next_row = 0
    for pk in order:
        if pk in index:
            continue
        children = [cluster for cluster in clusters[pk] if len(cluster) > 1]
        for cluster in children:
            index |= dict.fromkeys(cluster, len(places))
            rows_of |= dict.fromkeys(cluster, float(next_row))
            places.append(Place(tuple(cluster), columns[cluster[0]], float(next_row)))
            next_row += 1
        if below.get(pk):
            rows = [rows_of[child] for child in below[pk]]
            row = (min(rows) + max(rows)) / 2
        elif pk in bundled:
            continue  # stands in the bundle, which its approver places
        else:
            row = float(next_row)
            next_row += 1
        index[pk] = len(places)
        rows_of[pk] = row
        places.append(Place((pk,), columns[pk], row))
    lines = {(index[pk], index[up], False) for pk, up in above.items() if up is not None}
    lines |= {(index[pk], index[up], True) for pk, up in cut.items()}
    return ChainMap(
        places=tuple(places),
        lines=tuple(Line(*line) for line in sorted(lines)),
        columns=max(columns.values(), default=-1) + 1,
        rows=next_row,
    )


def _columns(order: Sequence[int], above: Mapping[int, int | None]) -> dict[int, int]:
    columns = dict.fromkeys(order, 0)
    for pk in order:
        up = above[pk]
        if up is not None:
            columns[up] = max(columns[up], columns[pk] + 1)
    return columns


def _clusters(
    people: Sequence[int],
    below: Mapping[int | None, Sequence[int]],
    is_open: bool,
    apart: Collection[int],
) -> list[list[int]]:
    """Those directly below somebody, the many without anyone below together."""
    ends = [pk for pk in people if not below.get(pk)]
    if is_open or len(ends) < BUNDLE_FROM:
        return [[pk] for pk in people]
    together = [pk for pk in ends if pk not in apart]
    return [[pk] for pk in people if pk not in together] + ([together] if together else [])
