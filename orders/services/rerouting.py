"""An approver who left never leaves an order stuck (A-34, C15)."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from approvals.models import ApprovalRequest
from approvals.services.requests import locked_request, pass_on, reassign_request
from core.audit import use_case
from core.reasons import Reasons, Refused, say
from customers.actors import SYSTEM, Actor
from customers.models import Membership
from customers.policies import may_administer
from customers.selectors.shop import shop_settings
from orders.errors import OrderRefused
from orders.models import Order
from orders.notices import tell_rerouted
from orders.selectors.staff import able_approvers, stuck_requests
from orders.services.deciding import move
from orders.services.ledger import record_event
from orders.services.locks import lock_order
from orders.services.stock import take_stock
from orders.states import OrderEventKind, OrderStatus


def orders_nobody_decides() -> Sequence[int]:
    """Waiting orders whose turn is nobody's, or somebody's who can no longer decide. One query."""
    return list(
        Order.objects.filter(approval__in=stuck_requests().values("pk"))
        .order_by("id")
        .values_list("pk", flat=True)
    )


def reroute_broken(*, actor: Actor = SYSTEM) -> int:
    """Passes every such order on to whoever the chain says now; returns how many found someone.

    Called after people are changed, and by the worker every minute, so that no way of changing
    people can be forgotten.
    """
    return sum(_try(actor, pk) for pk in orders_nobody_decides())


def _try(actor: Actor, order_id: int) -> bool:
    """One order that is sold out in the meantime does not stop the others."""
    try:
        return reroute_order(actor=actor, order_id=order_id)
    except OrderRefused:
        return False


@use_case("order.reroute")
def reroute_order(*, actor: Actor, order_id: int) -> bool:
    """One order to the next able approver. The new one and the administrators are told."""
    order = lock_order(order_id)
    if order.status != OrderStatus.AWAITING_APPROVAL or order.approval_id is None:
        return False
    request = locked_request(order.approval_id)
    old_step, old_step_id = request.step, request.step_id
    standing = pass_on(request, currency=order.currency)
    if not standing.is_approved and request.step_id == old_step_id:
        return False
    if standing.is_approved:
        move(order, OrderEventKind.APPROVED)
        record_event(order=order, kind=OrderEventKind.APPROVED, actor=actor)
        take_stock(order)
    else:
        move(order, OrderEventKind.REASSIGNED)
        details = {"from": old_step.user.full_name if old_step else ""}
        record_event(order=order, kind=OrderEventKind.REASSIGNED, actor=actor, details=details)
    tell_rerouted(order=order, shop=shop_settings(), actor=actor, old_step=old_step)
    return True


@use_case("order.reassign")
def reassign_order(*, actor: Actor, order_id: int, to: Membership, comment: str = "") -> Order:
    """Staff give an order that nobody can decide to an approver of the same organisation.

    Staff never approve, and never take an order from somebody who can decide on it.
    """
    order = lock_order(order_id)
    if order.status != OrderStatus.AWAITING_APPROVAL or order.approval_id is None:
        raise OrderRefused.because(_("The order is not waiting for an approver."), "settled")
    request = locked_request(order.approval_id)
    is_theirs = actor.is_staff and actor.sight.covers(order.customer)
    if not is_theirs or not able_approvers(order).filter(pk=to.pk).exists():
        raise OrderRefused(
            Reasons.of(Refused(reason=_("This person cannot approve the order."), code="unable"))
        )
    if order.pk not in orders_nobody_decides():
        raise OrderRefused.because(
            _("Someone can decide on this order, so it stays with them."), "has-approver"
        )
    return _give(actor=actor, order=order, request=request, to=to, comment=comment)


@use_case("order.hand_over")
def hand_order_to(*, actor: Actor, order_id: int, to: Membership) -> Order:
    """An administrator gives a waiting order to another able approver of the organisation.

    Only for an approver who leaves (orders/services/leaving.py): otherwise it stays with whoever
    can decide. Raises OrderRefused.
    """
    order = lock_order(order_id)
    if order.status != OrderStatus.AWAITING_APPROVAL or order.approval_id is None:
        raise OrderRefused.because(_("The order is not waiting for an approver."), "settled")
    if not may_administer(actor, order.customer).allowed:
        raise OrderRefused.because(_("You have no right to do this."), "no-right")
    if not able_approvers(order).filter(pk=to.pk).exists():
        names = {"name": to.user.full_name, "number": order.number}
        raise OrderRefused.because(
            say(_("%(name)s cannot decide on order %(number)s."), **names), "unable"
        )
    request = locked_request(order.approval_id)
    return _give(actor=actor, order=order, request=request, to=to)


def _give(
    *, actor: Actor, order: Order, request: ApprovalRequest, to: Membership, comment: str = ""
) -> Order:
    """The request itself, its event and its letters. The order is locked."""
    old_step = request.step
    reassign_request(request=request, to=to)
    move(order, OrderEventKind.REASSIGNED)
    details = {"from": old_step.user.full_name if old_step else ""}
    record_event(
        order=order,
        kind=OrderEventKind.REASSIGNED,
        actor=actor,
        comment=comment,
        details=details,
    )
    tell_rerouted(order=order, shop=shop_settings(), actor=actor, old_step=old_step)
    return order
