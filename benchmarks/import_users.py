"""100 000 users × 15 columns: plan and apply, against reading the file and copying it raw.

`python -m benchmarks.import_users [rows]` from the project's root. Both are timed in one run, on
one machine, one after the other; what counts is the ratio.
"""

import benchmarks.ready  # noqa: F401 - before anything that needs Django

# isort: split

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import python_calamine
from django.core.files import File
from django.db import connection

from benchmarks.scratch import peak_megabytes, scratch_database
from core.exchange.writer import Value, write_xlsx
from core.imports import jobs, work
from core.models import ImportJob
from customers.actors import SYSTEM
from customers.models import Customer, CustomerGroup, GroupKind, Membership, User
from customers.services.import_users import UserImport

HEADINGS = (
    *("E-post", "Kundnummer", "Förnamn", "Efternamn", "Telefon", "Språk", "Får handla"),
    *("Attesträtt", "Ser kundens ordrar", "Nästa i attestkedjan", "Brytpunkt"),
    *("Köpgräns", "Köpgräns från", "Köpgräns förnyas", "Aktiv"),
)
CUSTOMERS = 200


def sheet_rows(count: int) -> Iterator[tuple[Value, ...]]:
    """Each customer's first person approves for the others there."""
    for n in range(count):
        customer = n % CUSTOMERS
        is_approver = n < CUSTOMERS
        yield (
            *(f"person{n}@example.org", f"B{customer:05}", f"Förnamn{n % 977}", f"Efternamn{n}"),
            *(f"070-{n:07}", "Svenska", "ja", "ja" if is_approver else "nej", "nej"),
            *(("", "") if is_approver else (f"person{customer}@example.org", 5000)),
            *(60000, "2026-01-01", "Månadsvis", "ja"),
        )


def make_customers() -> None:
    group = CustomerGroup.objects.create(name="Benchmark", kind=GroupKind.ORGANISATION)
    Customer.objects.bulk_create(
        Customer(number=f"B{n:05}", name=f"Kund {n}", main_group=group) for n in range(CUSTOMERS)
    )


def read_and_copy_raw(path: Path) -> tuple[float, float]:
    """Seconds to read the file with calamine, and then to COPY its cells as text."""
    began = time.perf_counter()
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    read = time.perf_counter() - began
    columns = ", ".join(f"c{n} text" for n in range(len(HEADINGS)))
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE raw ({columns})")
        with cursor.copy("COPY raw FROM STDIN") as copy:
            for row in rows:
                copy.write_row([str(cell) for cell in row])
        cursor.execute("DROP TABLE raw")
    return read, time.perf_counter() - began


def plan_and_apply(path: Path) -> dict[str, float]:
    with path.open("rb") as file:
        job = jobs.open_import(
            actor=SYSTEM, kind="users", file=File(file), file_name=path.name, options={}
        )
    began = time.perf_counter()
    work.run_planning(actor=SYSTEM, job_id=job.pk, make=UserImport)
    planned = time.perf_counter() - began
    job = ImportJob.objects.get(pk=job.pk)
    print(job.status, job.error, job.counts, file=sys.stderr, flush=True)
    jobs.request_applying(actor=SYSTEM, job_id=job.pk, skip_bad_rows=False)
    began = time.perf_counter()
    work.run_applying(actor=SYSTEM, job_id=job.pk, make=UserImport)
    applied = time.perf_counter() - began
    job = ImportJob.objects.get(pk=job.pk)
    print(job.status, job.error, file=sys.stderr, flush=True)
    job.file.delete(save=False)
    return {"plan": planned, "apply": applied}


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, scratch_database():
        make_customers()
        path = Path(folder) / "users.xlsx"
        write_xlsx(path, sheet_title="Users", headings=HEADINGS, rows=sheet_rows(count))
        ours = plan_and_apply(path)
        ours_megabytes = peak_megabytes()
        assert User.objects.count() == Membership.objects.count() == count
        read, copied = read_and_copy_raw(path)
        raw = read + copied
        print(
            json.dumps(
                {
                    "rows": count,
                    "read_raw": round(read, 2),
                    "copy_raw": round(copied, 2),
                    "plan": round(ours["plan"], 2),
                    "apply": round(ours["apply"], 2),
                    "ratio": round(sum(ours.values()) / raw, 2),
                    "worker_megabytes": ours_megabytes,
                },
                indent=2,
            )
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
