"""The three jobs of every kind of import, by the names that `jobs` puts in the queue."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from procrastinate.contrib.django import app

from core.audit import Doer
from core.imports.contract import Importer
from core.imports.work import run_applying, run_planning, run_undoing
from core.models import ImportJob

# (user, acted by, the import's scope) → whoever asked, as they are when the job runs; inside the
# context their language holds.
AsDoer = Callable[[int | None, int | None, str], AbstractContextManager[Any]]


def register(make: type[Importer[Any]], as_doer: AsDoer) -> None:
    """Called once in an app's `tasks` for each of its importers."""
    steps = (("plan", run_planning), ("apply", run_applying), ("undo", run_undoing))
    for step, run in steps:
        app.task(name=f"imports.{step}_{make.name}")(_task(run, make, as_doer))


def _task(
    run: Callable[..., None], make: type[Importer[Any]], as_doer: AsDoer
) -> Callable[[int, int | None, int | None], None]:
    def task(job_id: int, user_id: int | None, acted_by_id: int | None) -> None:
        scope = ImportJob.objects.filter(pk=job_id).values_list("scope", flat=True).first()
        doer: Doer
        with as_doer(user_id, acted_by_id, scope or "") as doer:
            run(actor=doer, job_id=job_id, make=make)

    return task
