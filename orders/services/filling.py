"""An order in somebody's own words: what holds before anybody says yes to it (A-42).

The products themselves are filled in by `changing.py`, as any change of a waiting order is.
"""

from approvals.errors import ApprovalRefused
from approvals.models import ApprovalRequest
from customers.models import ShopSettings
from customers.selectors.extra_fields import extra_fields_of
from orders.errors import OrderRefused
from orders.extra_answers import require_added_answered
from orders.models import Order
from orders.policies import may_be_approved
from orders.selectors.small_orders import small_order_terms
from orders.services.locks import lock_orderer
from orders.small_orders import smallest_order
from orders.waiting import check_waiting, refusals_of


def require_filled(order: Order) -> None:
    """There are products, and limit, credit and smallest order as they are now allow them.

    The order was placed without a sum, so each yes looks once more. Nothing is asked of other
    orders. `order` and its approval are held. Raises ApprovalRefused or OrderRefused.
    """
    if not order.is_free_text:
        return
    verdict = may_be_approved(order)
    if not verdict.allowed:
        raise ApprovalRefused(verdict)
    membership = lock_orderer(order)
    request = order.approval
    if membership is None or not isinstance(request, ApprovalRequest):
        return
    refusals = refusals_of(check_waiting(order, membership=membership, request=request))
    terms = small_order_terms(membership.customer)
    refusals = refusals.and_also(smallest_order(terms, order.goods_net, order.currency))
    if not refusals.allowed:
        raise OrderRefused(refusals)


def require_lines_answered(order: Order, shop: ShopSettings) -> None:
    """What approvers added answers what its customer's lines are asked. Raises AnswersRefused.

    Two queries; none where nobody is asked anything.
    """
    if not shop.has_extra_fields:
        return
    added = list(order.lines.filter(is_added=True))
    if added:
        require_added_answered(added, extra_fields_of(order.customer, shop))
