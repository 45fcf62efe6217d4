"""A product as a row of numbers: whom it is for, where it stands, what it can be found by. Pure.

`ProductTerms.terms` is sorted: first the audience, then the categories with all above them, then
the ids of the product's facet values. All before the values is negative, so that one index
answers 'in this category, for one of these audiences, with one of these values'.
"""

from collections.abc import Iterable
from dataclasses import dataclass

# Audiences stand before all categories: category numbers never come near it.
AUDIENCES_FROM = 2**40
# Values that need no row of their own. The first's count is the number of products; the second
# is that some version is in stock, after the numbers of all other values.
TOTAL = 0
IN_STOCK = 2**40


@dataclass(frozen=True, slots=True)
class Described:
    """What the terms of a product say."""

    audience_id: int
    category_ids: frozenset[int]
    value_ids: frozenset[int]


def audience_term(audience_id: int) -> int:
    return -AUDIENCES_FROM - audience_id


def category_term(category_id: int) -> int:
    return -category_id


def terms_of(described: Described) -> list[int]:
    """In the order that they are stored in."""
    return sorted(
        (
            audience_term(described.audience_id),
            *map(category_term, described.category_ids),
            *described.value_ids,
        )
    )


def described_by(terms: Iterable[int]) -> Described:
    """Raises ValueError unless exactly one audience is among the terms."""
    audiences, categories, values = [], set(), set()
    for term in terms:
        if term <= -AUDIENCES_FROM:
            audiences.append(-AUDIENCES_FROM - term)
        elif term < 0:
            categories.add(-term)
        else:
            values.add(term)
    (audience_id,) = audiences
    return Described(audience_id, frozenset(categories), frozenset(values))
