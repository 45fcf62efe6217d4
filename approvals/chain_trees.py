"""Which chains an organisation has, and how much of one a person can take in at once. Pure."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from approvals.chains import ChainLink

BUNDLE_FROM = 6  # as many with nobody below, under one approver, are one counted bundle
ROOM = 40  # people and bundles drawn at first


@dataclass(frozen=True, slots=True)
class Tree:
    """Everyone whose chains end at the same person; `root` is that last one."""

    root: int
    members: frozenset[int]


@dataclass(frozen=True, slots=True)
class Part:
    """What is drawn of a tree; `hidden` says how many stand below an approver that is folded."""

    visible: frozenset[int]
    hidden: Mapping[int, int]


def cut_loops(links: Mapping[int, ChainLink]) -> tuple[dict[int, int | None], dict[int, int]]:
    """The next above of each, every loop cut once, and what was cut."""
    above = {
        pk: link.next_id if link.next_id in links else None for pk, link in sorted(links.items())
    }
    cut: dict[int, int] = {}
    cleared: set[int] = set()
    for start in above:
        path: set[int] = set()
        here = start
        while here not in cleared:
            path.add(here)
            up = above[here]
            if up in path:
                cut[here] = up
                above[here] = up = None
            if up is None:
                break
            here = up
        cleared |= path
    return above, cut


def below_of(above: Mapping[int, int | None]) -> dict[int | None, list[int]]:
    """Those directly below each; under None the last of every chain."""
    below: dict[int | None, list[int]] = {}
    for pk, next_id in above.items():
        below.setdefault(next_id, []).append(pk)
    return below


def from_below(below: Mapping[int | None, Sequence[int]]) -> list[int]:
    """Everyone after all who stand below, each tree in one piece. No recursion: chains are long."""
    order: list[int] = []
    waiting = list(below.get(None, []))
    while waiting:
        pk = waiting.pop()
        order.append(pk)
        waiting.extend(below.get(pk, []))
    return order[::-1]


def trees_of(links: Mapping[int, ChainLink]) -> tuple[Tree, ...]:
    """The chains of two or more, the largest first."""
    below = below_of(cut_loops(links)[0])
    found = [Tree(root, frozenset(everyone_below(root, below))) for root in below.get(None, [])]
    several = [tree for tree in found if len(tree.members) > 1]
    return tuple(sorted(several, key=lambda tree: (-len(tree.members), tree.root)))


def everyone_below(start: int, below: Mapping[int | None, Sequence[int]]) -> set[int]:
    """`start` and all whose chain passes there."""
    found = {start}
    waiting = [start]
    while waiting:
        more = [pk for pk in below.get(waiting.pop(), []) if pk not in found]
        found.update(more)
        waiting.extend(more)
    return found


def everyone_above(people: Iterable[int], above: Mapping[int, int | None]) -> set[int]:
    """All who stand above any of `people`, themselves left out unless they stand above another."""
    found: set[int] = set()
    for pk in people:
        up = above.get(pk)
        while up is not None and up not in found:
            found.add(up)
            up = above.get(up)
    return found


def part_of(
    tree: Tree,
    links: Mapping[int, ChainLink],
    *,
    opened: Collection[int] = (),
    shown: Collection[int] = (),
    room: int = ROOM,
) -> Part:
    """The tree from its last approver down, as far as there is room.

    `opened` approvers are unfolded whatever the room, and so is the way to them and to `shown`.
    """
    above, _cut = cut_loops({pk: links[pk] for pk in tree.members})
    below = below_of(above)
    must = {*opened, *everyone_above([*opened, *shown], above)}
    visible = {tree.root}
    hidden: dict[int, int] = {}
    queue = deque([tree.root])
    while queue:
        pk = queue.popleft()
        people = below.get(pk, [])
        if not people:
            continue
        more = _places(people, below, pk in opened)
        if pk in must or len(visible) == 1 or room >= more:
            visible.update(people)
            room -= more
            queue.extend(each for each in people if each in below)
        else:
            hidden[pk] = len(everyone_below(pk, below)) - 1
    return Part(frozenset(visible), hidden)


def _places(people: Sequence[int], below: Mapping[int | None, Sequence[int]], is_open: bool) -> int:
    ends = sum(pk not in below for pk in people)
    return len(people) - ends + (ends if is_open or ends < BUNDLE_FROM else 1)
