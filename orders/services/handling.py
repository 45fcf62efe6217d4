"""An order taken back by its orderer, or handled by the shop's staff."""

from django.db.models import F
from django.utils import timezone

from approvals.services.requests import locked_request, withdraw_request
from core.audit import use_case
from core.reasons import Reasons, Verdict
from customers.actors import Actor
from customers.add_ons import AddOn
from customers.models import Membership
from customers.selectors.shop import shop_settings
from marketing.services.affiliates import earn_commission
from orders.errors import OrderRefused
from orders.models import Order
from orders.notices import tell_handled, tell_needless
from orders.policies import (
    may_cancel,
    may_handle,
    may_mark_paid,
    may_withdraw,
    may_withdraw_for_orderer,
)
from orders.services.deciding import move
from orders.services.ledger import record_event, release
from orders.services.locks import lock_order
from orders.services.points import earn_for, return_points
from orders.services.stock import return_stock
from orders.states import OrderEventKind, OrderStatus


@use_case("order.withdraw")
def withdraw_order(*, actor: Actor, order_id: int, comment: str = "") -> Order:
    """The orderer takes a waiting order back; nobody is asked any more and the limit is freed."""
    order = lock_order(order_id)
    _require(may_withdraw(actor, order))
    _close(order=order, actor=actor, event=OrderEventKind.WITHDRAWN, comment=comment)
    return order


@use_case("order.withdraw")
def withdraw_for_orderer(*, actor: Actor, order_id: int) -> Order:
    """The waiting order of one who leaves, taken back by the organisation's administrator."""
    order = lock_order(order_id)
    _require(may_withdraw_for_orderer(actor, order))
    _close(order=order, actor=actor, event=OrderEventKind.WITHDRAWN, comment="")
    return order


@use_case("order.cancel")
def cancel_order(*, actor: Actor, order_id: int, comment: str = "") -> Order:
    """Cancelled by the orderer while unprocessed, or by staff: limit and stock are given back."""
    order = lock_order(order_id)
    _require(may_cancel(actor, order))
    _close(order=order, actor=actor, event=OrderEventKind.CANCELLED, comment=comment)
    return order


@use_case("order.handle")
def handle_order(*, actor: Actor, order_id: int, event: OrderEventKind, comment: str = "") -> Order:
    """Staff start processing, ship or complete an order; raises OrderRefused."""
    order = lock_order(order_id)
    _require(may_handle(actor, order, event))
    if event == OrderEventKind.CANCELLED:
        _close(order=order, actor=actor, event=event, comment=comment)
        return order
    move(order, event)
    record_event(order=order, kind=event, actor=actor, comment=comment)
    shop = shop_settings()
    if event == OrderEventKind.COMPLETED and order.affiliate_id and shop.is_on(AddOn.AFFILIATES):
        earn_commission(
            order_number=order.number, goods_net=order.goods_net, currency=order.currency
        )
    if event == OrderEventKind.COMPLETED:
        earn_for(order=order, shop=shop)
    tell_handled(order=order, shop=shop, kind=event, actor=actor, comment=comment)
    return order


@use_case("order.mark-paid")
def mark_paid(*, actor: Actor, order_id: int, is_paid: bool) -> Order:
    """Staff note that an order on account is paid (or not after all): credit follows."""
    order = lock_order(order_id)
    _require(may_mark_paid(actor, order))
    if is_paid == (order.paid_at is not None):
        return order  # pressed twice: the first day stands
    order.paid_at = timezone.now() if is_paid else None
    order.save(update_fields=["paid_at"])
    return order


def _require(verdict: Verdict) -> None:
    if not verdict.allowed:
        raise OrderRefused(Reasons.of(verdict))


def _close(*, order: Order, actor: Actor, event: OrderEventKind, comment: str) -> None:
    asked: Membership | None = None
    had_stock = order.status in {OrderStatus.UNPROCESSED, OrderStatus.PROCESSING}
    if order.status == OrderStatus.AWAITING_APPROVAL and order.approval_id is not None:
        request = locked_request(order.approval_id)
        asked = request.step
        withdraw_request(request=request, currency=order.currency)
    move(order, event)
    Order.objects.filter(pk=order.pk).update(version=F("version") + 1)
    release(order=order, actor=actor)
    return_points(order=order, actor=actor)
    if had_stock:
        return_stock(order)
    record_event(order=order, kind=event, actor=actor, comment=comment)
    shop = shop_settings()
    tell_handled(order=order, shop=shop, kind=event, actor=actor, comment=comment)
    if asked is not None:
        tell_needless(order=order, shop=shop, actor=actor, asked=asked, comment=comment)
