"""Text tables (CSV, TSV), also gzipped: their encoding and delimiter are found out.

Runs inside the reading process.
"""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from core.exchange.formula_guard import unguard
from core.exchange.limits import Limits
from core.exchange.sniff import refuse_other_kinds
from core.exchange.wire import Raw, Refusal
from core.exchange.workbook import Found

# The comma last: where two fit equally well it stands in amounts and texts.
DELIMITERS = (";", "\t", "|", ",")
_CHUNK = 1024 * 1024
_SAMPLE = 256 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes that Windows-1252 leaves undefined.
_NOT_IN_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0c\x1a\x1b\x1e\x1f")


def read_delimited(path: Path, limits: Limits, *, gzipped: bool) -> Found:
    """The rows of a text table, its first row included. There is one unnamed sheet."""
    try:
        encoding = _encoding(path, limits, gzipped=gzipped)
        hint, delimiter = _delimiter(path, encoding, limits, gzipped=gzipped)
    except (OSError, EOFError, zlib.error) as error:
        raise Refusal("damaged") from error
    rows = _rows(path, encoding, delimiter, limits, gzipped=gzipped, skip=hint)
    return Found("", [], "text", rows)


class _Bounded(io.RawIOBase):
    """A binary stream that refuses to give more than a file may unpack to."""

    def __init__(self, source: IO[bytes], limits: Limits) -> None:
        self.source = source
        self.left = limits.unpacked_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = self.source.read(len(buffer))
        self.left -= len(data)
        if self.left < 0:
            raise Refusal("unpacked_too_large")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self.source.close()
        super().close()


def _open(path: Path, limits: Limits, *, gzipped: bool) -> io.BufferedReader:
    # Closed by the reader that is returned.
    opened = gzip.open(path, "rb") if gzipped else path.open("rb")  # noqa: SIM115
    source = cast("IO[bytes]", opened)
    return io.BufferedReader(_Bounded(source, limits), _CHUNK)


def _encoding(path: Path, limits: Limits, *, gzipped: bool) -> str:
    """What decodes the whole file. UTF-8 if it can be; else what Windows in the Nordics writes."""
    with _open(path, limits, gzipped=gzipped) as file:
        head = file.read(_SAMPLE)
    if not head:
        raise Refusal("empty")
    if gzipped:
        refuse_other_kinds(head)
        if head.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")):
            raise Refusal("archive")
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            with _open(path, limits, gzipped=gzipped) as file:
                _require_decodable(file, encoding)
            return encoding
    if wide := _unmarked_utf16(head):
        with _open(path, limits, gzipped=gzipped) as file:
            _require_decodable(file, wide)
        return wide
    controls = sum(head.count(byte) for byte in range(32) if byte not in _TEXT_CONTROLS)
    if b"\0" in head or controls * 100 > len(head):
        raise Refusal("not_a_spreadsheet")
    with _open(path, limits, gzipped=gzipped) as file:
        return _guess(file)


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without its mark shows in Western text as a zero in every other byte."""
    half = len(head) // 2
    if half and head[0::2].count(0) > half * 0.8 and not head[1::2].count(0):
        return "utf-16-be"
    if half and head[1::2].count(0) > half * 0.8 and not head[0::2].count(0):
        return "utf-16-le"
    return None


def _require_decodable(file: IO[bytes], encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    try:
        while chunk := file.read(_CHUNK):
            line += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Refusal("not_text", line=line) from error


def _guess(file: IO[bytes]) -> str:
    """UTF-8, Windows-1252 or ISO-8859-1, having looked at every byte.

    A file that is UTF-8 up to one bad spot is refused: read as Windows-1252 every other letter
    in it would come out wrong without a word.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    saw_utf8_letters = False
    single_byte = "cp1252"
    line = 1
    while chunk := file.read(_CHUNK):
        if is_utf8:
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError as error:
                before = error.object[: error.start]
                if saw_utf8_letters or not before.isascii():
                    raise Refusal("not_text", line=line + before.count(b"\n")) from error
                is_utf8 = False
            else:
                saw_utf8_letters = saw_utf8_letters or not text.isascii()
        line += chunk.count(b"\n")
        if not _NOT_IN_1252.isdisjoint(chunk):
            single_byte = "latin-1"
    if not is_utf8 or decoder.getstate()[0]:
        return single_byte
    return "utf-8"


def _delimiter(path: Path, encoding: str, limits: Limits, *, gzipped: bool) -> tuple[int, str]:
    """(lines to skip, delimiter): what a `sep=` line says, else the one that fits the sample."""
    with _open(path, limits, gzipped=gzipped) as file:
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        sample = text.read(_SAMPLE)
        text.detach()
    first = sample.splitlines()[0].strip().strip('"') if sample.strip() else ""
    if first.lower().startswith("sep=") and len(first) == 5:
        return 1, first[4]
    return 0, max(DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: str, delimiter: str) -> tuple[bool, float]:
    """How well the sample is a table with that delimiter: width × share of rows that fit it.

    A row that ends early fits half; one that is wider than the headings does not. What fits
    every row goes before the rest, save the comma, which also stands inside amounts.
    """
    rows = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if row:
                rows.append(len(row))
            if len(rows) == 200:
                break
    except csv.Error:
        return False, 0.0
    if not rows:
        return False, 0.0
    # The last row of the sample may be cut in the middle.
    judged = rows[:-1] if len(rows) > 2 else rows
    width = judged[0]
    # A lone column is no evidence of a delimiter, only the best answer when no other fits.
    if width == 1:
        return False, judged.count(1) / len(judged) / 2
    fitting = sum(1.0 if found == width else 0.5 for found in judged if 1 < found <= width)
    return delimiter != "," and fitting == len(judged), width * fitting / len(judged)


def _rows(
    path: Path, encoding: str, delimiter: str, limits: Limits, *, gzipped: bool, skip: int
) -> Iterator[tuple[int, list[Raw]]]:
    # One more, so that the sentence about long cells is the caller's and not the library's.
    csv.field_size_limit(limits.cell_characters + 1)
    with _open(path, limits, gzipped=gzipped) as file:
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        number = 0
        last_line = 0
        try:
            for values in reader:
                number += 1
                last_line = reader.line_num
                if number > skip:
                    # One look at the row; hardly any holds an apostrophe.
                    if "'" in "".join(values):
                        values = [unguard(value) for value in values]
                    yield number, cast("list[Raw]", values)
        except csv.Error as error:
            if "field larger" in str(error):
                raise Refusal("cell", row=number + 1, characters=limits.cell_characters) from error
            # Where the broken row begins; the library stands at the end of the file by now.
            raise Refusal("quotes", line=last_line + 1) from error
        except (OSError, EOFError, zlib.error) as error:
            raise Refusal("damaged") from error
