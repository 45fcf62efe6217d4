"""What somebody did with orders while logged in as another person."""

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.utils import timezone

from customers.models import ActingVisit
from orders.models import OrderEvent


def done_in_visits(visits: Sequence[ActingVisit]) -> Mapping[int, Sequence[OrderEvent]]:
    """By visit: what was done with orders in it, oldest first. One query for all of them."""
    if not visits:
        return {}
    within = Q(pk__in=[])
    for visit in visits:
        within |= Q(
            user_id=visit.membership.user_id,
            acted_by_id=visit.doer_id,
            at__gte=visit.started_at,
            at__lte=visit.ended_at or timezone.now(),
        )
    events = list(OrderEvent.objects.filter(within).select_related("order").order_by("at", "id"))
    return {
        visit.pk: [
            event
            for event in events
            if event.acted_by_id == visit.doer_id
            and event.user_id == visit.membership.user_id
            and visit.started_at <= event.at <= (visit.ended_at or event.at)
        ]
        for visit in visits
    }
