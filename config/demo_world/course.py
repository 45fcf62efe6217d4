"""What became of each order of the past: who said yes or no, and how far staff got."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from approvals.models import Answer, ApprovalDecision, ApprovalRequest, RequestState
from approvals.routing import Route
from config.demo_world.moments import later
from config.demo_world.people import People
from customers.models import Membership, User
from orders.models import EntryKind, LimitEntry, Order, OrderEvent, OrderLine, OrderVat
from orders.states import (
    FINAL_STATUSES,
    SALE_STATUSES,
    OrderEventKind,
    OrderStatus,
    first_status,
    next_status,
)
from orders.totals import VatAmount

_NOT_THIS = (
    "Vi har kvar sedan förra beställningen. Fråga mig först.",
    "Ta den billigare modellen och skicka igen.",
    "Det här hör till nästa års budget.",
    "Ska beställas av förvaltningen, inte av enheten.",
)
_YES = ("", "", "", "Ok.", "Bra, gå vidare.")
_TAKEN_BACK = ("Fel artikel.", "Beställd två gånger.", "Behövs inte längre.")


@dataclass(frozen=True)
class Doers:
    """Who at the reseller handles orders."""

    staff: Sequence[User]

    @classmethod
    def of(cls, people: People) -> "Doers":
        return cls(staff=[people.users["sam"], people.users["sam"], people.users["stina"]])


class Course:
    """Follows orders through the one table of states, in memory, and writes all of them at once."""

    def __init__(self, chance: random.Random, doers: Doers, now: datetime) -> None:
        self._chance, self._doers, self._now = chance, doers, now
        self._orders: list[Order] = []
        self._lines: list[OrderLine] = []
        self._vat: list[OrderVat] = []
        self._requests: list[ApprovalRequest] = []
        self._decisions: list[ApprovalDecision] = []
        self._events: list[OrderEvent] = []
        self._entries: list[LimitEntry] = []
        self._approvers = {m.pk: m for m in Membership.objects.with_people()}

    def follow(
        self, order: Order, *, lines: Sequence[OrderLine], vat: Sequence[VatAmount], route: Route
    ) -> None:
        """From placing to where the order is now."""
        self._orders.append(order)
        self._lines += lines
        self._vat += [
            OrderVat(order=order, percent=v.percent, base_net=v.base_net, amount=v.amount)
            for v in vat
        ]
        waits = bool(route.pending)
        order.status = first_status(waits=waits)
        self._happens(order, OrderEventKind.PLACED, order.orderer, order.placed_at, order.comment)
        self._count(order, EntryKind.RESERVE, order.value_net, order.placed_at, order.orderer)
        at = self._is_decided(order, route) if waits else order.placed_at
        if order.status == OrderStatus.UNPROCESSED:
            order.released_at = at
            self._is_handled(order, at)
        if order.status in SALE_STATUSES and order.due_on is not None:
            self._is_paid(order)

    def write(self) -> Counter[int]:
        """Everything, in a handful of statements; returns how often each product was sold."""
        ApprovalRequest.objects.bulk_create(self._requests)
        ApprovalDecision.objects.bulk_create(self._decisions)
        for order in self._orders:
            order.approval = order.approval  # takes over the number that the request got just now
        Order.objects.bulk_create(self._orders)
        OrderLine.objects.bulk_create(self._lines)
        OrderVat.objects.bulk_create(self._vat)
        OrderEvent.objects.bulk_create(self._events)
        LimitEntry.objects.bulk_create(self._entries)
        sold = [line for line in self._lines if line.order.status in SALE_STATUSES]
        return Counter(line.variant.product_id for line in sold if line.variant is not None)

    def _is_decided(self, order: Order, route: Route) -> datetime:
        """Each on the route says yes in turn, unless one says no or the orderer changes their mind.

        Returns when it ended.
        """
        assert order.membership is not None  # noqa: S101 - every order of the past has one
        request = ApprovalRequest(
            membership=order.membership,
            placed_by=order.placed_by,
            reference=str(order.number),
            value_net=order.value_net,
            created_at=order.placed_at,
            state=RequestState.APPROVED,
        )
        self._requests.append(request)
        order.approval = request
        fate = self._chance.random()
        at = later(self._chance, order.placed_at, (0.2, 5))
        if fate < 0.04:
            request.state = RequestState.WITHDRAWN
            self._ends(order, OrderEventKind.WITHDRAWN, order.orderer, at, _TAKEN_BACK)
        else:
            at = self._answers(order, request, route, at, is_refused=fate < 0.11)
        request.step_since = at
        return at

    def _answers(
        self,
        order: Order,
        request: ApprovalRequest,
        route: Route,
        at: datetime,
        *,
        is_refused: bool,
    ) -> datetime:
        steps = route.pending
        for place, step in enumerate(steps):
            approver = self._approvers[step.membership_id]
            is_last = place == len(steps) - 1
            comment = self._chance.choice(_NOT_THIS if is_refused else _YES)
            self._decisions.append(
                ApprovalDecision(
                    request=request,
                    membership=approver,
                    user=approver.user,
                    answer=Answer.REJECT if is_refused else Answer.APPROVE,
                    comment=comment,
                    value_net=order.value_net,
                    decided_at=at,
                )
            )
            if is_refused:
                request.state = RequestState.REJECTED
                self._ends(order, OrderEventKind.REJECTED, approver.user, at, (comment,))
                break
            kind = OrderEventKind.APPROVED if is_last else OrderEventKind.STEP_APPROVED
            self._happens(order, kind, approver.user, at, comment)
            if not is_last:
                at = later(self._chance, at, (0.5, 20))
        return at

    def _is_handled(self, order: Order, at: datetime) -> None:
        """As far as there was time for: what would happen after now has not happened yet."""
        staff = self._chance.choice(self._doers.staff)
        if self._chance.random() < 0.03:
            who = self._chance.choice((staff, order.orderer))
            at = later(self._chance, at, (0.3, 3))
            self._ends(order, OrderEventKind.CANCELLED, who, at, _TAKEN_BACK)
            return
        for kind, hours in (
            (OrderEventKind.PROCESSING_STARTED, (2, 100)),
            (OrderEventKind.SHIPPED, (4, 120)),
            (OrderEventKind.COMPLETED, (48, 300)),
        ):
            at = later(self._chance, at, hours)
            if at >= self._now:
                return
            self._happens(order, kind, staff, at)

    def _is_paid(self, order: Order) -> None:
        """Most pay within a few days of the due date, some a little late."""
        assert order.due_on is not None  # noqa: S101 - asked before
        terms = order.due_on - timezone.localdate(order.placed_at)
        paid_at = order.placed_at + terms + timedelta(days=self._chance.randrange(-12, 7))
        if paid_at < self._now and order.status in FINAL_STATUSES:
            order.paid_at = paid_at

    def _ends(
        self,
        order: Order,
        kind: OrderEventKind,
        who: User,
        at: datetime,
        comments: Sequence[str],
    ) -> None:
        """Out of the flow: the limit is given back."""
        self._happens(order, kind, who, at, self._chance.choice(comments))
        self._count(order, EntryKind.RELEASE, -order.value_net, at, who)

    def _happens(
        self, order: Order, kind: OrderEventKind, who: User, at: datetime, comment: str = ""
    ) -> None:
        if kind != OrderEventKind.PLACED:
            order.status = next_status(order.state, kind)
        self._events.append(OrderEvent(order=order, kind=kind, user=who, at=at, comment=comment))

    def _count(
        self, order: Order, kind: EntryKind, amount: Decimal, at: datetime, who: User
    ) -> None:
        self._entries.append(
            LimitEntry(
                membership=order.membership,
                order=order,
                kind=kind,
                amount_net=amount,
                counts_on=timezone.localdate(order.placed_at),
                created_at=at,
                created_by=who,
            )
        )
