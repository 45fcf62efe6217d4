"""100 000 users × 15 columns: plan and apply, against reading the file and copying it raw.

`python -m benchmarks.import_users [rows]` from the project's root. Both are timed in one run, on
one machine, one after the other; what counts is the ratio.
"""

import benchmarks.ready  # noqa: F401 - before anything that needs Django

# isort: split

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import plan_and_apply, read_and_copy_raw
from benchmarks.scratch import peak_megabytes, scratch_database
from core.exchange.writer import Value, write_xlsx
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


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, scratch_database():
        make_customers()
        path = Path(folder) / "users.xlsx"
        write_xlsx(path, sheet_title="Users", headings=HEADINGS, rows=sheet_rows(count))
        planned, applied = plan_and_apply(UserImport, path)
        megabytes = peak_megabytes()
        assert User.objects.count() == Membership.objects.count() == count
        read, copied = read_and_copy_raw(path, len(HEADINGS))
        print(
            json.dumps(
                {
                    "rows": count,
                    "read_raw": round(read, 2),
                    "copy_raw": round(copied, 2),
                    "plan": round(planned, 2),
                    "apply": round(applied, 2),
                    "ratio": round((planned + applied) / (read + copied), 2),
                    "worker_megabytes": megabytes,
                },
                indent=2,
            )
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
