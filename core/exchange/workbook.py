"""Excel and OpenDocument workbooks through calamine. Runs inside the reading process."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import python_calamine as calamine

from core.exchange.limits import Limits
from core.exchange.wire import Raw, Refusal
from core.exchange.xlsx_marks import unusable_cells


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
) -> tuple[calamine.CalamineSheet, dict[int, dict[int, str]]]:
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


def _rows(
    sheet: calamine.CalamineSheet, marks: dict[int, dict[int, str]]
) -> Iterator[tuple[int, list[Raw]]]:
    """The library leaves out blank columns on the left, but no rows."""
    rows: Iterator[list[Raw]] = sheet.iter_rows()
    if not marks:
        yield from enumerate(rows, 1)
        return
    left = sheet.start[1] if sheet.start else 0
    for index, cells in enumerate(rows):
        for column, word in marks.get(index, {}).items():
            place = column - left
            if 0 <= place < len(cells) and cells[place] == "":
                cells[place] = word
        yield index + 1, cells
