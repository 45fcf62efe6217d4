"""A database of its own for a benchmark, dropped afterwards; and peak memory of this process."""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from psycopg import sql

from config.embedded_postgres import settings_url


@contextmanager
def scratch_database() -> Iterator[None]:
    """Migrated and empty. Nothing of the shop's own database is touched."""
    old = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        connection.close()
        teardown_databases(old, verbosity=0)


@dataclass(frozen=True)
class Scratch:
    """A named database beside the shop's. `recipe` says what it was filled with, if it was."""

    name: str
    recipe: str

    @property
    def url(self) -> str:
        """Its address, for programs that read DATABASE_URL."""
        parts = urlsplit(os.environ.get("DATABASE_URL") or settings_url())
        return urlunsplit(parts._replace(path=f"/{self.name}"))

    def remember(self, recipe: str) -> None:
        """To be said when it is filled, so that a later run need not fill it again."""
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                    sql.Identifier(self.name), sql.Literal(recipe)
                )
            )


def _migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def own_database(
    name: str, *, recipe: str, keep: bool, prepare: Callable[[], None] = _migrate
) -> Iterator[Scratch]:
    """This process works in a database of that name, migrated, until the end of the block.

    One that an earlier run kept is used again when it was filled by the same recipe; any other is
    made anew. Dropped afterwards unless it is to be kept; always dropped when it was not filled.
    """
    shops = connection.settings_dict["NAME"]
    connection.close()
    if _comment_on(name) != recipe:
        _drop(name)
        with connection._nodb_cursor() as cursor:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    connection.settings_dict["NAME"] = name
    try:
        prepare()
        yield Scratch(name, _comment_on(name))
    finally:
        connection.close()
        connection.settings_dict["NAME"] = shops
        if not keep or _comment_on(name) != recipe:
            _drop(name)


def _comment_on(name: str) -> str:
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [name],
        )
        row = cursor.fetchone()
    return (row[0] or "") if row else ""


def _drop(name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def peak_megabytes() -> int:
    """The most memory this process has had so far (its children not counted)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
