"""The approver's yes and no: one decision, however many press at once (A-11, A-13..A-18)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.errors import ApprovalRefused
from approvals.models import Answer, ApprovalRequest
from approvals.policies import may_decide
from approvals.services.requests import Standing, answer_request, locked_request
from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor
from customers.selectors.actors import as_of_now
from customers.selectors.shop import shop_settings
from orders.models import Order
from orders.notices import tell_decided
from orders.services.filling import require_filled, require_lines_answered
from orders.services.ledger import record_event, release
from orders.services.locks import lock_order
from orders.services.points import return_points
from orders.services.stock import take_stock
from orders.states import OrderEventKind, OrderStatus, next_status


@use_case("order.approve")
def approve_order(*, actor: Actor, order_id: int, version: int, comment: str = "") -> Order:
    """Says yes to what was shown as `version`; the order goes on to the next or to the shop.

    Raises ApprovalRefused (not this person, not now, changed since, no products yet) or
    OrderRefused (sold out, or beyond limit or credit when it was filled in here; an added line
    that does not answer what it must).
    """
    order = lock_waiting(actor=actor, order_id=order_id, version=version)
    shop = shop_settings()
    require_filled(order)
    require_lines_answered(order, shop)
    standing = _answer(actor, order, Answer.APPROVE, comment)
    event = OrderEventKind.APPROVED if standing.is_approved else OrderEventKind.STEP_APPROVED
    move(order, event)
    record_event(order=order, kind=event, actor=actor, comment=comment)
    if order.status == OrderStatus.UNPROCESSED:
        take_stock(order)
    tell_decided(order=order, shop=shop, kind=event, actor=actor, comment=comment)
    return order


@use_case("order.reject")
def reject_order(*, actor: Actor, order_id: int, version: int, comment: str = "") -> Order:
    """Says no: the order leaves the flow and the orderer is told why (A-13, A-17, A-18)."""
    order = lock_waiting(actor=actor, order_id=order_id, version=version)
    _answer(actor, order, Answer.REJECT, comment)
    move(order, OrderEventKind.REJECTED)
    release(order=order, actor=actor)
    return_points(order=order, actor=actor)
    record_event(order=order, kind=OrderEventKind.REJECTED, actor=actor, comment=comment)
    tell_decided(
        order=order,
        shop=shop_settings(),
        kind=OrderEventKind.REJECTED,
        actor=actor,
        comment=comment,
    )
    return order


def lock_waiting(*, actor: Actor, order_id: int, version: int) -> Order:
    """The order with its approval, both locked, if `actor` decides on it now; else raises."""
    order = lock_order(order_id)
    if order.approval_id is None:
        raise ApprovalRefused(Refused(reason=_("There is nothing to decide."), code="no-request"))
    request = locked_request(order.approval_id)
    verdict = may_decide(as_of_now(actor), request)
    if not verdict.allowed:
        raise ApprovalRefused(verdict)
    if order.version != version:
        raise ApprovalRefused(
            Refused(
                reason=_("The order has been changed since you opened it. Read it once more."),
                code="changed-since",
            )
        )
    order.approval = request
    return order


def move(order: Order, event: OrderEventKind) -> None:
    """Takes the order through the one table of states, and saves."""
    order.status = next_status(order.state, event)
    if order.status == OrderStatus.UNPROCESSED and order.released_at is None:
        order.released_at = timezone.now()
    order.save(update_fields=["status", "released_at"])


def _answer(actor: Actor, order: Order, answer: Answer, comment: str) -> Standing:
    request = order.approval
    assert isinstance(request, ApprovalRequest)  # noqa: S101 - lock_waiting saw to it
    return answer_request(
        actor=actor, request=request, answer=answer, comment=comment, currency=order.currency
    )
