"""The reading process: reads one file under hard limits and writes its rows to standard output.

Started by `reader`, never imported by it. A hostile file may make it run out of memory or time,
or abort; that ends this process and nothing else. It knows nothing of Django, so that it starts
quickly and holds no secret, connection or setting.
"""

import gc
import json
import resource
import sys
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from core.exchange.delimited import read_delimited
from core.exchange.limits import Limits
from core.exchange.sniff import kind_of
from core.exchange.wire import Raw, Refusal, pack_column
from core.exchange.workbook import read_workbook

_BATCH_ROWS = 200
_LINE_CHARACTERS = 2_000_000
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def main(arguments: list[str]) -> int:
    request = json.loads(arguments[0])
    limits = Limits.from_json(request["limits"])
    _confine(limits)
    try:
        _read(Path(request["path"]), request["sheet"], limits)
    except Refusal as refusal:
        _say({"refusal": refusal.code, "details": refusal.details})
    except MemoryError:
        _say({"refusal": "unpacked_too_large", "details": {}})
    except BrokenPipeError:
        return 1
    except FileNotFoundError:
        _say({"refusal": "missing", "details": {}})
    return 0


def _confine(limits: Limits) -> None:
    """No file can be written, no core dumped, and memory and time end where they are set."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))


def _read(path: Path, sheet: str | None, limits: Limits) -> None:
    kind = kind_of(path, limits)
    if kind == "workbook":
        found = read_workbook(path, sheet, limits)
    else:
        found = read_delimited(path, limits, gzipped=kind == "gzip")
    _say({"sheet": found.sheet, "sheets": found.sheets, "kind": found.kind})
    _say({"end": _send_rows(found.rows, limits)})


def _send_rows(rows: Iterator[tuple[int, list[Raw]]], limits: Limits) -> int:
    """Send the rows that hold something, in batches; returns how many."""
    count = 0
    filled = _without_blanks(rows)
    while batch := list(islice(filled, _BATCH_ROWS)):
        count += len(batch)
        # One more than the limit: the headings are not counted as a row.
        if count > limits.rows + 1:
            raise Refusal("rows", rows=limits.rows)
        _send(batch, limits)
    return count


def _without_blanks(rows: Iterator[tuple[int, list[Raw]]]) -> Iterator[tuple[int, list[Raw]]]:
    """Without the blank cells at the end of a row, and without blank rows."""
    for row in rows:
        cells = row[1]
        while cells:
            last = cells[-1]
            if last is None or (last.__class__ is str and not last.strip()):
                cells.pop()
            else:
                yield row
                break


def _send(batch: list[tuple[int, list[Raw]]], limits: Limits) -> None:
    """Refuse what is beyond the limits, send the rest; in halves when it is heavy."""
    numbers = [number for number, _cells in batch]
    values = list(zip_longest(*[cells for _number, cells in batch]))
    if len(values) > limits.columns:
        wide = next(number for number, cells in batch if len(cells) > limits.columns)
        raise Refusal("columns", row=wide, columns=limits.columns)
    columns = [pack_column(column) for column in values]
    line = _json([numbers, columns])
    # No cell is longer than the line it stands in.
    if len(line) > limits.cell_characters:
        for _kinds, texts in columns:
            _check_lengths(texts, numbers, limits)
    if len(line) > _LINE_CHARACTERS and len(batch) > 1:
        half = len(batch) // 2
        _send(batch[:half], limits)
        _send(batch[half:], limits)
    else:
        _write(line)


def _check_lengths(texts: Sequence[str | bool | None], numbers: list[int], limits: Limits) -> None:
    for number, text in zip(numbers, texts, strict=True):
        if isinstance(text, str) and len(text) > limits.cell_characters:
            raise Refusal("cell", row=number, characters=limits.cell_characters)


def _say(value: dict[str, Any]) -> None:
    _write(_json(value))


def _write(line: str) -> None:
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    # Nothing that is read refers to itself, and looking for that takes a tenth of the time.
    gc.disable()
    sys.exit(main(sys.argv[1:]))
