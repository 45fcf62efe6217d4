"""Splits text into searchable words and folds codes. Pure; the index and every question use it.

The database's own splitter reads 'TN-2110' as 'tn' and minus 2110, so words are cut here and the
database sees only letters and digits.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MAX_WORD = 60
MAX_QUESTION_WORDS = 12
MAX_QUESTION = 200

# Letters and digits; a joined piece may hold - / . + ' & between them: USB-C, 2.5, A4/A3.
_PIECE = re.compile(r"[^\W_]+(?:[-./+'’&][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_BORDER = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_LETTERS = str.maketrans({"ø": "o", "æ": "a", "ß": "ss", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})


def fold_letters(text: str) -> str:
    """Lower case without accents: Björk, Bjørk and BJORK become bjork."""
    lowered = text.casefold().translate(_LETTERS)
    split = unicodedata.normalize("NFKD", lowered)
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def fold_code(code: str) -> str:
    """An article number, part number or EAN as people may type it: 'ND 4012-GB' → 'nd4012gb'.

    Long numbers lose leading zeros, so that a 12-digit UPC finds the 13-digit EAN.
    """
    folded = "".join(letter for letter in fold_letters(code) if letter.isalnum())
    if folded.isdecimal() and len(folded) >= 12:
        folded = folded.lstrip("0") or folded
    return folded[:120]


def fold_name(name: str) -> str:
    """A whole name for comparing: words only, one space between."""
    return " ".join(_PART.findall(fold_letters(name)))[:255]


def indexed(text: str) -> str:
    """The words of a text, joined pieces both split and whole ('usb-c' → 'usb c usbc')."""
    return " ".join(word[:MAX_WORD] for piece in _pieces(text) for word in _forms(piece))


def vocabulary(text: str) -> frozenset[str]:
    """The words of a name or brand that a typing error can be corrected to."""
    return frozenset(
        word
        for word in _PART.findall(text.lower())
        if 3 <= len(word) <= MAX_WORD and not any(letter.isdigit() for letter in word)
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a question: `whole` is searched for, or else all of `parts` together."""

    text: str  # as typed, in lower case
    whole: str
    parts: tuple[str, ...] = ()

    @property
    def is_letters(self) -> bool:
        return not self.parts and self.whole.isalpha()


def asked_words(question: str) -> tuple[Asked, ...]:
    """The words of a question, each once, at most twelve."""
    found: dict[str, Asked] = {}
    for piece in _pieces(question[:MAX_QUESTION]):
        whole = "".join(_PART.findall(piece))[:MAX_WORD]
        parts = tuple(
            part[:MAX_WORD] for run in _PART.findall(piece) for part in _BORDER.split(run)
        )
        asked = Asked(piece, whole, parts if len(parts) > 1 else ())
        found.setdefault(asked.whole, asked)
    return tuple(found.values())[:MAX_QUESTION_WORDS]


def _pieces(text: str) -> Iterator[str]:
    for found in _PIECE.finditer(unicodedata.normalize("NFC", text).lower()):
        yield found[0]


def _forms(piece: str) -> Iterator[str]:
    runs = _PART.findall(piece)
    yield from runs
    if len(runs) > 1:
        yield "".join(runs)
    for run in runs:
        parts = _BORDER.split(run)
        if len(parts) > 1:
            yield from parts
