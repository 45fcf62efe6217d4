"""Orders as the shop's staff see them: lists, counts of work, and who could decide."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Count,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.models import Answer, ApprovalDecision, ApprovalRequest
from core.tables import Sort
from customers.actors import Actor
from customers.models import Customer, GroupKind, Membership, User
from customers.querysets import MembershipQuerySet
from marketing.selectors.applications import applications_waiting
from orders.models import Order, OrderLine
from orders.querysets import OrderQuerySet
from orders.selectors.staff_search import orders_matching
from orders.states import TO_PROCESS, OrderStatus

VIEWS = ("process", "waiting", "stale", "nobody", "all")
STAFF_SORTS = {
    "placed": Sort.by("placed_at", label=_("Placed"), descending_first=True),
    "value": Sort.by("value_net", label=_("Value ex VAT"), descending_first=True),
    "status": Sort.by("status", "placed_at", label=_("Status")),
}
COUNTED_AT_MOST = 1000
STALE_DAYS = 7
LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """How many orders, and applications, wait for somebody's hands.

    Counting stops at COUNTED_AT_MOST.
    """

    unprocessed: int = 0
    to_process: int = 0
    waiting: int = 0
    nobody: int = 0
    applications: int = 0


def stuck_requests() -> QuerySet[ApprovalRequest]:
    """Requests whose turn is nobody's, or somebody's who can no longer decide.

    Nor can one who is in another organisation since the customer moved.
    """
    able = Q(step__is_active=True, step__user__is_active=True, step__customer__is_active=True)
    able &= Q(step__is_approver=True) | Q(step__is_group_admin=True)
    able &= Q(step__user__staff_role="")  # staff never approve
    able &= Q(step__customer=F("membership__customer")) | Q(
        step__customer__main_group=F("membership__customer__main_group"),
        step__customer__main_group__kind=GroupKind.ORGANISATION,
    )
    stuck: QuerySet[ApprovalRequest] = ApprovalRequest.objects.waiting().exclude(able)
    return stuck


def _stuck_for_lists() -> QuerySet[ApprovalRequest, Any]:
    """Their ids, at a cost that does not grow with how many wait.

    The worker gives every stuck request on within a minute, or to nobody; those are in an index.
    What it has not come to is looked for among those that have waited longest.
    """
    waiting = ApprovalRequest.objects.waiting()
    longest = waiting.order_by("step_since").values("pk")[:LOOKED_AT]
    left = stuck_requests().filter(pk__in=longest).order_by().values("pk")
    nobodys: QuerySet[ApprovalRequest, Any] = waiting.filter(step__isnull=True)
    return nobodys.order_by().values("pk").union(left)


def stale_requests() -> QuerySet[ApprovalRequest]:
    """Requests that the one whose turn it is has let lie for STALE_DAYS or longer."""
    since = timezone.now() - timedelta(days=STALE_DAYS)
    found: QuerySet[ApprovalRequest] = ApprovalRequest.objects.waiting().filter(
        step_since__lte=since
    )
    return found


def is_stuck(order: Order) -> bool:
    """Whether the order waits and nobody can decide on it. At most one query."""
    if order.status != OrderStatus.AWAITING_APPROVAL or order.approval_id is None:
        return False
    return stuck_requests().filter(pk=order.approval_id).exists()


def able_approvers(order: Order) -> MembershipQuerySet:
    """Who may be given the order: approvers of its organisation who have not said yes already.

    Never its orderer or placer.
    """
    said_yes = ApprovalDecision.objects.filter(request=order.approval_id, answer=Answer.APPROVE)
    able: MembershipQuerySet = (
        Membership.objects.active()
        .in_organisation_of(order.customer)
        .filter(Q(is_approver=True) | Q(is_group_admin=True), user__staff_role="")
        .exclude(user_id__in={order.orderer_id, order.placed_by_id})
        .exclude(pk__in=said_yes.values("membership"))
        .with_people()
        .order_by("user__last_name", "user__first_name", "id")
    )
    return able


def _in_view(orders: OrderQuerySet, view: str) -> OrderQuerySet:
    if view == "process":
        return orders.filter(status__in=TO_PROCESS)
    if view == "waiting":
        return orders.filter(status=OrderStatus.AWAITING_APPROVAL)
    if view == "stale":
        return orders.filter(approval__in=stale_requests().values("pk"))
    if view == "nobody":
        return orders.filter(approval__in=_stuck_for_lists())
    return orders


def staff_orders(
    actor: Actor,
    *,
    view: str = "all",
    text: str = "",
    status: str = "",
    customer: Customer | None = None,
    placed_from: date | None = None,
    placed_to: date | None = None,
) -> OrderQuerySet:
    """The orders of one view (see VIEWS), narrowed; two queries for a page of any length,
    and at most two at once for a text.

    `status` is one or several, joined by commas. Days are the shop's own, both ends included.
    Each row has `line_count`.
    """
    lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    orders: OrderQuerySet = _in_view(Order.objects.visible_to(actor), view)
    orders = orders.select_related(
        "customer__main_group", "orderer", "placed_by", "membership", "approval__step__user"
    ).prefetch_related(
        Prefetch("approval__decisions", ApprovalDecision.objects.select_related("user"))
    )
    orders = orders.annotate(
        line_count=Coalesce(Subquery(lines.annotate(count=Count("pk")).values("count")), 0)
    )
    statuses = [value for value in status.split(",") if value in OrderStatus.values]
    if statuses:
        orders = orders.filter(status__in=statuses)
    if customer is not None:
        orders = orders.filter(customer=customer)
    return orders_matching(orders.placed_within(placed_from, placed_to), text)


class _CountUpTo(Subquery):
    """How many rows a query finds, counted no further than its own slice."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS found)"
    output_field = IntegerField()


def work_counts(actor: Actor) -> WorkCounts:
    """What the rail and the front page count. One query, whose cost does not grow with the shop."""
    if actor.user_id is None:
        return WorkCounts()
    orders: OrderQuerySet = Order.objects.visible_to(actor)
    applications = applications_waiting(actor)
    found: dict[str, Any] | None = (
        User.objects.filter(pk=actor.user_id)
        .values(
            unprocessed=bounded_count(orders.filter(status=OrderStatus.UNPROCESSED)),
            to_process=bounded_count(_in_view(orders, "process")),
            waiting=bounded_count(_in_view(orders, "waiting")),
            nobody=bounded_count(_in_view(orders, "nobody")),
            applications=Value(0) if applications is None else bounded_count(applications),
        )
        .first()
    )
    return WorkCounts(**found) if found else WorkCounts()


def bounded_count(rows: QuerySet[Any, Any]) -> Subquery:
    """To stand inside another question: how many rows, counted up to COUNTED_AT_MOST."""
    return _CountUpTo(rows.order_by().values("pk")[:COUNTED_AT_MOST])


def any_order_placed() -> bool:
    """Whether the shop has ever had an order: then its currency is fixed. One query."""
    return Order.objects.exists()
