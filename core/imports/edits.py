"""Makes the edits of an import in the database, and takes them back: set by set, never row by row.

The edits lie in core_importedit; PostgreSQL itself turns their JSON into rows of the table meant.
An edit is made only where the row still is as it was when the plan was made, and taken back only
where it still is as the import left it. History follows by itself, through the tables' triggers.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from core.imports.contract import PlanChanged, Progress

_AT_ONCE = 20_000


def make_edits(
    job_id: int, models: Sequence[type[Model]], columns: dict[str, list[str]], progress: Progress
) -> None:
    """All edits of the job. PlanChanged when a row is no longer as the plan found it.

    `columns` are those that some edit changes, by model label. In the caller's transaction.
    """
    steps = _Steps(job_id, progress)
    for model in reversed(models):
        for some in steps.of(model, "e.before IS NOT NULL AND e.after IS NULL"):
            steps.require(_remove(model, job_id, some, "before"), some)
    for model in models:
        for some in steps.of(model, "e.before IS NULL"):
            steps.require(_insert(model, job_id, some, "after"), some)
        for some in steps.of(model, "e.before IS NOT NULL AND e.after IS NOT NULL"):
            changing = columns[model._meta.label_lower]
            steps.require(_change(model, job_id, some, "before", "after", changing), some)


def take_back_edits(
    job_id: int, models: Sequence[type[Model]], columns: dict[str, list[str]], progress: Progress
) -> None:
    """The edits of the job that are not kept, undone: removed rows come back first.

    PlanChanged when a row was written by somebody while we looked.
    """
    steps = _Steps(job_id, progress)
    for model in models:
        for some in steps.of(model, "e.before IS NOT NULL AND e.after IS NULL AND NOT e.is_kept"):
            steps.require(_insert(model, job_id, some, "before"), some)
    for model in models:
        condition = "e.before IS NOT NULL AND e.after IS NOT NULL AND NOT e.is_kept"
        for some in steps.of(model, condition):
            changing = columns[model._meta.label_lower]
            steps.require(_change(model, job_id, some, "after", "before", changing), some)
    for model in reversed(models):
        for some in steps.of(model, "e.before IS NULL AND NOT e.is_kept"):
            steps.require(_remove(model, job_id, some, "after"), some)


class _Steps:
    """The edits of a job in parts, each as its (first id, last id, how many), telling progress."""

    def __init__(self, job_id: int, progress: Progress) -> None:
        self.job_id = job_id
        self.progress = progress
        self.done = 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM core_importedit WHERE job_id = %s", [job_id])
            self.total = cursor.fetchone()[0]

    def of(self, model: type[Model], condition: str) -> Iterator[tuple[int, int, int]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT min(id), max(id), count(*) FROM (SELECT e.id, (row_number() OVER"
                f" (ORDER BY e.id) - 1) / {_AT_ONCE} AS part FROM core_importedit e"
                f" WHERE e.job_id = %s AND e.model = %s AND {condition}) parts"
                " GROUP BY part ORDER BY 1",
                [self.job_id, model._meta.label_lower],
            )
            parts = cursor.fetchall()
        yield from parts

    def require(self, made: int, part: tuple[int, int, int]) -> None:
        if made != part[2]:
            raise PlanChanged
        self.done += made
        self.progress(self.done, self.total)


def _insert(model: type[Model], job_id: int, part: tuple[int, int, int], side: str) -> int:
    table, columns = _table(model), _columns(model)
    names = ", ".join(columns)
    present = _PRESENT[side]
    return _run(
        f"INSERT INTO {table} ({names})"
        f" SELECT {', '.join(f'n.{name}' for name in columns)} FROM core_importedit e,"
        f" LATERAL jsonb_populate_record(NULL::{table}, %s::jsonb || e.{side}"
        f" || jsonb_build_object(%s::text, e.object_id)) n"
        f" WHERE {_WHICH} AND {present} ORDER BY e.id",
        [_defaults(model), model._meta.pk.column, *_these(model, job_id, part)],
    )


def _remove(model: type[Model], job_id: int, part: tuple[int, int, int], side: str) -> int:
    table = _table(model)
    return _run(
        f"DELETE FROM {table} t USING core_importedit e WHERE {_WHICH} AND {_PRESENT[side]}"
        f" AND t.{_key(model)} = e.object_id"
        f" AND jsonb_populate_record(t, e.{side}) IS NOT DISTINCT FROM t",
        _these(model, job_id, part),
    )


def _change(
    model: type[Model],
    job_id: int,
    part: tuple[int, int, int],
    old: str,
    new: str,
    changing: Sequence[str],
) -> int:
    table = _table(model)
    names = [connection.ops.quote_name(name) for name in changing]
    return _run(
        f"UPDATE {table} t SET ({', '.join(names)}) ="
        f" (SELECT {', '.join(f'n.{name}' for name in names)}"
        f" FROM jsonb_populate_record(t, e.{new}) n)"
        f" FROM core_importedit e WHERE {_WHICH}"
        " AND e.before IS NOT NULL AND e.after IS NOT NULL"
        f" AND t.{_key(model)} = e.object_id"
        f" AND jsonb_populate_record(t, e.{old}) IS NOT DISTINCT FROM t",
        _these(model, job_id, part),
    )


_WHICH = "e.job_id = %s AND e.model = %s AND e.id BETWEEN %s AND %s AND NOT e.is_kept"
_PRESENT = {
    "after": "e.before IS NULL",  # rows that the import inserts
    "before": "e.before IS NOT NULL AND e.after IS NULL",  # rows that it removes
}


def _these(model: type[Model], job_id: int, part: tuple[int, int, int]) -> list[Any]:
    return [job_id, model._meta.label_lower, part[0], part[1]]


def _run(sql: str, parameters: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def _table(model: type[Model]) -> str:
    return str(connection.ops.quote_name(model._meta.db_table))


def _key(model: type[Model]) -> str:
    return str(connection.ops.quote_name(model._meta.pk.column or ""))


def _columns(model: type[Model]) -> list[str]:
    return [
        connection.ops.quote_name(field.column or "")
        for field in model._meta.concrete_fields
        if not field.generated
    ]


def _defaults(model: type[Model]) -> str:
    """What columns get that an inserting edit leaves out, as JSON."""
    now = timezone.now()
    values = {
        field.column: now if _is_stamped(field) else field.get_default()
        for field in model._meta.concrete_fields
        if not field.generated and not field.primary_key
    }
    return json.dumps(values, cls=DjangoJSONEncoder)


def _is_stamped(field: Any) -> bool:
    return bool(getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False))
