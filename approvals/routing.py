"""Who must approve an order: the route up the chain of next approvers, with reasons. Pure.

The route is computed afresh at placing, at each change and at each decision, from the chain as it
then is. Decisions already taken stay.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from approvals.chains import ChainLink, StandIn, find_loop, would_loop
from approvals.route_question import (
    RouteQuestion,
    orderer_words,
    why_broken,
    why_needed,
    with_stand_in,
)
from approvals.routes import Outcome, Route, Step, StepState
from core.reasons import Text, say

__all__ = ["ChainLink", "Outcome", "Route", "StandIn", "Step", "StepState"]
__all__ += ["find_loop", "find_route", "would_loop"]


def find_route(
    *,
    orderer_id: int,
    value: Decimal,
    links: Mapping[int, ChainLink],
    administrators: Sequence[ChainLink] = (),
    excluded_user_ids: Collection[int] = frozenset(),
    needs_filling: bool = False,
    every_step: bool = False,
    approved_ids: Collection[int] = frozenset(),
    waits_on: int | None = None,
    was_asked: bool = False,
    passed_over_ids: Collection[int] = frozenset(),
    currency: str = "SEK",
) -> Route:
    """The route of an order of `value` (the order value, ex VAT) that `orderer_id` places.

    `links` hold the orderer and everyone above, by membership. `administrators` are the able group
    administrators in the order in which they step in; one chosen by staff comes first.
    `excluded_user_ids` are the users who placed the order: they never decide, and neither does the
    orderer. `needs_filling` stays true for a free-text order all its life: it always passes the
    next approver. `approved_ids` have said yes already. `waits_on` is whose turn it was before a
    change: that person still decides, even if the new value would need nobody. `was_asked` = the
    order waits already: taking the chain away from its orderer does not release it, an
    administrator decides. `passed_over_ids` let the days pass without an answer.

    Where nobody else is left, those who are away, and then those passed over, decide after all:
    an order that someone could decide is never refused for want of people.
    """
    orderer = links[orderer_id]
    question = RouteQuestion(
        orderer=orderer,
        value=value,
        links=links,
        administrators=administrators,
        excluded_user_ids=frozenset({orderer.user_id, *excluded_user_ids}),
        needs_filling=needs_filling,
        every_step=every_step,
        approved_ids=frozenset(approved_ids),
        was_asked=was_asked,
        currency=currency,
        passed_over_ids=frozenset(passed_over_ids),
    )
    if needs_filling and orderer.next_id is None and not was_asked:
        return _no_approver_above(question)
    last_resorts: tuple[dict[str, Any], ...] = (
        {},
        {"heeds_absence": False},
        {"heeds_absence": False, "passed_over_ids": frozenset()},
    )
    routes = (_route(replace(question, **changes), waits_on) for changes in last_resorts)
    first = next(routes)
    if first.outcome != Outcome.STUCK:
        return first
    return next((route for route in routes if route.outcome != Outcome.STUCK), first)


def _route(question: RouteQuestion, waits_on: int | None) -> Route:
    steps = [_orderer_step(question)]
    ended = question.goes_straight()
    for link in _chain_above(question):
        if ended:
            steps.append(_not_needed(link, steps))
            continue
        step = _chain_step(question, link)
        steps.append(step)
        ended = step.covers
    if not ended:
        if not _able_administrators(question):
            return _nobody_left(steps)
        steps = _with_administrator(question, steps)
    if not question.every_step:
        steps = _past_those_below(steps, waits_on)
    if waits_on is not None and not any(step.is_pending for step in steps):
        steps = _keep_the_holder(question, steps, waits_on)
    waits = any(step.is_pending for step in steps)
    return Route(
        steps=tuple(steps),
        outcome=Outcome.WAITS if waits else Outcome.STRAIGHT,
        reasons=tuple(step.reason for step in steps if step.state == StepState.SKIPPED),
    )


def _chain_above(question: RouteQuestion) -> Iterator[ChainLink]:
    """Everyone above the orderer, each once: a loop in the data ends where it closes."""
    seen = {question.orderer.membership_id}
    next_id = question.orderer.next_id
    while next_id is not None and next_id not in seen and next_id in question.links:
        seen.add(next_id)
        link = question.links[next_id]
        yield link
        next_id = link.next_id


def _orderer_step(question: RouteQuestion) -> Step:
    orderer = question.orderer
    reason, to_others = orderer_words(question)
    return Step(
        membership_id=orderer.membership_id,
        name=orderer.name,
        reason=reason,
        reason_to_others=to_others,
        state=StepState.YOU,
        break_point=orderer.break_point,
        user_id=orderer.user_id,
        covers=question.goes_straight(),
    )


def _step(link: ChainLink, state: StepState, reason: Text, *, covers: bool = False) -> Step:
    return Step(
        membership_id=link.membership_id,
        name=link.name,
        reason=reason,
        reason_to_others=reason,
        state=state,
        break_point=link.break_point,
        user_id=link.user_id,
        covers=covers,
    )


def _chain_step(question: RouteQuestion, link: ChainLink) -> Step:
    """`covers` = nobody above is asked, which with "every step" only the last one's yes does."""
    within = not question.every_step and question.within(link.break_point)
    covers = link.next_id is None or within
    approved = question.has_yes_of(link)
    broken = why_broken(question, link, approved=approved)
    if broken is not None:
        return _step(link, StepState.SKIPPED, broken)
    if approved:
        return _step(link, StepState.APPROVED, _("Has approved."), covers=covers)
    reason = with_stand_in(question, link, why_needed(question, link))
    step = _step(link, StepState.NEEDED, reason, covers=covers)
    return replace(step, stand_in=question.stand_in(link))


def _past_those_below(steps: list[Step], waits_on: int | None) -> list[Step]:
    """Whoever the order has gone past is not asked again when they come back.

    A yes from above is enough for those below, and so is the turn of somebody above.
    """
    reached = [
        position
        for position, step in enumerate(steps)
        if step.state == StepState.APPROVED or (step.membership_id == waits_on and step.is_pending)
    ]
    if not reached:
        return steps
    highest = steps[reached[-1]]
    reason = say(_("Not asked: the order has gone on to %(name)s."), name=highest.name)
    return [
        replace(step, state=StepState.NOT_NEEDED, reason=reason, reason_to_others=reason)
        if step.is_pending and position < reached[-1]
        else step
        for position, step in enumerate(steps)
    ]


def _not_needed(link: ChainLink, below: Sequence[Step]) -> Step:
    """Above the one whose yes, or own break point, is enough."""
    enough = next(step for step in reversed(below) if step.state != StepState.NOT_NEEDED)
    if enough.state == StepState.YOU:
        return _step(link, StepState.NOT_NEEDED, _("Not asked: nobody has to approve."))
    reason = say(_("Not asked: the yes of %(name)s is enough."), name=enough.name)
    return _step(link, StepState.NOT_NEEDED, reason)


def _able_administrators(question: RouteQuestion) -> list[ChainLink]:
    return [
        administrator
        for administrator in question.administrators
        if _may_step_in(question, administrator)
    ]


def _may_step_in(question: RouteQuestion, administrator: ChainLink) -> bool:
    if not administrator.is_active or administrator.user_id in question.excluded_user_ids:
        return False
    if administrator.membership_id in question.approved_ids:
        return True
    passed_over = administrator.membership_id in question.passed_over_ids
    return not passed_over and not question.is_away(administrator)


def _with_administrator(question: RouteQuestion, steps: Sequence[Step]) -> list[Step]:
    """The steps with an administrator to end them. One yes of one administrator is enough.

    An administrator with a turn of their own in the chain is there for less than the whole order,
    so another is asked; where there is no other, that one's yes is enough.
    """
    able = _able_administrators(question)
    turns = [step for step in steps if _has_own_turn(question, step)]
    users_with_turns = {step.user_id for step in turns}
    others = [link for link in able if link.user_id not in users_with_turns]
    for link in others:
        if link.membership_id in question.approved_ids:
            below = [step for step in steps if step.membership_id != link.membership_id]
            return [*below, _step(link, StepState.APPROVED, _("Has approved."), covers=True)]
    if others:
        return [*steps, _fallback(question, others[0])]
    able_users = {link.user_id for link in able}
    highest = [step for step in turns if step.user_id in able_users][-1]
    return [replace(step, covers=True) if step is highest else step for step in steps]


def _has_own_turn(question: RouteQuestion, step: Step) -> bool:
    """Whether the step is decided by right of the chain, not by an administrator stepping in."""
    if step.state not in {StepState.APPROVED, StepState.NEEDED}:
        return False
    link = question.links[step.membership_id]
    return why_broken(question, link, approved=False) is None


def _fallback(question: RouteQuestion, link: ChainLink) -> Step:
    reason = _("Steps in, since nobody in the chain can approve.")
    step = _step(link, StepState.FALLBACK, with_stand_in(question, link, reason), covers=True)
    return replace(step, stand_in=question.stand_in(link))


def _keep_the_holder(question: RouteQuestion, steps: list[Step], holder_id: int) -> list[Step]:
    """The one whose turn it is decides, although a change has made the yes unnecessary."""
    if holder_id in question.approved_ids:
        return steps
    reason = _("Has the order now and decides on it.")
    for position, step in enumerate(steps):
        if step.membership_id == holder_id and step.state == StepState.NOT_NEEDED:
            link = question.links[holder_id]
            if why_broken(question, link, approved=False) is None:
                steps[position] = _step(link, StepState.NEEDED, reason, covers=True)
                return steps
    for link in _able_administrators(question):
        if link.membership_id == holder_id:
            return [*steps, _step(link, StepState.FALLBACK, reason, covers=True)]
    return steps


def _nobody_left(steps: Sequence[Step]) -> Route:
    broken = tuple(step.reason for step in steps if step.state == StepState.SKIPPED)
    nobody = _("Nobody can approve this order now.")
    return Route(tuple(steps), Outcome.STUCK, (nobody, *broken), "nobody_to_approve")


def _no_approver_above(question: RouteQuestion) -> Route:
    reason = _("An order without products needs an approver above you, and you have none.")
    return Route((_orderer_step(question),), Outcome.STUCK, (reason,), "no_approver_above")
