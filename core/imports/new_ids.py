"""Ids for rows that a plan will insert, taken beforehand so that other rows can point to them."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Model

_AT_ONCE = 1_000


class NewIds:
    """Takes ids from the tables' own sequences, many at a time; unused ones are simply lost."""

    def __init__(self) -> None:
        self._left: dict[type[Model], Iterator[int]] = {}

    def next(self, model: type[Model]) -> int:
        """An id that no row of `model` has or will get."""
        left = self._left.get(model, iter(()))
        found = next(left, None)
        if found is None:
            self._left[model] = left = iter(_take(model))
            found = next(left)
        return found


def _take(model: type[Model]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, _AT_ONCE],
        )
        return [row[0] for row in cursor.fetchall()]
