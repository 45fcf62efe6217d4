"""What may still be ordered in the past, so that limits and credit hold on every day of it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from customers.limits import LimitTerms, limit_period
from customers.models import Customer, Membership, PurchaseLimit

# Of a limit, so much may be used up: what is placed today must fit as well.
_ROOM = Decimal("0.4")
_UNPAID = timedelta(days=75)  # longer than anybody takes to pay


class Limits:
    """What each buyer has ordered in each period, so that nobody ever passed their limit."""

    def __init__(self) -> None:
        found = PurchaseLimit.objects.all()
        self._terms: Mapping[int, LimitTerms] = {row.membership_id: row.terms for row in found}
        self._used: defaultdict[tuple[int, date], Decimal] = defaultdict(Decimal)

    def take(self, membership: Membership, day: date, value_net: Decimal) -> bool:
        terms = self._terms.get(membership.pk)
        period = limit_period(terms, day)
        if terms is None or period is None:
            return True
        key = (membership.pk, period.starts_on)
        if self._used[key] + value_net > terms.amount * _ROOM:
            return False
        self._used[key] += value_net
        return True


class Credit:
    """What each customer may still owe today, so that nobody is over their credit."""

    def __init__(self, now: datetime) -> None:
        self._since = now - _UNPAID
        self._owed: defaultdict[int, Decimal] = defaultdict(Decimal)

    def take(self, customer: Customer, moment: datetime, gross: Decimal) -> bool:
        allowed = customer.allowed_outstanding
        if allowed is None or moment < self._since:
            return True
        if self._owed[customer.pk] + gross > allowed * _ROOM:
            return False
        self._owed[customer.pk] += gross
        return True
