"""What every test stands on: the database server, the cast, and a client for each of them."""

import os

os.environ.setdefault("ATTEST_POSTGRES_FAST", "1")


import pytest
from django.core.cache import cache

from config.embedded_postgres import ensure_running
from tests.world import World, build_world


def pytest_configure() -> None:
    ensure_running()


@pytest.fixture
def world(db: None) -> World:
    """The cast of tests/world.py in a fresh database."""
    return build_world()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()
