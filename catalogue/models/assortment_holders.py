"""Whom an agreement is for, remembered: what somebody paid on a past day depends on it."""

import pghistory

from catalogue.models.assortment import Assortment

_EVENTS = (pghistory.InsertEvent(), pghistory.DeleteEvent())


@pghistory.track(*_EVENTS)
class AssortmentCustomer(Assortment.customers.through):  # type: ignore[misc,name-defined]
    """An agreement with a customer; only its history is asked for here."""

    class Meta:
        proxy = True


@pghistory.track(*_EVENTS)
class AssortmentGroup(Assortment.groups.through):  # type: ignore[misc,name-defined]
    """An agreement with a whole group."""

    class Meta:
        proxy = True


@pghistory.track(*_EVENTS)
class AssortmentSegment(Assortment.segments.through):  # type: ignore[misc,name-defined]
    """An agreement with a segment."""

    class Meta:
        proxy = True
