"""The log of exports as a list told once (core/list_specs.py), and as it goes out itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.days import read_day
from core.exchange.sheet import Column as SheetColumn
from core.exchange.sheet import Sheet
from core.exchange.values import text
from core.exchange.writer import Value
from core.export_log import export_jobs
from core.exports import Export
from core.list_specs import Column, ListSpec, ordered
from core.lists import AnyFilter, Asked, DayFilter, Filter, NamedFilter
from core.models import ExportFormat, ExportJob, ExportStatus
from core.reasons import Text
from core.tables import Sort
from customers.access import Perm
from customers.actors import Actor
from customers.selectors.choosing import id_in, people_like, person_named

NAME = "exports"
Labels = Mapping[str, Text]  # of each list that goes out, by its name
# The names that filters have in an address; others are shown as they are.
_FILTERS: Labels = {
    "q": _("Find"),
    "role": _("Role"),
    "active": _("Active"),
    "group": _("Customer group"),
    "view": _("View"),
    "status": _("Status"),
    "customer": _("Customer"),
    "placed_from": _("Placed from"),
    "placed_to": _("Placed to"),
    "kind": _("Kind"),
    "from": _("From"),
    "day_from": _("From"),
    "day_to": _("To"),
    "to": _("To"),
    "by": _("By"),
    "of": _("Record"),
    "state": _("Status"),
    "team": _("Sales team"),
    "segment": _("Segment"),
    "tier": _("Pricing tier"),
    "country": _("Country"),
    "risk": _("Risk"),
    "origin": _("Origin"),
    "seen": _("Last visit"),
    "newsletter": _("Newsletter"),
    "partner": _("Offers from partners"),
    "routine": _("Special order routine"),
    "shown": _("Shown to"),
    "source": _("Added by"),
    "field": _("Field"),
    "rule": _("Rule"),
    "before": _("Before"),
}


def narrowed(job: ExportJob) -> str:
    """The filters of the list, as they stood in its address: 'Role: buyer, Status: yes'."""
    return ", ".join(
        f"{_FILTERS.get(name, name)}: {value}"
        for name, value in job.asked.items()
        if name != "sort"
    )


def taken_by(actor: Actor) -> int | None:
    """Whose exports may be seen: everybody's (None), or only those of this person."""
    return None if actor.has(Perm.STAFF_EXPORT_ALL) else (actor.user_id or 0)


def _filters(labels: Labels, actor: Actor) -> Sequence[AnyFilter]:
    """`by` for whoever sees others' exports than their own."""
    person = NamedFilter("by", _("By"), partial(person_named, actor), partial(people_like, actor))
    return (
        Filter("kind", _("List"), tuple(labels.items())),
        Filter("status", _("Status"), ExportStatus.choices),
        *((person,) if taken_by(actor) is None else ()),
        DayFilter("from", _("From")),
        DayFilter("to", _("To")),
    )


def _found(labels: Labels, actor: Actor, asked: Asked) -> QuerySet[ExportJob]:
    kind, status = asked.get("kind", ""), asked.get("status", "")
    return export_jobs(
        taken_by=taken_by(actor),
        text=asked.get("q", ""),
        kind=kind if kind in labels else "",
        status=status if status in ExportStatus.values else "",
        by=id_in(asked.get("by", "")),
        first=read_day(asked.get("from", "")),
        last=read_day(asked.get("to", "")),
    )


def exports_list(labels: Labels) -> ListSpec[QuerySet[ExportJob]]:
    return ListSpec(
        name=NAME,
        label=_("Exports"),
        sorts={
            "created": Sort.by("created_at", label=_("Taken"), descending_first=True),
            "rows": Sort.by("row_count", label=_("Rows"), descending_first=True),
        },
        columns=(
            Column("list", _("List"), is_fixed=True),
            Column("filter", _("Filter")),
            Column("format", _("Format")),
            Column("created", _("Taken"), sort="created"),
            Column("by", _("By")),
            Column("rows", _("Rows"), sort="rows", is_number=True),
            Column("status", _("Status")),
        ),
        filters=partial(_filters, labels),
        found=partial(_found, labels),
        perm_to_share=Perm.STAFF_VIEW_SHARE,
    )


_COLUMNS: Sequence[tuple[str, Text]] = (
    ("number", _("Export")),
    ("list", _("List")),
    ("filter", _("Filter")),
    ("format", _("Format")),
    ("taken", _("Taken")),
    ("by", _("By")),
    ("rows", _("Rows")),
    ("status", _("Status")),
)


@lru_cache(maxsize=8)
def _sheet(_currency: str) -> Sheet:
    """One row = one export."""
    return Sheet(
        name=NAME,
        label=_("Exports"),
        columns=tuple(SheetColumn(key, label, text) for key, label in _COLUMNS),
        key=("number",),
    )


def _rows(labels: Labels, _actor: Any, found: QuerySet[ExportJob]) -> Iterator[Sequence[Value]]:
    """One row for each export, in the list's order. One query."""
    formats = {each.value: str(each.label) for each in ExportFormat}
    states = {each.value: str(each.label) for each in ExportStatus}
    for job in found.iterator(chunk_size=2_000):
        yield [
            str(job.pk),
            str(labels.get(job.kind, job.kind)),
            narrowed(job),
            formats[job.format],
            timezone.localtime(job.created_at),
            f"{job.created_by} ({job.acted_by})" if job.acted_by else str(job.created_by or ""),
            job.row_count,
            states[job.status],
        ]


def log_export(spec: ListSpec[QuerySet[ExportJob]], labels: Labels) -> Export:
    rows: Callable[[Any, Any], Iterator[Sequence[Value]]] = partial(_rows, labels)
    return Export(
        name=NAME,
        label=_("Exports"),
        sheet=_sheet,
        found=ordered(spec),
        rows=rows,
        perm=Perm.STAFF_EXPORT,
    )
