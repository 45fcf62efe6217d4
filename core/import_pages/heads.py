"""A file's headings, and where their cells go to begin with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Self

from core.exchange.matching import Source, match_headings, shown
from core.exchange.reader import stream_rows
from core.exchange.sheet import Sheet
from core.imports.mappings import NamedMapping
from core.imports.reading import local_copy
from core.models import ImportJob, ImportStatus

_SAMPLE_ROWS = 3


@dataclass(frozen=True)
class FileHead:
    """The file's headings, and the first values below each."""

    sheet: str
    headings: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, sheet: str, headings: Sequence[str], sample: Sequence[Sequence[str]]) -> Self:
        below = [
            tuple(row[index] for row in sample if index < len(row) and row[index])
            for index in range(len(headings))
        ]
        return cls(sheet, tuple(headings), tuple(below))


def file_head(job: ImportJob) -> FileHead:
    """From the plan when it asks for the columns, else from the file. ExchangeError."""
    unclear = (job.plan or {}).get("unclear")
    if unclear and job.status == ImportStatus.MAPPING:
        return FileHead.of(unclear["sheet"], unclear["headings"], unclear["sample"])
    with local_copy(job) as path, stream_rows(path) as (head, rows):
        sample = [[shown(cell) for cell in row.cells] for row in islice(rows, _SAMPLE_ROWS)]
    return FileHead.of(head.sheet, head.headings, sample)


@dataclass(frozen=True)
class Start:
    """What stands in the form at first: by the index of a heading, where its cells go.

    `currency` "" = the shop's own.
    """

    sources: Mapping[int, Sequence[Source]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    rate: Decimal | None = None

    @classmethod
    def of(cls, sheet: Sheet, head: FileHead, named: NamedMapping, *, rate: Decimal | None) -> Self:
        """As the file would be read by it, faults and all: they are here to be mended."""
        found: dict[int, list[Source]] = {}
        for source in match_headings(sheet, head.headings, named.columns).matched:
            found.setdefault(source.index, []).append(source)
        fixed = {value.column: value.value for value in named.columns.fixed}
        return cls(found, fixed, named.currency, rate)
