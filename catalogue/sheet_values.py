"""How the cells of a sheet of goods are read: paths, barcodes, facts. Pure."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from core.exchange.numbers import count
from core.exchange.values import (
    CONTROLS,
    Parser,
    Several,
    ValueProblem,
    code,
    text,
    text_up_to,
)
from core.exchange.wire import Cell

T = TypeVar("T")

CategoryPath = tuple[str, ...]

_CONTROL_1252 = re.compile("[\x80-\x9f]")
_PATH_MARKS = re.compile(r"[>;\n]|\A/|/\Z")
_PATH_MARK = re.compile(r"\s*>\s*")
_TYPE_MARK = re.compile(r"\A[ntb]_(?=.)")
_MOST_PIECES = 1_000_000
_NAMES = re.compile(r'\s*"(?P<quoted>(?:[^"]|"")*)"\s*(?=[;\n]|\Z)|[^;\n]+')
_MAX_LEVELS = 8
_MAX_CATEGORY_NAME = 120
_MAX_ATTRIBUTES = 300
_MAX_CODES = 200
_EAN_LENGTHS = (8, 12, 13, 14)
_ZERO = ord("0")


@dataclass(frozen=True, slots=True)
class Barcodes:
    """Every EAN of a cell, as written: a product sold in several packings has several."""

    codes: tuple[str, ...]


def words_up_to(length: int) -> Parser[str]:
    """Text for a page. ™ and dashes that a wrong encoding made invisible come back."""
    fits = text_up_to(length)

    def parse(cell: Cell) -> str:
        return fits(repaired(cell) if isinstance(cell, str) else cell)

    return parse


def repaired(written: str) -> str:
    """Windows' own signs, left where Unicode has control characters, as what they were."""
    return _CONTROL_1252.sub(
        lambda found: found[0].encode("latin-1").decode("cp1252", "ignore"), written
    )


def category_paths(cell: Cell) -> tuple[CategoryPath, ...]:
    """'Computers > Docks', 'Computers/Docks' or a JSON list; several parted by ';' or new lines.

    A name that holds one of these marks is told only by JSON: a list, or a list of lists.
    """
    written = repaired(text(cell))
    if written.startswith("["):
        return tuple(dict.fromkeys(map(_checked_path, _json_paths(written))))
    paths = [_path(part) for part in re.split(r"[;\n]", written) if part.strip()]
    return tuple(dict.fromkeys(paths))


def category_path(cell: Cell) -> CategoryPath:
    """Exactly one path."""
    paths = category_paths(cell)
    if len(paths) != 1:
        raise ValueProblem(_("Write one category path."))
    return paths[0]


def _json_paths(written: str) -> list[list[str]]:
    try:
        found = json.loads(written)
    except ValueError:
        raise ValueProblem(_("This is not a category path.")) from None
    paths = found if found and all(isinstance(path, list) for path in found) else [found]
    return [[str(name).strip() for name in names] for names in paths]


def written_paths(paths: Sequence[CategoryPath]) -> str:
    """As `category_paths` reads them; a mark keeps 'TV/Video' from being read as two levels."""
    if any(_PATH_MARKS.search(name) or name.startswith("[") for path in paths for name in path):
        return json.dumps(list(paths), ensure_ascii=False)
    return "; ".join(
        " > ".join(names) + (" >" if len(names) == 1 and "/" in names[0] else "") for names in paths
    )


def _path(written: str) -> CategoryPath:
    """'>' parts it when there is one, so that a name may hold '/': 'TV/Video > Cables'."""
    mark = _PATH_MARK if ">" in written else re.compile(r"\s*/\s*")
    return _checked_path([name.strip() for name in mark.split(written.strip(" />"))])


def _checked_path(names: list[str]) -> CategoryPath:
    if not names or not all(names):
        raise ValueProblem(_("A category in the path has no name."))
    if len(names) > _MAX_LEVELS:
        raise ValueProblem(_("A category path has at most %(levels)s levels."), levels=_MAX_LEVELS)
    if any(len(name) > _MAX_CATEGORY_NAME for name in names):
        raise ValueProblem(
            _("The name of a category has at most %(length)s characters."),
            length=_MAX_CATEGORY_NAME,
        )
    return tuple(names)


def barcodes(cell: Cell) -> Barcodes:
    """One EAN, or several parted by '|', comma, semicolon or spaces. Digits as text, zeros kept."""
    parts = [part for part in re.split(r"[|,;\s]+", code(cell)) if part]
    return Barcodes(tuple(dict.fromkeys(parts))[:_MAX_CODES])


def has_check_digit(code: str) -> bool:
    """Whether the last digit of an EAN is what the others come to (GS1)."""
    if len(code) not in _EAN_LENGTHS or not code.isascii():
        return False
    digits = code.encode()
    odd, even = digits[::-1][::2], digits[::-1][1::2]
    return (sum(odd) + 3 * sum(even) - _ZERO * (len(odd) + 3 * len(even))) % 10 == 0


def attributes(cell: Cell) -> dict[str, Any]:
    """A JSON object of facts; 'plug_and_play' and 'b_plug_and_play' become 'Plug and play'."""
    try:
        found = json.loads(text(cell) if not isinstance(cell, str) else cell)
    except ValueError:
        raise ValueProblem(_("This is not JSON.")) from None
    if not isinstance(found, dict):
        raise ValueProblem(_("This is not a JSON object."))
    named = {_attribute_name(name): _attribute(value) for name, value in found.items()}
    return dict(list(named.items())[:_MAX_ATTRIBUTES])


def _attribute_name(name: str) -> str:
    # Some suppliers mark the type before the name: n_ a number, t_ text, b_ yes or no.
    plain = _TYPE_MARK.sub("", CONTROLS.sub("", repaired(name)))
    words = " ".join(plain.replace("_", " ").split())
    return words[:1].upper() + words[1:]


def _attribute(value: Any) -> str | int | float | bool:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool | int | float):
        return value
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return CONTROLS.sub("", repaired(written)).strip()


def pieces(cell: Cell) -> int:
    """A whole number from 1."""
    found = count(cell)
    if found < 1:
        raise ValueProblem(_("A pack holds at least one piece."))
    if found > _MOST_PIECES:
        raise ValueProblem(_("A pack holds at most a million pieces."))
    return found


def code_up_to(length: int) -> Parser[str]:
    """A number or code as it is written, refused when it is longer than the field."""

    def parse(cell: Cell) -> str:
        found = code(cell)
        if len(found) > length:
            raise ValueProblem(
                _("The text has %(found)s characters; at most %(length)s fit."),
                found=len(found),
                length=length,
            )
        return found

    return parse


class Named(Several[T]):
    """Names or numbers parted by ';' or new lines: a name may hold a comma, in quotes also ';'."""

    def __call__(self, cell: Cell) -> tuple[T, ...]:
        if not isinstance(cell, str):
            return (self.one(cell),)
        parts = [_named(found) for found in _NAMES.finditer(cell)]
        return tuple(dict.fromkeys(self.one(part) for part in parts if part))


def _named(found: re.Match[str]) -> str:
    quoted = found["quoted"]
    return (found[0] if quoted is None else quoted.replace('""', '"')).strip()


def several(one: Parser[T]) -> Named[T]:
    """The parser of several of these in one cell."""
    return Named(one)
