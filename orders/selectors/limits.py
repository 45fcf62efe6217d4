"""What is left: purchase limits and credit, read from what was ordered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import DecimalField, Q, QuerySet, Subquery, Sum, Value
from django.utils import timezone

from core.money import ZERO
from core.prepared import Prepared
from customers.add_ons import AddOn
from customers.limits import LimitStanding, LimitTerms, limit_period, standing_on
from customers.models import Customer, Membership, PurchaseLimit
from customers.periods import Period
from customers.selectors.add_ons import while_on
from orders.models import LimitEntry, Order
from orders.querysets import STILL_TO_PAY
from orders.states import OrderStatus


@dataclass(frozen=True, slots=True)
class Spent:
    """Order values ex VAT of one period: bought, and waiting for approval."""

    used: Decimal
    reserved: Decimal


def terms_of(membership: Membership, *, just_read: bool = False) -> LimitTerms | None:
    """The membership's purchase limit, None without one or while the part is off. One query.

    None at all when the membership was `just_read` together with its limit, for this very visit or
    under lock.
    """
    if just_read:
        if membership.limits_are_off:
            return None
        loaded: PurchaseLimit | None = getattr(membership, "purchase_limit", None)
        return loaded.terms if loaded else None
    limits = PurchaseLimit.objects.filter(while_on(AddOn.PURCHASE_LIMIT))
    limit = limits.filter(membership_id=membership.pk).first()
    return limit.terms if limit else None


def spent_on(
    membership: Membership, terms: LimitTerms | None, day: date, *, without: Order | None = None
) -> Spent:
    """What counts against the period that `day` is in. `without` leaves one order out. One query.

    An order counts on its placing day; a cancellation gives back to that same period.
    """
    return spent_in(membership, limit_period(terms, day), without=without)


def spent_in(
    membership: Membership, period: Period | None, *, without: Order | None = None
) -> Spent:
    """What counts in a period; nothing outside any. One query, none outside."""
    if period is None:
        return Spent(ZERO, ZERO)
    return counted_against(membership, period, customer=None, without=without).spent


def _entries_in(
    membership_id: int, first: date, last: date, without: Order | None
) -> QuerySet[LimitEntry]:
    entries = LimitEntry.objects.filter(membership_id=membership_id, counts_on__range=(first, last))
    return entries if without is None else entries.exclude(order_id=without.pk)


def spent_sums(
    membership_id: int, first: date, last: date, *, without: Order | None = None
) -> dict[str, Subquery]:
    """`reserved` and `used` from the first day to the last, to stand inside another question."""
    waiting = Q(order__status=OrderStatus.AWAITING_APPROVAL)
    entries = _entries_in(membership_id, first, last, without)
    return {
        "reserved": _sum(entries.filter(waiting), "amount_net", by="membership_id"),
        "used": _sum(entries.exclude(waiting), "amount_net", by="membership_id"),
    }


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts against an order: on the limit ex VAT, on the credit inc VAT."""

    spent: Spent
    outstanding_gross: Decimal


def counted_against(
    membership: Membership,
    period: Period | None,
    *,
    customer: Customer | None,
    without: Order | None = None,
) -> Counted:
    """The limit's period and the credit of `customer`, each when there is one to ask of.

    One query for either or both, none for neither. `without` leaves one order out.
    """
    values: dict[str, Any] = {"membership_id": membership.pk}
    if period is not None:
        values |= {"first": period.starts_on, "last": period.ends_on}
    if customer is not None:
        values["customer_id"] = customer.pk
    if without is not None:
        values["without_id"] = without.pk
    if period is None and customer is None:
        return Counted(Spent(ZERO, ZERO), ZERO)
    asked = _counted(period is not None, customer is not None, without is not None)
    used, reserved, outstanding = asked.rows(**values)[0]
    return Counted(Spent(used=used or ZERO, reserved=reserved or ZERO), outstanding or ZERO)


@cache
def _counted(has_period: bool, has_credit: bool, leaves_out: bool) -> Prepared[Any]:
    """(used, reserved, outstanding) of a membership, in one of the shapes of the question."""

    def build(
        membership_id: int,
        first: date | None = None,
        last: date | None = None,
        customer_id: int | None = None,
        without_id: int | None = None,
    ) -> QuerySet[Any, Any]:
        without = Order(pk=without_id) if without_id is not None else None
        nothing: Value = Value(None, output_field=DecimalField())
        sums: dict[str, Any] = {"used": nothing, "reserved": nothing, "outstanding": nothing}
        if first is not None and last is not None:
            sums |= spent_sums(membership_id, first, last, without=without)
        if customer_id is not None:
            unpaid = _unpaid_on_account(Customer(pk=customer_id, number=""), without)
            sums["outstanding"] = _sum(unpaid, STILL_TO_PAY, by="customer_id")
        rows = Membership.objects.order_by().filter(pk=membership_id)
        return rows.values_list(sums["used"], sums["reserved"], sums["outstanding"])

    kinds: dict[str, type] = {"membership_id": int}
    kinds |= {"first": date, "last": date} if has_period else {}
    kinds |= {"customer_id": int} if has_credit else {}
    kinds |= {"without_id": int} if leaves_out else {}
    return Prepared(build, **kinds)


def _sum(rows: QuerySet[Any, Any], column: Any, *, by: str) -> Subquery:
    """The sum of rows that all have the same `by`, to stand inside another question."""
    return Subquery(rows.order_by().values(by).annotate(summed=Sum(column)).values("summed"))


def standing_of(membership: Membership, *, day: date | None = None) -> LimitStanding:
    """Limit, used, reserved and remaining of a membership today. Two queries (N-11)."""
    today = day or timezone.localdate()
    terms = terms_of(membership)
    if terms is None:
        return standing_on(None, day=today, used=ZERO, reserved=ZERO)
    spent = spent_on(membership, terms, today)
    return standing_on(terms, day=today, used=spent.used, reserved=spent.reserved)


def standing_beside(order: Order) -> LimitStanding:
    """The orderer's limit on the order's placing day, the order itself left out. Two queries."""
    day = timezone.localdate(order.placed_at)
    terms = terms_of(order.membership) if order.membership is not None else None
    if terms is None or order.membership is None:
        return standing_on(None, day=day, used=ZERO, reserved=ZERO)
    spent = spent_on(order.membership, terms, day, without=order)
    return standing_on(terms, day=day, used=spent.used, reserved=spent.reserved)


def outstanding_of(customer: Customer, *, without: Order | None = None) -> Decimal:
    """Unpaid orders on account inc VAT, waiting ones included (DESIGN §4). One query."""
    unpaid = _unpaid_on_account(customer, without)
    total: Decimal | None = unpaid.aggregate(total=Sum(STILL_TO_PAY))["total"]
    return total or ZERO


def _unpaid_on_account(customer: Customer, without: Order | None) -> QuerySet[Order]:
    orders = Order.objects.filter(
        customer=customer, is_on_account=True, paid_at__isnull=True
    ).exclude(status__in=[OrderStatus.REJECTED, OrderStatus.WITHDRAWN, OrderStatus.CANCELLED])
    return orders if without is None else orders.exclude(pk=without.pk)


def credit_left(customer: Customer) -> Decimal | None:
    """What may still be ordered on account, inc VAT, never below 0; None = no cap. One query."""
    if customer.allowed_outstanding is None:
        return None
    return max(customer.allowed_outstanding - outstanding_of(customer), ZERO)
