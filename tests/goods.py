"""Shortcuts for files of goods: written, loaded as the command does it, applied and taken back."""

import csv
from pathlib import Path
from typing import Any

from catalogue.models import ListingRow, Product
from core.exchange.plan import PlanRow
from core.imports.contract import Importer
from core.imports.mappings import find_mapping
from core.imports.now import Outcome, import_now
from core.imports.rows import plan_rows
from core.models import ImportJob
from customers.actors import SYSTEM


def sheet(folder: Path, headings: list[str], *rows: list[str], name: str = "goods.csv") -> Path:
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows([headings, *rows])
    return path


def load(
    make: type[Importer[Any]],
    path: Path,
    *,
    mapping: str = "",
    rate: str = "",
    dry_run: bool = False,
    skip_bad_rows: bool = False,
) -> Outcome:
    """What the import commands do. MappingRefused, ImportRefused."""
    options: dict[str, Any] = {"rate": rate}
    if mapping:
        shipped = make.shipped_mappings
        options["mapping"] = find_mapping(mapping, sheet=make.name, shipped=shipped).to_json()
    return import_now(
        actor=SYSTEM,
        make=make,
        path=path,
        options=options,
        dry_run=dry_run,
        skip_bad_rows=skip_bad_rows,
    )


def counts(outcome: Outcome) -> str:
    return outcome.counts.summary_line()


def written(outcome: Outcome) -> list[PlanRow]:
    """The rows that were applied."""
    assert outcome.job_id is not None, "nothing was written"
    return [row for row in plan_rows(ImportJob.objects.get(pk=outcome.job_id)) if row.writes]


def reasons(outcome: Outcome) -> list[tuple[int, str, str]]:
    return [
        (row.row_number, problem.column_label, problem.message)
        for row in outcome.refused
        for problem in row.problems
    ]


def paths(product: Product) -> set[str]:
    """The categories under which a product is listed."""
    return set(ListingRow.objects.filter(product=product).values_list("category__path", flat=True))
