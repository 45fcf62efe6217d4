"""Makes the plan of an import and keeps it: its rows and their edits, thousands at a time."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

from core.exchange.plan import Counts, Edit, PlanRow
from core.imports.contract import FileRows, Importer, Progress
from core.imports.reading import open_rows
from core.models import ImportEdit, ImportJob, ImportRow

_AT_ONCE = 5_000
_MOST_LABEL = 300


@dataclass(frozen=True)
class Made:
    """What holds for the plan as a whole. `about` is JSON: ImportJob.plan."""

    counts: Counts
    about: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        return str(self.about["fingerprint"])


def make_plan(job: ImportJob, path: Path, importer: Importer[Any], progress: Progress) -> Made:
    """Plans the file and replaces the job's rows and edits; in the caller's transaction.

    ExchangeError or ImportRefused when the file as a whole cannot be used.
    """
    ImportRow.objects.filter(job=job).delete()
    _forget_edits(job)
    with open_rows(path, importer, progress) as file:
        kept = _Kept(job.pk)
        kept.keep(importer.plan(file, progress))
        about = _about(file, importer, kept)
    return Made(kept.counts(), about)


def _forget_edits(job: ImportJob) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_importedit WHERE job_id = %s", [job.pk])


def _about(file: FileRows, importer: Importer[Any], kept: "_Kept") -> dict[str, Any]:
    match = file.match
    return {
        "fingerprint": kept.fingerprint(),
        "sheet": file.sheet_name,
        "headings": {source.column.key: source.heading for source in match.matched},
        "unknown": list(match.unknown),
        "missing": [column.key for column in match.missing],
        "notes": importer.notes,
        "warned": kept.warned,
        "columns": {model: sorted(columns) for model, columns in kept.columns.items()},
        "keys": importer.keys,
        "rests_on": digest_of(importer.depends_on(importer.keys)),
    }


class _Kept:
    """Writes planned rows as they come, and remembers what holds for all of them."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        self.found: dict[str, int] = defaultdict(int)
        self.warned = 0
        self.columns: dict[str, set[str]] = defaultdict(set)
        self._hash = hashlib.sha256()

    def keep(self, rows: Iterable[PlanRow]) -> None:
        stream = iter(rows)
        while some := list(islice(stream, _AT_ONCE)):
            _copy(ImportRow, _ROW_COLUMNS, (self._row(row) for row in some))
            _copy(ImportEdit, _EDIT_COLUMNS, self._edits(some))

    def _row(self, row: PlanRow) -> Sequence[Any]:
        self.found[row.action.value] += 1
        self.warned += bool(row.cautions)
        content = _json(row.to_json())
        # What would be written, and to whom; why a row is refused is in somebody's language.
        told = (row.row_number, row.action, row.key, row.changes)
        thought_of = [caution.about for caution in row.cautions]
        self._hash.update(_json((*told, thought_of) if thought_of else told).encode())
        label = row.label.replace("\0", "")[:_MOST_LABEL]
        return self.job_id, row.row_number, row.action.value, label, content

    def _edits(self, rows: Iterable[PlanRow]) -> Iterator[Sequence[Any]]:
        for row in rows:
            for edit in row.edits:
                before = None if edit.before is None else _json(edit.before)
                after = None if edit.after is None else _json(edit.after)
                if edit.before is not None and edit.after is not None:
                    self.columns[edit.model].update(edit.after)
                yield self.job_id, row.row_number, edit.model, edit.pk, before, after

    def counts(self) -> Counts:
        return Counts.from_json(dict(self.found))

    def fingerprint(self) -> str:
        """The same for the same changes to the same data, in any language."""
        return self._hash.hexdigest()


_ROW_COLUMNS = ("job_id", "row_number", "action", "label", "content")
_EDIT_COLUMNS = ("job_id", "row_number", "model", "object_id", "before", "after")


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def _json(value: Mapping[str, Any] | Sequence[Any]) -> str:
    # PostgreSQL's jsonb holds no NUL.
    return _encoder.encode(value).replace("\\u0000", "\ufffd")


def _copy(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY is right here: these tables have no history of their own."""
    names = ", ".join(columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def digest_of(querysets: Iterable[QuerySet[Any, Any]]) -> str:
    """One figure for all rows of these `.values_list()`s, the same only while they are the same."""
    found = []
    for queryset in querysets:
        try:
            sql, parameters = queryset.order_by().query.sql_with_params()
        except EmptyResultSet:  # it asks for rows among none
            found.append("-")
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), coalesce(sum(hashtextextended(q::text, 0)::numeric), 0)"
                f" FROM ({sql}) q",
                parameters,
            )
            found.append("{}:{}".format(*cursor.fetchone()))
    return " ".join(found)


def edits_of_row(job: ImportJob, row_number: int) -> list[Edit]:
    """What one row writes, for tests and for looking closely."""
    found = ImportEdit.objects.filter(job=job, row_number=row_number).order_by("id")
    return [Edit(each.model, each.object_id, each.before, each.after) for each in found]
