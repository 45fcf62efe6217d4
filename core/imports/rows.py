"""The rows of a plan as they are looked at: filtered, a page at a time; and the refused as a file."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from core.exchange.matching import reason_heading
from core.exchange.plan import PlanRow
from core.exchange.reader import stream_rows
from core.exchange.sheet import Sheet
from core.exchange.wire import Cell
from core.imports.reading import local_copy
from core.models import ImportJob, ImportRow


def rows_of(
    job: ImportJob, *, action: str = "", text: str = "", kept: bool = False
) -> QuerySet[ImportRow]:
    """The stored rows of its plan; without `action` those that change something or are refused.

    `kept` narrows to those that an undo left as they are.
    """
    rows = ImportRow.objects.filter(job=job)
    rows = rows.filter(action=action) if action else rows.exclude(action="unchanged")
    if kept:
        rows = rows.filter(is_kept=True)
    return rows.filter(label__icontains=text) if text else rows


def plan_row_of(job: ImportJob, row: ImportRow) -> PlanRow:
    """The stored row as the plan had it."""
    sheet = str((job.plan or {}).get("sheet", ""))
    return PlanRow.from_json(
        row.content,
        row_number=row.row_number,
        sheet=sheet,
        action=row.action,
        label=row.label,
    )


def plan_rows(job: ImportJob, *, action: str = "") -> Iterator[PlanRow]:
    """All of them in the order of the file; `action` narrows."""
    rows = ImportRow.objects.filter(job=job).order_by("row_number")
    for row in (rows.filter(action=action) if action else rows).iterator():
        yield plan_row_of(job, row)


def shown_changes(
    job: ImportJob, row: PlanRow, sheet: Sheet
) -> list[tuple[str, str, str]]:
    """(heading, from, to) in the reader's language, under the headings of the user's own file."""
    headings = (job.plan or {}).get("headings", {})
    found = []
    for change in row.changes:
        column = sheet.column(change.field)
        if column is None:
            found.append((change.field, str(change.old or ""), str(change.new or "")))
        else:
            heading = headings.get(change.field) or str(column.label)
            found.append((heading, column.show(change.old), column.show(change.new)))
    return found


def refused_table(job: ImportJob) -> tuple[list[str], Iterator[Sequence[Cell]]]:
    """Headings and rows of a file with only the refused rows, and why in a last column.

    The cells are those of the file that was uploaded; mended, it can be uploaded again: the
    reason's heading is known and not read. FileMissing once the file has gone (90 days).
    """
    reasons = {
        row.row_number: " ".join(
            f"{problem.column_label}: {problem.message}" if problem.column_label else problem.message
            for problem in row.problems
        )
        for row in plan_rows(job, action="refused")
    }
    with local_copy(job) as path, stream_rows(path) as (head, _rows):
        headings = [*head.headings, reason_heading()]
    width = len(head.headings)
    sheet = head.sheet or None

    def rows() -> Iterator[Sequence[Cell]]:
        with local_copy(job) as path, stream_rows(path, sheet=sheet) as (_head, found):
            for row in found:
                if row.number in reasons:
                    yield (*row.cells[:width], reasons[row.number])

    return headings, rows()
