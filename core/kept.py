"""Statements that PostgreSQL keeps planned, once for each connection.

Planning a statement of a shop takes longer than running it. Django writes values into the text of
a statement, so that each is a new one to the server; here they go beside it.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django.db import NotSupportedError, connection
from psycopg import ClientCursor, RawCursor

# A named value in a statement, or a written per cent.
MARK = re.compile(r"%\((\w+)\)s|%%")
_TYPES: Mapping[type, str] = {int: "bigint", list: "bigint[]", date: "date", str: "text"}


class KeptStatement:
    """`KeptStatement("SELECT … %(day)s", {"day": date})`: kinds are int, date, str, list of ints.

    Nothing is kept where DATABASE_KEEPS_STATEMENTS is off; the answer is the same.
    """

    def __init__(self, text: str, kinds: Mapping[str, type]) -> None:
        self._text = text
        self._kinds = kinds

    def ask(self, values: Mapping[str, Any]) -> list[Any]:
        """The rows, as tuples. One query. A value may be None."""
        sent = {name: _sent(value) for name, value in values.items()}
        try:
            return self._ask(sent)
        except NotSupportedError:
            # A migration changed a table since the statement was planned. After a transaction is
            # rolled back nothing is kept anyway.
            if connection.in_atomic_block:
                raise
            with connection.cursor() as cursor:
                cursor.execute("DEALLOCATE ALL")
            return self._ask(sent)

    def _ask(self, sent: Mapping[str, str | None]) -> list[Any]:
        # As Django before each cursor: a page's first question may find the connection lost.
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        wrapped: Any = connection._prepare_cursor  # type: ignore[attr-defined]  # not public
        with wrapped(_KeptCursor(connection.connection, self)) as cursor:
            cursor.execute(self.logged, sent)
            return list(cursor.fetchall())

    @cached_property
    def logged(self) -> str:
        """As Django counts and logs it: each mark with its type."""
        return MARK.sub(
            lambda mark: f"{mark[0]}::{self._type(mark[1])}" if mark[1] else mark[0], self._text
        )

    @cached_property
    def names(self) -> Sequence[str]:
        """The values in the order of their numbers."""
        return list(dict.fromkeys(name for name in MARK.findall(self._text) if name))

    @cached_property
    def numbered(self) -> bytes:
        """As the server reads it: `$1` is the first of `names`."""
        numbers = {name: place for place, name in enumerate(self.names, start=1)}
        return MARK.sub(
            lambda mark: f"${numbers[mark[1]]}::{self._type(mark[1])}" if mark[1] else "%",
            self._text,
        ).encode()

    def _type(self, name: str) -> str:
        return _TYPES[self._kinds[name]]


class _KeptCursor(RawCursor[Any]):
    """Sends what `statement` is to the server whenever its logged form is executed."""

    def __init__(self, database: Any, statement: KeptStatement) -> None:
        super().__init__(database)
        self._statement = statement

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Any:
        values = [params[name] for name in self._statement.names]
        super().execute(self._statement.numbered, values, prepare=True, **kwargs)
        if connection.queries_logged:
            # Where Django looks for what it logs: with the values in it, as of other statements.
            whole = ClientCursor(self.connection).mogrify(query, params)
            self._query: Any = SimpleNamespace(query=whole.encode())
        return self


def _sent(value: Any) -> str | None:
    """Always text, so that a statement has the same types each time and is planned once."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(int(value))
    return "{" + ",".join(map(str, value)) + "}"
