"""Rows that an undo cannot put back, because their place is taken or what they point to is gone."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import F, ForeignKey, Model, UniqueConstraint
from django.db.models.functions import Lower
from django.utils.translation import gettext as _


def without_a_place(job_id: int, models: Sequence[type[Model]]) -> Iterator[tuple[str, list[Any]]]:
    """Questions, with their parameters, that answer (row of the file, why it must be kept)."""
    for model in models:
        for columns in _unique_sets(model):
            yield _place_taken(job_id, model, columns)
        for columns in _unique_in_any_case(model):
            yield _place_taken(job_id, model, columns, folded=True)
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey) and getattr(field, "db_constraint", True):
                yield _target_gone(job_id, model, field)


def _place_taken(
    job_id: int, model: type[Model], columns: Sequence[str], *, folded: bool = False
) -> tuple[str, list[Any]]:
    """Another row has what must be unique, and the undo neither removes nor changes that row.

    `folded`: in whatever letter case.
    """
    table, key = _quoted(model._meta.db_table), _quoted(model._meta.pk.column)
    alike = "lower(t.{0}::text) = lower(b.{0}::text)" if folded else "t.{0} = b.{0}"
    same = " AND ".join(alike.format(_quoted(name)) for name in columns)
    sql = (
        "SELECT e.row_number, %s FROM core_importedit e"
        f" LEFT JOIN {table} c ON c.{key} = e.object_id,"
        " LATERAL jsonb_populate_record(c, e.before) b"
        f" JOIN {table} t ON {same}"
        " WHERE e.job_id = %s AND e.model = %s AND NOT e.is_kept AND e.before IS NOT NULL"
        f" AND (e.after IS NULL OR e.before ?| %s) AND t.{key} <> e.object_id"
        " AND NOT EXISTS (SELECT 1 FROM core_importedit o WHERE o.job_id = e.job_id"
        f" AND o.model = e.model AND o.object_id = t.{key} AND NOT o.is_kept"
        " AND (o.before IS NULL OR o.before ?| %s))"
    )
    wanted = list(columns)
    reason = _("Its place has been taken since.")
    return sql, [reason, job_id, model._meta.label_lower, wanted, wanted]


def _target_gone(
    job_id: int, model: type[Model], field: "ForeignKey[Any, Any]"
) -> tuple[str, list[Any]]:
    """What it pointed to is neither there nor coming back with this undo."""
    target: Any = field.related_model
    table, key = _quoted(target._meta.db_table), _quoted(field.target_field.column)
    sql = (
        "SELECT e.row_number, %s FROM core_importedit e"
        " WHERE e.job_id = %s AND e.model = %s AND NOT e.is_kept AND e.before ->> %s IS NOT NULL"
        f" AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.{key} = (e.before ->> %s)::bigint)"
        " AND NOT EXISTS (SELECT 1 FROM core_importedit o WHERE o.job_id = e.job_id"
        " AND o.model = %s AND o.object_id = (e.before ->> %s)::bigint AND o.after IS NULL"
        " AND NOT o.is_kept)"
    )
    reason = _("What it belonged to has been removed since.")
    column, above = field.column, target._meta.label_lower
    return sql, [reason, job_id, model._meta.label_lower, column, column, above, column]


def _unique_sets(model: type[Model]) -> Iterator[list[str]]:
    """Columns that only one row may have the same values in, whatever else it holds."""
    meta = model._meta
    named = [list(fields) for fields in meta.unique_together]
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.condition is None:
            named.append(list(constraint.fields))
    named += [[field.name] for field in meta.concrete_fields if field.unique]
    for names in named:
        columns = [str(getattr(meta.get_field(name), "column", name)) for name in names]
        if columns and columns != [meta.pk.column]:
            yield columns


def _unique_in_any_case(model: type[Model]) -> Iterator[list[str]]:
    """The same of those that a constraint compares by `Lower`."""
    for constraint in model._meta.constraints:
        if not isinstance(constraint, UniqueConstraint) or constraint.condition is not None:
            continue
        names = [_named_in(expression) for expression in constraint.expressions]
        if names and all(names):
            yield [str(getattr(model._meta.get_field(name), "column", name)) for name in names]


def _named_in(expression: Any) -> str:
    """The field that `F("name")` or `Lower("name")` reads; "" for anything else."""
    if isinstance(expression, Lower):
        [expression] = expression.get_source_expressions()
    return str(getattr(expression, "name", "")) if isinstance(expression, F) else ""


def _quoted(name: str | None) -> str:
    return str(connection.ops.quote_name(name or ""))
