"""How rows were on a past day, read from what pghistory wrote down of them."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from core.days import begin_of

GONE = "delete"
START = "start"  # written when the remembering of a table began, for what stood already


def end_of(day: date) -> datetime:
    """When a day of the shop is over: midnight, the first moment that is no longer in it."""
    return begin_of(day + timedelta(days=1))


def as_they_were(events: QuerySet[Any, Any], moment: datetime) -> QuerySet[Any, Any]:
    """The last event before `moment` of each row that was there then. One query.

    An event has the fields of its row. Filter `events` only by what never changes on a row.
    """
    latest = (
        events.filter(pgh_created_at__lt=moment)
        .order_by("pgh_obj_id", "-pgh_id")
        .distinct("pgh_obj_id")
    )
    found: QuerySet[Any, Any] = events.model._default_manager.filter(pk__in=latest.values("pk"))
    return found.exclude(pgh_label=GONE)


def events_of(model: Any) -> QuerySet[Any, Any]:
    """Everything that is remembered of a model's rows."""
    events: QuerySet[Any, Any] = model.pgh_event_model._default_manager.all()
    return events
