"""The purchase limit's ledger and the order's own history: append-only."""

from typing import Any

from django.utils import timezone

from customers.actors import Actor
from orders.models import EntryKind, LimitEntry, Order, OrderEvent
from orders.states import OrderEventKind


def reserve(*, order: Order, actor: Actor) -> None:
    """Counts the order's value on its orderer's limit from its placing day on."""
    _write(order, EntryKind.RESERVE, order.value_net, actor)


def adjust(*, order: Order, old_value_net: Any, actor: Actor) -> None:
    """An approver's or staff's change: the difference counts on the same day."""
    difference = order.value_net - old_value_net
    if difference:
        _write(order, EntryKind.ADJUST, difference, actor)


def release(*, order: Order, actor: Actor) -> None:
    """Rejected, withdrawn or cancelled: all of it goes back into the period it was placed in."""
    _write(order, EntryKind.RELEASE, -order.value_net, actor)


def _write(order: Order, kind: EntryKind, amount: Any, actor: Actor) -> None:
    if order.membership_id is None:
        return  # the membership has ended, and its limit with it
    LimitEntry.objects.create(
        membership_id=order.membership_id,
        order=order,
        kind=kind,
        amount_net=amount,
        counts_on=timezone.localdate(order.placed_at),
        created_by=actor.real_user,
    )


def record_event(
    *,
    order: Order,
    kind: OrderEventKind,
    actor: Actor,
    comment: str = "",
    details: dict[str, Any] | None = None,
) -> OrderEvent:
    """Writes what happened, by whom, and who really did it when somebody acts as another."""
    return OrderEvent.objects.create(
        order=order,
        kind=kind,
        user=actor.user,
        acted_by=actor.acted_by,
        comment=comment.strip(),
        details=details or {},
    )
