"""What has happened to the rows of a price list: set, ended, corrected, and by whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalogue.models import PriceList, PriceRow, Variant
from core.tables import Sort
from customers.models import User

HISTORY_SORTS = {"newest": Sort.by("pk", label=_("When"), descending_first=True)}


@dataclass(frozen=True, slots=True)
class PriceEvent:
    """A row as it became. `was` is its price before, where that was corrected."""

    at: datetime
    who: str
    sku: str
    from_quantity: int
    unit_net: Decimal | None
    was: Decimal | None
    kind: str  # set, ended, corrected
    valid_from: date
    valid_until: date | None


def history_of(price_list: PriceList) -> "QuerySet[Any]":
    """The events of the list's rows, through the rows: history is found by thing."""
    model: Any = PriceRow
    rows = PriceRow.objects.filter(price_list=price_list)
    found: QuerySet[Any] = model.pgh_event_model.objects.filter(
        pgh_obj__in=rows.values("pk")
    ).select_related("pgh_context")
    return found


def events_shown(events: Sequence[Any]) -> Sequence[PriceEvent]:
    """The events of a page in words' reach. Three queries at most."""
    earlier = _versions({event.pgh_obj_id for event in events})
    skus = dict(
        Variant.objects.filter(pk__in={event.variant_id for event in events}).values_list(
            "pk", "sku"
        )
    )
    names = _names(events)
    return [
        _shown(event, earlier[event.pgh_obj_id], skus.get(event.variant_id, ""), names)
        for event in events
    ]


def _versions(row_ids: set[int]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = {pk: [] for pk in row_ids}
    if row_ids:
        model: Any = PriceRow
        events = model.pgh_event_model.objects.filter(pgh_obj__in=row_ids).order_by("pgh_id")
        for event in events:
            found[event.pgh_obj_id].append(event)
    return found


def _shown(event: Any, versions: Sequence[Any], sku: str, names: Mapping[int, str]) -> PriceEvent:
    before = next((each for each in reversed(versions) if each.pgh_id < event.pgh_id), None)
    kind = "set"
    if before is not None:
        kind = "ended" if before.unit_net == event.unit_net else "corrected"
    return PriceEvent(
        at=event.pgh_created_at,
        who=names.get(_doer(event), ""),
        sku=sku,
        from_quantity=event.from_quantity,
        unit_net=event.unit_net,
        was=before.unit_net if before is not None and kind == "corrected" else None,
        kind=kind,
        valid_from=event.valid_from,
        valid_until=event.valid_until,
    )


def _doer(event: Any) -> int:
    """Who really did it, also in somebody else's shoes; 0 when nobody is written down."""
    said = event.pgh_context.metadata if event.pgh_context else {}
    return int(said.get("acted_by") or said.get("user") or 0)


def _names(events: Sequence[Any]) -> Mapping[int, str]:
    wanted = {doer for event in events if (doer := _doer(event))}
    if not wanted:
        return {}
    return {user.pk: user.full_name for user in User.objects.filter(pk__in=wanted)}
