"""One cell → one value, or a sentence that says what is wrong with it. Pure; knows no sheet.

Here are text, yes and no, and choices; `numbers` and `dates` hold the rest.

A parser is called with a cell that holds something and returns the value or raises
`ValueProblem`. `parse_cell` is the door: a blank cell is None ("not given", which is not 0 and
not "remove"), and a clearing word ([clear], [töm], [tøm]) is CLEAR.
"""

import enum
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Generic, Literal, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.exchange.wire import ERROR_WORDS, NO_RESULT, Cell

T = TypeVar("T")

Parser = Callable[[Cell], T]


class Clear(enum.Enum):
    """A type of its own, so that "remove the value" can never be taken for a value."""

    CLEAR = "[clear]"


CLEAR: Final[Literal[Clear.CLEAR]] = Clear.CLEAR
CLEAR_WORDS: Final = frozenset({"[clear]", "[töm]", "[tøm]"})

SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
# What no page can show and PostgreSQL may refuse, also inside JSON.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")


class ValueProblem(ValueError):
    """The cell cannot be read as what its column holds. `str()` is for the user, translated."""

    def __init__(self, message: str | Promise, **details: str | int) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    def __str__(self) -> str:
        return str(self.message) % self.details if self.details else str(self.message)


def parse_cell(parse: Parser[T], cell: Cell) -> T | Clear | None:
    """None for a blank cell, CLEAR for a clearing word, else what `parse` makes of it."""
    if cell is None:
        return None
    if isinstance(cell, str):
        stripped = cell.strip()
        if not stripped:
            return None
        # Neither looks like anything else, so most cells need no look in the sets.
        if stripped[0] == "[" and stripped.casefold() in CLEAR_WORDS:
            return CLEAR
        if stripped[0] == "#" and stripped in ERROR_WORDS:
            raise _spreadsheet_error(stripped)
    return parse(cell)


def _spreadsheet_error(word: str) -> ValueProblem:
    if word == NO_RESULT:
        return ValueProblem(
            _(
                "The cell is a formula without a result. Open the file in a spreadsheet program, "
                "save it and upload it again."
            )
        )
    return ValueProblem(_("The formula in this cell gives the error %(word)s."), word=word)


def text(cell: Cell) -> str:
    """Trimmed text. Leading zeros and line breaks stay; control characters are refused."""
    if isinstance(cell, str) and cell.isprintable():
        return cell.strip()
    if isinstance(cell, bool):
        raise ValueProblem(_("This is a yes-or-no value; text is expected."))
    if isinstance(cell, date):
        raise ValueProblem(
            _("A spreadsheet has made a date of this. Format the column as text and type it again.")
        )
    if isinstance(cell, Decimal):
        return format(cell, "f")
    found = str(cell).replace("\r\n", "\n").strip()
    if CONTROLS.search(found):
        raise ValueProblem(_("The text holds characters that cannot be shown. Type it again."))
    return found


def text_up_to(length: int) -> Parser[str]:
    """Like `text`, and refuses what is longer than the field."""

    def parse(cell: Cell) -> str:
        found = text(cell)
        if len(found) > length:
            raise ValueProblem(
                _("The text has %(found)s characters; at most %(length)s fit."),
                found=len(found),
                length=length,
            )
        return found

    return parse


def code(cell: Cell) -> str:
    """An identifier that may look like a number: EAN, part number, organisation number.

    Refuses one that a spreadsheet has already shortened (7,35E+12, or beyond fifteen digits),
    because its last digits are gone.
    """
    shortened = ValueProblem(
        _("A spreadsheet has shortened this number. Format the column as text and type it again.")
    )
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        raise shortened
    found = text(cell)
    if "\n" in found:
        raise ValueProblem(_("A number or code stands on one line."))
    if _SCIENTIFIC.fullmatch(found) and "+" in found:
        raise shortened
    return found


_MOST_EMAIL = 254
# What nearly every address looks like, and the validator accepts; it alone decides on the rest.
_PLAIN_EMAIL = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9]{1,63}\.){1,4}[A-Za-z]{2,63}"
)


def email(cell: Cell) -> str:
    """An e-mail address as it is written; comparing without letter case is the caller's."""
    found = text(cell).removeprefix("mailto:")
    if len(found) <= _MOST_EMAIL and _PLAIN_EMAIL.fullmatch(found):
        return found
    try:
        EmailValidator()(found)
    except ValidationError:
        raise ValueProblem(_("This is not an e-mail address.")) from None
    if len(found) > _MOST_EMAIL:
        raise ValueProblem(_("This is not an e-mail address."))
    return found


_YES = frozenset({"ja", "j", "yes", "y", "x", "1", "sann", "sant", "true", "on", "på"})
_NO = frozenset({"nej", "nei", "n", "no", "0", "usann", "usant", "falskt", "false", "off", "av"})


def boolean(cell: Cell) -> bool:
    """ja, nej, nei, yes, no, x, 1, 0, sann, usann, true, false, in any letter case."""
    if isinstance(cell, bool):
        return cell
    word = cell.strip().casefold() if isinstance(cell, str) else ""
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueProblem(_("Write yes or no."))


class Choice(Generic[T]):
    """One of several values, each with the words that mean it in any of the languages.

    The first word of each is the one that templates offer. `Choice({"monthly": ["Monthly",
    "Månadsvis", "Månedlig"]})`; letter case and inner punctuation do not matter.
    """

    def __init__(self, words: Mapping[T, Sequence[str | Promise]]) -> None:
        self.words = words
        self._known: dict[str, T] = {}

    def __call__(self, cell: Cell) -> T:
        asked = fold(str(cell)) if isinstance(cell, str | bool) else ""
        if not self._known:
            self._known = dict(self._meanings())
        if asked in self._known:
            return self._known[asked]
        raise ValueProblem(_("Choose one of: %(options)s."), options=", ".join(self.offered()))

    def _meanings(self) -> Iterator[tuple[str, T]]:
        """Every word in every language; where two values share one, the first has it."""
        for value, words in reversed(list(self.words.items())):
            for language, _name in settings.LANGUAGES:
                with translation.override(language):
                    yield from ((fold(str(word)), value) for word in words)
            yield fold(str(value)), value

    def word_of(self, value: object) -> str:
        """The first word of that value, in the active language."""
        words = next((words for known, words in self.words.items() if known == value), None)
        return str(words[0]) if words else str(value)

    def offered(self) -> list[str]:
        """The first word of each value, in the active language."""
        return [str(words[0]) for words in self.words.values()]


# A part, or one in double quotes that holds what would part it; "" is a quote in it.
_PARTS = re.compile(r'\s*"(?P<quoted>(?:[^"]|"")*)"\s*(?=[,;\n]|\Z)|[^,;\n]+')


class Several(Generic[T]):
    """Several values in one cell, separated by comma, semicolon or a new line; no repeats.

    A value in double quotes may hold a separator: "Vård, skola"; Bygg.
    """

    def __init__(self, one: Parser[T]) -> None:
        self.one = one

    def __call__(self, cell: Cell) -> tuple[T, ...]:
        if not isinstance(cell, str):
            return (self.one(cell),)
        parts = [_part(found) for found in _PARTS.finditer(cell)]
        return tuple(dict.fromkeys(self.one(part) for part in parts if part))


def _part(found: re.Match[str]) -> str:
    quoted = found["quoted"]
    return (found[0] if quoted is None else quoted.replace('""', '"')).strip()


def fold(words: str) -> str:
    """For comparing words and headings: no letter case, spaces or punctuation. Å is not A."""
    return "".join(letter for letter in words.casefold() if letter.isalnum())
