"""Filling tables fast: COPY, indexes made afterwards, no triggers meanwhile."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model
from psycopg import sql


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY of these fields; every other field gets its default, as a saved object's would."""
    names, constants = _names_and_constants(model, columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), names
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row((*row, *constants))


def insert_rows(model: type[Model], columns: Mapping[str, str], source: str) -> None:
    """INSERT … SELECT: an SQL expression for each of these fields; others as `copy_rows` does."""
    names, constants = _names_and_constants(model, list(columns))
    marks = ["%s"] * len(constants)
    chosen = sql.SQL(", ").join(map(sql.SQL, [*columns.values(), *marks]))
    statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
        sql.Identifier(model._meta.db_table), names, chosen, sql.SQL(source)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, constants)


def copy_history(model: type[Model]) -> None:
    """A first version of every row, as the trigger of an insert would have kept it."""
    history = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    kept = {field.column for field in history._meta.concrete_fields}
    columns = [f.column for f in model._meta.concrete_fields if f.column in kept]
    names = sql.SQL(", ").join(sql.Identifier(str(name)) for name in columns)
    statement = sql.SQL(
        "INSERT INTO {} ({}, pgh_label, pgh_obj_id, pgh_created_at)"
        " SELECT {}, 'insert', id, now() FROM {}"
    ).format(
        sql.Identifier(history._meta.db_table),
        names,
        names,
        sql.Identifier(model._meta.db_table),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _names_and_constants(
    model: type[Model], columns: Sequence[str]
) -> tuple[sql.Composed, tuple[Any, ...]]:
    """The columns that are filled, and what those that nobody speaks of are filled with."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    rest = [
        field
        for name, field in fields.items()
        if name not in columns and not field.primary_key and not field.generated
    ]
    constants = tuple(field.get_db_prep_save(field.get_default(), connection) for field in rest)
    names = [field.column for field in (*(fields[name] for name in columns), *rest)]
    return sql.SQL(", ").join(sql.Identifier(str(name)) for name in names), constants


def execute(statement: str, values: Mapping[str, Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def timed(what: str, say: Callable[[str], object]) -> Iterator[None]:
    """Says how many seconds the block took."""
    began = time.perf_counter()
    yield
    say(f"  {time.perf_counter() - began:7.1f} s  {what}")


def continue_numbers(*models: type[Model]) -> None:
    """The next row of each gets a number after the highest that was copied in."""
    with connection.cursor() as cursor:
        for model in models:
            table = connection.ops.quote_name(model._meta.db_table)
            key = model._meta.pk.column if model._meta.pk else "id"
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max({key}), 1))"
                f" FROM {table}",
                [table, key],
            )


@contextmanager
def without_triggers() -> Iterator[None]:
    """No foreign key checks and no history while a catalogue is laid in. Needs a superuser."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


@contextmanager
def without_indexes(*models: type[Model]) -> Iterator[None]:
    """Indexes that are not constraints go, and are built again at the end of the block."""
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT name.relname, pg_get_indexdef(entry.indexrelid)
            FROM pg_index entry
            JOIN pg_class name ON name.oid = entry.indexrelid
            JOIN pg_class owner ON owner.oid = entry.indrelid
            WHERE owner.relname = ANY(%s)
              AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = entry.indexrelid)
            """,
            [tables],
        )
        indexes: list[tuple[str, str]] = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("RESET maintenance_work_mem")


def analyze() -> None:
    """The planner knows the tables, and pages need not be marked visible while measuring."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
