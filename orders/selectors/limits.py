"""What is left: purchase limits and credit, read from what was ordered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils import timezone

from core.money import ZERO
from customers.limits import LimitStanding, LimitTerms, limit_period, standing_on
from customers.models import Customer, Membership, PurchaseLimit
from customers.periods import Period
from orders.models import LimitEntry, Order
from orders.states import OrderStatus


@dataclass(frozen=True, slots=True)
class Spent:
    """Order values ex VAT of one period: bought, and waiting for approval."""

    used: Decimal
    reserved: Decimal


def terms_of(membership: Membership) -> LimitTerms | None:
    """The membership's purchase limit, None without one. One query unless loaded."""
    if "purchase_limit" in membership._state.fields_cache:  # noqa: SLF001 - loaded for a visit
        loaded: PurchaseLimit | None = membership._state.fields_cache["purchase_limit"]  # noqa: SLF001
        return loaded.terms if loaded else None
    limit = PurchaseLimit.objects.filter(membership_id=membership.pk).first()
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
    entries = LimitEntry.objects.filter(
        membership_id=membership.pk, counts_on__range=(period.starts_on, period.ends_on)
    )
    if without is not None:
        entries = entries.exclude(order_id=without.pk)
    waiting = Q(order__status=OrderStatus.AWAITING_APPROVAL)
    sums = entries.aggregate(
        reserved=Sum("amount_net", filter=waiting), used=Sum("amount_net", filter=~waiting)
    )
    return Spent(used=sums["used"] or ZERO, reserved=sums["reserved"] or ZERO)


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
    orders = Order.objects.filter(
        customer=customer, is_on_account=True, paid_at__isnull=True
    ).exclude(status__in=[OrderStatus.REJECTED, OrderStatus.WITHDRAWN, OrderStatus.CANCELLED])
    if without is not None:
        orders = orders.exclude(pk=without.pk)
    total: Decimal | None = orders.aggregate(total=Sum("gross"))["total"]
    return total or ZERO


def credit_left(customer: Customer) -> Decimal | None:
    """What may still be ordered on account, inc VAT, never below 0; None = no cap. One query."""
    if customer.allowed_outstanding is None:
        return None
    return max(customer.allowed_outstanding - outstanding_of(customer), ZERO)
