"""Shortcuts for imports: a file through upload, plan, apply and undo, as the worker does it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files import File
from django.db import connection

from core.exchange.plan import Counts, PlanRow
from core.imports import jobs
from core.imports.contract import Importer, ImportRefused
from core.imports.rows import plan_rows
from core.imports.work import run_applying, run_planning, run_undoing
from core.models import ImportJob, ImportStatus
from customers.actors import Actor


@dataclass(frozen=True)
class Planned:
    """A job and its plan, as they are now."""

    job: ImportJob
    rows: tuple[PlanRow, ...]

    @property
    def counts(self) -> Counts:
        return jobs.counts_of(self.job)

    def summary_line(self) -> str:
        return self.counts.summary_line()

    def row(self, number: int = 2) -> PlanRow:
        return next(row for row in self.rows if row.row_number == number)

    @property
    def messages(self) -> list[str]:
        """Why rows are refused, in the order of the file."""
        return [problem.message for row in self.rows for problem in row.problems]


def plan_file(make: type[Importer[Any]], path: Path, *, actor: Actor, **options: Any) -> Planned:
    """Uploaded and planned. ImportRefused, with the page's sentence, when the file is refused."""
    with path.open("rb") as file:
        job = jobs.open_import(
            actor=actor,
            kind=make.name,
            file=File(file, name=path.name),
            file_name=path.name,
            options=options,
        )
    run_planning(actor=actor, job_id=job.pk, make=make)
    return _planned(job.pk, ImportStatus.PLANNED)


def apply_plan(
    make: type[Importer[Any]], planned: Planned, *, actor: Actor, skip_bad_rows: bool = False
) -> Planned:
    """Applied, or whatever became of it: look at `job.status`."""
    job_id = planned.job.pk
    jobs.request_applying(actor=actor, job_id=job_id, skip_bad_rows=skip_bad_rows)
    run_applying(actor=actor, job_id=job_id, make=make)
    return _planned(job_id)


def apply_file(
    make: type[Importer[Any]],
    path: Path,
    *,
    actor: Actor,
    skip_bad_rows: bool = False,
    **options: Any,
) -> Planned:
    """Planned and applied. RowsRefused, ImportRefused."""
    planned = plan_file(make, path, actor=actor, **options)
    if planned.job.counts and not planned.counts.writes and not planned.counts.refused:
        return planned
    found = apply_plan(make, planned, actor=actor, skip_bad_rows=skip_bad_rows)
    assert found.job.status == ImportStatus.APPLIED, (found.job.status, found.job.error)
    return found


def undo_import(make: type[Importer[Any]], planned: Planned, *, actor: Actor) -> Planned:
    """Taken back; what was kept is in `job.undone` and on the rows."""
    jobs.request_undoing(actor=actor, job_id=planned.job.pk)
    run_undoing(actor=actor, job_id=planned.job.pk, make=make)
    return _planned(planned.job.pk, ImportStatus.UNDONE)


def _planned(job_id: int, status: ImportStatus | None = None) -> Planned:
    job = ImportJob.objects.get(pk=job_id)
    if job.status in (ImportStatus.FAILED, ImportStatus.MAPPING):
        raise ImportRefused(job.error)
    assert status is None or job.status == status, (job.status, job.error)
    return Planned(job, tuple(plan_rows(job)))


def tables_of(*labels: str) -> dict[str, list[str]]:
    """Every row of these models' tables as text, for saying that nothing is different."""
    found = {}
    for label in labels:
        table = apps.get_model(label)._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY t.id")
            found[label] = [row[0] for row in cursor.fetchall()]
    return found
