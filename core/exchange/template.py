"""The workbook that a user fills in: headings and notes in their language, choices, an example."""

from pathlib import Path
from typing import IO, Any

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from core.exchange.sheet import Column, Sheet
from core.exchange.values import parse_cell
from core.exchange.writer import (
    DATE_FORMAT,
    HEADING_FILL,
    HEADING_FONT,
    TEXT_FORMAT,
    excel_text,
    sheet_name,
)

_ROWS_WITH_CHOICES = 5_000
_AUTHOR = "Attest"


def template_xlsx(target: Path | str | IO[bytes], *, sheet: Sheet, language: str) -> None:
    """First the sheet to fill in, with one example row that an import passes over; then notes."""
    with translation.override(language):
        workbook = Workbook()
        front: Any = workbook.active
        front.title = sheet_name(str(sheet.label))
        front.freeze_panes = "A2"
        lists = workbook.create_sheet("Lists")
        for index, column in enumerate(sheet.columns, start=1):
            _fill_column(front, lists, index, column)
        # The reader passes over hidden sheets.
        lists.sheet_state = "hidden"
        _write_notes(workbook.create_sheet(sheet_name(_("Notes")), 1), sheet)
        workbook.save(target)


def _fill_column(front: Any, lists: Any, index: int, column: Column[Any]) -> None:
    letter = get_column_letter(index)
    label = str(column.label)
    heading = _text_cell(front, 1, index, label)
    heading.font, heading.fill = HEADING_FONT, HEADING_FILL
    if note := _note(column):
        heading.comment = Comment(note, _AUTHOR, width=320, height=120)
    value = parse_cell(column.parse, column.example) if column.example else None
    if isinstance(value, str | bool | tuple) or value is None or column.offered():
        front.column_dimensions[letter].number_format = TEXT_FORMAT
        example = _text_cell(front, 2, index, column.example)
    else:
        example = front.cell(2, index, value)
        if hasattr(value, "isoformat"):
            example.number_format = DATE_FORMAT
            front.column_dimensions[letter].number_format = DATE_FORMAT
    example.font = Font(italic=True, color="6B7280")
    front.column_dimensions[letter].width = max(12, min(40, len(label) + 4))
    _add_choices(front, lists, index, column)


def _add_choices(front: Any, lists: Any, index: int, column: Column[Any]) -> None:
    words = column.offered()
    if not words:
        return
    letter = get_column_letter(index)
    for row, word in enumerate(words, start=1):
        _text_cell(lists, row, index, word)
    validation = DataValidation(
        type="list",
        formula1=f"{quote_sheetname(lists.title)}!${letter}$1:${letter}${len(words)}",
        allow_blank=True,
        # Other words are understood as well (other languages, several in one cell).
        showErrorMessage=False,
    )
    front.add_data_validation(validation)
    validation.add(f"{letter}2:{letter}{_ROWS_WITH_CHOICES}")


def _write_notes(notes: Any, sheet: Sheet) -> None:
    rows = [
        (_("Column"), _("Filled in"), _("What to write")),
        *((str(column.label), _filled_in(column), _note(column)) for column in sheet.columns),
        ("", "", ""),
        ("", "", _("A blank cell leaves the value as it is. Write [clear] to remove a value.")),
        ("", "", _("The example row is passed over when you upload the file.")),
    ]
    for number, row in enumerate(rows, start=1):
        for index, words in enumerate(row, start=1):
            cell = _text_cell(notes, number, index, words)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font, cell.fill = HEADING_FONT, HEADING_FILL
    for letter, width in (("A", 28), ("B", 18), ("C", 80)):
        notes.column_dimensions[letter].width = width
    notes.freeze_panes = "A2"


def _filled_in(column: Column[Any]) -> str:
    if column.required:
        return _("Always")
    return _("For new rows") if column.needed_to_create else _("When wanted")


def _note(column: Column[Any]) -> str:
    parts = [str(column.help)] if column.help else []
    if words := column.offered():
        parts.append(_("One of: %(options)s.") % {"options": ", ".join(words)})
    if column.takes_several():
        parts.append(_("Several are separated by commas."))
    return " ".join(parts)


def _text_cell(sheet: Any, row: int, column: int, words: str) -> Any:
    """A cell whose content stays text whatever it begins with."""
    cell = sheet.cell(row, column)
    if words:
        cell.value = excel_text(words)
        cell.data_type = "s"
    cell.number_format = TEXT_FORMAT
    return cell
