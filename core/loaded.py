"""Rows that were just written, at hand so that nobody reads them again in the same breath."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.models import Model


@contextmanager
def kept_loaded(owner: Model, **rows: Sequence[Any]) -> Iterator[None]:
    """Inside, `owner.<name>.all()` gives these rows without a query, as if prefetched."""
    kept: dict[str, Any] = owner.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, found in rows.items():
        answered = getattr(owner, name).all()
        answered._result_cache = list(found)
        answered._prefetch_done = True
        kept[name] = answered
    try:
        yield
    finally:
        for name in rows:
            kept.pop(name, None)
