"""What an approver should look at on one order: repeated, split, outside the agreement."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q

from core.money import ZERO
from customers.actors import Actor
from orders.hints import DAYS, alike_variants, is_near, may_be_duplicate, near_values
from orders.models import Order, OrderLine
from orders.querysets import OrderQuerySet
from orders.selectors.agreement_hints import Alternative, agreement_alternatives
from orders.states import OrderStatus

COMPARED = 20  # orders that share the most lines
NAMED = 3  # possible duplicates that are worth naming
CAME_TO_NOTHING = (OrderStatus.REJECTED, OrderStatus.WITHDRAWN, OrderStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another order of the same customer with much the same lines; `orderer` is loaded."""

    order: Order
    variant_ids: frozenset[int]

    @property
    def lines(self) -> int:
        return len(self.variant_ids)


@dataclass(frozen=True, slots=True)
class Split:
    """Other orders of the same orderer just under a break point, together above it, ex VAT.

    `orders` are those of them that the approver may open; `count` and `total_net` are of all.
    """

    break_point: Decimal
    count: int
    total_net: Decimal
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class ApprovalHints:
    """All of it for one order; `alternatives` by order line."""

    duplicates: tuple[Duplicate, ...] = ()
    splits: tuple[Split, ...] = ()
    alternatives: Mapping[int, Alternative] = field(default_factory=dict)

    @property
    def saving_net(self) -> Decimal:
        """What the agreement would save on all lines together, where it is cheaper."""
        return sum((max(each.saving_net, ZERO) for each in self.alternatives.values()), ZERO)

    def duplicate_of(self, variant_id: int | None) -> Duplicate | None:
        """The likeliest repetition that holds this variant."""
        return next((each for each in self.duplicates if variant_id in each.variant_ids), None)

    def __bool__(self) -> bool:
        return bool(self.duplicates or self.splits or self.alternatives)


def hints_of(actor: Actor, order: Order) -> ApprovalHints:
    """What `actor` should look at; `order` comes from `order_detail_of`.

    At most fourteen queries for any number of lines: three, and the rest when a line is outside the
    orderer's agreement. Only orders that the actor may open are named.
    """
    return ApprovalHints(
        duplicates=possible_duplicates(actor, order),
        splits=split_orders(actor, order),
        alternatives=agreement_alternatives(actor, order),
    )


def possible_duplicates(actor: Actor, order: Order) -> tuple[Duplicate, ...]:
    """Orders of the customer within thirty days with much the same lines. Two queries.

    Only those that the actor may open; the most alike first, of several the latest.
    """
    mine = {line.variant_id: line.quantity for line in order.lines.all() if line.variant_id}
    if not mine:
        return ()
    near = timedelta(days=DAYS)
    orders = list(
        _others(Order.objects.visible_to(actor), order)
        .filter(
            customer_id=order.customer_id,
            placed_at__range=(order.placed_at - near, order.placed_at + near),
        )
        .select_related("orderer")
        .annotate(
            shared=Count("lines", filter=Q(lines__variant__in=list(mine))),
            line_count=Count("lines"),
        )
        .filter(shared__gt=0)
        .order_by("-shared", "-placed_at", "-id")[:COMPARED]
    )
    held: defaultdict[int, dict[int, int]] = defaultdict(dict)
    lines = OrderLine.objects.filter(order__in=orders, variant__in=list(mine))
    for order_id, variant_id, quantity in lines.values_list("order_id", "variant_id", "quantity"):
        if variant_id is not None:
            held[order_id][variant_id] = quantity
    found = [Duplicate(other, alike_variants(mine, held[other.pk])) for other in orders]
    likely = [
        each
        for each in found
        if may_be_duplicate(each.lines, mine=len(mine), other=_line_count(each.order))
    ]
    likely.sort(key=lambda each: (each.lines, each.order.placed_at), reverse=True)
    return tuple(likely[:NAMED])


def _line_count(order: Order) -> int:
    counted: int = order.line_count  # type: ignore[attr-defined]  # annotated above
    return counted


def split_orders(actor: Actor, order: Order) -> tuple[Split, ...]:
    """Several orders of the same orderer just under a break point in thirty days. One query.

    Held against the orderer's own break point and that of whoever decides now: an order below it
    was never asked about, or stopped short of the next in the chain.
    """
    step = order.approval.step if order.approval else None
    seats = [order.membership, step]
    break_points = sorted({seat.break_point for seat in seats if seat and seat.break_point})
    if order.membership is None or not break_points:
        return ()
    opened = Order.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    others = list(
        _others(Order.objects.all(), order)
        .filter(
            membership=order.membership,
            placed_at__range=(order.placed_at - timedelta(days=DAYS), order.placed_at),
            value_net__lte=break_points[-1],
        )
        .annotate(is_open=Exists(opened))
        .order_by("-placed_at", "-id")
    )
    splits = (_split_at(point, order.value_net, others) for point in break_points)
    return tuple(split for split in splits if split is not None)


def _split_at(break_point: Decimal, own: Decimal, others: Sequence[Order]) -> Split | None:
    """One other is enough where the order itself (`own`, ex VAT) is just under the same point."""
    values = [other.value_net for other in others]
    if is_near(own, break_point):
        near = near_values([own, *values], break_point)[1:]
    else:
        near = near_values(values, break_point)
    if not near:
        return None
    return Split(
        break_point=break_point,
        count=len(near),
        total_net=sum(near, ZERO),
        orders=tuple(
            other
            for other in others
            if other.value_net in near and getattr(other, "is_open", False)
        ),
    )


def _others(orders: OrderQuerySet, order: Order) -> OrderQuerySet:
    """Other orders that did not come to nothing."""
    others: OrderQuerySet = orders.exclude(pk=order.pk).exclude(status__in=CAME_TO_NOTHING)
    return others
