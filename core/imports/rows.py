"""The rows of a plan as they are looked at: filtered, paged; and the refused as a file."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from core.exchange.matching import reason_heading
from core.exchange.plan import Change, PlanRow
from core.exchange.reader import stream_rows
from core.exchange.sheet import Sheet
from core.exchange.wire import Cell
from core.imports.contract import Importer
from core.imports.planning import digest_of
from core.imports.reading import local_copy
from core.models import ImportJob, ImportRow


def rows_of(
    job: ImportJob, *, action: str = "", text: str = "", kept: bool = False, warned: bool = False
) -> QuerySet[ImportRow]:
    """The stored rows of its plan; without `action` those that change something or are refused.

    `kept` narrows to those that an undo left as they are, `warned` to those with a caution.
    """
    rows = ImportRow.objects.filter(job=job)
    rows = rows.filter(action=action) if action else rows.exclude(action="unchanged")
    if kept:
        rows = rows.filter(is_kept=True)
    if warned:
        rows = rows.filter(content__has_key="w")
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


def shown_changes(job: ImportJob, row: PlanRow, sheet: Sheet) -> list[tuple[str, str, str]]:
    """(heading, from, to) in the reader's language, under the headings of the user's own file."""
    headings = (job.plan or {}).get("headings", {})
    found = []
    for change in asked_changes(row, sheet):
        column = sheet.column(change.field)
        if column is None:
            found.append((change.field, str(change.old or ""), str(change.new or "")))
        else:
            heading = headings.get(change.field) or str(column.label)
            found.append((heading, column.show(change.old), column.show(change.new)))
    return found


def asked_changes(row: PlanRow, sheet: Sheet) -> list[Change]:
    """Those that may be shown, in the row's order."""
    return [change for change in row.changes if change.field not in sheet.unasked]


def refused_table(job: ImportJob) -> tuple[list[str], Iterator[Sequence[Cell]]]:
    """Headings and rows of a file with only the refused rows, and why in a last column.

    The cells are those of the file that was uploaded; mended, it can be uploaded again: the
    reason's heading is known and not read. FileMissing once the file has gone (90 days).
    """
    reasons = {
        row.row_number: " ".join(
            f"{problem.column_label}: {problem.message}"
            if problem.column_label
            else problem.message
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


_LOOKED_AT = 5_000


def changed_since(job: ImportJob, make: type[Importer[Any]]) -> bool:
    """Whether the plan would have to be made anew before it can be applied, as far as a look tells.

    A courtesy to whoever reviews: of each model it looks at the first 5 000 edits, so that a page
    of a large plan costs no more than that. Applying looks at all of them.
    """
    about = job.plan or {}
    if "rests_on" not in about:
        return False
    if digest_of(make(None).depends_on(about["keys"])) != about["rests_on"]:
        return True
    return any(_is_changed(job, model) for model in make.models)


def _is_changed(job: ImportJob, model: Any) -> bool:
    """Whether a row that an edit changes or removes is not as the plan found it."""
    table = connection.ops.quote_name(model._meta.db_table)
    key = connection.ops.quote_name(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM (SELECT object_id, before FROM core_importedit"
            " WHERE job_id = %s AND model = %s AND before IS NOT NULL ORDER BY id LIMIT %s) e"
            f" LEFT JOIN {table} t ON t.{key} = e.object_id"
            f" WHERE t.{key} IS NULL OR jsonb_populate_record(t, e.before) IS DISTINCT FROM t)",
            [job.pk, model._meta.label_lower, _LOOKED_AT],
        )
        return bool(cursor.fetchone()[0])
