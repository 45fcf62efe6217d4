"""Orders that were edited and sent again: which came of which, and what was said of the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from approvals.models import Answer
from customers.actors import Actor
from orders.models import Order, OrderLine
from orders.presenting import ChangedLine
from orders.states import DEAD_STATUSES, OrderStatus


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """What one approver said of the earlier order."""

    membership_id: int
    name: str
    answer: str  # an Answer
    label: str
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EarlierOrder:
    """The order that this one replaces. `may_open` = the reader may see its page."""

    number: int
    status: OrderStatus
    may_open: bool
    answers: Sequence[EarlierAnswer]
    changes: Sequence[ChangedLine]


def replacements_of(order: Order) -> Sequence[Order]:
    """What this order was sent again as, newest first. One query; none while it lives."""
    if order.status not in DEAD_STATUSES:
        return []
    return list(order.replacements.order_by("-placed_at", "-id"))


def alive_among(replacements: Sequence[Order]) -> Order | None:
    """The one that was not rejected, withdrawn or cancelled in its turn. There is never another."""
    return next((order for order in replacements if order.status not in DEAD_STATUSES), None)


def earlier_order_of(actor: Actor, order: Order) -> EarlierOrder | None:
    """What the order replaces, for whoever reads the new one. None, or four queries.

    The new order's lines are loaded.
    """
    if order.replaces_id is None:
        return None
    earlier = (
        Order.objects.select_related("approval")
        .prefetch_related("lines", "approval__decisions__user")
        .get(pk=order.replaces_id)
    )
    decisions = earlier.approval.decisions.all() if earlier.approval else ()
    return EarlierOrder(
        number=earlier.number,
        status=earlier.state,
        may_open=Order.objects.visible_to(actor).filter(pk=earlier.pk).exists(),
        answers=[
            EarlierAnswer(
                membership_id=decision.membership_id,
                name=decision.user.full_name,
                answer=decision.answer,
                label=str(Answer(decision.answer).label),
                comment=decision.comment,
                at=decision.decided_at,
            )
            for decision in decisions
        ],
        changes=_differences(list(earlier.lines.all()), list(order.lines.all())),
    )


def _differences(before: Sequence[OrderLine], now: Sequence[OrderLine]) -> list[ChangedLine]:
    """The lines that are not as they were, by article number: quantity and price ex VAT."""
    old = {line.sku: line for line in before}
    new = {line.sku: line for line in now}
    return [
        _changed(old.get(sku), new.get(sku))
        for sku in dict.fromkeys((*old, *new))
        if _terms(old.get(sku)) != _terms(new.get(sku))
    ]


def _terms(line: OrderLine | None) -> object:
    return None if line is None else (line.quantity, line.unit_net)


def _changed(old: OrderLine | None, new: OrderLine | None) -> ChangedLine:
    either = new or old
    assert either is not None  # noqa: S101 - it is in one of the two
    return ChangedLine(
        name=either.name,
        sku=either.sku,
        old_quantity=old.quantity if old else 0,
        new_quantity=new.quantity if new else 0,
        old_unit=old.unit_net if old else None,
        new_unit=new.unit_net if new else None,
    )
