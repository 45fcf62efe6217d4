"""Lists out as spreadsheets: what an export is, how it is made, and the log of who took what.

A list that can be exported declares an `Export`; the faces keep the registry. A short list is
answered straight away, a longer one is made by the worker and kept for ninety days. Either way an
ExportJob says who took which list, how narrowed, when, and how many rows.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.core.files import File
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from core.audit import Doer, use_case
from core.exchange.csv_writer import write_csv
from core.exchange.errors import ExchangeError
from core.exchange.sheet import Column, Sheet
from core.exchange.writer import PLAIN_LAYOUT, Layout, Table, Value, write_workbook
from core.lists import Asked as Asked  # the word of every export, too
from core.models import ExportFormat, ExportJob, ExportStatus
from core.reasons import Text

# A longer list is made by the worker.
MOST_AT_ONCE = 2_000
# The worker's task, which knows the registry: (job_id, kind, user_id, acted_by_id, scope).
TASK = "exports.make"

Heard = Callable[[int], object]
_NOT_KEPT = frozenset({"cursor"})


class Taker(Doer, Protocol):
    """Whoever takes a list; `customers.actors.Actor` is one."""

    def has(self, perm: str) -> bool: ...


@dataclass(frozen=True)
class Export:
    """One list as a spreadsheet: the sheet that its import reads, filled in.

    `found(actor, asked)`: what the list shows this actor, narrowed and ordered as its address
    says; about as many things as there will be rows. Whatever `asked` holds that the list does
    not offer is passed over.
    `rows(actor, found)`: one row for each, its values in the order of `columns`, as a stream:
    fixed memory, a fixed number of queries for each 2 000. None is a blank cell, which an import
    leaves alone; a 0 that means something is 0.
    `left_out`: keys of columns that the sheet has and an export has not.
    `told`: headings of what only goes out, after those of the sheet: an import passes them over.
    `before(actor, asked)`: sheets that an Excel file has before the list, made when it is written;
    `after(actor, asked, rows)`: those after it, when the number of rows is known.
    `layout()`: how the list's sheet behaves in Excel, for one that is filled in.
    """

    name: str  # of the import's kind, where there is one
    label: Text
    sheet: Callable[[str], Sheet]  # by currency
    found: Callable[[Any, Asked], QuerySet[Any]]
    rows: Callable[[Any, Any], Iterator[Sequence[Value]]]
    perm: str
    left_out: frozenset[str] = frozenset()
    told: tuple[Text, ...] = ()
    before: Callable[[Any, Asked], Iterator[Table]] | None = None
    after: Callable[[Any, Asked, Callable[[], int]], Iterator[Table]] | None = None
    layout: Callable[[], Layout] | None = None

    def columns(self, currency: str) -> tuple[Column[Any], ...]:
        """Those of the sheet that an export has, in its order."""
        columns = self.sheet(currency).columns
        return tuple(column for column in columns if column.key not in self.left_out)

    def headings(self, currency: str) -> list[str]:
        """In the active language."""
        labels = [column.label for column in self.columns(currency)]
        return [str(label) for label in (*labels, *self.told)]


class ExportRefused(Exception):
    """No file is made; `str()` is for the person who asked."""


def _unheard(_rows: int) -> None:
    """Nobody waits for a short list's progress."""


def is_short(*, actor: Taker, export: Export, asked: Asked) -> bool:
    """Whether the list is answered straight away. Counts no further than it must."""
    found = export.found(actor, asked).order_by()
    return found[: MOST_AT_ONCE + 1].count() <= MOST_AT_ONCE


@use_case("export.make")
def export_now(
    *,
    actor: Taker,
    export: Export,
    asked: Asked,
    file_format: ExportFormat,
    currency: str,
    target: Path | IO[bytes],
    scope: str = "",
) -> ExportJob:
    """Writes the list to `target`, in the active language, and to the log.

    `scope` is whose list it is: "" = the shop's, as for imports.
    ExportRefused, ExchangeError or OSError if there can be no file; then nothing is logged.
    """
    _require(actor, export)
    job = _opened(actor, export, asked, file_format, scope)
    job.row_count = _write(target, job, export, actor, currency, _unheard)
    job.rows_expected = job.row_count
    job.status = ExportStatus.MADE
    job.finished_at = timezone.now()
    job.save()
    return job


@use_case("export.request")
def request_export(
    *, actor: Taker, export: Export, asked: Asked, file_format: ExportFormat, scope: str = ""
) -> ExportJob:
    """Has the worker make the file."""
    _require(actor, export)
    job = _opened(actor, export, asked, file_format, scope)
    job.save()
    app.configure_task(TASK).defer(
        job_id=job.pk,
        kind=export.name,
        user_id=actor.user_id,
        acted_by_id=actor.acted_by_id,
        scope=scope,
    )
    return job


def _opened(
    actor: Taker, export: Export, asked: Asked, file_format: ExportFormat, scope: str
) -> ExportJob:
    return ExportJob(
        kind=export.name,
        scope=scope,
        format=file_format,
        asked={name: value for name, value in asked.items() if value and name not in _NOT_KEPT},
        language=get_language() or settings.LANGUAGE_CODE,
        created_by_id=actor.user_id,
        acted_by_id=actor.acted_by_id,
    )


def run_export(*, actor: Taker, job_id: int, export: Export, currency: str) -> None:
    """The worker's half. May be run again after a worker was killed: the file is made anew."""
    mine = ExportJob.objects.filter(
        pk=job_id, status__in=(ExportStatus.WAITING, ExportStatus.RUNNING)
    )
    mine.update(status=ExportStatus.RUNNING, row_count=0)
    job = mine.first()
    if job is None:
        return
    try:
        _require(actor, export)
        mine.update(rows_expected=export.found(actor, job.asked).order_by().count())
        with translation.override(job.language):
            _make_file(job, export, actor, currency, lambda rows: mine.update(row_count=rows))
    except (ExchangeError, ExportRefused) as error:
        mine.update(status=ExportStatus.FAILED, error=str(error), finished_at=timezone.now())
    except Exception:
        words = _("The file could not be made. Try again, or tell whoever runs the site.")
        mine.update(status=ExportStatus.FAILED, error=words, finished_at=timezone.now())
        raise


def _make_file(job: ExportJob, export: Export, actor: Taker, currency: str, heard: Heard) -> None:
    with tempfile.NamedTemporaryFile(suffix=f".{job.format}") as made:
        rows = _write(made, job, export, actor, currency, heard)
        made.seek(0)
        job.file.save(job.file_name, File(made), save=False)
    job.row_count = rows
    job.status = ExportStatus.MADE
    job.finished_at = timezone.now()
    job.save(update_fields=["file", "row_count", "status", "finished_at"])


def _require(actor: Taker, export: Export) -> None:
    if not actor.has(export.perm):
        raise ExportRefused(_("You have no right to this list."))


def _write(
    target: Path | IO[bytes],
    job: ExportJob,
    export: Export,
    actor: Taker,
    currency: str,
    heard: Heard,
) -> int:
    """How many rows there were."""
    headings = export.headings(currency)
    counted = _Counted(export.rows(actor, export.found(actor, job.asked)), heard)
    if job.format == ExportFormat.XLSX:
        before = export.before(actor, job.asked) if export.before else ()
        title = export.sheet(currency).label if export.before else export.label
        layout = export.layout() if export.layout else PLAIN_LAYOUT
        after = export.after(actor, job.asked, lambda: counted.rows) if export.after else ()
        table = Table(str(title), headings, counted, layout)
        write_workbook(target, chain(before, [table], after))
    else:
        write_csv(target, headings=headings, rows=counted)
    return counted.rows


class _Counted:
    """Rows on their way, counted aloud; true and false become the reader's yes and no."""

    def __init__(self, source: Iterator[Sequence[Value]], heard: Heard) -> None:
        self.source = source
        self.heard = heard
        self.rows = 0

    def __iter__(self) -> Iterator[Sequence[Value]]:
        words = {True: _("Yes"), False: _("No")}
        for row in self.source:
            yield [words[value] if isinstance(value, bool) else value for value in row]
            self.rows += 1
            if self.rows % MOST_AT_ONCE == 0:
                self.heard(self.rows)
