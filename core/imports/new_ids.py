"""Ids for rows that a plan will insert, taken beforehand so that other rows can point to them."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Model

_AT_FIRST, _AT_MOST = 100, 10_000


class NewIds:
    """Takes ids from the tables' own sequences, many at a time; unused ones are simply lost."""

    def __init__(self) -> None:
        self._left: dict[type[Model], Iterator[int]] = {}
        self._taken: dict[type[Model], int] = {}

    def next(self, model: type[Model]) -> int:
        """An id that no row of `model` has or will get."""
        left = self._left.get(model, iter(()))
        found = next(left, None)
        if found is None:
            count = min(max(self._taken.get(model, 0), _AT_FIRST), _AT_MOST)
            self._taken[model] = self._taken.get(model, 0) + count
            self._left[model] = left = iter(_take(model, count))
            found = next(left)
        return found


def _take(model: type[Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [row[0] for row in cursor.fetchall()]
