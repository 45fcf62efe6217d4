"""The chain of next approvers: one link per membership, and never a loop. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ChainLink:
    """A membership as the router sees it.

    `next_id` and `break_point` are both set or both None; `break_point` 0 = every order goes on.
    `is_active` is of user and membership together.
    """

    membership_id: int
    user_id: int
    name: str
    break_point: Decimal | None = None
    next_id: int | None = None
    is_approver: bool = True
    is_active: bool = True


def find_loop(next_of: Mapping[int, int | None]) -> tuple[int, ...] | None:
    """The first loop in the chains, as memberships in order, or None. Every link is walked once."""
    cleared: set[int] = set()
    for start in next_of:
        path: dict[int, None] = {}
        here: int | None = start
        while here is not None and here not in cleared:
            if here in path:
                walked = list(path)
                return tuple(walked[walked.index(here) :])
            path[here] = None
            here = next_of.get(here)
        cleared.update(path)
    return None


def would_loop(
    membership_id: int, new_next_id: int | None, next_of: Mapping[int, int | None]
) -> bool:
    """Whether giving the membership this next approver closes a loop; being one's own next does."""
    seen: set[int] = set()
    here = new_next_id
    while here is not None and here not in seen:
        if here == membership_id:
            return True
        seen.add(here)
        here = next_of.get(here)
    return False
