"""Strangers' files through the planners: whatever stands in them, a plan or a clear refusal.

The first two columns are said to be the keys, so that no file is let off for its headings.
"""

from typing import Any

import pytest
from django.core.files import File

from catalogue.services.import_products import ProductImport
from catalogue.services.import_stock import StockImport
from core.exchange.errors import ExchangeError
from core.exchange.reader import stream_rows
from core.imports import jobs
from core.imports.contract import Importer
from core.imports.work import run_planning
from core.models import ImportJob, ImportStatus
from customers.actors import SYSTEM
from customers.services.import_customers import CustomerImport
from customers.services.import_users import UserImport
from tests.hostile.test_spreadsheets import every_file
from tests.world import World

KINDS: tuple[tuple[type[Importer[Any]], tuple[str, ...]], ...] = (
    (UserImport, ("email", "customer_number")),
    (ProductImport, ("article_number", "name")),
    (CustomerImport, ("number", "name")),
    (StockImport, ("article_number", "stock")),
)
PARTS = 8


def chosen_columns(path: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    """A mapping that reads the file's first named columns as the keys; {} when it has too few."""
    try:
        with stream_rows(path) as (head, _rows):
            named = list(dict.fromkeys(heading for heading in head.headings if heading))
    except ExchangeError:
        return {}
    if len(named) < len(keys):
        return {}
    columns = [
        {"heading": heading, "column": key} for heading, key in zip(named, keys, strict=False)
    ]
    return {"mapping": {"columns": columns, "ignored": named[len(keys) :]}}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_file_is_planned_or_refused(world: World, part: int) -> None:
    outcomes = set()
    for number, path in enumerate(every_file()):
        if number % PARTS != part:
            continue
        make, keys = KINDS[number // PARTS % len(KINDS)]
        with path.open("rb") as file:
            job = jobs.open_import(
                actor=SYSTEM,
                kind=make.name,
                file=File(file, name=path.name),
                file_name=path.name,
                options=chosen_columns(path, keys),
            )
        run_planning(actor=SYSTEM, job_id=job.pk, make=make)
        job = ImportJob.objects.get(pk=job.pk)
        outcomes.add(job.status)
        if job.status == ImportStatus.PLANNED:
            assert jobs.counts_of(job).total == job.rows.count(), path.name
        else:
            assert job.status in (ImportStatus.FAILED, ImportStatus.MAPPING), path.name
            assert job.error, path.name
    assert ImportStatus.PLANNED in outcomes
