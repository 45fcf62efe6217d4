"""The statements behind every search. What a visitor typed is always a parameter.

Goods are met by their words tier by tier, the most popular first, until there are enough to rank
(see `ProductSearch`); so a word that is everywhere costs no more than a rare one. What is limited
to others is not even met (see `search.marks`); the products themselves have the last word, should
the index be behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet
from django.db.models.expressions import RawSQL

from catalogue.models import LAST_TIER
from catalogue.querysets import ProductQuerySet, VariantQuerySet
from catalogue.search.marks import marks_for
from catalogue.search.questions import Clause
from catalogue.search.words import fold_code, fold_name
from catalogue.selectors.search_questions import ASKED, ask, asked_values, tier_rows
from catalogue.selectors.tree import tree_now

CANDIDATES = 300
_CODES = 50
_MOST_CODES = 1_000  # of those that hold '100', say
_SHORTEST_PART_OF_A_CODE = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A hit; `variant_id` when one of its codes answers. Unseen: not for this visitor to buy."""

    is_exact_code: bool
    by_words: bool
    product_id: int
    variant_id: int | None
    is_seen: bool


@dataclass(frozen=True)
class Sight:
    """What one visitor may see, as the statements need it.

    `products` and `variants` have the last word. `narrowed_to` (product ids) holds before
    candidates are chosen. `own_numbers`: the customer's and its groups', by `place`. `marks`: of
    the words in the index, in lots (see `search.marks`).
    """

    marks: Sequence[Sequence[str]]
    products: ProductQuerySet
    variants: VariantQuerySet
    narrowed_to: QuerySet[Any, Any] | None = None
    own_numbers: QuerySet[Any, Any] | None = None


class _IsFound(Func):
    """`= ANY (ARRAY(SELECT …))`: thousands of ids are then read as a few ranges of the index."""

    output_field = BooleanField()
    template = "%(expressions)s)"
    arg_joiner = " = ANY ("


# How near a product is to the question, of 1 for each word in its name or brand: for the words
# 1.0, half for what else will do (a beginning, a compound), 0.3 more when the name has it exactly
# so, 0.2 when the summary has it too; 0.3 for all words in this order; up to 0.7 for a short name,
# which is the thing itself more often than something that goes with it; a little for sales.
_SCORE = """
    (SELECT avg(
        CASE WHEN entry.ranks @@ word.named THEN 1.0
             WHEN entry.ranks @@ word.nearly THEN 0.5 ELSE 0 END
        + CASE WHEN strpos(name, ' ' || word.folded || ' ') > 0 THEN 0.3 ELSE 0 END
        + CASE WHEN entry.ranks @@ word.summed_up THEN 0.2 ELSE 0 END
     ) FROM word)
    + CASE WHEN strpos(name, (SELECT ' ' || string_agg(folded, ' ') || ' ' FROM word)) > 0
           THEN 0.3 ELSE 0 END
    + 2.0 / (1 + cardinality(string_to_array(entry.name_folded, ' ')))
    + 0.02 * ln(1 + entry.popularity)
"""
_TIERS = tuple(range(LAST_TIER + 1))


def answer_rows(
    sight: Sight,
    clauses: Sequence[Clause],
    text: str = "",
    *,
    any_word: bool = False,
) -> list[Row]:
    """The best hits first: exact codes, the exact name, parts of codes, then words. One query.

    At most 300 by words. Without `text` only by words.
    """
    values = asked_values(sight.marks, clauses, any_word=any_word)
    narrow, narrowed = _narrowed(sight, values)
    found = "SELECT 3 AS kind, product_id, NULL::bigint AS variant_id, -score AS place FROM ranked"
    codes = ""
    if text:
        codes, found = _by_code(sight, text, values), f"{_BY_CODE_AND_NAME} UNION ALL {found}"
    shown = sight.products.values("pk", "popularity")
    products = _allowed(shown, "SELECT product_id FROM found", values, "product")
    bought = sight.variants.values("pk")
    variants = _allowed(bought, "SELECT variant_id FROM found", values, "variant")
    statement = f"""
        WITH {narrow} {ASKED}, {codes} {_candidates(narrowed)}, ranked AS MATERIALIZED (
            SELECT candidate.product_id, {_SCORE} AS score
            FROM candidate
            JOIN catalogue_productsearch entry ON entry.product_id = candidate.product_id
            CROSS JOIN LATERAL (SELECT ' ' || entry.name_folded || ' ' AS name) named
        ), found AS MATERIALIZED ({found}), allowed(id, popularity) AS MATERIALIZED (
            {products}
        ), judged AS MATERIALIZED (
            SELECT found.*, allowed.popularity,
                   allowed.id IS NOT NULL
                   AND (found.variant_id IS NULL OR found.variant_id IN ({variants})) AS is_seen
            FROM found LEFT JOIN allowed ON allowed.id = found.product_id
        )
        SELECT kind = 0, kind = 3, product_id, variant_id, is_seen
        FROM judged WHERE is_seen OR kind = 0
        ORDER BY kind, place, popularity DESC, product_id, variant_id
    """  # noqa: S608
    return [Row(*row) for row in ask(statement, values)]


def matching_products(
    sight: Sight, clauses: Sequence[Clause], text: str, *, most: int
) -> list[int]:
    """At most so many visible products with the words or a code like `text`. One query."""
    values = asked_values(sight.marks, clauses) | {"most": most}
    narrow, narrowed = _narrowed(sight, values)
    codes = _by_code(sight, text, values)
    shown, bought = sight.products.values("pk"), sight.variants.values("pk")
    products = _allowed(shown, "SELECT product_id FROM hit", values, "product")
    variants = _allowed(bought, "SELECT variant_id FROM by_code", values, "variant")
    tiers = " UNION ALL ".join(f"({tier_rows(tier, narrowed)})" for tier in _TIERS)
    statement = f"""
        WITH {narrow} {ASKED}, {codes} by_code AS MATERIALIZED (
            SELECT product_id, variant_id FROM exact_code
            UNION ALL SELECT product_id, variant_id FROM part_of_code
        ), hit AS MATERIALIZED (
            SELECT product_id FROM by_code WHERE variant_id IN ({variants})
            UNION ALL SELECT product_id FROM same_name
            UNION ALL SELECT product_id FROM ({tiers} LIMIT %(most)s) by_words
        )
        {products} LIMIT %(most)s
    """  # noqa: S608
    return [product_id for (product_id,) in ask(statement, values)]


def ids_with_words(clauses: Sequence[Clause], *, most: int) -> list[int]:
    """At most so many products with the words, whoever they are for: the shop's own staff ask.

    Two queries; more when the tree has changed.
    """
    audiences = tree_now().audiences
    groups = frozenset(group for each in audiences.values() for group in each or ())
    values = asked_values(marks_for(groups, audiences), clauses) | {"most": most}
    tiers = " UNION ALL ".join(f"({tier_rows(tier)})" for tier in _TIERS)
    statement = f"WITH {ASKED} SELECT product_id FROM ({tiers}) hit LIMIT %(most)s"  # noqa: S608
    return [product_id for (product_id,) in ask(statement, values)]


_BY_CODE_AND_NAME = """
    SELECT 0 AS kind, product_id, variant_id, place::float FROM exact_code
    UNION ALL SELECT 1, product_id, NULL, 0 FROM same_name
    UNION ALL SELECT 2, product_id, variant_id, place FROM part_of_code
"""


def _by_code(sight: Sight, text: str, values: dict[str, Any]) -> str:
    """Goods with exactly this code or name, or, when no code is so, with a part of a code.

    A code that only others see is none: it must not change what this visitor finds.
    """
    code = fold_code(text)
    is_part = len(code) >= _SHORTEST_PART_OF_A_CODE and any(letter.isdigit() for letter in code)
    values |= {
        "code": code,
        "part": f"%{code}%" if is_part else None,
        "whole_name": fold_name(text),
    }
    own = ""
    if sight.own_numbers is not None:
        mine = sight.own_numbers.filter(folded=code).order_by()
        numbers = mine.values("variant_id", "variant__product_id", "place")
        own = f" UNION ALL {_named(numbers, values, 'own')}"
    is_seen = "true"
    if is_part:
        bought = sight.variants.values("pk")
        exact = _allowed(bought, "SELECT variant_id FROM exact_code", values, "exact")
        is_seen = f"variant_id IN ({exact})"
    return f"""
        exact_code AS MATERIALIZED (
            (SELECT variant_id, product_id, 0 AS place FROM catalogue_searchcode
             WHERE folded = %(code)s LIMIT {_CODES}){own}
        ), part_of_code AS MATERIALIZED (
            SELECT variant_id, product_id, row_number() OVER (ORDER BY folded, variant_id) AS place
            FROM (
                SELECT variant_id, product_id, folded FROM catalogue_searchcode
                WHERE %(part)s::text IS NOT NULL
                  AND NOT EXISTS (SELECT FROM exact_code WHERE {is_seen})
                  AND folded LIKE %(part)s LIMIT {_MOST_CODES}
            ) part
        ), same_name AS MATERIALIZED (
            SELECT product_id FROM catalogue_productsearch
            WHERE name_folded = %(whole_name)s LIMIT {_CODES}
        ),"""  # noqa: S608


def _candidates(narrowed: str) -> str:
    """The most popular hits, at least 300 if there are so many: a tier at a time."""
    steps = []
    for tier in _TIERS:
        before = " + ".join(
            f"(SELECT count(*) FROM (SELECT FROM tier_{above} LIMIT {CANDIDATES}) few)"  # noqa: S608
            for above in range(tier)
        )
        enough = f" AND {before} < {CANDIDATES}" if before else ""
        steps.append(f"tier_{tier} AS MATERIALIZED ({tier_rows(tier, narrowed)}{enough})")
    union = " UNION ALL ".join(f"SELECT * FROM tier_{tier}" for tier in _TIERS)  # noqa: S608
    return f"""{", ".join(steps)}, candidate AS MATERIALIZED (
            SELECT product_id FROM ({union}) hit
            ORDER BY popularity DESC, product_id LIMIT {CANDIDATES}
        )"""  # noqa: S608


def _narrowed(sight: Sight, values: dict[str, Any]) -> tuple[str, str]:
    """What the choices leave, worked out once, and the condition that asks for it."""
    if sight.narrowed_to is None:
        return "", ""
    rows = _named(sight.narrowed_to, values, "narrow")
    return (
        f"narrow(product_id) AS MATERIALIZED ({rows}),",
        " AND product_id IN (SELECT product_id FROM narrow)",
    )


def _allowed(visible: QuerySet[Any, Any], ids: str, values: dict[str, Any], name: str) -> str:
    """Those of the ids that the queryset holds, as SQL; its values join the others."""
    found = RawSQL(f"ARRAY({ids})", ())  # noqa: S611 - written in this module
    return _named(visible.filter(_IsFound(F("pk"), found)).order_by(), values, name)


def _named(rows: QuerySet[Any, Any], values: dict[str, Any], name: str) -> str:
    """The queryset's SQL with named parameters, so that parts can stand in any order."""
    sql, given = rows.query.sql_with_params()
    names = [f"{name}_{place}" for place in range(len(given))]
    values |= dict(zip(names, given, strict=True))
    return sql % tuple(f"%({each})s" for each in names)
