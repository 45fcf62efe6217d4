"""May this person place, withdraw, cancel, handle? The answer says why not."""

from django.utils.translation import gettext_lazy as _

from core.reasons import ALLOWED, Refused, Verdict, say
from customers.access import Perm
from customers.actors import Actor
from customers.policies import may_administer
from orders.models import Order
from orders.states import SALE_STATUSES, OrderEventKind, OrderStatus, may_happen


def may_place(actor: Actor) -> Verdict:
    """A buyer at a customer in force; placing for somebody is done by acting as them."""
    if actor.user is None:
        return Refused(reason=_("Log in to order."), code="log-in")
    if actor.membership is None:
        return Refused(
            reason=_(
                "Your account is not connected to a customer yet, so it cannot order. "
                "The shop can connect it."
            ),
            code="no-membership",
        )
    membership = actor.membership
    if not (membership.is_active and membership.customer.is_active and actor.user.is_active):
        return Refused(reason=_("Your access to this customer has ended."), code="inactive")
    if not actor.membership.is_buyer:
        return Refused(reason=_("You may look but not buy at this customer."), code="view-only")
    if not actor.has(Perm.ORDER_PLACE):
        return Refused(reason=_("You have no right to order."), code="no-right")
    return ALLOWED


def may_withdraw(actor: Actor, order: Order) -> Verdict:
    """The orderer, while it waits for approval."""
    if order.orderer_id != actor.user_id:
        return Refused(reason=_("Only the one who ordered can withdraw it."), code="not-yours")
    return may_happen(order.state, OrderEventKind.WITHDRAWN)


def may_withdraw_for_orderer(actor: Actor, order: Order) -> Verdict:
    """The organisation's administrator, when the orderer leaves and it still waits."""
    verdict = may_administer(actor, order.customer)
    return may_happen(order.state, OrderEventKind.WITHDRAWN) if verdict.allowed else verdict


def may_cancel(actor: Actor, order: Order) -> Verdict:
    """The orderer while it is unprocessed; staff until it has been shipped."""
    if actor.is_staff:
        return may_happen(order.state, OrderEventKind.CANCELLED)
    if order.orderer_id != actor.user_id:
        return Refused(reason=_("Only the one who ordered can cancel it."), code="not-yours")
    if order.status == OrderStatus.AWAITING_APPROVAL:
        return Refused(reason=_("A waiting order is withdrawn, not cancelled."), code="waiting")
    if order.status != OrderStatus.UNPROCESSED:
        return Refused(
            reason=_("The shop has begun to work on the order. Contact the shop to cancel it."),
            code="too-late",
        )
    return may_happen(order.state, OrderEventKind.CANCELLED)


def may_handle(actor: Actor, order: Order, event: OrderEventKind) -> Verdict:
    """Staff move an order on through its states."""
    if not actor.is_staff or not actor.has(Perm.STAFF_ORDER_CHANGE):
        return Refused(reason=_("Only the shop's staff handle orders."), code="no-right")
    if order.status == OrderStatus.AWAITING_APPROVAL and event != OrderEventKind.CANCELLED:
        return Refused(
            reason=_("The order waits for approval. Staff never approve."), code="waiting"
        )
    return may_happen(order.state, event)


def may_mark_paid(actor: Actor, order: Order) -> Verdict:
    """Staff note payment of what goes on account and was not taken back."""
    if not actor.is_staff or not actor.has(Perm.STAFF_ORDER_CHANGE):
        return Refused(reason=_("Only the shop's staff handle orders."), code="no-right")
    if not order.is_on_account:
        return Refused(reason=_("The order does not go on account."), code="not-on-account")
    if order.status not in SALE_STATUSES:
        return Refused(
            reason=say(
                _("Only an order that the shop delivers is paid. This one is: %(status)s."),
                status=order.state.label,
            ),
            code="not-a-sale",
        )
    return ALLOWED
