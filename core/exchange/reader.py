"""Reads a spreadsheet that a stranger sent, without trusting it: a child process does the work.

`read_table` gives all rows at once, `stream_rows` as they come. Excel (.xlsx .xlsm .xls .xlsb),
OpenDocument (.ods), CSV and the like (comma, semicolon, tab, pipe; UTF-8, UTF-16 with a mark,
Windows-1252, ISO-8859-1; also gzipped). The content decides, never the file's name. Every
failure is an `ExchangeError` whose text is meant for the user.
"""

import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from core.exchange.errors import (
    BY_CODE,
    Damaged,
    ExchangeError,
    FileEmpty,
    FileMissing,
    TooSlow,
    UnpackedTooLarge,
)
from core.exchange.limits import Limits
from core.exchange.wire import Cell, unpack_column

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
# One arena: each further one reserves address space, and that is what the limit counts.
_ENVIRONMENT = {
    "PATH": os.defpath,
    "LC_ALL": "C.UTF-8",
    "RUST_BACKTRACE": "0",
    "MALLOC_ARENA_MAX": "1",
}
_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it lies in the file; `number` is the one that a spreadsheet shows."""

    sheet: str
    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TableHead:
    """What is known before the rows: `sheet` is the one that is read, "" for text files."""

    sheet: str
    other_sheets: tuple[str, ...]
    headings: tuple[str, ...]
    heading_row: int


@dataclass(frozen=True)
class Table:
    """A whole sheet. Rows without any content are left out; the numbers tell which."""

    head: TableHead
    rows: tuple[Row, ...]

    @property
    def sheet(self) -> str:
        return self.head.sheet

    @property
    def headings(self) -> tuple[str, ...]:
        return self.head.headings


def read_table(
    path: Path | str, *, sheet: str | None = None, limits: Limits = _DEFAULT_LIMITS
) -> Table:
    """The whole sheet: the named one, else the first visible one that holds anything.

    All rows are in memory afterwards (about 100 bytes a cell); for very large files take
    `stream_rows`.
    """
    with stream_rows(path, sheet=sheet, limits=limits) as (head, rows):
        return Table(head, tuple(rows))


@contextmanager
def stream_rows(
    path: Path | str, *, sheet: str | None = None, limits: Limits = _DEFAULT_LIMITS
) -> Iterator[tuple[TableHead, Iterator[Row]]]:
    """`with stream_rows(path) as (head, rows):` — the first row with content is the headings.

    Leaving the block ends the child process, also when not all rows were taken. An error in the
    file may show only when its row is reached, so what was done with earlier rows must be
    undoable.
    """
    file = Path(path).resolve()
    if not file.is_file():
        raise FileMissing
    process = _start(file, sheet, limits)
    try:
        answers = _answers(process, limits)
        yield _table(answers)
    finally:
        _stop(process)


def _start(file: Path, sheet: str | None, limits: Limits) -> subprocess.Popen[bytes]:
    request = json.dumps({"path": str(file), "sheet": sheet, "limits": limits.to_json()})
    # -E -s and the bare environment: nothing of ours (settings, secrets) reaches the child.
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-E", "-s", "-m", "core.exchange.child", request],
        cwd=_ROOT,
        env=_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        close_fds=True,
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _answers(process: subprocess.Popen[bytes], limits: Limits) -> Iterator[Any]:
    """What the child says, until it says that it is done. It must; silence is a failure."""
    assert process.stdout is not None  # noqa: S101 - we asked for a pipe
    for line in _lines(process.stdout, limits):
        try:
            answer = json.loads(line)
        except ValueError as error:
            raise Damaged from error
        if isinstance(answer, dict) and "refusal" in answer:
            raise BY_CODE.get(answer["refusal"], ExchangeError)(**answer["details"])
        if isinstance(answer, dict) and "end" in answer:
            return
        yield answer
    raise _cause_of_death(process)


def _lines(pipe: IO[bytes], limits: Limits) -> Iterator[bytes]:
    """Whole lines from the pipe. Only the time spent waiting for the child counts."""
    pieces: list[bytes] = []
    held = 0
    waited = 0.0
    # Not select(), which fails in a process with more than 1 024 open files.
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    while True:
        before = time.monotonic()
        ready = poll.poll(max(0.0, limits.waiting_seconds - waited) * 1000)
        waited += time.monotonic() - before
        if not ready:
            raise TooSlow
        chunk = os.read(pipe.fileno(), 1 << 20)
        if not chunk:
            return
        *ended, rest = chunk.split(b"\n")
        for line in ended:
            pieces.append(line)
            yield b"".join(pieces)
            pieces, held = [], 0
        pieces.append(rest)
        held += len(rest)
        if held > limits.line_bytes:
            raise UnpackedTooLarge


def _cause_of_death(process: subprocess.Popen[bytes]) -> ExchangeError:
    """The child ended without a last word: the system stopped it, or the file broke it."""
    code = process.wait()
    logger.warning("The reading process ended with %s before it was done.", code)
    if code == -signal.SIGXCPU:
        return TooSlow()
    # Out of memory ends in abort() inside the library; SIGKILL is the system's last resort.
    if code in (-signal.SIGABRT, -signal.SIGKILL):
        return UnpackedTooLarge()
    return Damaged()


def _table(answers: Iterator[Any]) -> tuple[TableHead, Iterator[Row]]:
    about = next(answers, None)
    batch = next(answers, None)
    if about is None or batch is None:
        raise FileEmpty
    first = next(_rows(about["sheet"], 0, [batch]))
    others = tuple(name for name in about["sheets"] if name != first.sheet)
    headings = tuple(_heading(cell) for cell in first.cells)
    head = TableHead(first.sheet, others, headings, first.number)
    rows = _rows(about["sheet"], len(headings), chain([batch], answers))
    return head, islice(rows, 1, None)


def _rows(sheet: str, width: int, batches: Iterable[Any]) -> Iterator[Row]:
    """At least `width` cells a row; more are kept, so that they can be complained about."""
    for batch in batches:
        try:
            numbers, packed = batch
            columns = [unpack_column(column) for column in packed]
            missing = [[None] * len(numbers)] * (width - len(columns))
            cells = list(zip(*columns, *missing, strict=True))
        except (TypeError, ValueError) as error:
            raise Damaged from error
        if len(columns) > width:
            cells = [_trimmed(row, width) for row in cells]
        for number, row in zip(numbers, cells, strict=True):
            yield Row(sheet, number, row)


def _trimmed(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    end = len(cells)
    while end > width and cells[end - 1] is None:
        end -= 1
    return cells[:end]


def _heading(cell: Cell) -> str:
    """One line, without what cannot be seen: a zero-width mark must not hide a match."""
    words = "" if cell is None else " ".join(str(cell).split())
    return "".join(letter for letter in words if letter.isprintable())
