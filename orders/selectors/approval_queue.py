"""Walking through the queue: where an order stands, what comes next, what was chosen of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from approvals.policies import may_decide
from core.reasons import ALLOWED, Verdict
from customers.actors import Actor
from orders.models import Order
from orders.querysets import OrderQuerySet
from orders.selectors.approvals import queue_of, with_line_counts

FURTHEST = 1000  # of a longer queue the rest is reached from the list


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """The part of the queue around one order, the longest waiting first.

    `place` counts from 1, None = the order is not in the queue; `before` and `after` are order
    numbers, None at the ends.
    """

    orders: Sequence[Order]
    length: int
    place: int | None = None
    before: int | None = None
    after: int | None = None


def queue_rows(actor: Actor) -> OrderQuerySet:
    """The queue as its list shows it: with line counts, and in whose place one decides."""
    return with_line_counts(queue_of(actor).select_related("approval__step__user"))


def queue_around(actor: Actor, order: Order, *, size: int) -> QueuePlace:
    """The page of the queue that `order` stands on, and its neighbours. Two queries."""
    waiting = queue_of(actor).order_by("approval__step_since", "pk")
    numbers = list(waiting.values_list("pk", "number")[:FURTHEST])
    at = next((index for index, (pk, _number) in enumerate(numbers) if pk == order.pk), None)
    start = (at or 0) // size * size
    shown = [pk for pk, _number in numbers[start : start + size]]
    orders = list(queue_rows(actor).filter(pk__in=shown).order_by("approval__step_since", "pk"))
    if at is None:
        return QueuePlace(orders, len(numbers))
    return QueuePlace(
        orders=orders,
        length=len(numbers),
        place=at + 1,
        before=numbers[at - 1][1] if at else None,
        after=numbers[at + 1][1] if at + 1 < len(numbers) else None,
    )


def next_in_queue(actor: Actor, order: Order) -> int | None:
    """The number of the order to take after `order`, None when nothing is left to decide.

    What waits for an answer to a question is passed over. `order` is as it was before it was
    answered: its approval says since when it waited. One query.
    """
    waiting = queue_of(actor).filter(approval__asked_at__isnull=True).exclude(pk=order.pk)
    numbers = waiting.order_by("approval__step_since", "pk").values_list(
        "number", "approval__step_since", "pk"
    )
    since = order.approval.step_since if order.approval else order.placed_at
    first: int | None = None
    for number, step_since, pk in numbers[:FURTHEST]:
        if (step_since, pk) > (since, order.pk):
            return int(number)
        first = int(number) if first is None else first
    return first


@dataclass(frozen=True, slots=True)
class ChosenOrder:
    """An order of those chosen: whether the person may decide it, and whether it has changed."""

    order: Order
    verdict: Verdict
    is_changed: bool

    @property
    def is_ready(self) -> bool:
        return self.verdict.allowed and not self.is_changed


def chosen_orders(actor: Actor, versions: Mapping[int, int]) -> Sequence[ChosenOrder]:
    """What stands to be approved together, as it is now; what the person may not see is left out.

    `versions` by order id are what was shown. Longest waiting first.
    """
    orders = (
        Order.objects.visible_to(actor)
        .filter(Q(pk__in=list(versions)) & Q(approval__isnull=False))
        .select_related(
            "orderer",
            "customer",
            "approval__step__user",
            "approval__membership__user",
            "approval__membership__customer__main_group",
        )
        .order_by("approval__step_since", "pk")
    )
    return [
        ChosenOrder(
            order=order,
            verdict=may_decide(actor, order.approval) if order.approval else ALLOWED,
            is_changed=order.version != versions[order.pk],
        )
        for order in orders
    ]
