"""What the benchmarks of imports share: our plan and apply, and the raw reading beside it."""

import time
from pathlib import Path
from typing import Any

import python_calamine
from django.core.files import File
from django.db import connection

from core.imports import jobs, work
from core.imports.contract import Importer
from core.models import ImportJob, ImportStatus
from customers.actors import SYSTEM


def plan_and_apply(make: type[Importer[Any]], path: Path) -> tuple[float, float]:
    """Seconds of both steps, as the worker does them. AssertionError when one does not end well."""
    with path.open("rb") as file:
        job = jobs.open_import(
            actor=SYSTEM, kind=make.name, file=File(file), file_name=path.name, options={}
        )
    began = time.perf_counter()
    work.run_planning(actor=SYSTEM, job_id=job.pk, make=make)
    planned = time.perf_counter() - began
    jobs.request_applying(actor=SYSTEM, job_id=job.pk, skip_bad_rows=False)
    began = time.perf_counter()
    work.run_applying(actor=SYSTEM, job_id=job.pk, make=make)
    applied = time.perf_counter() - began
    job = ImportJob.objects.get(pk=job.pk)
    job.file.delete(save=False)
    assert job.status == ImportStatus.APPLIED, (job.status, job.error)
    return planned, applied


def read_and_copy_raw(path: Path, width: int) -> tuple[float, float]:
    """Seconds to read the file with calamine, and then to COPY its cells as text."""
    began = time.perf_counter()
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    read = time.perf_counter() - began
    columns = ", ".join(f"c{n} text" for n in range(width))
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE raw ({columns})")
        with cursor.copy("COPY raw FROM STDIN") as copy:
            for row in rows:
                copy.write_row([str(cell) for cell in row])
        cursor.execute("DROP TABLE raw")
    return read, time.perf_counter() - began
