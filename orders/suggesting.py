"""Which goods to offer for a wish in somebody's own words: its telling words, their order. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalogue.search.words import MAX_QUESTION, MAX_QUESTION_WORDS, asked_words, fold_letters

# What people write around what they want, folded, in the three languages of the shop.
_SWEDISH = (
    "hej jag vi man behover behovs skulle vilja vill ha fa kopa bestalla onskar soker gärna tack "
    "snalla ny nya nytt nagon nagot nagra som min mitt mina var vart vara oss mig ar kan ni du "
    "helst ungefar cirka st stycken ocksa aven sa att nar da inte har hur var vore bra "
    "sig de dem dess denna detta fore efter snart garna alla allt en ett och i pa av till for med "
    "den det fran utan vid eller per mer lite"
)
_NORWEGIAN = (
    "jeg vi trenger onsker vil gjerne kjope bestille nye noe noen vare mine meg oss er kan dere "
    "helst omtrent ogsa takk vennlig hei et og pa til fra uten ved mer litt"
)
_ENGLISH = (
    "i we need needs would like want wants please thanks thank you new some any my our us me is "
    "are can could get order buy hello hi also about so that it a an the of to for and or with in "
    "on by from more few pcs pieces"
)
_AROUND = frozenset(fold_letters(f"{_SWEDISH} {_NORWEGIAN} {_ENGLISH}").split())

# One thing ends and the next begins: a stop, a new line, 'and' in one of the languages.
_BETWEEN = re.compile(r"[;!?\n]|[.,](?=\s|$)|\s(?:och|samt|plus|og|and)\s|\s[&+]\s", re.IGNORECASE)
_MOST_THINGS = 3

_EVEN = 10  # how fast a place further down loses weight
_BOUGHT_BEFORE = 0.5  # what having been ordered before weighs against fitting the words


@dataclass(frozen=True, slots=True)
class Candidate:
    """A variant that might be meant. Places count from 0; None = not found that way."""

    variant_id: int
    word_place: int | None = None
    bought_place: int | None = None

    @property
    def weight(self) -> float:
        """Fitting the words counts twice as much as having been ordered before; both add up."""
        words = 0.0 if self.word_place is None else 1 / (_EVEN + self.word_place)
        bought = 0.0 if self.bought_place is None else 1 / (_EVEN + self.bought_place)
        return words + _BOUGHT_BEFORE * bought


def things_in(wish: str) -> Sequence[str]:
    """What a wish asks for, each by its telling words, at most three things.

    'Jag behöver en bärbar dator, och en mus till den' → 'bärbar dator', 'mus'. A wish of nothing
    but small words stays as it is.
    """
    parts = [_telling(part) for part in _BETWEEN.split(wish)]
    things = list(dict.fromkeys(part for part in parts if part))[:_MOST_THINGS]
    return things or [wish[:MAX_QUESTION].strip()]


def _telling(wish: str) -> str:
    """The words that say what is wanted, as many as the search takes."""
    found: dict[str, None] = {}
    for start in range(0, len(wish), MAX_QUESTION):
        for word in asked_words(wish[start : start + MAX_QUESTION]):
            if fold_letters(word.text) not in _AROUND and not word.text.isdigit():
                found.setdefault(word.text)
    return " ".join(list(found)[:MAX_QUESTION_WORDS])


def best_first(candidates: Iterable[Candidate], *, by_words: int, by_habit: int) -> Sequence[int]:
    """Variant ids, best first: what fits the words, then what is often ordered anyway.

    At most so many of each kind. What fits the words always comes before what does not.
    """
    ranked = sorted(candidates, key=lambda each: -each.weight)  # equals stay in their order
    fitting = [each.variant_id for each in ranked if each.word_place is not None]
    usual = [each.variant_id for each in ranked if each.word_place is None]
    return [*fitting[:by_words], *usual[:by_habit]]
