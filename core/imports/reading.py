"""Opens an import's file with the columns it was said to have."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from core.exchange.errors import FileMissing
from core.exchange.matching import HeadingMatch, RowValues, match_headings, shown
from core.exchange.reader import Row, TableHead, stream_rows
from core.imports.contract import FileRows, Importer, ImportRefused, Progress
from core.models import ImportJob

_TOLD_EVERY = 2_000
_SAMPLE_ROWS = 3


class HeadingsUnclear(ImportRefused):
    """The file's headings do not give what the sheet needs: somebody must choose.

    `file` is JSON for the page that asks: the headings, and what stands below them first.
    """

    def __init__(self, problems: tuple[str, ...], head: TableHead, sample: list[Row]) -> None:
        super().__init__(" ".join(problems))
        self.file = {
            "sheet": head.sheet,
            "headings": list(head.headings),
            "sample": [[shown(cell) for cell in row.cells] for row in sample],
        }


@contextmanager
def open_rows(path: Path, importer: Importer[Any], progress: Progress) -> Iterator[FileRows]:
    """The file's rows as values. ExchangeError, ImportRefused or HeadingsUnclear."""
    with stream_rows(path) as (head, rows):
        match = match_headings(importer.sheet(), head.headings, importer.mapping(head.headings))
        if match.problems:
            raise HeadingsUnclear(match.problems, head, list(islice(rows, _SAMPLE_ROWS)))
        yield FileRows(head.sheet, match, _told(match, rows, progress))


def _told(match: HeadingMatch, rows: Iterator[Row], progress: Progress) -> Iterator[RowValues]:
    count = 0
    for row in match.read_rows(rows):
        count += 1
        if count % _TOLD_EVERY == 0:
            progress(0, count)
        yield row
    progress(0, count)


@contextmanager
def local_copy(job: ImportJob) -> Iterator[Path]:
    """The file on this machine's disk, wherever the storage keeps it. FileMissing."""
    with tempfile.NamedTemporaryFile(suffix=Path(job.file.name or "").suffix) as copy:
        try:
            with job.file.open("rb") as stored:
                source: IO[bytes] = stored
                shutil.copyfileobj(source, copy)
        except (FileNotFoundError, ValueError):
            raise FileMissing from None
        copy.flush()
        yield Path(copy.name)
