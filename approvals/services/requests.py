"""A request opened, answered, revalued, passed on, withdrawn. The caller holds the transaction."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.errors import ApprovalRefused, NobodyCanApprove
from approvals.models import Answer, ApprovalDecision, ApprovalRequest, RequestState
from approvals.policies import comment_is_required, may_decide
from approvals.routing import Outcome, Route
from approvals.selectors.routes import route_of, route_of_request, so_far
from core.reasons import Reasons, Refused
from customers.actors import Actor
from customers.models import Membership, User


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands after a change: settled or waiting, for whom, and the route."""

    request: ApprovalRequest
    route: Route

    @property
    def is_approved(self) -> bool:
        return self.request.state == RequestState.APPROVED


def open_request(
    *,
    membership: Membership,
    placed_by: User,
    value_net: Decimal,
    reference: str,
    route: Route,
    needs_filling: bool = False,
) -> ApprovalRequest | None:
    """Asks the next in the chain; None when nobody needs to be asked (A-01, A-36, C14).

    `value_net` is the order value and `route` what `route_of` said of it in this transaction.
    Raises NobodyCanApprove when somebody must approve and nobody can.
    """
    if route.outcome == Outcome.STUCK:
        raise NobodyCanApprove(Reasons.of(route.verdict))
    if route.current is None:
        return None
    return ApprovalRequest.objects.create(
        membership=membership,
        placed_by=placed_by,
        reference=reference,
        value_net=value_net,
        needs_filling=needs_filling,
        step_id=route.current.membership_id,
    )


def locked_request(request_id: int) -> ApprovalRequest:
    """The request, locked until the transaction ends, with what the policy reads."""
    return (
        ApprovalRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("membership__customer__main_group", "membership__user", "step__user")
        .get(pk=request_id)
    )


def answer_request(
    *, actor: Actor, request: ApprovalRequest, answer: Answer, comment: str, currency: str
) -> Standing:
    """Writes one person's answer and passes the request on, or settles it.

    `request` comes from `locked_request`. An answer of CHANGE is written after `value_net` has
    been set by `revalue`; its author still decides, and so does whoever asked a QUESTION. Raises
    ApprovalRefused.
    """
    verdict = may_decide(actor, request)
    if not verdict.allowed:
        raise ApprovalRefused(verdict)
    comment = comment.strip()
    if answer != Answer.APPROVE and not comment and comment_is_required(request):
        raise ApprovalRefused(
            Refused(reason=_("Write why, so that the orderer knows."), code="comment-required")
        )
    assert actor.membership is not None  # noqa: S101 - may_decide saw to it
    assert actor.user is not None  # noqa: S101
    ApprovalDecision.objects.create(
        request=request,
        membership=actor.membership,
        in_place_of_id=request.step_id if request.step_id != actor.membership.pk else None,
        user=actor.user,
        answer=answer,
        comment=comment,
        value_net=request.value_net,
    )
    if answer == Answer.REJECT:
        return _settle(request, RequestState.REJECTED, currency)
    if answer == Answer.QUESTION:
        return _ask(request, currency)
    return pass_on(request, currency=currency)


def revalue(*, request: ApprovalRequest, value_net: Decimal) -> None:
    """The order has another value now; approvals below stand. Follow with `answer_request`."""
    request.value_net = value_net
    request.save(update_fields=["value_net"])


def pass_on(request: ApprovalRequest, *, currency: str) -> Standing:
    """Gives the request to whoever the chain says now, or settles it as approved.

    When nobody can decide it stays waiting for nobody, where staff see it (DESIGN §4).
    """
    route = route_of_request(request, currency=currency)
    if route.outcome == Outcome.STRAIGHT:
        return _settle(request, RequestState.APPROVED, currency, route)
    step_id = route.current.membership_id if route.current else None
    if step_id != request.step_id:
        _give_to(request, step_id)
    return Standing(request, route)


def pass_over(request: ApprovalRequest, *, currency: str) -> bool:
    """Gives a request that has waited too long to whoever is next without its step.

    False, and nothing changed, when there is nobody else.
    """
    if request.step_id is None:
        return False
    passed_over = [*request.passed_over, request.step_id]
    so_far_now = so_far(request)
    route = route_of(
        membership=Membership.objects.with_people().get(pk=request.membership_id),
        value_net=request.value_net,
        placed_by_id=request.placed_by_id,
        currency=currency,
        needs_filling=request.needs_filling,
        so_far=replace(so_far_now, passed_over=frozenset(passed_over), waits_on=None),
    )
    if route.current is None or route.current.membership_id in passed_over:
        return False
    request.passed_over = passed_over
    request.save(update_fields=["passed_over"])
    _give_to(request, route.current.membership_id)
    return True


def close_question(request: ApprovalRequest) -> None:
    """The orderer has answered; whoever asked decides, and has all their days to do it."""
    request.asked_at = None
    request.step_since = timezone.now()
    request.reminded_at = None
    request.save(update_fields=["asked_at", "step_since", "reminded_at"])


def note_reminder(request: ApprovalRequest, *, at: datetime) -> None:
    request.reminded_at = at
    request.save(update_fields=["reminded_at"])


def _ask(request: ApprovalRequest, currency: str) -> Standing:
    request.asked_at = timezone.now()
    request.reminded_at = None
    request.save(update_fields=["asked_at", "reminded_at"])
    return Standing(request, route_of_request(request, currency=currency))


def _give_to(request: ApprovalRequest, step_id: int | None) -> None:
    request.step_id = step_id
    request.step_since = timezone.now()
    request.reminded_at = request.asked_at = None
    request.save(update_fields=["step", "step_since", "reminded_at", "asked_at"])


def withdraw_request(*, request: ApprovalRequest, currency: str) -> Standing:
    """The orderer takes the order back, or staff cancel it: nobody is asked any more."""
    return _settle(request, RequestState.WITHDRAWN, currency)


def reassign_request(*, request: ApprovalRequest, to: Membership) -> None:
    """Staff give a request to another able approver of the same organisation."""
    request.step = to
    _give_to(request, to.pk)


def _settle(
    request: ApprovalRequest, state: RequestState, currency: str, route: Route | None = None
) -> Standing:
    if route is None:
        route = route_of_request(request, currency=currency)
    request.state = state
    request.step = None
    request.step_since = timezone.now()
    request.asked_at = None
    request.save(update_fields=["state", "step", "step_since", "asked_at"])
    return Standing(request, route)
