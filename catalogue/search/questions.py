"""Turns the words of a question into what PostgreSQL's full-text search is asked. No query here."""

from collections.abc import Collection, Mapping
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable

from catalogue.search.words import Asked, fold_letters

# The forms of a word are those of all three languages at once: goods are named in any of them.
_LANGUAGES = ("pg_catalog.swedish", "pg_catalog.norwegian", "pg_catalog.english")
_SIMPLE = "pg_catalog.simple"

# Words that say nothing about goods in a question of several words.
_SWEDISH = "och i på av till för med en ett den det som från utan åt vid eller per"
_NORWEGIAN = "og til fra et uten"
_ENGLISH = "a an the of to for and or with in on by from"
_SMALL_WORDS = frozenset(f"{_SWEDISH} {_NORWEGIAN} {_ENGLISH}".split())


def telling_words(words: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """The words without 'till', 'for' and their like, unless there is nothing else."""
    return tuple(word for word in words if word.text not in _SMALL_WORDS) or words


def all_words(
    words: tuple[Asked, ...],
    *,
    last_may_go_on: bool = False,
    besides: Mapping[str, Collection[str]] | None = None,
) -> SearchQueryCombinable:
    """Every word, in any of its forms; the last may be the beginning of a word.

    `besides` says what else will do for a word: words that end in it, such as 'datorskärm'.
    """
    asked = [_one(word, besides or {}) for word in words]
    if last_may_go_on:
        asked[-1] = asked[-1] | _beginning(words[-1])
    return reduce(and_, asked)


def any_word(words: tuple[Asked, ...]) -> SearchQueryCombinable:
    return reduce(or_, [_one(word, {}) for word in words])


def _one(word: Asked, besides: Mapping[str, Collection[str]]) -> SearchQueryCombinable:
    forms: list[SearchQueryCombinable] = [
        SearchQuery(word.whole, config=language, search_type="plain") for language in _LANGUAGES
    ]
    forms.append(_plain(word.whole))
    if word.parts:
        forms.append(reduce(and_, [_plain(part) for part in word.parts]))
    forms += [_plain(other) for other in besides.get(word.whole, ())]
    return reduce(or_, forms)


def _plain(word: str) -> SearchQuery:
    return SearchQuery(fold_letters(word), config=_SIMPLE, search_type="plain")


def _beginning(word: Asked) -> SearchQuery:
    # Quoted, and of letters and digits only, so that nothing in it can be read as an operator.
    return SearchQuery(f"'{fold_letters(word.whole)}':*", config=_SIMPLE, search_type="raw")
