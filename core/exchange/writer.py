"""Writes tables as .xlsx so that what is read back is what was written; `csv_writer` does CSV.

Text is typed as text: no formula, no lost leading zero, also after someone edits the cell.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from core.exchange.errors import TextTooLongForExcel
from core.exchange.formula_guard import would_run


@dataclass(frozen=True, slots=True)
class Formula:
    """What Excel works out when it is opened: '=D2*H2'. Only of our own making; never in CSV."""

    text: str


Value = str | Decimal | int | date | datetime | bool | Formula | None

EXCEL_CHARACTERS = 32_767
# Excel keeps fifteen significant digits; a longer number is written as text.
_EXCEL_DIGITS = 15
_WIDTH_SAMPLE = 100
_MIN_WIDTH, _MAX_WIDTH = 8, 60

TEXT_FORMAT = "@"
MONEY_FORMAT = "#,##0.00"
NUMBER_FORMAT = "0"
DATE_FORMAT = "yyyy-mm-dd"
TIME_FORMAT = "yyyy-mm-dd hh:mm:ss"
HEADING_FONT = Font(bold=True)
HEADING_FILL = PatternFill("solid", fgColor="E8EDF3")

_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f]")
_NEVER_IN_XML = re.compile(r"[\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Check:
    """What may be typed in a column: a formula about row 2, and the sentence when it is not so."""

    column: int
    formula: str
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet that somebody fills in behaves. Columns count from 0.

    `freeze` is the first cell that moves. `numbers` are columns to type numbers in.
    """

    freeze: str = "A2"
    is_filtered: bool = False
    hidden: frozenset[int] = frozenset()
    numbers: frozenset[int] = frozenset()
    checks: tuple[Check, ...] = ()


PLAIN_LAYOUT = Layout()


@dataclass(frozen=True)
class Table:
    """One sheet of a workbook. `rows` may be a stream: they are taken one by one."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]
    layout: Layout = PLAIN_LAYOUT


def write_xlsx(
    target: Path | str | IO[bytes],
    *,
    sheet_title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
) -> None:
    """One sheet with a frozen heading row. Raises TextTooLongForExcel rather than cut a text."""
    write_workbook(target, [Table(sheet_title, headings, rows)])


def write_workbook(target: Path | str | IO[bytes], tables: Iterable[Table]) -> None:
    """A sheet for each table, in their order, else as `write_xlsx`."""
    workbook = Workbook(write_only=True)
    for table in tables:
        _write_table(workbook.create_sheet(sheet_name(table.title)), table)
    workbook.save(target)


def _write_table(sheet: Any, table: Table) -> None:
    headings = table.headings
    sheet.freeze_panes = table.layout.freeze
    if table.layout is not PLAIN_LAYOUT:  # on paper it lies on its side, as wide as the page
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    stream = iter(table.rows)
    sample = list(islice(stream, _WIDTH_SAMPLE))
    for index, heading in enumerate(headings):
        dimension = sheet.column_dimensions[get_column_letter(index + 1)]
        values = [row[index] for row in sample if index < len(row)]
        dimension.width = _width(heading, values)
        if all(value is None or isinstance(value, str) for value in values):
            # Also a blank one: what somebody types there keeps its zeros.
            dimension.number_format = TEXT_FORMAT
        if index in table.layout.numbers:
            dimension.number_format = NUMBER_FORMAT
        dimension.hidden = index in table.layout.hidden
    cells = _Cells(sheet)
    last = 1
    try:
        sheet.append([cells.heading(heading) for heading in headings])
        for number, row in enumerate(chain(sample, stream), start=2):
            sheet.append([cells.cell(value, number, headings, at) for at, value in enumerate(row)])
            last = number
    except BaseException:
        # Rows go to a temporary file as they come; without this it stays until we exit.
        for begun in sheet.parent.worksheets:
            begun.close()
            begun._writer.cleanup()
        raise
    _lay_out(sheet, table.layout, width=len(headings), last=last)


def _lay_out(sheet: Any, layout: Layout, *, width: int, last: int) -> None:
    """What is known only when all rows are there."""
    if layout.is_filtered:
        sheet.auto_filter.ref = f"A1:{get_column_letter(width)}{last}"
    for check in layout.checks:
        rule = DataValidation(type="custom", formula1=check.formula, allow_blank=True)
        rule.errorTitle, rule.error = check.title, check.message
        rule.showErrorMessage = True
        letter = get_column_letter(check.column + 1)
        rule.add(f"{letter}2:{letter}{max(last, 2)}")
        sheet.data_validations.append(rule)


class _Cells:
    """Styled cells for one sheet. A cell is written at once, so each column reuses its own."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.kept: dict[tuple[int, str, bool], Any] = {}

    def heading(self, words: str) -> Any:
        cell = WriteOnlyCell(self.sheet)
        cell.value = excel_text(words)
        cell.data_type = "s"
        cell.font, cell.fill = HEADING_FONT, HEADING_FILL
        return cell

    def cell(self, value: Value, row: int, headings: Sequence[str], column: int) -> Any:
        if value is None or value == "":
            return None
        if isinstance(value, Formula):
            cell = self._kept(column, MONEY_FORMAT)
            cell.value, cell.data_type = value.text, "f"
            return cell
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = _number(value)
        if isinstance(value, str):
            if len(value) > EXCEL_CHARACTERS:
                raise TextTooLongForExcel(row=row, column=headings[column])
            cell = self._kept(column, TEXT_FORMAT, would_run(value))
            cell.value = excel_text(value)
            cell.data_type = "s"
            return cell
        if isinstance(value, datetime):
            cell = self._kept(column, TIME_FORMAT)
            value = value.replace(tzinfo=None, microsecond=0)
        elif isinstance(value, date):
            cell = self._kept(column, DATE_FORMAT)
        elif isinstance(value, Decimal):
            cell = self._kept(column, _decimal_format(value))
        else:
            cell = self._kept(column, "General")
        cell.value = value
        return cell

    def _kept(self, column: int, number_format: str, quoted: bool = False) -> Any:
        key = column, number_format, quoted
        if key not in self.kept:
            cell = WriteOnlyCell(self.sheet)
            cell.number_format = number_format
            if quoted:
                # Keeps it text also when somebody edits the cell.
                cell.quotePrefix = True
            self.kept[key] = cell
        return self.kept[key]


def _number(value: int | Decimal) -> int | Decimal | str:
    """The number, or its digits as text where Excel would lose some of them."""
    digits = len(Decimal(value).normalize().as_tuple().digits)
    if digits > _EXCEL_DIGITS or abs(value) >= 10**_EXCEL_DIGITS:
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    return value


def _decimal_format(value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if decimals == 2:
        return MONEY_FORMAT
    return f"0.{'0' * decimals}" if decimals else "0"


def _width(heading: str, values: Sequence[Value]) -> int:
    shown = [value for value in [heading, *values] if not isinstance(value, Formula | None)]
    longest = max((len(str(value)) for value in shown), default=0)
    return max(_MIN_WIDTH, min(_MAX_WIDTH, longest + 2))


def excel_text(text: str) -> str:
    """The text as it stands in the file: what XML cannot hold is escaped the way Excel does it."""
    text = _ESCAPE_LOOKALIKE.sub("_x005F_", text)
    text = _ESCAPED_CONTROLS.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return _NEVER_IN_XML.sub("\ufffd", text)


def sheet_name(title: str) -> str:
    """A title that Excel accepts: at most 31 characters, none of []:*?/\\."""
    return re.sub(r"[\[\]:*?/\\]", " ", title).strip().strip("'")[:31] or "1"
