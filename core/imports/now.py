"""An import from the command line: planned and applied in one transaction, kept like any other."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from core.audit import Doer, use_case
from core.exchange.plan import Action, Counts, PlanRow
from core.imports.contract import Importer, unheard
from core.imports.planning import make_plan
from core.imports.rows import plan_rows
from core.imports.work import write_plan
from core.models import ImportJob, ImportStatus, ImportStep


@dataclass(frozen=True)
class Outcome:
    """What the file would do or did. `job_id` is None when nothing was kept."""

    counts: Counts
    refused: tuple[PlanRow, ...]
    notes: tuple[str, ...]
    job_id: int | None = None


@use_case("import.command")
def import_now(
    *,
    actor: Doer,
    make: type[Importer[Any]],
    path: Path,
    options: Mapping[str, Any],
    dry_run: bool = False,
    skip_bad_rows: bool = False,
) -> Outcome:
    """Plans and applies; nothing is kept of a dry run, nor when rows are refused and not skipped.

    Raises ExchangeError, ImportRefused, and IntegrityError when somebody wrote the same meanwhile.
    """
    importer = make(actor, options)
    job = ImportJob.objects.create(
        kind=make.name,
        file_name=path.name[:255],
        file="",
        options=dict(options),
        created_by_id=actor.user_id,
    )
    made = make_plan(job, path, importer, unheard)
    job.counts, job.plan, job.planned_at = made.counts.to_json(), made.about, timezone.now()
    job.rows_read = job.rows_done = made.counts.total
    refused = tuple(plan_rows(job, action=Action.REFUSED))
    notes = tuple(importer.notes)
    hindered = bool(made.counts.refused) and not skip_bad_rows
    if dry_run or hindered or not made.counts.writes:
        transaction.set_rollback(True)
        return Outcome(made.counts, refused, notes)
    write_plan(job, importer, unheard, path)
    with path.open("rb") as file:
        job.file.save(f"{make.name}{path.suffix[:10]}", File(file), save=False)
    job.status, job.finished_at = ImportStatus.APPLIED, timezone.now()
    job.save()
    for what in ("upload", "apply"):
        ImportStep.objects.create(
            job=job, what=what, user_id=actor.user_id, acted_by_id=actor.acted_by_id
        )
    return Outcome(made.counts, refused, notes, job.pk)
