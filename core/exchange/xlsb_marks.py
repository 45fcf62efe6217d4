"""Errors in an .xlsb, which the library gives as blank. Runs inside the reading process.

As in .xls, a formula that was never computed cannot be told from one whose result is 0.
"""

import zipfile
from collections.abc import Iterator
from struct import error as StructError
from struct import unpack_from
from xml.etree import ElementTree

from core.exchange.limits import Limits
from core.exchange.wire import Marks, Refusal
from core.exchange.xls_marks import ERROR_CODES
from core.exchange.xlsx_marks import relation_targets

_ROW, _CELL_ERROR, _FORMULA_ERROR, _SHEET = 0, 3, 11, 156


def marks_of_xlsb(archive: zipfile.ZipFile, sheet: str, limits: Limits) -> Marks:
    marks: Marks = {}
    row = 0
    try:
        member = _member_of(archive, sheet, limits)
        for kind, content, at in _records(_content(archive, member, limits)) if member else ():
            if kind == _ROW:
                row = unpack_from("<I", content, at)[0]
            elif kind in (_CELL_ERROR, _FORMULA_ERROR):
                column = unpack_from("<I", content, at)[0]
                marks.setdefault(row, {})[column] = ERROR_CODES.get(content[at + 8], "#N/A")
    except (KeyError, IndexError, StructError, ElementTree.ParseError):
        # Not laid out as it should be: the library decides what becomes of it.
        return {}
    return marks


def _member_of(archive: zipfile.ZipFile, sheet: str, limits: Limits) -> str | None:
    targets = relation_targets(archive, "xl/_rels/workbook.bin.rels")
    for kind, content, at in _records(_content(archive, "xl/workbook.bin", limits)):
        if kind == _SHEET:
            relation, at = _text(content, at + 8)
            name, at = _text(content, at)
            if name == sheet:
                return targets.get(relation)
    return None


def _content(archive: zipfile.ZipFile, member: str, limits: Limits) -> bytes:
    with archive.open(member) as file:
        content = file.read(limits.unpacked_bytes + 1)
    if len(content) > limits.unpacked_bytes:
        raise Refusal("unpacked_too_large")
    return content


def _records(content: bytes) -> Iterator[tuple[int, bytes, int]]:
    """(kind, the content, where in it the record's own begins)."""
    at = 0
    while at < len(content):
        kind = content[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (content[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while True:
            byte = content[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift > 21:
                break
        yield kind, content, at
        at += length


def _text(content: bytes, at: int) -> tuple[str, int]:
    (letters,) = unpack_from("<I", content, at)
    end = at + 4 + 2 * letters
    return content[at + 4 : end].decode("utf-16-le", "replace"), end
