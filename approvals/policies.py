"""May this person decide on this request?"""

from django.utils.translation import gettext_lazy as _

from approvals.models import ApprovalRequest, RequestState
from approvals.selectors.absences import stands_in_for
from core.reasons import ALLOWED, Refused, Verdict, say
from customers.access import Perm
from customers.actors import Actor
from customers.models import Membership
from customers.policies import may_administer, same_organisation


def may_decide(actor: Actor, request: ApprovalRequest) -> Verdict:
    """Only the one whose turn it is, or who stands in while that one is away.

    Never the orderer, the placer, or anyone acting as another; there is no setting that loosens
    this. `request.step.user` is read for the reason. A customer that moved to another organisation
    took its waiting orders along: the old one lets go of them.
    """
    if request.state != RequestState.WAITING:
        return Refused(reason=_("This order has already been decided."), code="settled")
    if actor.is_acting:
        return Refused(reason=_("Nobody decides while logged in as somebody else."), code="acting")
    if actor.user is not None and actor.user.is_staff:
        return Refused(reason=_("The shop's staff never approve."), code="staff")
    if actor.membership is None or not actor.has(Perm.APPROVAL_DECIDE):
        return Refused(reason=_("You have no approval right."), code="no-right")
    if actor.user_id in {request.placed_by_id, request.membership.user_id}:
        return Refused(reason=_("Nobody approves their own order."), code="own")
    if not same_organisation(actor.membership.customer, request.membership.customer):
        return Refused(reason=_("The order belongs to another organisation."), code="organisation")
    if request.step is None:
        return Refused(
            reason=_("Nobody can decide on this order now. The shop has been told."),
            code="nobody",
        )
    if not is_turn_of(actor.membership, request):
        return Refused(
            reason=say(_("The order waits for %(name)s."), name=request.step.user.full_name),
            code="not-your-turn",
        )
    return ALLOWED


def is_turn_of(membership: Membership, request: ApprovalRequest) -> bool:
    """The person's own turn, else one query: that of somebody away whom this person stands in for.

    A substitute has no more than the one who is away: once that one may not decide, neither may.
    """
    step = request.step
    if step is None:
        return False
    if step.pk == membership.pk:
        return True
    able = step.is_active and step.user.is_active and (step.is_approver or step.is_group_admin)
    return able and stands_in_for(membership, step_id=step.pk, of=request.membership.customer)


def may_set_absence(actor: Actor, membership: Membership) -> Verdict:
    """One's own, never in somebody else's shoes; the organisation's administrator; staff."""
    if actor.is_acting:
        return Refused(
            reason=_("Nobody says who is away while logged in as somebody else."), code="acting"
        )
    if actor.membership is not None and actor.membership.pk == membership.pk:
        return ALLOWED
    return may_administer(actor, membership.customer)


def comment_is_required(request: ApprovalRequest) -> bool:
    """Whether the organisation wants a comment on change and rejection (C8)."""
    group = request.membership.customer.main_group
    return group.is_organisation and group.comment_required
