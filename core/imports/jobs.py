"""What people ask of an import: upload, choose columns, plan, apply, undo, stop. All in order."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from core.audit import Doer, use_case
from core.exchange.plan import Counts
from core.imports.contract import RowsRefused
from core.imports.work import LOCK_CLASS
from core.models import ImportJob, ImportStatus, ImportStep

# The states in which the worker has something to do, and the step it does.
STEPS = {
    ImportStatus.UPLOADED.value: "plan",
    ImportStatus.APPLYING.value: "apply",
    ImportStatus.UNDOING.value: "undo",
}
# Where a stopped step leads back to.
_STOPPED = {
    ImportStatus.UPLOADED.value: ImportStatus.CANCELLED,
    ImportStatus.APPLYING.value: ImportStatus.PLANNED,
    ImportStatus.UNDOING.value: ImportStatus.APPLIED,
}
_MAY_BE_PLANNED = (
    ImportStatus.UPLOADED,
    ImportStatus.MAPPING,
    ImportStatus.PLANNED,
    ImportStatus.CANCELLED,
    ImportStatus.FAILED,
)
# From being picked up by a worker to holding the lock.
_MAY_TAKE_TO_BEGIN = timedelta(seconds=10)


class Life(StrEnum):
    """What goes on with a job right now."""

    IDLE = "idle"
    WAITING = "waiting"  # for a worker
    RUNNING = "running"
    INTERRUPTED = "interrupted"  # the worker died; nothing was written


@use_case("import.upload")
def open_import(
    *,
    actor: Doer,
    kind: str,
    file: "File[bytes]",
    file_name: str,
    options: Mapping[str, Any],
    scope: str = "",
) -> ImportJob:
    """Keeps the file and has it planned in the background.

    `scope` "" = the shop's, else the organisation whose administrator brings it.
    """
    job = ImportJob(
        kind=kind,
        scope=scope,
        file_name=file_name[:255],
        options=dict(options),
        created_by_id=actor.user_id,
    )
    job.file.save(f"{kind}{Path(file_name).suffix[:10]}", file, save=False)
    job.save()
    _step(job, "upload", actor)
    _defer(job, actor)
    return job


@use_case("import.plan")
def request_planning(
    *, actor: Doer, job_id: int, options: Mapping[str, Any] | None = None
) -> ImportJob:
    """Plans once more: after an interruption, when the data changed since, or with other columns.

    `options` are merged into those of the upload ({"mapping": …}). An import that is being
    applied or was applied is returned as it is.
    """
    job = ImportJob.objects.select_for_update().get(pk=job_id)
    if job.status not in _MAY_BE_PLANNED:
        return job
    job.options = {**job.options, **(options or {})}
    _begin(job, ImportStatus.UPLOADED)
    _step(job, "plan", actor)
    _defer(job, actor)
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
        _begin(job, ImportStatus.APPLYING)
        _step(job, "apply", actor)
    if job.status == ImportStatus.APPLYING:
        _defer(job, actor)
    return job


@use_case("import.request_undo")
def request_undoing(*, actor: Doer, job_id: int) -> ImportJob:
    """Has what the import changed taken back; also again, after an interruption.

    Not after ninety days: then nobody knows any more what it was.
    """
    job = ImportJob.objects.select_for_update().get(pk=job_id)
    if job.status == ImportStatus.APPLIED and job.file:
        _begin(job, ImportStatus.UNDOING)
        _step(job, "undo", actor)
    if job.status == ImportStatus.UNDOING:
        _defer(job, actor)
    return job


@use_case("import.cancel")
def request_stop(*, actor: Doer, job_id: int) -> ImportJob:
    """Stops what is going on. A worker at it notices within seconds and leaves nothing behind.

    What waits, or is being reviewed, is over at once; a finished import stays as it is.
    """
    job = ImportJob.objects.select_for_update().get(pk=job_id)
    if job.status in (ImportStatus.PLANNED, ImportStatus.MAPPING):
        job.status, job.finished_at = ImportStatus.CANCELLED, timezone.now()
    elif job.status not in STEPS:
        return job
    elif life_of(job) is Life.RUNNING:
        job.stop_asked = True
    else:
        job.status = _STOPPED[job.status]
        job.stop_asked = False
        job.finished_at = timezone.now() if job.status != ImportStatus.PLANNED else None
    job.save(update_fields=["status", "stop_asked", "finished_at"])
    _step(job, "stop", actor)
    return job


def _begin(job: ImportJob, status: ImportStatus) -> None:
    job.status = status
    job.rows_done = 0
    job.error = ""
    job.stop_asked = False
    job.started_at = None
    job.finished_at = None
    if status == ImportStatus.UPLOADED:
        job.rows_read = 0
    job.save()


def _step(job: ImportJob, what: str, actor: Doer) -> None:
    ImportStep.objects.create(
        job=job, what=what, user_id=actor.user_id, acted_by_id=actor.acted_by_id
    )


def _defer(job: ImportJob, actor: Doer) -> None:
    try:
        with transaction.atomic():
            app.configure_task(
                f"imports.{STEPS[job.status]}_{job.kind}", queueing_lock=_queueing_lock(job.pk)
            ).defer(job_id=job.pk, user_id=actor.user_id, acted_by_id=actor.acted_by_id)
    except AlreadyEnqueued:
        pass  # asked twice: once is enough


def _queueing_lock(job_id: int) -> str:
    return f"import:{job_id}"


def life_of(job: ImportJob) -> Life:
    """Three queries at most."""
    if job.status not in STEPS:
        return Life.IDLE
    with connection.cursor() as cursor:
        cursor.execute(
            # Whoever asks is not the one who works.
            "SELECT 1 FROM pg_locks WHERE pid <> pg_backend_pid()"
            " AND locktype = 'advisory' AND granted AND objsubid = 2"
            " AND classid = %s AND objid = %s AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())",
            [LOCK_CLASS, job.pk],
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


def seconds_left(job: ImportJob) -> int | None:
    """How long the step now at work still takes, going by its pace; None when nobody can tell."""
    if job.started_at is None or not job.rows_done or job.rows_read < job.rows_done:
        return None
    worked = (timezone.now() - job.started_at).total_seconds()
    return round(worked * (job.rows_read - job.rows_done) / job.rows_done)


def counts_of(job: ImportJob) -> Counts:
    """The figures of its plan; zeros before there is one."""
    return Counts.from_json(job.counts) if job.counts else Counts()
