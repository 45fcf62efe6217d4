"""The reading process: reads one file under hard limits and writes its rows to standard output.

Started by `reader`, never imported by it. A hostile file may make it run out of memory or time,
or abort; that ends this process and nothing else. It knows nothing of Django, so that it starts
quickly and holds no secret, connection or setting.
"""

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.exchange.delimited import read_delimited
from core.exchange.limits import Limits
from core.exchange.sniff import kind_of
from core.exchange.wire import Cell, Refusal, encode
from core.exchange.workbook import read_workbook

_BATCH_ROWS = 500
_BATCH_CHARACTERS = 500_000


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


def _send_rows(rows: Iterator[tuple[int, list[Cell]]], limits: Limits) -> int:
    """Send the rows that hold something, in batches; returns how many."""
    count = 0
    batch: list[list[Any]] = []
    weight = 0
    for number, cells in rows:
        while cells and _is_blank(cells[-1]):
            cells.pop()
        if not cells:
            continue
        count += 1
        weight += _check_row(number, cells, count, limits)
        batch.append([number, *map(encode, cells)])
        if len(batch) == _BATCH_ROWS or weight > _BATCH_CHARACTERS:
            _say(batch)
            batch, weight = [], 0
    if batch:
        _say(batch)
    return count


def _check_row(number: int, cells: list[Cell], count: int, limits: Limits) -> int:
    """Refuse what is beyond the limits; returns the row's characters."""
    # One more than the limit: the headings are not counted as a row.
    if count > limits.rows + 1:
        raise Refusal("rows", rows=limits.rows)
    if len(cells) > limits.columns:
        raise Refusal("columns", row=number, columns=limits.columns)
    lengths = [len(cell) for cell in cells if isinstance(cell, str)]
    if lengths and max(lengths) > limits.cell_characters:
        raise Refusal("cell", row=number, characters=limits.cell_characters)
    return sum(lengths)


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _say(value: Any) -> None:
    sys.stdout.write(json.dumps(value, separators=(",", ":")) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
