"""Errors and formulas never computed in an .ods. Runs inside the reading process."""

import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from core.exchange.limits import Limits
from core.exchange.wire import NO_RESULT, Marks, Refusal, error_word

_CHUNK = 1024 * 1024
_OVERLAP = 64
_SIGNS = (b'value-type="error"', b"value-type='error'", b":formula=")
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 p"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")


def marks_of_ods(archive: zipfile.ZipFile, sheet: str, limits: Limits) -> Marks:
    if not _has_signs(archive, limits):
        return {}
    seen = _Seen(sheet, limits)
    try:
        for chunk in _chunks(archive, limits):
            seen.parser.Parse(chunk, False)
        seen.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Refusal("damaged") from error
    return seen.marks


def _has_signs(archive: zipfile.ZipFile, limits: Limits) -> bool:
    """Most tables have neither; then the slow look at each cell is not needed."""
    kept = b""
    for chunk in _chunks(archive, limits):
        part = kept + chunk
        if any(sign in part for sign in _SIGNS):
            return True
        kept = part[-_OVERLAP:]
    return False


def _chunks(archive: zipfile.ZipFile, limits: Limits) -> Iterator[bytes]:
    """The content, whose declared size is not trusted."""
    total = 0
    with archive.open("content.xml") as file:
        while chunk := file.read(_CHUNK):
            total += len(chunk)
            if total > limits.unpacked_bytes:
                raise Refusal("unpacked_too_large")
            yield chunk


class _Seen:
    """Walks the wanted table and keeps count of rows and columns, repeated ones included."""

    def __init__(self, sheet: str, limits: Limits) -> None:
        self.sheet = sheet
        self.limits = limits
        self.marks: Marks = {}
        self.inside = False
        self.row = self.column = 0
        self.row_repeated = self.cell_repeated = 1
        self.row_marks: dict[int, str] = {}
        self.word = ""
        self.text: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.doctype

    def doctype(self, *_about: object) -> None:
        """No spreadsheet program writes one; it is how entities are made to grow."""
        raise Refusal("damaged")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _TABLE + "table":
            self.inside = attributes.get(_TABLE + "name") == self.sheet
            self.row = 0
        elif not self.inside:
            return
        elif tag == _TABLE + "table-row":
            self.column = 0
            self.row_marks = {}
            self.row_repeated = _repeated(attributes, "rows")
        elif tag in _CELLS:
            self.cell_repeated = _repeated(attributes, "columns")
            self.word = _word(attributes)
        elif tag == _TEXT and self.word == "#N/A":
            self.text = []

    def characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def end(self, tag: str) -> None:
        if not self.inside:
            return
        if tag == _TEXT and self.text is not None:
            self.word = error_word("".join(self.text))
            self.text = None
        elif tag in _CELLS:
            if self.word:
                # What is repeated beyond the limits is refused when it is reached.
                last = min(self.column + self.cell_repeated, self.limits.columns + 1)
                for column in range(self.column, last):
                    self.row_marks[column] = self.word
            self.column += self.cell_repeated
            self.word = ""
        elif tag == _TABLE + "table-row":
            if self.row_marks:
                last = min(self.row + self.row_repeated, self.row + self.limits.rows + 2)
                for row in range(self.row, last):
                    self.marks[row] = self.row_marks
            self.row += self.row_repeated
        elif tag == _TABLE + "table":
            self.inside = False


def _repeated(attributes: dict[str, str], what: str) -> int:
    repeated = attributes.get(f"{_TABLE}number-{what}-repeated", "1")
    if not repeated.isdecimal():
        raise Refusal("damaged")
    return max(1, int(repeated))


def _word(attributes: dict[str, str]) -> str:
    """What is wrong with the cell, or nothing; an error's own text may follow."""
    if attributes.get(_CALC + "value-type") == "error":
        return "#N/A"
    if _TABLE + "formula" in attributes and _OFFICE + "value-type" not in attributes:
        return NO_RESULT
    return ""
