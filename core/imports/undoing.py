"""Which rows of an import can still be taken back: those that nobody has changed or used since."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import DO_NOTHING, SET_NULL, Field, ForeignObjectRel, Model
from django.utils.translation import gettext as _

from core.imports.contract import Importer, PlanChanged, Progress
from core.imports.edits import take_back_edits
from core.imports.places import without_a_place
from core.imports.touched import Touched
from core.models import ImportJob, ImportRow


class _KeepMore(Exception):
    """Some rows cannot go back: undo the undo so far, keep them, and try again."""

    def __init__(self, unfit: Mapping[tuple[str, int], Any]) -> None:
        super().__init__(unfit)
        self.unfit = unfit


def take_back(job: ImportJob, importer: Importer[Any], progress: Progress) -> dict[str, int]:
    """Undoes what the job changed, all but the rows edited or used since, which are named.

    In the caller's transaction; returns {"undone": rows, "kept": rows}.
    """
    about = job.plan or {}
    importer.lock(about.get("keys", {}))
    columns: dict[str, list[str]] = about.get("columns", {})
    with connection.cursor() as cursor:
        # Soon after a large import the planner still thinks that there are few edits, and looks
        # through all of them for each.
        cursor.execute("ANALYZE core_importedit")
    _keep_what_changed(job, importer, columns)
    while True:
        _keep_what_is_used(job, importer)
        try:
            with transaction.atomic():
                touched = Touched(job.pk, is_undo=True)
                _remove_derived(job, importer)
                take_back_edits(job.pk, importer.models, columns, progress)
                importer.settle(touched)
                if unfit := importer.unfit(touched):
                    raise _KeepMore(unfit)
        except _KeepMore as more:
            if not _keep(job, [(model, pk, str(why)) for (model, pk), why in more.unfit.items()]):
                raise PlanChanged from more
            continue
        break
    written = ImportRow.objects.filter(job=job, action__in=("create", "update"))
    kept = written.filter(is_kept=True).count()
    return {"undone": written.count() - kept, "kept": kept}


def _keep_what_changed(
    job: ImportJob, importer: Importer[Any], columns: Mapping[str, Sequence[str]]
) -> None:
    """A row that is no longer as the import left it stays as it is, with all of its file's row."""
    changed, gone, back = _("Changed since."), _("Removed since."), _("Made anew since.")
    for model in importer.models:
        table, key = _table(model), _pk(model)
        _mark(
            job,
            f"SELECT e.row_number, CASE WHEN t.{key} IS NULL THEN %s ELSE %s END"
            f" FROM core_importedit e LEFT JOIN {table} t ON t.{key} = e.object_id"
            " WHERE e.job_id = %s AND e.model = %s AND e.after IS NOT NULL"
            f" AND (t.{key} IS NULL OR jsonb_populate_record(t, e.after) IS DISTINCT FROM t)",
            [gone, changed, job.pk, model._meta.label_lower],
        )
        _mark(
            job,
            f"SELECT e.row_number, %s FROM core_importedit e JOIN {table} t"
            f" ON t.{key} = e.object_id WHERE e.job_id = %s AND e.model = %s AND e.after IS NULL",
            [back, job.pk, model._meta.label_lower],
        )


def _keep_what_is_used(job: ImportJob, importer: Importer[Any]) -> None:
    """An inserted row that others point to stays; so may then what it points to, and so on."""
    while True:
        found = 0
        for model in importer.models:
            for field in _pointing_at(model):
                if (
                    field.model not in importer.derived
                    and field.remote_field.on_delete is not SET_NULL
                ):
                    found += _keep_pointed_at(job, model, field)
        for sql, parameters in without_a_place(job.pk, importer.models):
            found += _mark(job, sql, parameters)
        if not found:
            return


def _keep_pointed_at(job: ImportJob, model: type[Model], field: Any) -> int:
    """Keeps rows whose inserted thing a row points to that the undo neither removes nor changes."""
    pointing, column = _table(field.model), connection.ops.quote_name(field.column)
    own = field.model._meta.label_lower
    # Of a many-to-many, the thing that has it: "segment", not "segment-customer relationship".
    what = field.model._meta.auto_created or field.model
    reason = _("Used since: %(what)s.") % {"what": what._meta.verbose_name}
    return _mark(
        job,
        f"SELECT e.row_number, %s FROM core_importedit e JOIN {pointing} r"
        f" ON r.{column} = e.object_id"
        " WHERE e.job_id = %s AND e.model = %s AND e.before IS NULL AND NOT e.is_kept"
        " AND NOT EXISTS (SELECT 1 FROM core_importedit o WHERE o.job_id = e.job_id"
        f" AND o.model = %s AND o.object_id = r.{_pk(field.model)} AND NOT o.is_kept"
        " AND (o.before IS NULL OR o.after ? %s))",
        [reason, job.pk, model._meta.label_lower, own, field.column],
    )


def _remove_derived(job: ImportJob, importer: Importer[Any]) -> None:
    """What hangs on the rows about to go and was made of them, and pointers that may be empty."""
    for model in importer.models:
        gone = (
            "SELECT object_id FROM core_importedit WHERE job_id = %s AND model = %s"
            " AND before IS NULL AND NOT is_kept"
        )
        these: list[Any] = [job.pk, model._meta.label_lower]
        for field in _pointing_at(model):
            table, column = _table(field.model), connection.ops.quote_name(field.column)
            with connection.cursor() as cursor:
                if field.model in importer.derived:
                    cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({gone})", these)
                elif field.remote_field.on_delete is SET_NULL:
                    cursor.execute(
                        f"UPDATE {table} SET {column} = NULL WHERE {column} IN ({gone})", these
                    )


def _pointing_at(model: type[Model]) -> list[Any]:
    """Every foreign key to the model that the database enforces, of any app."""
    found: list[Field[Any, Any]] = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.field.many_to_many:
            continue
        field: Any = relation.field
        if (
            field.concrete
            and field.db_constraint
            and field.remote_field.on_delete is not DO_NOTHING
        ):
            found.append(field)
    return found


def _keep(job: ImportJob, named: Sequence[tuple[str, int, str]]) -> int:
    return _mark(
        job,
        "SELECT e.row_number, w.reason FROM core_importedit e JOIN"
        " jsonb_to_recordset(%s::jsonb) AS w (model text, object_id bigint, reason text)"
        " ON w.model = e.model AND w.object_id = e.object_id WHERE e.job_id = %s",
        [
            json.dumps([{"model": m, "object_id": pk, "reason": why} for m, pk, why in named]),
            job.pk,
        ],
    )


def _mark(job: ImportJob, rows_and_reasons: str, parameters: Sequence[Any]) -> int:
    """Keeps these rows of the file, whole; returns how many were not kept already."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH found AS ({rows_and_reasons}), marked AS ("
            " UPDATE core_importrow r SET is_kept = true, kept_because = left(f.reason, 300)"
            " FROM (SELECT row_number, min(reason) AS reason"
            " FROM found AS found (row_number, reason) GROUP BY row_number) f"
            " WHERE r.job_id = %s AND r.row_number = f.row_number AND NOT r.is_kept"
            " RETURNING r.row_number)"
            " SELECT row_number FROM marked",
            [*parameters, job.pk],
        )
        numbers = [row[0] for row in cursor.fetchall()]
        if numbers:
            cursor.execute(
                "UPDATE core_importedit SET is_kept = true WHERE job_id = %s"
                " AND row_number = ANY(%s)",
                [job.pk, numbers],
            )
    return len(numbers)


def _table(model: type[Model]) -> str:
    return str(connection.ops.quote_name(model._meta.db_table))


def _pk(model: type[Model]) -> str:
    return str(connection.ops.quote_name(model._meta.pk.column or ""))
