"""Reads the lines of an order from a spreadsheet that somebody sent: Excel, OpenDocument or CSV."""

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO

from core.exchange.limits import MEGABYTE, Limits
from core.exchange.reader import stream_rows
from core.exchange.wire import Cell
from orders.pasting import Labels, Read, read_rows

MOST_BYTES = 5 * MEGABYTE
# An order form may have many rows and ask for few.
LIMITS = Limits(file_bytes=MOST_BYTES, rows=20_000, columns=100, cpu_seconds=8, waiting_seconds=9)


def read_order_file(file: IO[bytes], *, suffix: str = "", asked: Labels | None = None) -> Read:
    """Its first sheet with content; rows without a quantity are counted, not lines.

    `asked`: extra fields that a heading may name.

    ExchangeError, in words for the sender, when it cannot be read.
    """
    with tempfile.NamedTemporaryFile(suffix=Path(suffix).suffix[:8]) as copy:
        file.seek(0)
        while piece := file.read(MEGABYTE):
            copy.write(piece)
        copy.flush()
        return _read(Path(copy.name), asked)


def _read(path: Path, asked: Labels | None) -> Read:
    with stream_rows(path, limits=LIMITS) as (head, rows):
        texts = _texts([head.headings, *(row.cells for row in rows)])
        return read_rows(texts, skips_unasked=True, asked=asked)


def _texts(rows: list[tuple[Cell, ...]] | list[tuple[str, ...]]) -> Iterator[list[str]]:
    for row in rows:
        yield [_text(cell) for cell in row]


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell.normalize(), "f")
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)
