"""Filling the scratch database: goods, people and their terms."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.derived import choose_filters, index_all, list_all, try_sample
from benchmarks.goods import make_goods, make_tree
from benchmarks.loading import analyze, timed, without_triggers
from benchmarks.past import make_past
from benchmarks.people import make_groups, make_people
from benchmarks.terms import make_assortments, make_price_lists
from benchmarks.texts import Texts
from config.postgres_paths import CHECKOUT

PRICE_ROWS = 200_000
CUSTOMERS = 2_000

# A database filled by other code than today's is not used again.
_DECIDES = (
    *("benchmarks/[dg]*.py", "benchmarks/people.py", "benchmarks/past.py", "benchmarks/te*.py"),
    *("*/migrations/*.py", "catalogue/services/*.py", "catalogue/search/*.py"),
)

Say = Callable[[str], object]


@dataclass(frozen=True)
class Size:
    """How much there is of everything that the option --products does not say itself."""

    products: int

    @property
    def customers(self) -> int:
        return min(CUSTOMERS, max(40, self.products // 10))

    @property
    def price_rows(self) -> int:
        return min(PRICE_ROWS, self.products * 10)

    @property
    def recipe(self) -> str:
        """Says what a kept database holds, so that it is used again only for the same."""
        digest = hashlib.sha256()
        for pattern in _DECIDES:
            for path in sorted(CHECKOUT.glob(pattern)):
                digest.update(path.read_bytes())
        return f"{self.products} products by {digest.hexdigest()[:20]}"


def fill(size: Size, texts: Texts, database_url: str, say: Say) -> None:
    """All of it, with the seconds of each part."""
    with timed("groups and tree", say), without_triggers():
        groups = make_groups()
        tree = make_tree(groups)
    with timed(f"{size.products} products", say), without_triggers():
        make_goods(size.products, tree, groups, texts)
    analyze()
    choose_filters()
    with timed("rows of lists and facets", say), without_triggers():
        list_all()
    with timed("search index", say):
        index_all(database_url)
    with timed("people", say), without_triggers():
        people = make_people(size.customers, groups)
    with timed("prices and agreements", say), without_triggers():
        make_price_lists(people, size.price_rows)
        make_assortments(people)
    with timed("past orders", say), without_triggers():
        make_past()
    analyze()
    with timed("a sample worked out again by the services", say):
        try_sample()
