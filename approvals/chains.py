"""The chain of next approvers: one link per membership, and never a loop. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from customers.chains import find_loop, would_loop

__all__ = ["ChainLink", "StandIn", "find_loop", "would_loop"]


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who decides in place of somebody away: able today, though perhaps not on every order."""

    membership_id: int
    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class ChainLink:
    """A membership as the router sees it.

    `next_id` and `break_point` are both set or both None; `break_point` 0 = every order goes on.
    `is_active` is of user and membership together. `away_until` is the last day of an absence that
    holds today; `stand_in` decides meanwhile, None where nobody able does.
    """

    membership_id: int
    user_id: int
    name: str
    break_point: Decimal | None = None
    next_id: int | None = None
    is_approver: bool = True
    is_active: bool = True
    away_until: date | None = None
    stand_in: StandIn | None = None
