"""Writes tables as CSV so that what is read back is what was written.

What a spreadsheet would run gets one apostrophe, which the reader takes off again.
"""

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import IO

from core.exchange.formula_guard import guard
from core.exchange.writer import Formula, Value


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
    if value is None or isinstance(value, Formula):
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
