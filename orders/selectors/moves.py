"""What moving customers to another main group means for orders that wait."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from customers.actors import Actor
from customers.selectors.connecting import at_or_below
from customers.selectors.customer_import import among
from orders.models import Order
from orders.states import OrderStatus

MOST_SHOWN = 200


@dataclass(frozen=True)
class WaitingOrders:
    """The first MOST_SHOWN, oldest first; `has_more` when there are others."""

    orders: Sequence[Order]
    has_more: bool


def orders_losing_approvers(actor: Actor, membership_ids: Collection[int]) -> WaitingOrders:
    """Waiting orders of those who have a cut chain, these memberships, above them. Two queries."""
    below = at_or_below(membership_ids)
    waiting = Order.objects.visible_to(actor).filter(
        status=OrderStatus.AWAITING_APPROVAL, approval__membership__in=among(below)
    )
    found = list(
        waiting.select_related("customer", "approval__step__user").order_by("placed_at", "pk")[
            : MOST_SHOWN + 1
        ]
    )
    return WaitingOrders(found[:MOST_SHOWN], len(found) > MOST_SHOWN)
