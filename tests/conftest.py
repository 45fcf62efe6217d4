"""What every test stands on: the database server, the cast, and a client for each of them."""

import os

os.environ.setdefault("ATTEST_POSTGRES_FAST", "1")


from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from pytest_django import DjangoDbBlocker

from config.embedded_postgres import ensure_running
from tests.world import World, build_world


def pytest_configure() -> None:
    ensure_running()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Ends what processes killed by tests left in the database, so that it can be dropped.

    A killed process's backend may wait for a lock and not notice.
    """
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def world(db: None) -> World:
    """The cast of tests/world.py in a fresh database."""
    return build_world()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()
