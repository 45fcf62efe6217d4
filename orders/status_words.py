"""Where an order is, said in one sentence to whoever reads it."""

from django.utils.translation import gettext as _

from approvals.models import Answer
from orders.models import Order
from orders.states import OrderStatus


def status_in_words(order: Order, *, shop_name: str) -> str:
    """What the status means for this order: who has it, and what happens next.

    The approval's step and decisions are loaded, with their users.
    """
    if order.status == OrderStatus.AWAITING_APPROVAL:
        return _waiting(order, shop_name)
    name = _who_rejected(order)
    sentence = {
        OrderStatus.UNPROCESSED: _("%(shop)s has it, and has not begun with it yet."),
        OrderStatus.PROCESSING: _("%(shop)s is working on it."),
        OrderStatus.SHIPPED: _("%(shop)s has sent it."),
        OrderStatus.COMPLETED: _("%(shop)s has delivered it, and nothing is left to do."),
        OrderStatus.REJECTED: _("%(name)s said no, so it did not reach %(shop)s.")
        if name
        else _("The answer was no, so it did not reach %(shop)s."),
        OrderStatus.WITHDRAWN: _("It was taken back before it reached %(shop)s."),
        OrderStatus.CANCELLED: _("It was cancelled, and %(shop)s does not deliver it."),
    }[order.state]
    return sentence % {"shop": shop_name, "name": name}


def _waiting(order: Order, shop_name: str) -> str:
    approval = order.approval
    if approval is None or approval.step is None:
        words = _("Nobody can decide on it now. %(shop)s sees that, and gives it to somebody.")
        return words % {"shop": shop_name}
    values = {
        "name": approval.step.user.full_name,
        "orderer": order.orderer.full_name,
        "shop": shop_name,
    }
    if approval.asked_at is not None:
        return _("%(name)s has asked something, and waits for %(orderer)s to answer.") % values
    return _("It waits for %(name)s to say yes. %(shop)s does not have it yet.") % values


def _who_rejected(order: Order) -> str:
    decisions = order.approval.decisions.all() if order.approval else ()
    rejected = (each for each in decisions if each.answer == Answer.REJECT)
    return next((each.user.full_name for each in rejected), "")
