"""Waiting orders as the approver sees them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from approvals.querysets import steps_decided_by
from core.money import ZERO
from core.tables import Sort
from customers.actors import Actor
from customers.querysets import in_organisation
from orders.models import Order, OrderLine
from orders.querysets import OrderQuerySet
from orders.states import SALE_STATUSES

QUEUE_SORTS = {
    "waited": Sort.by("approval__step_since"),
    "value": Sort.by("value_net", descending_first=True),
}
MONTHS = 12


@dataclass(frozen=True, slots=True)
class QueueSum:
    """How many orders wait for somebody, and their order value together."""

    count: int
    value_net: Decimal


@dataclass(frozen=True, slots=True)
class Bought:
    """What the customer bought of one item before: the last time, and pieces a month.

    `months` are the last twelve, oldest first, the last with this order's own pieces in it.
    `unit_net` is the price ex VAT of the last time; None = never bought before.
    """

    quantity: int
    last_at: datetime | None
    unit_net: Decimal | None
    months: tuple[int, ...]
    difference: Decimal | None  # in per cent, of this order's price from the last one


def queue_of(actor: Actor) -> OrderQuerySet:
    """The orders that wait for this person, the oldest first (A-09, A-48).

    Those of another organisation, left behind by a move, are somebody else's from then on.
    """
    if actor.membership is None:
        return Order.objects.none()
    orders: OrderQuerySet = Order.objects.filter(
        in_organisation(actor.membership.customer, "customer__"),
        approval__state="waiting",
        approval__step_id__in=steps_decided_by(actor.membership.pk),
    ).select_related("orderer", "customer", "approval")
    return orders


def queue_sum(actor: Actor) -> QueueSum:
    """Count and sum of what waits for this person. One query over their own queue."""
    found = queue_of(actor).aggregate(count=Count("id"), net=Sum("value_net"))
    return QueueSum(found["count"], found["net"] or ZERO)


def with_line_counts(orders: OrderQuerySet) -> OrderQuerySet:
    """Each order with `line_count`, for lists."""
    counted: OrderQuerySet = orders.annotate(line_count=Count("lines"))
    return counted


def decided_by(actor: Actor, *, at_most: int = 10) -> QuerySet[Order]:
    """The latest orders this person has answered, newest answer first."""
    if actor.membership is None:
        return Order.objects.none()
    own_id = actor.membership.pk
    return (
        Order.objects.filter(
            in_organisation(actor.membership.customer, "customer__"),
            approval__decisions__membership_id=own_id,
        )
        .exclude(approval__state="waiting", approval__step_id__in=steps_decided_by(own_id))
        .select_related("orderer", "customer")
        .annotate(answered_at=Max("approval__decisions__decided_at"))
        .order_by("-answered_at", "-id")[:at_most]
    )


def bought_before(order: Order) -> Mapping[int, Bought]:
    """By order line: what the order's customer bought of it, this order left out. One query.

    Counted are orders that reached the shop and were not cancelled; a line whose variant is gone
    has no answer.
    """
    lines = [line for line in order.lines.all() if line.variant_id is not None]
    months = (
        OrderLine.objects.filter(
            variant_id__in=[line.variant_id for line in lines],
            order__customer_id=order.customer_id,
            order__status__in=SALE_STATUSES,
        )
        .exclude(order_id=order.pk)
        .annotate(month=TruncMonth("order__placed_at"))
        .values("variant_id", "month")
        .annotate(
            pieces=Sum("quantity"),
            last_at=Max("order__placed_at"),
            prices=ArrayAgg("unit_net", order_by="-order__placed_at"),
        )
        .order_by("variant_id", "month")
    )
    found: defaultdict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for month in months:
        found[month["variant_id"]].append(dict(month))
    last_months = _last_months(timezone.localdate(order.placed_at))
    return {line.pk: _bought(line, found[line.variant_id], last_months) for line in lines}


def _bought(line: OrderLine, months: list[dict[str, Any]], last_months: list[date]) -> Bought:
    pieces: dict[date, int] = defaultdict(int)
    for month in months:
        start: datetime = month["month"]
        pieces[timezone.localdate(start).replace(day=1)] += month["pieces"]
    before = [pieces[month] for month in last_months]
    last = months[-1] if months else None
    price: Decimal | None = last["prices"][0] if last else None
    return Bought(
        quantity=sum(before),
        last_at=last["last_at"] if last else None,
        unit_net=price,
        months=(*before[:-1], before[-1] + line.quantity),
        difference=(line.unit_net - price) * 100 / price if price else None,
    )


def _last_months(day: date) -> list[date]:
    """The first days of the last twelve months, the one of `day` last."""
    first = day.year * 12 + day.month - MONTHS
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, first + MONTHS)]
