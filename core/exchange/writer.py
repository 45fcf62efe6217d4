"""Writes tables as .xlsx and CSV so that what is read back is what was written.

Text is typed as text in Excel: no formula, no lost leading zero, also after someone edits the
cell. In CSV what a spreadsheet would run gets one apostrophe, which the reader takes off again.
"""

import codecs
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import IO

from core.exchange import xlsx_parts as parts
from core.exchange.errors import TextTooLongForExcel
from core.exchange.formula_guard import guard, would_run

Value = str | Decimal | int | date | datetime | bool | None

EXCEL_CHARACTERS = 32_767
# Excel keeps fifteen significant digits; a longer number is written as text.
_EXCEL_DIGITS = 15
_WIDTH_SAMPLE = 100
_MIN_WIDTH, _MAX_WIDTH = 8, 60
_ROWS_AT_ONCE = 500

TEXT_FORMAT = "@"
MONEY_FORMAT = "#,##0.00"
DATE_FORMAT = "yyyy-mm-dd"
TIME_FORMAT = "yyyy-mm-dd hh:mm:ss"

# Excel counts days from here; it takes 1900 for a leap year, so earlier days are text.
_DAY_ZERO = datetime(1899, 12, 30)
_FIRST_SURE_DAY = date(1900, 3, 1)


def write_xlsx(
    target: Path | str | IO[bytes],
    *,
    sheet_title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
) -> None:
    """One sheet with a frozen heading row. Rows are taken one by one, so they may be a stream.

    Raises TextTooLongForExcel rather than cut a text; then there is no file.
    """
    with _opened(target) as file:
        _write_book(file, sheet_title, _Cells(headings), iter(rows))


@contextmanager
def _opened(target: Path | str | IO[bytes]) -> Iterator[IO[bytes]]:
    """A file that is not left half written."""
    if not isinstance(target, Path | str):
        yield target
        return
    with Path(target).open("wb") as file:
        try:
            yield file
        except BaseException:
            Path(target).unlink(missing_ok=True)
            raise


def _write_book(
    file: IO[bytes], title: str, cells: "_Cells", stream: Iterator[Sequence[Value]]
) -> None:
    sample = list(islice(stream, _WIDTH_SAMPLE))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", parts.CONTENT_TYPES)
        archive.writestr("_rels/.rels", parts.RELATIONS)
        archive.writestr("xl/workbook.xml", parts.workbook(sheet_name(title)))
        archive.writestr("xl/_rels/workbook.xml.rels", parts.WORKBOOK_RELATIONS)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(cells.start(sample).encode())
            numbered = enumerate(chain(sample, stream), start=2)
            while some := "".join(
                cells.row(number, row) for number, row in islice(numbered, _ROWS_AT_ONCE)
            ):
                sheet.write(some.encode())
            sheet.write(parts.SHEET_END.encode())
        archive.writestr("xl/styles.xml", cells.styles.part())


class _Cells:
    """Values as the cells of one sheet."""

    def __init__(self, headings: Sequence[str]) -> None:
        self.headings = headings
        self.styles = parts.Styles()
        self.text = self.styles.of(TEXT_FORMAT)
        self.quoted = self.styles.of(TEXT_FORMAT, quoted=True)

    def start(self, sample: Sequence[Sequence[Value]]) -> str:
        """The columns, as wide as the first rows need, and the headings."""
        columns = []
        for index, heading in enumerate(self.headings):
            values = [row[index] for row in sample if index < len(row)]
            columns.append(
                parts.column(index + 1, _width(heading, values), self._column_style(values))
            )
        cells = (
            parts.text_cell(f"{parts.letters(index)}1", heading, self.styles.heading)
            for index, heading in enumerate(self.headings)
        )
        return f'{parts.sheet_start(columns)}<row r="1">{"".join(cells)}</row>'

    def _column_style(self, values: Sequence[Value]) -> int:
        """Text, also where nothing stands yet, so that what is typed there keeps its zeros."""
        filled = [value for value in values if value not in (None, "")]
        return self.text if not filled or any(isinstance(each, str) for each in filled) else 0

    def row(self, number: int, row: Sequence[Value]) -> str:
        cells = "".join(
            [
                self.cell(f"{parts.letters(index)}{number}", value, index)
                for index, value in enumerate(row)
                if value is not None and value != ""
            ]
        )
        return f'<row r="{number}">{cells}</row>'

    def cell(self, place: str, value: Value, column: int) -> str:
        if isinstance(value, bool):
            return parts.truth_cell(place, value)
        written = _plain(value)
        if not isinstance(written, str):
            return parts.number_cell(place, *self._number(written))
        if len(written) > EXCEL_CHARACTERS:
            row = int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            raise TextTooLongForExcel(row=row, column=self.headings[column])
        return parts.text_cell(place, written, self.quoted if would_run(written) else self.text)

    def _number(self, value: Decimal | int | datetime | date) -> tuple[str, int]:
        if isinstance(value, datetime):
            since = value.replace(tzinfo=None) - _DAY_ZERO
            return repr(since.days + since.seconds / 86_400), self.styles.of(TIME_FORMAT)
        if isinstance(value, date):
            days = value.toordinal() - _DAY_ZERO.toordinal()
            return str(days), self.styles.of(DATE_FORMAT)
        if isinstance(value, Decimal):
            return format(value, "f"), self.styles.of(_decimal_format(value))
        return str(value), self.styles.of("0")


def _plain(value: Value) -> str | Decimal | int | datetime | date:
    """The value, or its words where Excel would lose some of it."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | Decimal):
        return _number(value)
    if isinstance(value, datetime):
        early = value.date() < _FIRST_SURE_DAY
        return value.replace(tzinfo=None).isoformat(" ", "seconds") if early else value
    if isinstance(value, date):
        return value.isoformat() if value < _FIRST_SURE_DAY else value
    return ""


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
    longest = max((len(str(value)) for value in [heading, *values] if value is not None), default=0)
    return max(_MIN_WIDTH, min(_MAX_WIDTH, longest + 2))


def sheet_name(title: str) -> str:
    """A title that Excel accepts: at most 31 characters, none of []:*?/\\."""
    return re.sub(r"[\[\]:*?/\\]", " ", title).strip().strip("'")[:31] or "1"


def write_csv(
    target: Path | str | IO[bytes],
    *,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    delimiter: str = ";",
) -> None:
    """UTF-8 with its mark, so that Excel shows åäö. Semicolon and decimal comma by default,

    which is what Excel opens in Sweden and Norway; with another delimiter the decimal mark is a
    point.
    """
    with _opened(target) as file:
        for line in csv_lines(headings, rows, delimiter=delimiter):
            file.write(line)


def csv_lines(
    headings: Sequence[str], rows: Iterable[Sequence[Value]], *, delimiter: str = ";"
) -> Iterator[bytes]:
    """The same file in pieces, for a response that is sent while it is made."""
    yield codecs.BOM_UTF8
    decimal_mark = "," if delimiter == ";" else "."
    for row in chain([headings], rows):
        fields = (_csv_field(value, decimal_mark) for value in row)
        yield f"{delimiter.join(fields)}\r\n".encode("utf-8", "replace")


def _csv_field(value: Value, decimal_mark: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _quoted(_csv_decimal(value).replace(".", decimal_mark))
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return _quoted(guard(value)) if isinstance(value, str) else str(value)


def _csv_decimal(value: Decimal) -> str:
    """Three decimals get a fourth, or 1,234 could be read as one thousand and something."""
    written = format(value, "f")
    return f"{written}0" if re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", written) else written


def _quoted(field: str) -> str:
    """Quoted whenever it holds anything that some reader takes for the end of a cell."""
    if field and not re.search(r"[;,|\t\"\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]|^\s|\s$", field):
        return field
    return '"' + field.replace('"', '""') + '"' if field else ""
