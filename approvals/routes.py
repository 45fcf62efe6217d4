"""The answer of the router: the people on the route of an order, and what each of them does."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from approvals.chains import StandIn
from core.reasons import ALLOWED, Refused, Text, Verdict, together


class StepState(StrEnum):
    """What a person on the route does with this order."""

    YOU = "you"  # the orderer, always first
    APPROVED = "approved"
    NEEDED = "needed"
    NOT_NEEDED = "not_needed"
    SKIPPED = "skipped"  # broken: inactive, without the right, or not allowed to decide this one
    FALLBACK = "fallback"  # a group administrator, since nobody in the chain can


class Outcome(StrEnum):
    """Where the order goes."""

    STRAIGHT = "straight"  # to the reseller
    WAITS = "waits"
    STUCK = "stuck"  # somebody must approve and nobody can: placing is refused


@dataclass(frozen=True, slots=True)
class Step:
    """One person on the thread. `covers` = this person's yes is enough; `stand_in` decides while
    the person is away.

    `reason` is written to the orderer ("Your break point is …"), `reason_to_others` to anyone else.
    """

    membership_id: int
    name: str
    reason: Text
    reason_to_others: Text
    state: StepState
    break_point: Decimal | None
    user_id: int
    covers: bool = False
    stand_in: StandIn | None = None

    @property
    def is_pending(self) -> bool:
        return self.state in {StepState.NEEDED, StepState.FALLBACK}


@dataclass(frozen=True, slots=True)
class Route:
    """The orderer and everyone above, in order; the outcome; and what went wrong on the way.

    `reasons` say who was skipped and why, and for STUCK first that nobody can approve.
    """

    steps: tuple[Step, ...]
    outcome: Outcome
    reasons: tuple[Text, ...] = ()
    code: str = ""

    @property
    def pending(self) -> tuple[Step, ...]:
        """Those who still have to say yes, the next one first."""
        return tuple(step for step in self.steps if step.is_pending)

    @property
    def current(self) -> Step | None:
        """The one who decides now."""
        return next(iter(self.pending), None)

    @property
    def skipped(self) -> tuple[Step, ...]:
        """Those who would have decided and cannot; administrators are told about them."""
        return tuple(step for step in self.steps if step.state == StepState.SKIPPED)

    @property
    def fallback(self) -> bool:
        """Whether an administrator decides because nobody in the chain can."""
        return any(step.state == StepState.FALLBACK for step in self.steps)

    @property
    def verdict(self) -> Verdict:
        """May the order be placed or go on, as far as the route is concerned?"""
        if self.outcome != Outcome.STUCK:
            return ALLOWED
        return Refused(together(*self.reasons), self.code)
