"""Chains of next approvers as numbers: never a loop. Pure."""

from collections.abc import Mapping


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
