"""Points as a way to pay: what an order asks of the ledger of points in `marketing`."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.money import round_money
from core.reasons import Reasons
from customers.actors import Actor
from customers.models import Customer, ShopSettings
from customers.selectors.shop import shop_settings
from marketing.errors import MarketingRefused
from marketing.loyalty_rules import earning_base, kept_points
from marketing.selectors.loyalty import programme, terms_of
from marketing.services.loyalty import earn_points, give_back, use_points, worth_now
from orders.errors import CartChanged, OrderRefused
from orders.models import Order
from orders.totals import OrderTotals


def points_worth(
    *,
    actor: Actor,
    customer: Customer,
    points: int,
    shown: Decimal | None,
    totals: OrderTotals,
    shop: ShopSettings,
) -> Decimal:
    """What the points pay of an order of these sums. Holds the account, the last of all locks.

    No query for none. `shown` is what the page said they are worth: CartChanged when it is no
    longer so. Raises OrderRefused.
    """
    if not points:
        return Decimal("0.00")
    if actor.is_guest:  # whoever has the address has not said so with a password
        raise OrderRefused.because(_("Log in to pay with points."), "points-guest")
    try:
        worth = worth_now(customer=customer, points=points, gross=totals.gross, shop=shop)
    except MarketingRefused as refused:
        raise OrderRefused(Reasons((refused.refusal,))) from refused
    if shown is not None and shown != worth:
        raise CartChanged
    return worth


def note_points(order: Order, points: int, amount: Decimal) -> None:
    """Copies them to the order's fields; does not save."""
    if points:
        found = programme()
        order.points_used, order.points_amount = points, amount
        order.points_name = found.points_name if found else ""


def spend_points(*, order: Order, actor: Actor) -> None:
    """Takes what the order was noted to be paid with; it is saved."""
    if order.points_used:
        use_points(
            actor=actor,
            customer=order.customer,
            order_number=order.number,
            points=order.points_used,
        )


def return_points(*, order: Order, actor: Actor, points: int | None = None) -> None:
    """The order came to nothing, or an approver made it smaller: all or some go back."""
    if points != 0 and (order.points_used or points):
        give_back(
            actor=actor, customer_id=order.customer_id, order_number=order.number, points=points
        )


def spare_points(order: Order, *, old_gross: Decimal) -> int:
    """How many do not fit in the order's new total; the order's own figures follow. Not saved."""
    if not order.points_used or order.gross >= old_gross:
        return 0
    found = programme()
    terms = terms_of(found, shop_settings()) if found else None
    had, amount = order.points_used, order.points_amount
    kept = kept_points(had, old_gross=old_gross, new_gross=order.gross, terms=terms)
    order.points_used = kept
    order.points_amount = min(round_money(amount * kept / had, order.currency), order.gross)
    return had - kept


def earn_for(*, order: Order, shop: ShopSettings) -> None:
    """The points of a completed order. No query while nobody uses them."""
    earn_points(
        customer=order.customer,
        order_number=order.number,
        orderer=order.orderer,
        value_net=earning_base(
            order.goods_net, gross=order.gross, points_amount=order.points_amount
        ),
        day=timezone.localdate(order.placed_at),
        shop=shop,
    )
