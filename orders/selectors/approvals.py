"""Waiting orders as the approver sees them."""

from django.db.models import QuerySet

from core.tables import Sort
from customers.actors import Actor
from orders.models import Order
from orders.querysets import OrderQuerySet

QUEUE_SORTS = {
    "waited": Sort.by("approval__step_since"),
    "value": Sort.by("value_net", descending_first=True),
}


def queue_of(actor: Actor) -> OrderQuerySet:
    """The orders that wait for this person, the oldest first (A-09, A-48)."""
    membership_id = actor.membership.pk if actor.membership else 0
    orders: OrderQuerySet = Order.objects.filter(
        approval__state="waiting", approval__step_id=membership_id
    ).select_related("orderer", "customer", "approval")
    return orders


def decided_by(actor: Actor, *, at_most: int = 10) -> QuerySet[Order]:
    """The latest orders this person has answered, newest answer first."""
    membership_id = actor.membership.pk if actor.membership else 0
    return (
        Order.objects.filter(approval__decisions__membership_id=membership_id)
        .exclude(approval__state="waiting", approval__step_id=membership_id)
        .select_related("orderer", "customer")
        .distinct()
        .order_by("-placed_at", "-id")[:at_most]
    )
