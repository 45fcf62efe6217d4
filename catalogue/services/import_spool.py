"""Rows of a large file between its first reading and the planning: on disk, not in memory."""

import pickle
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Generic, Self, TypeVar

T = TypeVar("T")


class Spool(Generic[T]):
    """Lists of rows go in and come out again, in order. A file without a name, gone with it."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def put(self, rows: list[T]) -> None:
        pickle.dump(rows, self._file, protocol=pickle.HIGHEST_PROTOCOL)

    def take(self) -> Iterator[list[T]]:
        """Everything from the beginning."""
        end = self._file.seek(0, 2)
        self._file.seek(0)
        while self._file.tell() < end:
            # Written by `put`, to a file that nobody else can open.
            yield pickle.load(self._file)  # noqa: S301
