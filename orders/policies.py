"""May this person place, withdraw, cancel, handle? The answer says why not."""

from django.utils.translation import gettext_lazy as _

from core.reasons import ALLOWED, Refused, Verdict, say
from customers.access import Perm
from customers.actors import Actor
from customers.policies import may_administer
from orders.models import Order, SavedCart, WishList
from orders.selectors.baskets import Basket
from orders.states import (
    SALE_STATUSES,
    SENDABLE_AGAIN,
    OrderEventKind,
    OrderStatus,
    may_happen,
)


def may_check_out(actor: Actor) -> Verdict:
    """Whoever may place, and where the shop lets them, who has no customer yet (U-23, U-24)."""
    return ALLOWED if actor.buys_privately else may_place(actor)


def may_place(actor: Actor) -> Verdict:
    """A buyer at a customer in force; placing for somebody is done by acting as them.

    A guest's membership is never in force, and that its address may be of somebody whose account
    is closed is nothing to tell a stranger.
    """
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
    is_open = actor.is_guest or (membership.is_active and actor.user.is_active)
    if not (is_open and membership.customer.is_active):
        return Refused(reason=_("Your access to this customer has ended."), code="inactive")
    if not actor.membership.is_buyer:
        return Refused(reason=_("You may look but not buy at this customer."), code="view-only")
    if not actor.has(Perm.ORDER_PLACE):
        return Refused(reason=_("You have no right to order."), code="no-right")
    return ALLOWED


def may_order_in_own_words(actor: Actor) -> Verdict:
    """The role 'Allow free-text order' (A-40), where the customer's people may at all (U-11).

    Who places for somebody goes by that one's role.
    """
    seat = actor.membership
    may = seat is not None and seat.may_order_free_text and seat.customer.may_order_free_text
    if not may:
        return Refused(
            reason=_("You may not order in your own words. Put what you need in the cart."),
            code="no-free-text",
        )
    return ALLOWED


def is_in_own_words(actor: Actor, basket: Basket) -> bool:
    """Whether a cart is sent for somebody else to fill in: it holds nothing, and the role is there.

    What holds only goods that have gone is an ordinary cart, to be tidied first.
    """
    return basket.is_empty and not basket.gone and may_order_in_own_words(actor).allowed


def says_what(text: str) -> Verdict:
    """An order in somebody's own words needs the words (A-41)."""
    if text.strip():
        return ALLOWED
    return Refused(reason=_("Write what you need."), code="no-text")


def may_be_approved(order: Order) -> Verdict:
    """Whether there is something to say yes to (A-42).

    One query for an order in somebody's own words, unless its lines are loaded; else none.
    """
    if order.is_free_text and not order.lines.all():
        return Refused(
            reason=_("The order has no products yet. Fill them in, then say yes to them."),
            code="no-lines",
        )
    return ALLOWED


def may_withdraw(actor: Actor, order: Order) -> Verdict:
    """The orderer, while it waits for approval."""
    if order.orderer_id != actor.user_id:
        return Refused(reason=_("Only the one who ordered can withdraw it."), code="not-yours")
    return may_happen(order.state, OrderEventKind.WITHDRAWN)


def may_answer_question(actor: Actor, order: Order) -> Verdict:
    """The orderer, while an approver's question is open. `approval` is loaded."""
    if order.orderer_id != actor.user_id:
        return Refused(reason=_("Only the one who ordered can answer."), code="not-yours")
    if order.approval is None or order.approval.asked_at is None:
        return Refused(reason=_("No question waits for an answer."), code="no-question")
    return may_happen(order.state, OrderEventKind.ANSWERED)


def may_withdraw_for_orderer(actor: Actor, order: Order) -> Verdict:
    """The organisation's administrator, when the orderer leaves and it still waits."""
    verdict = may_administer(actor, order.customer)
    return may_happen(order.state, OrderEventKind.WITHDRAWN) if verdict.allowed else verdict


def may_send_again(actor: Actor, order: Order, *, alive: Order | None) -> Verdict:
    """The orderer, after a no or a withdrawal, while nothing alive has come of it.

    `alive` is the order that it was sent again as, if that one was not turned down too. The
    order's customer is loaded.
    """
    if order.orderer_id != actor.user_id:
        return Refused(reason=_("Only the one who ordered can send it again."), code="not-yours")
    if order.status not in SENDABLE_AGAIN:
        reason = say(
            _("Only a rejected or withdrawn order is sent again. This one is: %(status)s."),
            status=order.state.label,
        )
        return Refused(reason=reason, code="not-over")
    if alive is not None:
        reason = say(
            _("Order %(number)s has been sent again already, as order %(again)s."),
            number=order.number,
            again=alive.number,
        )
        return Refused(reason=reason, code="sent-again")
    if actor.customer is None or order.customer_id != actor.customer.pk:
        reason = say(
            _("The order was for %(name)s. Change to that customer to send it again."),
            name=order.customer.name,
        )
        return Refused(reason=reason, code="other-customer")
    return may_place(actor)


def may_cancel(actor: Actor, order: Order) -> Verdict:
    """The orderer while it is unprocessed; staff until it has been shipped."""
    if actor.is_staff and actor.sight.covers(order.customer):
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


def _handles(actor: Actor, order: Order) -> bool:
    """Staff, for the customers of their teams (N-32)."""
    allowed = actor.is_staff and actor.has(Perm.STAFF_ORDER_CHANGE)
    return allowed and actor.sight.covers(order.customer)


def may_handle(actor: Actor, order: Order, event: OrderEventKind) -> Verdict:
    """Staff move an order on through its states."""
    if not _handles(actor, order):
        return Refused(reason=_("Only the shop's staff handle orders."), code="no-right")
    if order.status == OrderStatus.AWAITING_APPROVAL and event != OrderEventKind.CANCELLED:
        return Refused(
            reason=_("The order waits for approval. Staff never approve."), code="waiting"
        )
    return may_happen(order.state, event)


def may_mark_paid(actor: Actor, order: Order) -> Verdict:
    """Staff note payment of what goes on account and was not taken back."""
    if not _handles(actor, order):
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


def may_keep_lists(actor: Actor) -> Verdict:
    """Lists and saved carts are changed by the person alone, never by somebody acting as them."""
    if actor.user is None:
        return Refused(reason=_("Log in to keep lists."), code="log-in")
    if actor.is_acting:
        return Refused(
            reason=_("Lists are the person's own. You may read them and fill the cart from them."),
            code="acting",
        )
    return ALLOWED


def may_change_kept(actor: Actor, kept: WishList | SavedCart) -> Verdict:
    """The owner; a colleague it is shared with reads it and puts it in the cart."""
    if kept.user_id != actor.user_id:
        return Refused(reason=_("Only the one whose list it is can change it."), code="not-yours")
    return may_keep_lists(actor)
