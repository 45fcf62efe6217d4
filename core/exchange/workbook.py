"""Excel and OpenDocument workbooks through calamine. Runs inside the reading process."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import cast

import python_calamine as calamine

from core.exchange.limits import Limits
from core.exchange.marks import unusable_cells
from core.exchange.wire import Marks, Raw, Refusal


@dataclass(frozen=True)
class Found:
    """The chosen sheet. `rows` is consumed once: (row number as Excel shows it, cells)."""

    sheet: str
    sheets: list[str]
    kind: str
    rows: Iterator[tuple[int, list[Raw]]]


def read_workbook(path: Path, sheet: str | None, limits: Limits) -> Found:
    """The named sheet, else the first visible worksheet that holds anything."""
    try:
        return _read(path, sheet, limits)
    except (Refusal, MemoryError):
        raise
    except calamine.PasswordError as error:
        raise Refusal("password") from error
    # Crafted files make the Rust library panic, and that is no Exception.
    except BaseException as error:
        raise Refusal("damaged") from error


def _read(path: Path, sheet: str | None, limits: Limits) -> Found:
    workbook = calamine.CalamineWorkbook.from_path(path)
    visible = [
        about.name
        for about in workbook.sheets_metadata
        if about.typ == calamine.SheetTypeEnum.WorkSheet
        and about.visible == calamine.SheetVisibleEnum.Visible
    ]
    if sheet is not None and sheet not in visible:
        raise Refusal("sheet", sheet=sheet, sheets=", ".join(visible))
    for name in visible if sheet is None else [sheet]:
        rows = _rows(*_sheet_and_marks(workbook, path, name, limits))
        first = next((row for row in rows if any(cell != "" for cell in row[1])), None)
        if first is not None:
            return Found(name, visible, "workbook", _careful(chain([first], rows)))
    raise Refusal("empty")


def _sheet_and_marks(
    workbook: calamine.CalamineWorkbook, path: Path, name: str, limits: Limits
) -> tuple[calamine.CalamineSheet, Marks]:
    """Both go through the whole file, and the library lets other threads work meanwhile."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        marks = beside.submit(unusable_cells, path, name, limits)
        return workbook.get_sheet_by_name(name), marks.result()


def _careful(rows: Iterator[tuple[int, list[Raw]]]) -> Iterator[tuple[int, list[Raw]]]:
    """The library converts as it goes, so a broken row shows only when it is reached."""
    try:
        yield from rows
    except (Refusal, MemoryError, GeneratorExit):
        raise
    except BaseException as error:
        raise Refusal("damaged") from error


def _rows(sheet: calamine.CalamineSheet, marks: Marks) -> Iterator[tuple[int, list[Raw]]]:
    """The library leaves out blank columns on the left and blank rows at the end."""
    rows = cast("Iterator[list[Raw]]", sheet.iter_rows())
    if not marks:
        yield from enumerate(rows, 1)
        return
    left = sheet.start[1] if sheet.start else 0
    last = max(marks)
    height = 0
    for height, cells in enumerate(rows, 1):
        if height - 1 in marks:
            _put(marks[height - 1], cells, left)
        yield height, cells
    for index in range(height, last + 1):
        if index in marks:
            cells = [""] * sheet.width
            _put(marks[index], cells, left)
            yield index + 1, cells


def _put(words: dict[int, str], cells: list[Raw], left: int) -> None:
    """Beyond the columns that hold anything there is no heading, so it could mean nothing."""
    for column, word in words.items():
        if 0 <= column - left < len(cells):
            cells[column - left] = word
