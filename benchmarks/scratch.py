"""A database of its own for a benchmark, dropped afterwards; and peak memory of this process."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import setup_databases, teardown_databases


@contextmanager
def scratch_database() -> Iterator[None]:
    """Migrated and empty. Nothing of the shop's own database is touched."""
    old = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        connection.close()
        teardown_databases(old, verbosity=0)


def peak_megabytes() -> int:
    """The most memory this process has had so far (its children not counted)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
