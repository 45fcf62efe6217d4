"""The change set as it is looked at: figures as tabs, and a page of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.exchange.numbers import Money
from core.exchange.plan import Caution, Change, PlanRow, Problem
from core.exchange.sheet import Sheet
from core.imports.jobs import counts_of
from core.imports.rows import asked_changes, plan_row_of, rows_of, shown_changes
from core.lists import IN, WITHIN
from core.models import ImportJob, ImportRow, ImportStatus
from core.money import HUNDRED
from core.reasons import Text
from core.tables import Sort, keyset_page

_SORTS = {"row": Sort.by("row_number", label=gettext_lazy("Row"))}
_PAGE = 50
_MOST_TEXT = 200
# A price that moves further than this is worth a second look (LOOK §5).
_BIG_CHANGE = Decimal(10)

ACTIONS: dict[str, Text] = {
    "create": gettext_lazy("Create"),
    "update": gettext_lazy("Update"),
    "unchanged": gettext_lazy("Unchanged"),
    "refused": gettext_lazy("Refused"),
}
_ICONS = {"create": "plus-lg", "update": "pencil", "unchanged": "dash-lg", "refused": "x-octagon"}
_WARNING_ICON = "exclamation-triangle"
_KEPT, _WARNED = "kept", "warned"


@dataclass(frozen=True)
class ShownChange:
    """`percent` is how far an amount moves; None for anything else."""

    heading: str
    old: str
    new: str
    percent: Decimal | None = None

    @property
    def is_big(self) -> bool:
        return self.percent is not None and abs(self.percent) > _BIG_CHANGE


@dataclass(frozen=True)
class ShownRow:
    """One row of the plan, in the language of whoever looks."""

    number: int
    action: str
    action_label: Text
    label: str
    sheet: str
    changes: Sequence[ShownChange]
    problems: Sequence[Problem]
    cautions: Sequence[Caution] = ()
    kept_because: str = ""


@dataclass(frozen=True)
class Tab:
    """A figure of the plan, and the way to its rows."""

    label: Text
    count: int
    url: str
    is_current: bool
    icon: str = ""
    look: str = ""


def review(request: HttpRequest, job: ImportJob, sheet: Sheet) -> dict[str, Any]:
    """The context of imports/_review.html. One query, however long the plan is."""
    chosen = request.GET.get("action", "")
    there = {*ACTIONS, *([_KEPT] if _has_kept(job) else ()), *([_WARNED] if _warned(job) else ())}
    chosen = chosen if chosen in there else ""
    text = request.GET.get("q", "").strip()[:_MOST_TEXT]
    page = keyset_page(
        rows_of(
            job,
            action=chosen if chosen in ACTIONS else "",
            text=text,
            kept=chosen == _KEPT,
            warned=chosen == _WARNED,
        ),
        sorts=_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
        size=_PAGE,
    )
    return {
        "tabs": _tabs(request, job, chosen),
        "rows": [_shown(job, row, sheet) for row in page.rows],
        "query": text,
        "hidden": [
            *([("action", chosen)] if chosen else []),
            *((name, request.GET[name]) for name in (IN, WITHIN) if request.GET.get(name)),
        ],
        "newer_url": _address(request, cursor=page.newer) if page.newer else "",
        "older_url": _address(request, cursor=page.older) if page.older else "",
        "is_narrowed": bool(text or chosen),
        "all_url": _address(request, q=None, action=None, cursor=None),
        "kept_url": _address(request, q=None, action=_KEPT, cursor=None),
    }


def about_file(job: ImportJob, sheet: Sheet) -> dict[str, Any]:
    """What holds for the file as a whole: its notes, what is not read, what is left alone."""
    about = job.plan or {}
    missing = [sheet.column(key) for key in about.get("missing", ())]
    return {
        "sheet": about.get("sheet", ""),
        "notes": about.get("notes", ()),
        "unknown": about.get("unknown", ()),
        "missing": [column.label for column in missing if column is not None],
    }


def _warned(job: ImportJob) -> int:
    """How many rows are done with a word of caution."""
    return int((job.plan or {}).get("warned", 0))


def _has_kept(job: ImportJob) -> bool:
    return job.status == ImportStatus.UNDONE and bool(job.undone.get("kept"))


def _tabs(request: HttpRequest, job: ImportJob, chosen: str) -> list[Tab]:
    counts = counts_of(job)
    everything = counts.writes + counts.refused
    changes = _address(request, action=None, cursor=None)
    tabs = [Tab(_("All changes"), everything, changes, not chosen)]
    for action, label in ACTIONS.items():
        count = getattr(counts, action)
        url = _address(request, action=action, cursor=None)
        look = action if count else ""
        tabs.append(Tab(label, count, url, action == chosen, _ICONS[action], look))
    if warned := _warned(job):
        url = _address(request, action=_WARNED, cursor=None)
        tabs.append(Tab(_("With a warning"), warned, url, chosen == _WARNED, _WARNING_ICON))
    if _has_kept(job):
        url = _address(request, action=_KEPT, cursor=None)
        kept = job.undone["kept"]
        tabs.append(Tab(_("Kept"), kept, url, chosen == _KEPT, "lock", _KEPT))
    return tabs


def _address(request: HttpRequest, **changes: str | None) -> str:
    """This page's address with some parameters changed, or removed (None)."""
    values: QueryDict = request.GET.copy()
    for name, value in changes.items():
        values.pop(name, None)
        if value is not None:
            values[name] = value
    return f"{request.path}?{values.urlencode()}" if values else request.path


def _shown(job: ImportJob, row: ImportRow, sheet: Sheet) -> ShownRow:
    planned = plan_row_of(job, row)
    return ShownRow(
        number=planned.row_number,
        action=planned.action.value,
        action_label=ACTIONS[planned.action.value],
        label=planned.label,
        sheet=planned.sheet,
        changes=_changes(job, planned, sheet),
        problems=planned.problems,
        cautions=planned.cautions,
        kept_because=(row.kept_because or _("Changed since.")) if row.is_kept else "",
    )


def _changes(job: ImportJob, row: PlanRow, sheet: Sheet) -> list[ShownChange]:
    shown = shown_changes(job, row, sheet)
    return [
        ShownChange(heading, old, new, _percent(change, sheet))
        for change, (heading, old, new) in zip(asked_changes(row, sheet), shown, strict=True)
    ]


def _percent(change: Change, sheet: Sheet) -> Decimal | None:
    """One decimal; None unless both are amounts, and the old one is not 0."""
    column = sheet.column(change.field)
    if column is None or not isinstance(column.parse, Money):
        return None
    try:
        old, new = Decimal(str(change.old)), Decimal(str(change.new))
    except InvalidOperation:
        return None
    return round((new - old) * HUNDRED / old, 1) if old else None
