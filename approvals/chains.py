"""The chain of next approvers: one link per membership, and never a loop. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from customers.chains import find_loop, would_loop

__all__ = ["ChainLink", "find_loop", "would_loop"]


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
