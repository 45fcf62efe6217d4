"""The approval path drawn as people on a thread (LOOK §5), from the router's answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from approvals.models import Answer, ApprovalRequest
from approvals.routing import Outcome, Route, Step, StepState
from core.reasons import Text


@dataclass(frozen=True, slots=True)
class PathPerson:
    """One person on the thread; `over` is the break point between this one and the next.

    `name` may say "You, …"; `known_as` is the name alone, for the initials.
    """

    name: str
    note: Text
    state: str  # you | done | now | to_come | not_needed | broken | seller
    over: Decimal | None = None
    known_as: str = ""


def path_people(
    route: Route,
    *,
    shop_name: str,
    viewer_membership_id: int | None,
    decided: Mapping[int, Text] | None = None,
    is_unfilled: bool = False,
) -> Sequence[PathPerson]:
    """Everyone on the route in order, and the shop at its end.

    `decided` says in words when a membership gave its yes. `is_unfilled` = the order has no
    products yet: who fills them in is known, who decides after that is not.
    """
    if is_unfilled:
        route = _up_to_the_filler(route)
    people: list[PathPerson] = []
    current = route.current
    for step in route.steps:
        is_viewer = step.membership_id == viewer_membership_id
        note = step.reason if is_viewer or step.state != StepState.YOU else step.reason_to_others
        if decided and step.membership_id in decided and step.state == StepState.APPROVED:
            note = decided[step.membership_id]
        people.append(
            PathPerson(
                name=_("You, %(name)s") % {"name": step.name} if is_viewer else step.name,
                note=note,
                state=_state(step, current),
                over=step.break_point if _goes_on(step, route) else None,
                known_as=step.name,
            )
        )
    if route.outcome != Outcome.STUCK:
        people.append(PathPerson(name=shop_name, note=_("Receives the order"), state="seller"))
    return people


def _up_to_the_filler(route: Route) -> Route:
    """Without a value nothing is known of those above the next one who decides."""
    if route.current is None:
        return route
    filler = route.current
    words = _("Fills in the products. Who approves after that depends on what they cost.")
    steps = [replace(step, break_point=None) for step in route.steps if step is not filler]
    steps = steps[: route.steps.index(filler)]
    steps.append(replace(filler, reason=words, reason_to_others=words, covers=True))
    return replace(route, steps=tuple(steps))


def _state(step: Step, current: Step | None) -> str:
    if step.state == StepState.NEEDED or step.state == StepState.FALLBACK:
        return "now" if step is current else "to_come"
    return {
        StepState.YOU: "you",
        StepState.APPROVED: "done",
        StepState.NOT_NEEDED: "not_needed",
        StepState.SKIPPED: "broken",
    }[step.state]


def _goes_on(step: Step, route: Route) -> bool:
    """Whether the order passes this person's break point to the next one."""
    if step.covers or step.break_point is None or step.state == StepState.NOT_NEEDED:
        return False
    return route.outcome != Outcome.STRAIGHT or step.state != StepState.YOU


def amount_bands(route: Route) -> Sequence[tuple[Decimal | None, str]]:
    """Up to which amount whose yes is enough, for the ladder; empty below three steps."""
    climbing = [step for step in route.steps if step.state != StepState.SKIPPED]
    if len(climbing) < 3 or route.outcome == Outcome.STUCK:
        return ()
    bands: list[tuple[Decimal | None, str]] = []
    highest = Decimal(0)
    for index, step in enumerate(climbing):
        label = _who_is_enough([below.name.partition(" ")[0] for below in climbing[1 : index + 1]])
        if step.break_point is None:
            bands.append((None, label))
            break
        if step.break_point > highest:
            highest = step.break_point
            bands.append((step.break_point, label))
    return bands if len(bands) > 1 else ()


def _who_is_enough(names: Sequence[str]) -> str:
    if not names:
        return _("You alone")
    if len(names) == 1:
        return _("%(name)s is enough") % {"name": names[0]}
    return " + ".join(names)


def when_decided(approval: ApprovalRequest) -> dict[int, str]:
    """When each membership said yes, in words, for the path. `decisions` are loaded."""
    return {
        decision.membership_id: _("Said yes %(when)s")
        % {"when": date_format(timezone.localtime(decision.decided_at), "j M H:i")}
        for decision in approval.decisions.all()
        if decision.answer == Answer.APPROVE
    }
