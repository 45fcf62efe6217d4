"""What an import has just changed, for whatever follows from it."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Model

from core.models import ImportEdit, ImportRow


class Touched:
    """The edits of one import that were made (or, `is_undo`, taken back) in this transaction.

    Everything is asked of the database, so that a large import does not lie in memory.
    """

    def __init__(self, job_id: int, *, is_undo: bool = False) -> None:
        self.job_id = job_id
        self.is_undo = is_undo

    def ids(self, model: type[Model], *, inserted: bool | None = None) -> list[int]:
        """Ids of the touched rows; `inserted=True` only those that the import inserted,

        False only those it changed. Removed ones are told by `removed_ids`.
        """
        edits = self._edits(model).filter(after__isnull=False)
        if inserted is not None:
            edits = edits.filter(before__isnull=inserted)
        return list(edits.order_by("object_id").values_list("object_id", flat=True))

    def removed_ids(self, model: type[Model]) -> list[int]:
        edits = self._edits(model).filter(after__isnull=True)
        return list(edits.order_by("object_id").values_list("object_id", flat=True))

    def changed(self, model: type[Model], column: str) -> Iterator[tuple[int, Any, Any]]:
        """(id, from, to) where the import changed that column of a row that existed.

        As JSON has them: amounts and days as text. Turned round when it is an undo.
        """
        rows = self._edits(model).filter(before__has_key=column, after__has_key=column)
        for pk, before, after in rows.values_list("object_id", "before", "after").iterator():
            old, new = before[column], after[column]
            yield (pk, new, old) if self.is_undo else (pk, old, new)

    def values_of(self, model: type[Model], column: str) -> set[Any]:
        """Every value that touched rows had or have in that column."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT v.value FROM core_importedit e,"
                " LATERAL (VALUES (e.before -> %s), (e.after -> %s)) AS v (value)"
                " WHERE e.job_id = %s AND e.model = %s AND NOT e.is_kept AND v.value IS NOT NULL",
                [column, column, self.job_id, model._meta.label_lower],
            )
            return {json.loads(value) for (value,) in cursor.fetchall()} - {None}

    def values_by_id(self, model: type[Model], column: str) -> dict[int, Any]:
        """What touched rows had, or those inserted have, in a column that their edits hold."""
        found = self._edits(model).values_list("object_id", "before", "after")
        sides = ((pk, before or after) for pk, before, after in found.iterator())
        return {pk: side[column] for pk, side in sides if column in side}

    def data(self) -> Iterator[dict[str, Any]]:
        """The `data` of the rows that were applied and hold any."""
        rows = ImportRow.objects.filter(job=self.job_id, content__has_key="d", is_kept=False)
        rows = rows.filter(action__in=("create", "update")).order_by("row_number")
        for content in rows.values_list("content", flat=True).iterator():
            yield content["d"]

    def _edits(self, model: type[Model]) -> Any:
        return ImportEdit.objects.filter(
            job=self.job_id, model=model._meta.label_lower, is_kept=False
        )
