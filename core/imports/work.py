"""The worker's half of an import: plan, apply, undo; each one transaction, all or nothing.

While a job is worked on, its transaction holds an advisory lock that ends with the connection, so
a killed worker shows at once; progress goes through a connection of its own.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import Doer, use_case
from core.exchange.errors import ExchangeError
from core.imports.contract import (
    Importer,
    ImportRefused,
    PlanChanged,
    Progress,
    Stopped,
)
from core.imports.edits import make_edits
from core.imports.planning import digest_of, make_plan
from core.imports.reading import HeadingsUnclear, local_copy
from core.imports.touched import Touched
from core.imports.undoing import take_back
from core.models import ImportJob, ImportStatus
from core.reasons import Refused, Verdict

LOCK_CLASS = 0x1347
# One import writes at a time, or two with rows in common could wait for each other for ever.
_WRITING = 0x1348


def run_planning(*, actor: Doer, job_id: int, make: type[Importer[Any]]) -> None:
    """Keeps what the file would do, or why it cannot be read."""
    try:
        _plan(actor=actor, job_id=job_id, make=make)
    except Stopped:
        _end(job_id, ImportStatus.UPLOADED, ImportStatus.CANCELLED)
    except HeadingsUnclear as unclear:
        about = {"unclear": unclear.file}
        _end(job_id, ImportStatus.UPLOADED, ImportStatus.MAPPING, error=str(unclear), plan=about)
    except (ExchangeError, ImportRefused) as error:
        _end(job_id, ImportStatus.UPLOADED, ImportStatus.FAILED, error=str(error))


@use_case("import.plan")
def _plan(*, actor: Doer, job_id: int, make: type[Importer[Any]]) -> None:
    job = _take(job_id, ImportStatus.UPLOADED)
    if job is None:
        return
    importer = make(actor, job.options)
    _require(importer.may())
    with local_copy(job) as path, telling(job) as progress, _without_collecting():
        _keep_plan(job, make_plan(job, path, importer, progress))
    job.status = ImportStatus.PLANNED
    job.save()


def _keep_plan(job: ImportJob, made: Any) -> None:
    job.counts = made.counts.to_json()
    job.plan = made.about
    job.planned_at = timezone.now()
    job.rows_read = job.rows_done = made.counts.total


def run_applying(*, actor: Doer, job_id: int, make: type[Importer[Any]]) -> None:
    """All good rows and the job's new state, or nothing.

    A plan that no longer holds is made anew, for another look.
    """
    try:
        _apply(actor=actor, job_id=job_id, make=make)
    except Stopped:
        _end(job_id, ImportStatus.APPLYING, ImportStatus.PLANNED)
    except (PlanChanged, IntegrityError):
        # IntegrityError: somebody else wrote the same person, number or connection meanwhile.
        _plan_anew(actor=actor, job_id=job_id, make=make)
    except (ExchangeError, ImportRefused) as error:
        _end(job_id, ImportStatus.APPLYING, ImportStatus.FAILED, error=str(error))


def _plan_anew(*, actor: Doer, job_id: int, make: type[Importer[Any]]) -> None:
    if not _end(job_id, ImportStatus.APPLYING, ImportStatus.UPLOADED):
        return
    run_planning(actor=actor, job_id=job_id, make=make)
    ImportJob.objects.filter(pk=job_id, status=ImportStatus.PLANNED).update(
        error=_("The data has changed since the plan was made. This is the new plan.")
    )


@use_case("import.apply")
def _apply(*, actor: Doer, job_id: int, make: type[Importer[Any]]) -> None:
    job = _take(job_id, ImportStatus.APPLYING)
    if job is None:
        return
    importer = make(actor, job.options)
    _require(importer.may())
    with telling(job) as progress:
        write_plan(job, importer, progress)
    job.status = ImportStatus.APPLIED
    job.rows_done = job.rows_read
    job.finished_at = timezone.now()
    job.save()


def write_plan(
    job: ImportJob, importer: Importer[Any], progress: Progress, path: Path | None = None
) -> None:
    """What the plan says, if it still holds; PlanChanged or IntegrityError if not.

    `path`: where the file is, if not in the storage.
    """
    _one_writer_at_a_time()
    about = job.plan or {}
    importer.lock(about["keys"])
    is_same = digest_of(importer.depends_on(about["keys"])) == about["rests_on"]
    if not is_same or not _was_planned_by(job, importer.actor):
        _plan_again(job, importer, progress, path)
        about = job.plan or {}
    make_edits(job.pk, importer.models, about["columns"], progress)
    importer.settle(Touched(job.pk))


def _was_planned_by(job: ImportJob, actor: Doer) -> bool:
    """A plan holds what its maker may do: a colleague's yes to it is a yes to what they may."""
    step = job.steps.filter(what__in=("upload", "plan")).order_by("id").last()
    asked = (actor.user_id, actor.acted_by_id)
    return step is None or (step.user_id, step.acted_by_id) == asked


def _plan_again(
    job: ImportJob, importer: Importer[Any], progress: Progress, path: Path | None
) -> None:
    """Something near changed: unless every row comes out the same, it must be reviewed again."""
    before = job.plan or {}
    again = type(importer)(importer.actor, job.options)
    with nullcontext(path) if path else local_copy(job) as here:
        made = make_plan(job, here, again, progress)
    if made.fingerprint != before["fingerprint"] or made.about["keys"] != before["keys"]:
        raise PlanChanged
    _keep_plan(job, made)


def run_undoing(*, actor: Doer, job_id: int, make: type[Importer[Any]]) -> None:
    """Takes back what the import changed, all but what was edited since; or nothing."""
    try:
        _undo(actor=actor, job_id=job_id, make=make)
    except Stopped:
        _end(job_id, ImportStatus.UNDOING, ImportStatus.APPLIED)
    except (PlanChanged, IntegrityError):
        busy = _("Somebody changed the same rows meanwhile. Nothing was undone; try again.")
        _end(job_id, ImportStatus.UNDOING, ImportStatus.APPLIED, error=busy)
    except ImportRefused as error:
        _end(job_id, ImportStatus.UNDOING, ImportStatus.APPLIED, error=str(error))


@use_case("import.undo")
def _undo(*, actor: Doer, job_id: int, make: type[Importer[Any]]) -> None:
    job = _take(job_id, ImportStatus.UNDOING)
    if job is None:
        return
    importer = make(actor, job.options)
    _require(importer.may(), importer.may_undo(applied_by(job)))
    _one_writer_at_a_time()
    with telling(job) as progress:
        job.undone = take_back(job, importer, progress)
    job.status = ImportStatus.UNDONE
    job.rows_done = job.rows_read
    job.error = ""
    job.finished_at = timezone.now()
    job.save()


def _one_writer_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_WRITING])


def applied_by(job: ImportJob) -> int | None:
    """Who last asked for it to be applied."""
    asked = job.steps.filter(what="apply").order_by("-pk")
    return asked.values_list("user_id", flat=True).first()


def _require(*verdicts: Verdict) -> None:
    for verdict in verdicts:
        if isinstance(verdict, Refused):
            raise ImportRefused(str(verdict.reason))


def _take(job_id: int, status: ImportStatus) -> ImportJob | None:
    """The job, for this transaction only; None if it is in other hands or another state."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_CLASS, job_id])
    job = ImportJob.objects.filter(pk=job_id, status=status).first()
    if job is not None:
        job.started_at, job.stop_asked = timezone.now(), False
    return job


def _end(
    job_id: int, was: ImportStatus, becomes: ImportStatus, *, error: str = "", **values: Any
) -> int:
    """The state after a step of which nothing was kept."""
    ended = becomes in (ImportStatus.CANCELLED, ImportStatus.FAILED, ImportStatus.APPLIED)
    return ImportJob.objects.filter(pk=job_id, status=was).update(
        status=becomes,
        error=error,
        stop_asked=False,
        finished_at=timezone.now() if ended else None,
        **values,
    )


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A plan makes millions of small things and no circles among them, so the collector would only

    walk all of them again and again: a third of the time of a large file.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def telling(job: ImportJob) -> Iterator[Progress]:
    """Writes progress through a connection of its own, and hears there whether to stop.

    The work is one transaction, into which nobody else can look until it is over.
    """
    aside = connections.create_connection(DEFAULT_DB_ALIAS)

    def tell(done: int, total: int) -> None:
        with aside.cursor() as cursor:
            cursor.execute(
                "UPDATE core_importjob SET rows_done = %s, rows_read = %s, started_at = %s"
                " WHERE id = %s RETURNING stop_asked",
                [done, total, job.started_at, job.pk],
            )
            row = cursor.fetchone()
        if row and row[0]:
            raise Stopped

    try:
        yield tell
    finally:
        aside.close()
