"""Every version that a purchase limit had: set, changed, removed, and by whom."""

from typing import Any

from django.utils import timezone

from customers.limits import LimitTerms, LimitVersion, OutsideWindow
from customers.models import Membership, PurchaseLimit, User
from customers.periods import Recurrence


def limit_history(membership: Membership) -> list[LimitVersion]:
    """The versions of a membership's limit, oldest first. Two queries, one without history."""
    model: Any = PurchaseLimit
    events = list(
        model.pgh_event_model.objects.filter(membership_id=membership.pk)
        .select_related("pgh_context")
        .order_by("pgh_created_at", "pgh_id")
    )
    names = _names(events)
    versions: list[LimitVersion] = []
    for event in events:
        terms = None if event.pgh_label == "delete" else _terms(event)
        if terms == (versions[-1].terms if versions else None):
            continue  # saved again as it was
        versions.append(
            LimitVersion(
                at=event.pgh_created_at,
                day=timezone.localdate(event.pgh_created_at),
                terms=terms,
                who=names.get(_doer(event), ""),
            )
        )
    return versions


def _terms(event: Any) -> LimitTerms:
    return LimitTerms(
        amount=event.amount,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        recurrence=Recurrence(event.recurrence) if event.recurrence else None,
        outside=OutsideWindow(event.outside),
    )


def _doer(event: Any) -> int:
    """Who really did it, also in somebody else's shoes; 0 when nobody is written down."""
    said = event.pgh_context.metadata if event.pgh_context else {}
    return int(said.get("acted_by") or said.get("user") or 0)


def _names(events: list[Any]) -> dict[int, str]:
    wanted = {doer for event in events if (doer := _doer(event))}
    if not wanted:
        return {}
    return {user.pk: user.full_name for user in User.objects.filter(pk__in=wanted)}
