"""Who is in which segment, remembered: what somebody paid on a past day depends on it."""

import pghistory
from django.db import models

from customers.models.group import Segment

_EVENTS = (pghistory.InsertEvent(), pghistory.DeleteEvent())


@pghistory.track(
    *_EVENTS,
    meta={"indexes": [models.Index(fields=["customer_id"], name="segment_customer_history")]},
)
class SegmentCustomer(Segment.customers.through):  # type: ignore[misc,name-defined]
    """A customer's place in a segment; only its history is asked for here."""

    class Meta:
        proxy = True


@pghistory.track(
    *_EVENTS,
    meta={"indexes": [models.Index(fields=["customergroup_id"], name="segment_group_history")]},
)
class SegmentGroup(Segment.groups.through):  # type: ignore[misc,name-defined]
    """A whole group's place in a segment."""

    class Meta:
        proxy = True
