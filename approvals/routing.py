"""Who must approve an order: the route up the chain of next approvers, with reasons. Pure.

The route is computed afresh at placing, at each change and at each decision, from the chain as it
then is. Decisions already taken stay.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from approvals.chains import ChainLink, find_loop, would_loop
from approvals.routes import Outcome, Route, Step, StepState
from core.money import format_money
from core.reasons import Text, say

__all__ = ["ChainLink", "Outcome", "Route", "Step", "StepState"]
__all__ += ["find_loop", "find_route", "would_loop"]


@dataclass(frozen=True, slots=True)
class _Question:
    """What the route is asked about, the same for every step."""

    orderer: ChainLink
    value: Decimal
    links: Mapping[int, ChainLink]
    administrators: Sequence[ChainLink]
    excluded_user_ids: frozenset[int]
    needs_filling: bool
    every_step: bool
    approved_ids: frozenset[int]
    was_asked: bool
    currency: str

    def money(self, amount: Decimal) -> str:
        return format_money(amount, self.currency)

    def within(self, break_point: Decimal | None) -> bool:
        """A break point of 0 covers nothing, not even an order of 0."""
        return break_point is not None and break_point > 0 and self.value <= break_point

    def goes_straight(self) -> bool:
        orderer = self.orderer
        if self.needs_filling:
            return False
        has_no_chain = orderer.break_point is None and orderer.next_id is None
        return self.within(orderer.break_point) or (has_no_chain and not self.was_asked)


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
    administrator decides.
    """
    orderer = links[orderer_id]
    question = _Question(
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
    )
    if needs_filling and orderer.next_id is None:
        return _no_approver_above(question)
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
    if waits_on is not None and not any(step.is_pending for step in steps):
        steps = _keep_the_holder(question, steps, waits_on)
    waits = any(step.is_pending for step in steps)
    return Route(
        steps=tuple(steps),
        outcome=Outcome.WAITS if waits else Outcome.STRAIGHT,
        reasons=tuple(step.reason for step in steps if step.state == StepState.SKIPPED),
    )


def _chain_above(question: _Question) -> Iterator[ChainLink]:
    """Everyone above the orderer, each once: a loop in the data ends where it closes."""
    seen = {question.orderer.membership_id}
    next_id = question.orderer.next_id
    while next_id is not None and next_id not in seen and next_id in question.links:
        seen.add(next_id)
        link = question.links[next_id]
        yield link
        next_id = link.next_id


def _orderer_step(question: _Question) -> Step:
    orderer = question.orderer
    reason, to_others = _orderer_words(question)
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


def _orderer_words(question: _Question) -> tuple[Text, Text]:
    """Why the orderer does or does not need anyone: said to the orderer, and to others."""
    break_point = question.orderer.break_point
    if question.needs_filling:
        words = _("The next approver fills in what is asked for.")
        return words, words
    if question.goes_straight() and break_point is None:
        return _("You buy without approval."), _("Buys without approval.")
    if not break_point:
        return (
            _("All your orders are approved by someone else."),
            _("All orders are approved by someone else."),
        )
    limit = question.money(break_point)
    if question.within(break_point):
        return (
            say(_("Your break point is %(limit)s. The order is within it."), limit=limit),
            say(_("The break point is %(limit)s. The order is within it."), limit=limit),
        )
    over = question.money(question.value - break_point)
    return (
        say(
            _("Your break point is %(limit)s. The order is %(over)s over."), limit=limit, over=over
        ),
        say(_("The break point is %(limit)s. The order is %(over)s over."), limit=limit, over=over),
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


def _chain_step(question: _Question, link: ChainLink) -> Step:
    """`covers` = nobody above is asked, which with "every step" only the last one's yes does."""
    within = not question.every_step and question.within(link.break_point)
    covers = link.next_id is None or within
    approved = link.membership_id in question.approved_ids
    broken = _why_broken(question, link, approved=approved)
    if broken is not None:
        return _step(link, StepState.SKIPPED, broken)
    if approved:
        return _step(link, StepState.APPROVED, _("Has approved."), covers=covers)
    return _step(link, StepState.NEEDED, _why_needed(question, link), covers=covers)


def _why_broken(question: _Question, link: ChainLink, *, approved: bool) -> Text | None:
    """Why this person cannot decide; a yes given before the person left still stands."""
    if link.user_id in question.excluded_user_ids:
        return say(_("%(name)s placed the order and does not decide on it."), name=link.name)
    if approved:
        return None
    if not link.is_active:
        return say(_("%(name)s is inactive."), name=link.name)
    if not link.is_approver:
        return say(_("%(name)s may no longer approve."), name=link.name)
    return None


def _why_needed(question: _Question, link: ChainLink) -> Text:
    if link.next_id is None:
        return _("Last in the chain, so this yes is enough.")
    if not link.break_point or question.every_step:
        return _("Every order goes on to the next in the chain.")
    limit = question.money(link.break_point)
    if question.within(link.break_point):
        return say(_("The break point is %(limit)s, so this yes is enough."), limit=limit)
    return say(
        _("The break point is %(limit)s. The order is %(over)s over, so it goes on."),
        limit=limit,
        over=question.money(question.value - link.break_point),
    )


def _not_needed(link: ChainLink, below: Sequence[Step]) -> Step:
    """Above the one whose yes, or own break point, is enough."""
    enough = next(step for step in reversed(below) if step.state != StepState.NOT_NEEDED)
    if enough.state == StepState.YOU:
        return _step(link, StepState.NOT_NEEDED, _("Not asked: nobody has to approve."))
    reason = say(_("Not asked: the yes of %(name)s is enough."), name=enough.name)
    return _step(link, StepState.NOT_NEEDED, reason)


def _able_administrators(question: _Question) -> list[ChainLink]:
    return [
        administrator
        for administrator in question.administrators
        if administrator.is_active and administrator.user_id not in question.excluded_user_ids
    ]


def _with_administrator(question: _Question, steps: Sequence[Step]) -> list[Step]:
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
        return [*steps, _fallback(others[0])]
    able_users = {link.user_id for link in able}
    highest = [step for step in turns if step.user_id in able_users][-1]
    return [replace(step, covers=True) if step is highest else step for step in steps]


def _has_own_turn(question: _Question, step: Step) -> bool:
    """Whether the step is decided by right of the chain, not by an administrator stepping in."""
    if step.state not in {StepState.APPROVED, StepState.NEEDED}:
        return False
    link = question.links[step.membership_id]
    return _why_broken(question, link, approved=False) is None


def _fallback(link: ChainLink) -> Step:
    reason = _("Steps in, since nobody in the chain can approve.")
    return _step(link, StepState.FALLBACK, reason, covers=True)


def _keep_the_holder(question: _Question, steps: list[Step], holder_id: int) -> list[Step]:
    """The one whose turn it is decides, although a change has made the yes unnecessary."""
    if holder_id in question.approved_ids:
        return steps
    reason = _("Has the order now and decides on it.")
    for position, step in enumerate(steps):
        if step.membership_id == holder_id and step.state == StepState.NOT_NEEDED:
            link = question.links[holder_id]
            if _why_broken(question, link, approved=False) is None:
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


def _no_approver_above(question: _Question) -> Route:
    reason = _("An order without products needs an approver above you, and you have none.")
    return Route((_orderer_step(question),), Outcome.STUCK, (reason,), "no_approver_above")
