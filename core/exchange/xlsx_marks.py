"""Cells of an .xlsx that look blank to the library but are not: errors, formulas never computed.

Taken for blank they would silently mean "not given". Runs inside the reading process.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from core.exchange.limits import Limits
from core.exchange.wire import ERROR_WORDS, NO_RESULT

_CHUNK = 1024 * 1024
_OVERLAP = 64 * 1024

_PREFIX = rb"<(?:\w+:)?"
_CELL = re.compile(
    _PREFIX + rb"c\s(?P<attributes>[^<>]*)>\s*"
    rb"(?P<formula>" + _PREFIX + rb"f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?"
    rb"(?:" + _PREFIX + rb"v\s*/>|" + _PREFIX + rb"v\s*>(?P<value>[^<]*)</(?:\w+:)?v>)?"
    rb"\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb"\br=\"([A-Z]{1,3})([0-9]{1,7})\"")
_TYPE = re.compile(rb"\bt=\"(\w+)\"")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def unusable_cells(path: Path, sheet: str, limits: Limits) -> dict[int, dict[int, str]]:
    """Row → column, both from zero → the error word, or NO_RESULT for a formula never computed.

    Empty for other formats, where the library leaves no trace of them.
    """
    if not zipfile.is_zipfile(path):
        return {}
    marks: dict[int, dict[int, str]] = {}
    with zipfile.ZipFile(path) as archive:
        member = _member_of(archive, sheet)
        if member is None:
            return {}
        for part in _parts(archive, member, limits):
            if b't="e"' not in part and b"f>" not in part and b"<f" not in part:
                continue
            for found in _CELL.finditer(part):
                _mark(found, marks)
    return marks


def _mark(found: re.Match[bytes], marks: dict[int, dict[int, str]]) -> None:
    place = _PLACE.search(found["attributes"])
    if place is None:
        return
    type_found = _TYPE.search(found["attributes"])
    kind = type_found[1] if type_found else b"n"
    row, column = int(place[2]) - 1, _column_index(place[1])
    if kind == b"e":
        word = (found["value"] or b"").decode("utf-8", "replace")
        marks.setdefault(row, {})[column] = word if word in ERROR_WORDS else "#N/A"
    # Of kind "str" an empty value is a computed empty text, which is blank indeed.
    elif found["formula"] and not found["value"] and kind != b"str":
        marks.setdefault(row, {})[column] = NO_RESULT


def _column_index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def _parts(archive: zipfile.ZipFile, member: str, limits: Limits) -> Iterator[bytes]:
    """The member in overlapping parts; its declared size is not trusted."""
    kept = b""
    total = 0
    with archive.open(member) as file:
        while chunk := file.read(_CHUNK):
            total += len(chunk)
            if total > limits.unpacked_bytes:
                return
            part = kept + chunk
            yield part
            kept = part[-_OVERLAP:]


def _member_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Where in the archive that sheet lies, or None when it cannot be told."""
    try:
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (KeyError, ElementTree.ParseError):
        return None
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in workbook.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            target = targets.get(element.get(_RELATION), "")
            member = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            return member if member in archive.NameToInfo else None
    return None
