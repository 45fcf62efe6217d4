"""Search: goods found by words, codes and near misses, among what the visitor may see.

One module asks the database, so that another engine can take its place. No count of all hits:
candidates are at most 500, the most popular first, and then ranked.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.contrib.postgres.search import SearchQueryCombinable
from django.db.models import Q, Value

from catalogue.models import ProductSearch, SearchWord
from catalogue.querysets import ProductQuerySet
from catalogue.search.questions import all_words, any_word, telling_words
from catalogue.search.typing_errors import MAX_SLIPS_OF, Known, corrections, one_slip_from
from catalogue.search.words import Asked, asked_words, fold_code, fold_letters, fold_name
from catalogue.selectors.search_candidates import CANDIDATES, ranked_candidates, visible_codes
from catalogue.selectors.visibility import (
    audience_ids,
    shows_only_agreement,
    visible_products,
    visible_variants,
)
from customers.actors import Actor

_SAME_NAME = 50
FEW = 5  # with fewer hits, other forms and spellings are tried
_VERY_FEW = 3
_SHORTEST_PART_OF_A_CODE = 3
_SHORTEST_ENDING = 4
_ENDINGS = 20
_VOCABULARY = 600


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A product that answers; `variant_id` when a code of one of its variants was what matched."""

    product_id: int
    variant_id: int | None = None


@dataclass(frozen=True, slots=True)
class BrandCount:
    brand: str
    count: int


@dataclass(frozen=True)
class SearchAnswer:
    """One page of hits, the best first.

    `corrected_from` is what was typed when `text`, what the hits answer, is another spelling.
    `did_you_mean` is another spelling that has hits too. `some_words`: nothing holds all the
    words, these hold some. `found` counts at most 500; `found_all` says that there are no more.
    """

    text: str
    hits: tuple[SearchHit, ...] = ()
    did_you_mean: str = ""
    corrected_from: str = ""
    exact: bool = False
    some_words: bool = False
    found: int = 0
    found_all: bool = True
    brands: tuple[BrandCount, ...] = ()
    next_after: int | None = None

    @property
    def product_ids(self) -> tuple[int, ...]:
        return tuple(hit.product_id for hit in self.hits)


def search(
    actor: Actor, text: str, *, limit: int = 24, after: int | None = None, brand: str | None = None
) -> SearchAnswer:
    """What the visitor may see that answers `text`; `after` is the last product already shown.

    Three to five queries when the words have hits, at most nine when they have few or none, for
    any number of products.
    """
    text = " ".join(text.split())
    words = telling_words(asked_words(text))
    if not words:
        return SearchAnswer(text)
    question = _Question(actor, brand or "", audience_ids(actor))
    found = question.by_code_and_words(text, words)
    answer = SearchAnswer(text, exact=found.exact)
    if len(found) < FEW:
        found, answer = _further(question, found, answer, words)
    return _page(answer, found, limit=limit, after=after)


class _Found:
    """Hits in order, each product once, and how many each brand has."""

    def __init__(self) -> None:
        self.hits: dict[int, SearchHit] = {}
        self.brands: dict[int, str] = {}
        self.exact = False
        self.all = True

    def __len__(self) -> int:
        return len(self.hits)

    def add(self, rows: Iterable[tuple[int, int | None, str]]) -> None:
        for product_id, variant_id, brand in rows:
            self.hits.setdefault(product_id, SearchHit(product_id, variant_id))
            self.brands.setdefault(product_id, brand)

    def add_ranked(self, rows: Sequence[tuple[int, str]]) -> None:
        self.all = self.all and len(rows) < CANDIDATES
        self.add((product_id, None, brand) for product_id, brand in rows)

    def brand_counts(self) -> tuple[BrandCount, ...]:
        counted = Counter(brand for brand in self.brands.values() if brand)
        return tuple(BrandCount(brand, count) for brand, count in counted.most_common(12))


@dataclass(frozen=True)
class _Question:
    """Asks the database as one visitor."""

    actor: Actor
    brand: str
    audience_ids: frozenset[int]

    def products(self) -> ProductQuerySet:
        products = visible_products(self.actor)
        return products.filter(brand=self.brand) if self.brand else products

    def by_code_and_words(self, text: str, words: tuple[Asked, ...]) -> _Found:
        """Exact codes, then the exact name, then parts of codes, then the words. Four queries."""
        found = _Found()
        code = fold_code(text)
        if code:
            found.add(self._codes(code))
            found.exact = bool(found)
        found.add_ranked(self._by_name(text))
        if len(code) >= _SHORTEST_PART_OF_A_CODE and any(letter.isdigit() for letter in code):
            found.add(self._codes(f"%{code}%"))
        found.add_ranked(self.ranked(all_words(words, last_may_go_on=True), all_words(words)))
        return found

    def ranked(
        self, query: SearchQueryCombinable, better: SearchQueryCombinable | None = None
    ) -> list[tuple[int, str]]:
        """(product id, brand) of the 500 most popular hits, the best first. One query."""
        narrowed = None
        if self.brand or shows_only_agreement(self.actor):
            narrowed = self.products().order_by().values("pk")
        return ranked_candidates(
            query,
            better or query,
            audience_ids=self.audience_ids,
            visible=self.products(),
            narrowed_to=narrowed,
        )

    def _by_name(self, text: str) -> list[tuple[int, str]]:
        return list(
            ProductSearch.objects.filter(
                name_folded=fold_name(text), product__in=self.products()
            ).values_list("product_id", "product__brand")[:_SAME_NAME]
        )

    def _codes(self, pattern: str) -> list[tuple[int, int, str]]:
        """Variants that the visitor may buy with such a code, the closest codes first."""
        variants = visible_variants(self.actor)
        if self.brand:
            variants = variants.filter(product__brand=self.brand)
        return visible_codes(pattern, visible=variants)

    def first_with_hits(self, spellings: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
        """The first spelling that has a hit the visitor may see. One query for all of them."""
        if not spellings:
            return None
        tries = [
            ProductSearch.objects.filter(
                vector=all_words(asked_words(" ".join(spelling))), product__in=self.products()
            )
            .annotate(place=Value(place))
            .values_list("place", flat=True)[:1]
            for place, spelling in enumerate(spellings)
        ]
        places = list(tries[0].union(*tries[1:], all=True)) if len(tries) > 1 else list(tries[0])
        return spellings[min(places)] if places else None


def _further(
    question: _Question, found: _Found, answer: SearchAnswer, words: tuple[Asked, ...]
) -> tuple[_Found, SearchAnswer]:
    """Few hits or none: words that end so, other spellings, and last those with some words."""
    vocabulary = _near_words(words)
    endings = _endings(words, vocabulary)
    if endings:
        found.add_ranked(question.ranked(all_words(words, besides=endings)))
    if len(found) < _VERY_FEW:
        folded = tuple(fold_letters(word.whole) for word in words)
        spelling = question.first_with_hits(corrections(folded, vocabulary))
        if spelling is not None:
            other = " ".join(spelling)
            if found:
                return found, replace(answer, did_you_mean=other)
            meant = asked_words(other)
            found.add_ranked(question.ranked(all_words(meant)))
            return found, replace(answer, text=other, corrected_from=answer.text)
    if not found and len(words) > 1:
        found.add_ranked(question.ranked(any_word(words)))
        answer = replace(answer, some_words=bool(found))
    return found, answer


def _near_words(words: tuple[Asked, ...]) -> list[Known]:
    """Words of the vocabulary that end in, or look like, one of these. One query."""
    near = Q()
    for word in words:
        folded = fold_letters(word.whole)
        if not word.is_letters:
            continue
        near |= Q(folded__trigram_similar=folded)
        if len(folded) <= MAX_SLIPS_OF:
            near |= Q(folded__in=one_slip_from(folded))
        if len(folded) >= _SHORTEST_ENDING:
            near |= Q(folded__endswith=folded)
    if not near:
        return []
    rows = SearchWord.objects.filter(near).order_by("-frequency", "word")[:_VOCABULARY]
    return [Known(row.word, row.folded, row.frequency) for row in rows]


def _endings(words: tuple[Asked, ...], vocabulary: Iterable[Known]) -> Mapping[str, list[str]]:
    """Compounds: 'skärm' is also in 'datorskärm'. The commonest first, at most twenty a word."""
    found: dict[str, list[str]] = {}
    for word in words:
        folded = fold_letters(word.whole)
        if len(folded) < _SHORTEST_ENDING:
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
        brands=found.brand_counts(),
        next_after=shown[-1] if start + limit < len(ordered) else None,
    )
