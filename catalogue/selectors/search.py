"""Search: goods found by words, codes and near misses, among what the visitor may see.

One module asks the database, so that another engine can take its place. No count of all hits:
candidates are at most 300, the most popular first, and then ranked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from catalogue.models import EVERYONE_ID, Product, Variant
from catalogue.querysets import IsOneOf
from catalogue.search.marks import Groups, marks_for
from catalogue.search.questions import clauses, telling_words
from catalogue.search.typing_errors import Known, corrections
from catalogue.search.words import Asked, asked_words, fold_letters
from catalogue.selectors.own_numbers import own_article_numbers
from catalogue.selectors.search_candidates import CANDIDATES, Row, Sight, answer_rows
from catalogue.selectors.search_vocabulary import SHORTEST_ENDING, near_words
from catalogue.selectors.successors import successors_of
from catalogue.selectors.tree import tree_now
from catalogue.selectors.visibility import shows_only_agreement, visible_variants
from catalogue.visibility import is_visible_to
from customers.actors import Actor

FEW = 5  # with fewer hits, other forms and spellings are tried
_VERY_FEW = 3
_ENDINGS = 20
_SPELLINGS = 3  # the likeliest, tried one after the other
_STRANGERS: Mapping[int, Groups] = {EVERYONE_ID: None}


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A product that answers; `variant_id` when a code of one of its variants was what matched.

    `replaced_from` is the number that was asked for when this took its place.
    """

    product_id: int
    variant_id: int | None = None
    replaced_from: str = ""


@dataclass(frozen=True)
class SearchAnswer:
    """One page of hits, the best first.

    `corrected_from` is what was typed when `text`, what the hits answer, is another spelling.
    `did_you_mean` is another spelling that has hits too. `some_words`: nothing holds all the
    words, these hold some. `found` counts at most 300; `found_all` says that there are no more.
    """

    text: str
    hits: tuple[SearchHit, ...] = ()
    did_you_mean: str = ""
    corrected_from: str = ""
    exact: bool = False
    some_words: bool = False
    found: int = 0
    found_all: bool = True
    next_after: int | None = None

    @property
    def product_ids(self) -> tuple[int, ...]:
        return tuple(hit.product_id for hit in self.hits)


def search(
    actor: Actor,
    text: str,
    *,
    limit: int = 24,
    after: int | None = None,
    among: QuerySet[Any, Any] | None = None,
) -> SearchAnswer:
    """What the visitor may see that answers `text`; `after` is the last product already shown.

    `among` narrows it to those product ids.

    One query, and one for the visitor's audiences, when words or a code have hits; at most nine
    when they have few or none. For any number of products.
    """
    text = " ".join(text.split())
    words = telling_words(asked_words(text))
    if not words:
        return SearchAnswer(text)
    sight = sight_of(actor, among=among)
    rows = answer_rows(sight, clauses(words, last_may_go_on=True), text)
    found = _Found()
    found.add(rows)
    answer = SearchAnswer(text, exact=any(row.is_exact_code and row.is_seen for row in rows))
    if not answer.exact:
        gone = [row.variant_id for row in rows if row.is_exact_code and not row.is_seen]
        found.add_successors(text, successors_of(actor, [pk for pk in gone if pk is not None]))
    if len(found) < FEW and not answer.exact:
        found, answer = _further(sight, found, answer, words)
    return _page(answer, found, limit=limit, after=after)


def sight_of(actor: Actor, *, among: QuerySet[Any, Any] | None = None) -> Sight:
    """What the visitor may see, for the statements of search.

    One query; none for a stranger, and for who does not come by a visit two.
    """
    known = tree_now().audiences if actor.customer else _STRANGERS
    mine = {pk: groups for pk, groups in known.items() if is_visible_to(groups, actor.group_ids)}
    products = Product.objects.for_sale().in_audiences(list(mine))
    variants = visible_variants(actor, audiences=list(mine))
    if shows_only_agreement(actor):
        products = products.filter(IsOneOf("pk", variants.values("product_id")))
    if among is not None:
        products, variants = products.filter(pk__in=among), variants.filter(product__in=among)
    is_narrow = among is not None or shows_only_agreement(actor)
    return Sight(
        marks=marks_for(actor.group_ids, mine),
        products=products,
        variants=variants,
        narrowed_to=products.order_by().values("pk") if is_narrow else None,
        own_numbers=own_article_numbers(actor.customer) if actor.customer else None,
    )


class _Found:
    """Hits in order, each product once."""

    def __init__(self) -> None:
        self.hits: dict[int, SearchHit] = {}
        self.all = True

    def __len__(self) -> int:
        return len(self.hits)

    def add(self, rows: Sequence[Row]) -> None:
        self.all = self.all and sum(row.by_words for row in rows) < CANDIDATES
        for row in rows:
            if row.is_seen:
                self.hits.setdefault(row.product_id, SearchHit(row.product_id, row.variant_id))

    def add_successors(self, asked: str, successors: Mapping[int, Variant]) -> None:
        """First of all: what took the place of the number that was asked for."""
        if not successors:
            return
        before, self.hits = self.hits, {}
        for variant in successors.values():
            hit = SearchHit(variant.product_id, variant.pk, replaced_from=asked)
            self.hits.setdefault(variant.product_id, hit)
        self.hits = self.hits | {pk: hit for pk, hit in before.items() if pk not in self.hits}


def _further(
    sight: Sight, found: _Found, answer: SearchAnswer, words: tuple[Asked, ...]
) -> tuple[_Found, SearchAnswer]:
    """Few hits or none: words that end so, other spellings, and last those with some words."""
    vocabulary = near_words(words)
    endings = _endings(words, vocabulary)
    if endings:
        found.add(answer_rows(sight, clauses(words, besides=endings)))
    if len(found) < _VERY_FEW:
        spelling, rows = _first_with_hits(sight, words, vocabulary)
        if spelling:
            if found:
                return found, replace(answer, did_you_mean=spelling)
            found.add(rows)
            return found, replace(answer, text=spelling, corrected_from=answer.text)
    if not found and len(words) > 1:
        found.add(answer_rows(sight, clauses(words), any_word=True))
        answer = replace(answer, some_words=bool(found))
    return found, answer


def _first_with_hits(
    sight: Sight, words: tuple[Asked, ...], vocabulary: Iterable[Known]
) -> tuple[str, list[Row]]:
    """The first other spelling with a hit that the visitor may see, and its hits."""
    folded = tuple(fold_letters(word.whole) for word in words)
    for spelling in corrections(folded, vocabulary, limit=_SPELLINGS):
        text = " ".join(spelling)
        if rows := answer_rows(sight, clauses(asked_words(text))):
            return text, rows
    return "", []


def _endings(words: tuple[Asked, ...], vocabulary: Iterable[Known]) -> Mapping[str, list[str]]:
    """Compounds: 'skärm' is also in 'datorskärm'. The commonest first, at most twenty a word."""
    found: dict[str, list[str]] = {}
    for word in words:
        folded = fold_letters(word.whole)
        if len(folded) < SHORTEST_ENDING:
            continue
        longer = [
            known.folded
            for known in vocabulary
            if known.folded != folded and known.folded.endswith(folded)
        ]
        if longer:
            found[word.whole] = longer[:_ENDINGS]
    return found


def _page(answer: SearchAnswer, found: _Found, *, limit: int, after: int | None) -> SearchAnswer:
    ordered = list(found.hits)
    start = ordered.index(after) + 1 if after in found.hits else 0
    shown = ordered[start : start + limit]
    return replace(
        answer,
        hits=tuple(found.hits[product_id] for product_id in shown),
        found=len(found),
        found_all=found.all,
        next_after=shown[-1] if start + limit < len(ordered) else None,
    )
