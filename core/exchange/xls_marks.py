"""Errors in an old .xls, which the library gives as blank. Runs inside the reading process.

A formula that was never computed cannot be told from one whose result is 0: the format has no
other way to say it.
"""

from collections.abc import Iterator
from pathlib import Path
from struct import error as StructError
from struct import iter_unpack, unpack_from

from core.exchange.wire import Marks

# Also the codes of .xlsb.
ERROR_CODES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_BOF, _EOF, _BOUNDSHEET, _FORMULA, _BOOLERR = 0x0809, 0x000A, 0x0085, 0x0006, 0x0205
_NO_SECTOR = 0xFFFFFFF0


def marks_of_xls(path: Path, sheet: str) -> Marks:
    """Nothing where the file is not laid out as it should be: then the library decides."""
    try:
        book = _workbook_stream(path.read_bytes())
        return _marks(book, _start_of(book, sheet))
    except (StructError, IndexError, ValueError, StopIteration):
        return {}


def _marks(book: bytes, start: int) -> Marks:
    marks: Marks = {}
    depth = 0
    for kind, at, _length in _records(book, start):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if not depth:
                break
        elif kind in (_BOOLERR, _FORMULA):
            row, column = unpack_from("<HH", book, at)
            code = _error_code(book, at, kind)
            if code is not None and depth == 1:
                marks.setdefault(row, {})[column] = ERROR_CODES.get(code, "#N/A")
    return marks


def _error_code(book: bytes, at: int, kind: int) -> int | None:
    if kind == _BOOLERR:
        return book[at + 6] if book[at + 7] else None
    # The eight bytes of the result are a number unless they end in two full ones.
    is_error = book[at + 12] == book[at + 13] == 0xFF and book[at + 6] == 2
    return book[at + 8] if is_error else None


def _start_of(book: bytes, sheet: str) -> int:
    """Where that sheet's records begin. StopIteration when it has none."""
    is_biff8 = unpack_from("<H", book, 4)[0] == 0x0600
    for kind, at, _length in _records(book, 0):
        if kind == _EOF:
            break
        if kind == _BOUNDSHEET:
            letters = book[at + 6]
            if not is_biff8:
                name = book[at + 7 : at + 7 + letters].decode("cp1252", "replace")
            elif book[at + 7] & 1:
                name = book[at + 8 : at + 8 + 2 * letters].decode("utf-16-le", "replace")
            else:
                name = book[at + 8 : at + 8 + letters].decode("latin-1")
            if name == sheet:
                start: int = unpack_from("<I", book, at)[0]
                return start
    raise StopIteration


def _records(book: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(kind, where its content begins, length)."""
    while at + 4 <= len(book):
        kind, length = unpack_from("<HH", book, at)
        yield kind, at + 4, length
        at += 4 + length


def _workbook_stream(file: bytes) -> bytes:
    """The stream of the workbook out of the little file system that an .xls is."""
    size = 1 << min(unpack_from("<H", file, 30)[0], 12)
    first_folder, _, cutoff, first_small, _, first_more = unpack_from("<6I", file, 48)
    table = _sector_table(file, size, first_more)
    folder = _chain(file, size, table, first_folder, offset=size)
    entries = [folder[at : at + 128] for at in range(0, len(folder), 128)]
    names = [entry[: max(0, entry[64] - 2)].decode("utf-16-le", "replace") for entry in entries]
    wanted = next(name for name in ("Workbook", "Book", "WORKBOOK", "BOOK") if name in names)
    first, length = unpack_from("<2I", entries[names.index(wanted)], 116)
    if length >= cutoff:
        return _chain(file, size, table, first, offset=size)[:length]
    small = _numbers(_chain(file, size, table, first_small, offset=size))
    container = _chain(file, size, table, unpack_from("<I", entries[0], 116)[0], offset=size)
    return _chain(container, 64, small, first, offset=0)[:length]


def _sector_table(file: bytes, size: int, more: int) -> list[int]:
    """Which sector follows which."""
    where = list(unpack_from("<109I", file, 76))
    for _turn in range(len(file) // size):
        if more >= _NO_SECTOR:
            break
        *next_ones, more = _numbers(file[size * (more + 1) : size * (more + 2)])
        where += next_ones
    parts = [file[size * (one + 1) : size * (one + 2)] for one in where if one < _NO_SECTOR]
    # A sector named twice must not make the table larger than the file.
    return _numbers(b"".join(parts[: len(file) // size + 1]))


def _numbers(data: bytes) -> list[int]:
    return [number for (number,) in iter_unpack("<I", data[: len(data) // 4 * 4])]


def _chain(data: bytes, size: int, table: list[int], sector: int, *, offset: int) -> bytes:
    """The sectors that follow each other from that one; a ring ends after as many as there are."""
    parts: list[bytes] = []
    while sector < _NO_SECTOR and len(parts) * size <= len(data):
        parts.append(data[offset + sector * size : offset + (sector + 1) * size])
        sector = table[sector]
    return b"".join(parts)
