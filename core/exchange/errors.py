"""Why a spreadsheet could not be read or written, in words for the person who sent it."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ExchangeError(Exception):
    """The whole file is refused. `str(error)` is the sentence for the page, translated."""

    message: ClassVar[str | Promise] = _("The file cannot be read.")

    def __init__(self, **details: str | int) -> None:
        super().__init__(details)
        self.details = details

    def __str__(self) -> str:
        return str(self.message) % self.details if self.details else str(self.message)


class FileMissing(ExchangeError):
    message = _("The file is no longer there. Upload it again.")


class FileEmpty(ExchangeError):
    message = _("There is nothing in this file.")


class FileTooLarge(ExchangeError):
    message = _("The file is larger than %(megabytes)s MB. Split it into smaller files.")


class UnpackedTooLarge(ExchangeError):
    message = _(
        "The file becomes too large when it is unpacked. If the table is small, copy only its "
        "cells to a new workbook and upload that. If it is large, save it as “CSV UTF-8”, which "
        "may be longer."
    )


class TooManyRows(ExchangeError):
    message = _("The file has more than %(rows)s rows. Split it into smaller files.")


class TooManyColumns(ExchangeError):
    message = _(
        "Row %(row)s has more than %(columns)s columns. Keep only the columns of the table."
    )


class CellTooLong(ExchangeError):
    message = _("A cell in row %(row)s holds more than %(characters)s characters.")


class TooSlow(ExchangeError):
    message = _(
        "Reading the file took too long. Split it, or copy only the cells of the table to a new "
        "workbook, and upload that."
    )


class PasswordProtected(ExchangeError):
    message = _("The file is password protected. Save it without a password and upload it again.")


class Damaged(ExchangeError):
    message = _(
        "The file is damaged, or written in a way we cannot read. Open it in a spreadsheet "
        "program, save it as .xlsx and upload that."
    )


class NotASpreadsheet(ExchangeError):
    message = _("This is not a spreadsheet. Upload an Excel file (.xlsx) or a CSV file.")


class IsPicture(NotASpreadsheet):
    message = _("This is a picture, not a spreadsheet. Upload an Excel file (.xlsx) or a CSV file.")


class IsPdf(NotASpreadsheet):
    message = _("This is a PDF, not a spreadsheet. Upload an Excel file (.xlsx) or a CSV file.")


class IsTextDocument(NotASpreadsheet):
    message = _("This is a text document. Copy the table to a spreadsheet and upload that.")


class IsArchive(NotASpreadsheet):
    message = _("This is an archive. Unpack it and upload the spreadsheet that is inside.")


class IsWebPage(NotASpreadsheet):
    message = _(
        "This is a web page or XML with the name of a spreadsheet. Open it in a spreadsheet "
        "program, save it as .xlsx and upload that."
    )


class OtherFormat(NotASpreadsheet):
    message = _(
        "This kind of spreadsheet cannot be read here. Open it in the program that made it, save "
        "it as .xlsx and upload that."
    )


class NotText(ExchangeError):
    message = _(
        "Line %(line)s holds letters that cannot be read. Save the file as “CSV UTF-8” or as "
        ".xlsx and upload it again."
    )


class QuotesBroken(ExchangeError):
    message = _(
        "Near line %(line)s a quotation mark is missing or out of place, so we cannot tell where "
        "a cell ends. Save the file as .xlsx and upload that."
    )


class SheetMissing(ExchangeError):
    message = _("There is no sheet named “%(sheet)s” in the file. It has: %(sheets)s.")


class TextTooLongForExcel(ExchangeError):
    message = _(
        "Row %(row)s, “%(column)s”, is longer than the 32 767 characters an Excel cell can hold. "
        "Export as CSV instead."
    )


# What the reading process may answer. A code that is not here means that it misbehaved.
BY_CODE: dict[str, type[ExchangeError]] = {
    "missing": FileMissing,
    "empty": FileEmpty,
    "file_too_large": FileTooLarge,
    "unpacked_too_large": UnpackedTooLarge,
    "rows": TooManyRows,
    "columns": TooManyColumns,
    "cell": CellTooLong,
    "password": PasswordProtected,
    "damaged": Damaged,
    "not_a_spreadsheet": NotASpreadsheet,
    "picture": IsPicture,
    "pdf": IsPdf,
    "text_document": IsTextDocument,
    "archive": IsArchive,
    "web_page": IsWebPage,
    "other_format": OtherFormat,
    "not_text": NotText,
    "quotes": QuotesBroken,
    "sheet": SheetMissing,
}
