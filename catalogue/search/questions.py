"""Turns the words of a question into what the index is asked. Pure, no query here.

A word is looked for in its forms of all three languages at once, since goods are named in any of
them; the database knows the forms. Here stands what else will do for the word.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from catalogue.search.words import Asked, fold_letters

# Words that say nothing about goods in a question of several words.
_SWEDISH = "och i på av till för med en ett den det som från utan åt vid eller per"
_NORWEGIAN = "og til fra et uten"
_ENGLISH = "a an the of to for and or with in on by from"
_SMALL_WORDS = frozenset(f"{_SWEDISH} {_NORWEGIAN} {_ENGLISH}".split())


@dataclass(frozen=True, slots=True)
class Clause:
    """One word of a question: any form of `word`, or all words of one of `others`."""

    word: str
    others: tuple[tuple[str, ...], ...] = ()
    goes_on: bool = False  # may be only the beginning of a word

    @property
    def folded(self) -> str:
        return fold_letters(self.word)

    def others_of(self, mark: str) -> str:
        """What else will do, as a tsquery over words that bear this mark."""
        return " | ".join(self._others_of(mark))

    def _others_of(self, mark: str) -> Iterator[str]:
        # Quoted, and of letters and digits only, so that nothing in it can be read as an operator.
        for words in self.others:
            yield "(" + " & ".join(f"'{mark}{fold_letters(word)}'" for word in words) + ")"
        if self.goes_on:
            yield f"'{mark}{self.folded}':*"


def telling_words(words: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """The words without 'till', 'for' and their like, unless there is nothing else."""
    return tuple(word for word in words if word.text not in _SMALL_WORDS) or words


def clauses(
    words: tuple[Asked, ...],
    *,
    last_may_go_on: bool = False,
    besides: Mapping[str, Collection[str]] | None = None,
) -> list[Clause]:
    """A clause for each word; the last may be the beginning of a word.

    `besides` says what else will do for a word: words that end in it, such as 'datorskärm'.
    """
    return [
        Clause(
            word.whole,
            (*((word.parts,) if word.parts else ()), *((each,) for each in _of(besides, word))),
            goes_on=last_may_go_on and word is words[-1],
        )
        for word in words
    ]


def _of(besides: Mapping[str, Collection[str]] | None, word: Asked) -> Collection[str]:
    return (besides or {}).get(word.whole, ())
