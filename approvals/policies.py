"""May this person decide on this request?"""

from django.utils.translation import gettext_lazy as _

from approvals.models import ApprovalRequest, RequestState
from core.reasons import ALLOWED, Refused, Verdict, say
from customers.access import Perm
from customers.actors import Actor
from customers.policies import same_organisation


def may_decide(actor: Actor, request: ApprovalRequest) -> Verdict:
    """Only the one whose turn it is; never the orderer, the placer, or anyone acting as another.

    `request.step.user` is read for the reason. There is no setting that loosens this. A customer
    that moved to another organisation took its waiting orders along: the old one lets go of them.
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
    if request.step_id != actor.membership.pk:
        if request.step is None:
            return Refused(
                reason=_("Nobody can decide on this order now. The shop has been told."),
                code="nobody",
            )
        return Refused(
            reason=say(_("The order waits for %(name)s."), name=request.step.user.full_name),
            code="not-your-turn",
        )
    return ALLOWED


def comment_is_required(request: ApprovalRequest) -> bool:
    """Whether the organisation wants a comment on change and rejection (C8)."""
    group = request.membership.customer.main_group
    return group.is_organisation and group.comment_required
