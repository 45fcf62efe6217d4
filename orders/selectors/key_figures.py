"""What a customer is to the reseller in figures, for its card. Sums of one customer's orders only.

A sale is `OrderQuerySet.sales()`, a value is ex VAT with shipping and fees.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from core.days import begin_of
from core.money import ZERO, round_money
from customers.actors import Actor
from customers.models import Customer
from customers.periods import ONE_DAY, Period
from orders.models import Order
from orders.querysets import STILL_TO_PAY
from orders.spans import year_before
from orders.states import SALE_STATUSES, OrderStatus

MONTHS = 12
_UNPAID_NO_MORE = (OrderStatus.REJECTED, OrderStatus.WITHDRAWN, OrderStatus.CANCELLED)
_TO_PROCESS = (OrderStatus.UNPROCESSED, OrderStatus.PROCESSING)


@dataclass(frozen=True, slots=True)
class MonthSales:
    """What was bought in a month; the first of it."""

    first: date
    net: Decimal = ZERO
    count: int = 0


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Twelve months, the current one last and so far; what is under way; what is unpaid."""

    months: Sequence[MonthSales]
    before_net: Decimal  # the same days a year earlier
    waiting_net: Decimal
    waiting_count: int
    oldest_waiting_at: datetime | None
    process_net: Decimal
    process_count: int
    outstanding_gross: Decimal  # on account and unpaid, inc VAT, waiting ones too

    @property
    def net(self) -> Decimal:
        return sum((month.net for month in self.months), ZERO)

    @property
    def count(self) -> int:
        return sum(month.count for month in self.months)

    @property
    def average_net(self) -> Decimal:
        return round_money(self.net / self.count) if self.count else ZERO

    @property
    def change_percent(self) -> Decimal | None:
        """Against the year before; None when nothing was bought then."""
        if not self.before_net:
            return None
        return ((self.net - self.before_net) * 100 / self.before_net).quantize(Decimal("0.1"))

    def left_of(self, allowed: Decimal | None) -> Decimal | None:
        """What may still be ordered on account, never below 0; None without a credit limit."""
        return None if allowed is None else max(allowed - self.outstanding_gross, ZERO)


def key_figures(actor: Actor, customer: Customer, *, today: date | None = None) -> KeyFigures:
    """One query, of the orders that `actor` may see."""
    last = today or timezone.localdate()
    span = Period(_months_back(last, MONTHS - 1), last)
    orders = Order.objects.visible_to(actor).filter(customer=customer)
    rows = _by_month(orders, span)
    return KeyFigures(months=_months_of(rows, span), **_standing(rows))


def _months_back(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


def _by_month(orders: Any, span: Period) -> list[dict[str, Any]]:
    """One row for each month that the customer has ordered in."""
    sold = _sold_in(span)
    waiting, process = Q(status=OrderStatus.AWAITING_APPROVAL), Q(status__in=_TO_PROCESS)
    unpaid = Q(is_on_account=True, paid_at=None) & ~Q(status__in=_UNPAID_NO_MORE)
    rows = orders.annotate(month=TruncMonth("placed_at")).order_by().values("month")
    return list(
        rows.annotate(
            net=Sum("value_net", filter=sold),
            count=Count("pk", filter=sold),
            before_net=Sum("value_net", filter=_sold_in(year_before(span))),
            waiting_net=Sum("value_net", filter=waiting),
            waiting_count=Count("pk", filter=waiting),
            oldest_waiting_at=Min("placed_at", filter=waiting),
            process_net=Sum("value_net", filter=process),
            process_count=Count("pk", filter=process),
            outstanding_gross=Sum(STILL_TO_PAY, filter=unpaid),
        )
    )


def _months_of(rows: Sequence[Mapping[str, Any]], span: Period) -> Sequence[MonthSales]:
    sold = {row["month"].date(): (row["net"], row["count"]) for row in rows if row["count"]}
    firsts = [_months_back(span.ends_on, back) for back in range(MONTHS - 1, -1, -1)]
    return [MonthSales(first, *sold.get(first, ())) for first in firsts]


def _standing(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    sums = ("before_net", "waiting_net", "process_net", "outstanding_gross")
    waiting = [row["oldest_waiting_at"] for row in rows if row["oldest_waiting_at"]]
    return {
        **{name: sum((row[name] or ZERO for row in rows), ZERO) for name in sums},
        **{name: sum(row[name] for row in rows) for name in ("waiting_count", "process_count")},
        "oldest_waiting_at": min(waiting, default=None),
    }


def _sold_in(span: Period) -> Q:
    first, end = begin_of(span.starts_on), begin_of(span.ends_on + ONE_DAY)
    return Q(status__in=SALE_STATUSES, placed_at__gte=first, placed_at__lt=end)
