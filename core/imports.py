"""The life of an import: upload → plan → apply, in the background, whatever kind of thing it is.

A kind ("users") brings a planner, an applier and two tasks named `imports.plan_<kind>` and
`imports.apply_<kind>`; what is done to an ImportJob is done here. While a job is worked on, the
worker holds an advisory lock that ends with its connection, so a killed worker shows at once.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from core.audit import Doer, use_case
from core.exchange.errors import ExchangeError
from core.exchange.plan import Counts, Plan
from core.models import ImportJob, ImportRow, ImportStatus

_LOCK_CLASS = 0x1347
_AT_WORK = (ImportStatus.UPLOADED, ImportStatus.APPLYING)
_ROWS_AT_ONCE = 1_000
# From being picked up by a worker to holding the lock.
_MAY_TAKE_TO_BEGIN = timedelta(seconds=10)


class Life(StrEnum):
    """What goes on with a job right now."""

    IDLE = "idle"
    WAITING = "waiting"  # for a worker
    RUNNING = "running"
    INTERRUPTED = "interrupted"  # the worker died; nothing was written


class ImportRefused(Exception):
    """The whole file is refused; `str()` is for the person who sent it."""


class PlanChanged(Exception):
    """What the import would do is no longer what was reviewed."""


class RowsRefused(Exception):
    """Some rows are refused, and nobody said to leave them out."""


def unheard(_done: int, _total: int) -> None:
    """A Progress that nobody listens to."""


@dataclass(frozen=True)
class FilePlan:
    """What a file would do, and which of its headings and our columns found no partner."""

    plan: Plan
    sheet: str = ""
    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def fingerprint(self) -> str:
        """The same for the same changes to the same data, in any language."""
        told = [[row.row_number, row.action, row.key, row.data] for row in self.plan.rows]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


# Told how many rows are done, of how many.
Progress = Callable[[int, int], None]
Planner = Callable[[Path, Mapping[str, Any], Progress], FilePlan]
Applier = Callable[[Path, Mapping[str, Any], str, Progress], None]


@use_case("import.upload")
def open_import(
    *, actor: Doer, kind: str, file: "File[bytes]", file_name: str, options: Mapping[str, Any]
) -> ImportJob:
    """Keeps the file and has it planned in the background."""
    job = ImportJob(
        kind=kind, file_name=file_name[:255], options=dict(options), created_by_id=actor.user_id
    )
    job.file.save(f"{kind}{Path(file_name).suffix[:10]}", file, save=False)
    job.save()
    _defer(job, "plan", actor)
    return job


@use_case("import.plan")
def request_planning(*, actor: Doer, job_id: int) -> ImportJob:
    """Plans once more: after an interruption, or when the data changed since the last plan."""
    job = ImportJob.objects.select_for_update().get(pk=job_id)
    if job.status in (ImportStatus.APPLYING, ImportStatus.APPLIED):
        return job
    job.status = ImportStatus.UPLOADED
    job.rows_done = 0
    job.error = ""
    job.save(update_fields=["status", "rows_done", "error"])
    _defer(job, "plan", actor)
    return job


@use_case("import.request_apply")
def request_applying(*, actor: Doer, job_id: int, skip_bad_rows: bool) -> ImportJob:
    """Has the plan applied in the background; also again, after an interruption.

    RowsRefused when rows are refused and not left out.
    """
    job = ImportJob.objects.select_for_update().get(pk=job_id)
    if job.status == ImportStatus.PLANNED:
        if job.counts.get("refused") and not skip_bad_rows:
            raise RowsRefused
        job.status = ImportStatus.APPLYING
        job.options = {**job.options, "skip_bad_rows": skip_bad_rows}
        job.rows_done = 0
        job.error = ""
        job.save(update_fields=["status", "options", "rows_done", "error"])
    if job.status == ImportStatus.APPLYING:
        _defer(job, "apply", actor)
    return job


def _defer(job: ImportJob, step: str, actor: Doer) -> None:
    try:
        with transaction.atomic():
            app.configure_task(
                f"imports.{step}_{job.kind}", queueing_lock=_queueing_lock(job.pk)
            ).defer(job_id=job.pk, user_id=actor.user_id, acted_by_id=actor.acted_by_id)
    except AlreadyEnqueued:
        pass  # asked twice: once is enough


def _queueing_lock(job_id: int) -> str:
    return f"import:{job_id}"


def life_of(job: ImportJob) -> Life:
    """Three queries at most."""
    if job.status not in _AT_WORK:
        return Life.IDLE
    with connection.cursor() as cursor:
        cursor.execute(
            # Whoever asks is not the one who works.
            "SELECT 1 FROM pg_locks WHERE pid <> pg_backend_pid()"
            " AND locktype = 'advisory' AND granted AND objsubid = 2"
            " AND classid = %s AND objid = %s AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())",
            [_LOCK_CLASS, job.pk],
        )
        if cursor.fetchone():
            return Life.RUNNING
    queued = ProcrastinateJob.objects.filter(queueing_lock=_queueing_lock(job.pk))
    if queued.filter(status="todo").exists():
        return Life.WAITING
    just_now = timezone.now() - _MAY_TAKE_TO_BEGIN
    has_begun = queued.filter(
        status="doing", procrastinateevent__type="started", procrastinateevent__at__gt=just_now
    )
    return Life.RUNNING if has_begun.exists() else Life.INTERRUPTED


@use_case("import.plan")
def run_planning(*, actor: Doer, job_id: int, make: Planner) -> None:
    """The worker's half of planning: keeps what the file would do, or why it cannot be read."""
    job = _take(job_id, ImportStatus.UPLOADED)
    if job is None:
        return
    try:
        with local_copy(job) as path, telling(job) as progress:
            found = make(path, job.options, progress)
    except (ExchangeError, ImportRefused) as error:
        _settle(job, ImportStatus.FAILED, error=str(error))
        return
    _keep_rows(job, found)
    counts = found.plan.counts()
    job.counts = counts.to_json()
    job.plan = {
        "fingerprint": found.fingerprint(),
        "sheet": found.sheet,
        "unknown": list(found.unknown),
        "missing": list(found.missing),
    }
    job.rows_read = job.rows_done = counts.total
    _settle(job, ImportStatus.PLANNED)


def _keep_rows(job: ImportJob, found: FilePlan) -> None:
    ImportRow.objects.filter(job=job).delete()
    ImportRow.objects.bulk_create(
        (
            ImportRow(job=job, action=row.action, label=row.label[:300], content=row.to_json())
            for row in found.plan.rows
        ),
        batch_size=_ROWS_AT_ONCE,
    )


def run_applying(*, actor: Doer, job_id: int, apply: Applier) -> None:
    """The worker's half of applying: all of it and the job's new state, or nothing.

    A plan that no longer holds is made anew, for another look.
    """
    try:
        _apply(actor=actor, job_id=job_id, apply=apply)
    except PlanChanged:
        with transaction.atomic():
            ImportJob.objects.filter(pk=job_id).update(status=ImportStatus.PLANNED)
            request_planning(actor=actor, job_id=job_id)
            ImportJob.objects.filter(pk=job_id).update(
                error=_("The data has changed since the plan was made. This is the new plan.")
            )
    except (ExchangeError, ImportRefused) as error:
        ImportJob.objects.filter(pk=job_id).update(
            status=ImportStatus.FAILED, error=str(error), finished_at=timezone.now()
        )


@use_case("import.apply")
def _apply(*, actor: Doer, job_id: int, apply: Applier) -> None:
    job = _take(job_id, ImportStatus.APPLYING)
    if job is None:
        return
    with local_copy(job) as path, telling(job) as progress:
        apply(path, job.options, str((job.plan or {}).get("fingerprint", "")), progress)
    job.rows_done = job.rows_read
    _settle(job, ImportStatus.APPLIED)


def _take(job_id: int, status: ImportStatus) -> ImportJob | None:
    """The job, for this transaction only; None if it is in other hands or another state."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, job_id])
    return ImportJob.objects.filter(pk=job_id, status=status).first()


def _settle(job: ImportJob, status: ImportStatus, *, error: str = "") -> None:
    job.status = status
    if error:
        job.error = error
    job.finished_at = timezone.now() if status in _ENDED else None
    job.save()


_ENDED = (ImportStatus.APPLIED, ImportStatus.FAILED)


@contextmanager
def local_copy(job: ImportJob) -> Iterator[Path]:
    """The file on this machine's disk, wherever the storage keeps it."""
    with tempfile.NamedTemporaryFile(suffix=Path(job.file.name or "").suffix) as copy:
        with job.file.open("rb") as stored:
            source: IO[bytes] = stored
            shutil.copyfileobj(source, copy)
        copy.flush()
        yield Path(copy.name)


@contextmanager
def telling(job: ImportJob) -> Iterator[Progress]:
    """Writes progress through a connection of its own.

    The work is one transaction, into which nobody else can look until it is over.
    """
    aside = connections.create_connection(DEFAULT_DB_ALIAS)

    def tell(done: int, total: int) -> None:
        with aside.cursor() as cursor:
            cursor.execute(
                "UPDATE core_importjob SET rows_done = %s, rows_read = %s WHERE id = %s",
                [done, total, job.pk],
            )

    try:
        yield tell
    finally:
        aside.close()


def counts_of(job: ImportJob) -> Counts:
    """The figures of its plan; zeros before there is one."""
    return Counts.from_json(job.counts) if job.counts else Counts()
