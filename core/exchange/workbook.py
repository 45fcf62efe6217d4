"""Excel and OpenDocument workbooks through calamine. Runs inside the reading process."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

import python_calamine as calamine

from core.exchange.limits import Limits
from core.exchange.wire import Cell, Refusal
from core.exchange.xlsx_marks import unusable_cells

# Excel keeps fifteen significant digits; a longer whole number has already lost some.
_EXACT_BELOW = 10**15


@dataclass(frozen=True)
class Found:
    """The chosen sheet. `rows` is consumed once: (row number as Excel shows it, cells)."""

    sheet: str
    sheets: list[str]
    kind: str
    rows: Iterator[tuple[int, list[Cell]]]


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
        rows = _rows(workbook.get_sheet_by_name(name), unusable_cells(path, name, limits))
        first = next((row for row in rows if any(cell is not None for cell in row[1])), None)
        if first is not None:
            return Found(name, visible, "workbook", _careful(chain([first], rows)))
    raise Refusal("empty")


def _careful(rows: Iterator[tuple[int, list[Cell]]]) -> Iterator[tuple[int, list[Cell]]]:
    """The library converts as it goes, so a broken row shows only when it is reached."""
    try:
        yield from rows
    except (Refusal, MemoryError, GeneratorExit):
        raise
    except BaseException as error:
        raise Refusal("damaged") from error


def _rows(
    sheet: calamine.CalamineSheet, marks: dict[tuple[int, int], str]
) -> Iterator[tuple[int, list[Cell]]]:
    """The library leaves out blank columns on the left, but no rows."""
    marked_rows = {row for row, _column in marks}
    left = sheet.start[1] if sheet.start else 0
    for index, values in enumerate(sheet.iter_rows()):
        cells = [_cell(value) for value in values]
        if index in marked_rows:
            for column in range(len(cells)):
                if cells[column] is None:
                    cells[column] = marks.get((index, left + column))
        yield index + 1, cells


def _cell(value: Any) -> Cell:
    """One cell with its meaning kept: 7350012345678 stays that, not 7350012345678.0 or 7E+12."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, date):
        return value
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return None


def _number(value: float) -> Cell:
    """Whole numbers as their digits, others as the decimals that Excel shows (15 digits)."""
    if value == int(value):
        whole = int(value)
        return str(whole) if abs(whole) < _EXACT_BELOW else Decimal(whole)
    return Decimal(format(value, ".15g"))
