"""Errors and formulas never computed in an .xlsx. Runs inside the reading process."""

import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from core.exchange.limits import Limits
from core.exchange.wire import NO_RESULT, Marks, Refusal, error_word

_CHUNK = 1024 * 1024
_OVERLAP = 64 * 1024

_ROOT = re.compile(rb"<(\w+:)?worksheet\b")
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_TYPE = re.compile(rb"\bt=[\"'](\w+)[\"']")
_ERRORS = (b't="e"', b"t='e'")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def marks_of_xlsx(archive: zipfile.ZipFile, sheet: str, limits: Limits) -> Marks:
    marks: Marks = {}
    member = member_of(archive, sheet)
    if member is None:
        return {}
    prefix: bytes | None = None
    for part in _parts(archive, member, limits):
        if prefix is None:
            root = _ROOT.search(part)
            prefix = (root and root[1]) or b""
            cell = _cell_pattern(prefix)
        for sign in (*_ERRORS, b"<" + prefix + b"f"):
            _mark_all(part, sign, b"<" + prefix + b"c", cell, marks)
    return marks


def _cell_pattern(prefix: bytes) -> re.Pattern[bytes]:
    p = re.escape(prefix)
    return re.compile(
        rb"<" + p + rb"c\s(?P<attributes>[^<>]*)>\s*"
        rb"(?P<formula><" + p + rb"f\b[^<>]*(?:/>|>[^<]*</" + p + rb"f>)\s*)?"
        rb"(?:<" + p + rb"v\s*/>|<" + p + rb"v\b[^<>]*>(?P<value>[^<]*)</" + p + rb"v>)?"
        rb"\s*</" + p + rb"c>"
    )


def _mark_all(
    part: bytes, sign: bytes, opening: bytes, cell: re.Pattern[bytes], marks: Marks
) -> None:
    """Look at the cells in which the sign stands; hardly any sheet has more than a few."""
    at = part.find(sign)
    while at >= 0:
        start = part.rfind(opening, 0, at)
        found = cell.match(part, start) if start >= 0 else None
        if found:
            _mark(found, marks)
        at = part.find(sign, max(at + 1, found.end() if found else 0))


def _mark(found: re.Match[bytes], marks: Marks) -> None:
    type_found = _TYPE.search(found["attributes"])
    kind = type_found[1] if type_found else b"n"
    if kind == b"e":
        word = error_word((found["value"] or b"").decode("utf-8", "replace"))
    # Of kind "str" an empty value is a computed empty text, which is blank indeed.
    elif found["formula"] and not found["value"] and kind != b"str":
        word = NO_RESULT
    else:
        return
    place = _PLACE.search(found["attributes"])
    if place is None:
        # Only its neighbours would tell where it stands.
        raise Refusal("damaged")
    marks.setdefault(int(place[2]) - 1, {})[_column_index(place[1])] = word


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
                raise Refusal("unpacked_too_large")
            part = kept + chunk
            yield part
            kept = part[-_OVERLAP:]


def member_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Where in the archive that sheet lies, or None when it cannot be told."""
    try:
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
        targets = relation_targets(archive, "xl/_rels/workbook.xml.rels")
    except (KeyError, ElementTree.ParseError):
        return None
    for element in workbook.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            return targets.get(element.get(_RELATION, ""))
    return None


def relation_targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Relation id → the member of the archive that it points to, of those that are there."""
    relations = ElementTree.fromstring(archive.read(part))  # noqa: S314
    targets = {}
    for relation in relations:
        target = relation.get("Target", "")
        member = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if member in archive.NameToInfo:
            targets[relation.get("Id", "")] = member
    return targets
