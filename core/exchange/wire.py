"""How the reading process speaks to us: one JSON value a line, never pickle.

Lines are, in order: one header `{"sheet", "sheets", "kind"}`, batches of rows
`[[number, …], [column, …]]`, and last `{"end": rows}`; or at any point `{"refusal", "details"}`.
A column is `[kinds, values]`: one letter of `_KINDS` for every value, or a letter each. Columns
and not rows, because most of them hold one kind and are then turned into cells in one go.
Imported by both sides, so it knows nothing of Django.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

Cell = str | Decimal | date | datetime | bool | None
# What the libraries hand out; empty text is a blank cell.
Raw = str | int | float | date | datetime | time | timedelta | None
# Row → column, both from zero → what stands there instead of a value.
Marks = dict[int, dict[int, str]]
Packed = tuple[str, Sequence[str | bool | None]]

# Not results but complaints of the spreadsheet program. `values` refuses them by name.
NO_RESULT = "#NO RESULT"
ERROR_WORDS = frozenset(
    {
        NO_RESULT,
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
    }
)

# Excel keeps fifteen significant digits; a longer whole number has already lost some.
_EXACT_BELOW = 10**15
_MIDNIGHT = " 00:00:00"
_AS_IS = frozenset({str, bool, type(None)})
_KINDS: dict[str, Callable[[Any], Cell]] = {
    "s": lambda value: value,
    "n": Decimal,
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
}


def error_word(text: str) -> str:
    """The text if it is an error that `values` knows; programs show others in their language."""
    return text if text in ERROR_WORDS else "#N/A"


class Refusal(Exception):
    """Raised inside the reading process: the code of an ExchangeError and its details."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def pack_column(values: Sequence[Any]) -> Packed:
    """The column as it travels, with its meaning kept: 7350012345678 is not 7.35001E+12."""
    types = set(map(type, values))
    if types <= _AS_IS:
        return "s", [None if value == "" else value for value in values] if "" in values else values
    if types == {float}:
        return _pack_floats(values)
    if types == {date}:
        return "d", list(map(str, values))
    if types == {datetime}:
        texts = list(map(str, values))
        if _MIDNIGHT not in "".join(texts):
            return "t", texts
    return _pack_each(values)


def _pack_each(values: Sequence[Raw]) -> Packed:
    packed = [_PACKERS[type(value)](value) for value in values]
    return _joined([kind for kind, _text in packed]), [text for _kind, text in packed]


def _joined(kinds: list[str]) -> str:
    """One letter for all when they are of one kind."""
    return kinds[0] if kinds.count(kinds[0]) == len(kinds) else "".join(kinds)


def unpack_column(column: Any) -> Sequence[Cell]:
    """The cells that `pack_column` was given. ValueError on anything else."""
    match column:
        case [str(kinds), list(values)] if _AS_IS.issuperset(map(type, values)):
            pass
        case _:
            raise ValueError(column)
    if kinds == "s":
        return values
    try:
        if len(kinds) == 1:
            return list(map(_KINDS[kinds], values))
        return [_KINDS[kind](value) for kind, value in zip(kinds, values, strict=True)]
    except (KeyError, TypeError, InvalidOperation) as error:
        raise ValueError(kinds) from error


def _pack_as_is(value: str | bool | None) -> tuple[str, str | bool | None]:
    return "s", None if value == "" else value


def _pack_floats(values: Sequence[Any]) -> Packed:
    """As `_pack_float` each, but formatted in one go."""
    joined = " %.15g" * len(values) % tuple(values)
    texts = joined.split()
    if "e" in joined or "n" in joined or " -0" in joined:
        return _pack_each(values)
    return _joined(["n" if "." in text else "s" for text in texts]), texts


def _pack_float(value: float) -> tuple[str, str]:
    """Whole numbers as their digits, others as the decimals that Excel shows (15 digits)."""
    text = format(value, ".15g")
    if "." in text and "e" not in text:
        return "n", text
    try:
        whole = int(value)
    except (OverflowError, ValueError):
        return "s", "#NUM!"
    return _pack_int(whole) if value == whole else ("n", text)


def _pack_int(value: int) -> tuple[str, str]:
    return ("s" if -_EXACT_BELOW < value < _EXACT_BELOW else "n"), str(value)


def _pack_moment(value: datetime) -> tuple[str, str]:
    text = str(value)
    return ("d", text[:10]) if text.endswith(_MIDNIGHT) else ("t", text)


_PACKERS: dict[type, Callable[[Any], tuple[str, str | bool | None]]] = {
    str: _pack_as_is,
    bool: _pack_as_is,
    type(None): _pack_as_is,
    int: _pack_int,
    float: _pack_float,
    datetime: _pack_moment,
    date: lambda value: ("d", str(value)),
    time: lambda value: ("s", str(value)),
    timedelta: lambda value: ("s", str(value)),
}
