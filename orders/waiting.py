"""A waiting order as it is, or would be with other lines: its sums, and what limit and credit say.

Nothing is written here: the page shows what the service then decides by the same functions.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from approvals.models import ApprovalRequest
from core.reasons import ALLOWED, Reasons, Verdict
from customers.models import Membership
from orders.checks import OrderCheck, check_order
from orders.models import Order
from orders.selectors.baskets import shipping_cost
from orders.small_orders import SmallOrderTerms, fee_cost, smallest_order
from orders.totals import CostAmount, LineAmount, OrderTotals, VatTreatment, order_totals


def totals_with(
    order: Order,
    amounts: Sequence[LineAmount],
    *,
    had_lines: bool,
    small_order: SmallOrderTerms | None,
) -> OrderTotals:
    """The order's sums with these lines. `small_order` is what holds for its customer today.

    What delivery and payment cost was agreed with the first lines; only the delivery's free limit
    counts anew. An order in somebody's own words has no costs until it has lines (`had_lines`):
    then they are those of the methods today.
    """
    treatment = VatTreatment(order.vat_treatment)
    if not amounts:
        return order_totals([], treatment=treatment, currency=order.currency)
    goods_net = sum((amount.net for amount in amounts), Decimal("0.00"))
    fees_net = order.payment_fee_net
    if not had_lines and order.payment_method is not None:
        fees_net = order.payment_method.fee_net
    return order_totals(
        amounts,
        [_shipping(order, goods_net, had_lines=had_lines)],
        [CostAmount(fees_net, order.fees_vat_percent)],
        small_order_fee=_small_order_fee(order, goods_net, small_order),
        treatment=treatment,
        currency=order.currency,
    )


def _shipping(order: Order, goods_net: Decimal, *, had_lines: bool) -> CostAmount:
    """What was agreed for freight, at the VAT rate of then, however the method has changed since.

    Only its free limit counts anew. An order whose goods made the freight free has no agreed cost
    to come back to, so below the limit the method's cost of today is asked.
    """
    net, method = order.shipping_net, order.delivery_method
    if method is not None and not had_lines:
        net = shipping_cost(method, goods_net).net
    elif method is not None and method.free_from_net is not None:
        was_free = order.goods_net >= method.free_from_net and not net
        if was_free or goods_net >= method.free_from_net:
            net = shipping_cost(method, goods_net).net
    return CostAmount(net, order.shipping_vat_percent)


def _small_order_fee(
    order: Order, goods_net: Decimal, terms: SmallOrderTerms | None
) -> CostAmount | None:
    """The fee that was agreed stays while the order is small; one that has grown to the value has
    none. An order that becomes small by the change gets today's."""
    today = fee_cost(terms, goods_net)
    if today is None or not order.small_order_fee_net:
        return today
    return CostAmount(order.small_order_fee_net, order.small_order_vat_percent)


def totals_of_order(order: Order) -> OrderTotals:
    """The order's sums as agreed, in the shape that checks read."""
    zero = Decimal("0.00")
    return OrderTotals(
        goods_net=order.goods_net,
        shipping_net=order.shipping_net,
        fees_net=order.fees_net,
        value_net=order.value_net,
        vat=(),
        vat_total=order.vat_total or zero,
        gross=order.gross,
        small_order_fee_net=order.small_order_fee_net,
        small_order_vat_percent=order.small_order_vat_percent,
    )


def check_waiting(
    order: Order,
    *,
    membership: Membership,
    request: ApprovalRequest,
    totals: OrderTotals | None = None,
) -> OrderCheck:
    """Limit, credit and route of a waiting order, with its own sums or those it would get."""
    return check_order(
        membership=membership,
        totals=totals or totals_of_order(order),
        placed_by_id=order.placed_by_id,
        on_account=order.is_on_account,
        day=timezone.localdate(order.placed_at),
        currency=order.currency,
        order=order,
        request=request,
        needs_filling=request.needs_filling,
        points_amount=order.points_amount,
    )


def refusals_of(check: OrderCheck) -> Reasons:
    """Beyond limit or credit; the route is the next decision's business."""
    return Reasons.of(check.limit.verdict, check.credit.verdict)


def smallest_changed(
    order: Order, terms: SmallOrderTerms | None, *, had_net: Decimal, net: Decimal
) -> Verdict:
    """Whether a change may leave so much goods: not less than the smallest order, unless the order
    was smaller already and does not shrink. One in somebody's own words is judged at the yes."""
    if order.is_free_text or net >= had_net:
        return ALLOWED
    return smallest_order(terms, net, order.currency)
