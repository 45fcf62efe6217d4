"""Counting whose purchase limit is nearly used up; pages read what was counted."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from core.audit import use_case
from core.money import ZERO
from customers.actors import SYSTEM, Actor
from customers.limits import limit_period
from customers.models import Membership, PurchaseLimit
from orders.models import LimitEntry, NearLimit

NEAR_PERCENT = 90
_AT_ONCE = 2_000


@use_case("limit.count-near")
def count_near_limits(*, actor: Actor = SYSTEM, now: datetime | None = None) -> int:
    """Writes down everybody who is near today, and takes away who is no longer; how many there are.

    One query for each 2 000 limits. A limit of 0 lets nothing be bought and is never near.
    """
    moment = now or timezone.now()
    near: list[int] = []
    for limits in _batches(_limits()):
        found = _near_of(limits, moment)
        NearLimit.objects.bulk_create(
            found,
            update_conflicts=True,
            unique_fields=["membership"],
            update_fields=["amount", "spent", "percent", "ends_on", "counted_at"],
        )
        near += [each.membership_id for each in found]
    NearLimit.objects.filter(counted_at__lt=moment).delete()
    return len(near)


def _limits() -> Iterator[PurchaseLimit]:
    able = Membership.objects.active().values("pk")
    limits = PurchaseLimit.objects.filter(amount__gt=0, membership__in=able)
    yield from limits.order_by("pk").iterator(_AT_ONCE)


def _batches(limits: Iterator[PurchaseLimit]) -> Iterator[Sequence[PurchaseLimit]]:
    batch: list[PurchaseLimit] = []
    for limit in limits:
        batch.append(limit)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _near_of(limits: Sequence[PurchaseLimit], moment: datetime) -> list[NearLimit]:
    today = timezone.localdate(moment)
    periods = {
        limit.membership_id: period
        for limit in limits
        if (period := limit_period(limit.terms, today)) is not None
    }
    if not periods:
        return []
    earliest = min(period.starts_on for period in periods.values())
    spent: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for membership_id, day, amount in _entries(list(periods), earliest):
        if periods[membership_id].contains(day):
            spent[membership_id] += amount
    return [
        NearLimit(
            membership_id=limit.membership_id,
            amount=limit.amount,
            spent=spent[limit.membership_id],
            percent=int(spent[limit.membership_id] * 100 / limit.amount),
            ends_on=periods[limit.membership_id].ends_on,
            counted_at=moment,
        )
        for limit in limits
        if spent[limit.membership_id] * 100 >= limit.amount * NEAR_PERCENT
    ]


def _entries(membership_ids: list[int], earliest: date) -> Iterator[tuple[int, date, Decimal]]:
    entries = LimitEntry.objects.filter(
        membership_id__in=membership_ids, counts_on__gte=earliest
    ).order_by()
    summed = entries.values("membership_id", "counts_on").annotate(summed=Sum("amount_net"))
    yield from summed.values_list("membership_id", "counts_on", "summed").iterator()
