"""The statements behind every search: by words, the most popular visible hits; and by codes.

Two ways to the same rows, since neither is quick for all questions. A word that is everywhere is
met at once when the most popular products are read in order; a rare one, or one whose hits are
all limited to others, is quick by the index, where whom a product is for stands beside its words.
Left to its estimates PostgreSQL reads the whole shop for a common word that a visitor may not see.
"""

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.search import SearchQueryCombinable
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from catalogue.models import ProductSearch
from catalogue.search.words import audience_word, fold_code

CANDIDATES = 500
_MOST_POPULAR = 10_000
_CODES = 50
_MOST_CODES = 1_000  # of those that hold '100', say


def ranked_candidates(
    query: SearchQueryCombinable,
    better: SearchQueryCombinable,
    *,
    audience_ids: Collection[int],
    visible: QuerySet[Any],
    narrowed_to: QuerySet[Any] | None,
) -> list[tuple[int, str]]:
    """(product id, brand) of the 500 most popular hits of `query`, the best first. One query.

    Hits of `better` count more. The index says for whom a product was when it was written;
    `visible` (products) has the last word. `narrowed_to` (product ids) holds before the 500 are
    chosen.
    """
    words, words_values = _compiled(query)
    best, best_values = _compiled(better)
    candidates = RawSQL("SELECT product_id FROM candidate", ())
    seen = visible.filter(pk__in=candidates).order_by().values("pk")
    allowed, allowed_values = seen.query.sql_with_params()
    audience = " | ".join(f"'{audience_word(pk)}'" for pk in sorted(audience_ids))
    match = f"vector @@ (({words}) && %s::tsquery)"
    match_values: tuple[Any, ...] = (*words_values, audience)
    if narrowed_to is not None:
        narrow, narrow_values = narrowed_to.query.sql_with_params()
        match = f"{match} AND product_id IN ({narrow})"
        match_values = (*match_values, *narrow_values)
    # Every part is written here or by the ORM; what a visitor typed is a parameter.
    statement = f"""
        WITH popular AS MATERIALIZED (
            SELECT product_id, popularity FROM (
                SELECT product_id, popularity, vector FROM catalogue_productsearch
                ORDER BY popularity DESC, product_id LIMIT {_MOST_POPULAR}
            ) top WHERE {match} LIMIT {CANDIDATES}
        ), indexed AS MATERIALIZED (
            SELECT product_id, popularity FROM catalogue_productsearch
            WHERE (SELECT count(*) FROM popular) < {CANDIDATES} AND {match}
        ), candidate AS MATERIALIZED (
            SELECT product_id FROM (
                SELECT product_id, popularity FROM indexed
                UNION SELECT product_id, popularity FROM popular
            ) found ORDER BY popularity DESC, product_id LIMIT {CANDIDATES}
        )
        SELECT product.id, product.brand
        FROM candidate
        JOIN catalogue_productsearch entry ON entry.product_id = candidate.product_id
        JOIN catalogue_product product ON product.id = candidate.product_id
        WHERE product.id = ANY(ARRAY({allowed}))
        ORDER BY ts_rank(entry.vector, {words}) + 2 * ts_rank(entry.vector, {best}) DESC,
                 entry.popularity DESC, product.id
    """  # noqa: S608
    values = (*match_values, *match_values, *allowed_values, *words_values, *best_values)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[int, str]] = cursor.fetchall()
    return rows


def visible_codes(pattern: str, *, visible: QuerySet[Any]) -> list[tuple[int, int, str]]:
    """(product id, variant id, brand) of the variants with such a code, the first codes first.

    `pattern` is a folded code, or part of one between '%'. One query. The codes are found before
    anything else is looked at, whatever PostgreSQL believes of tables that were just filled.
    """
    codes = RawSQL("SELECT variant_id FROM hit", ())
    seen = visible.filter(pk__in=codes).order_by().values("pk")
    allowed, values = seen.query.sql_with_params()
    statement = f"""
        WITH hit AS MATERIALIZED (
            SELECT product_id, variant_id, folded FROM catalogue_searchcode
            WHERE folded LIKE %s LIMIT {_MOST_CODES}
        )
        SELECT hit.product_id, hit.variant_id, product.brand
        FROM hit JOIN catalogue_product product ON product.id = hit.product_id
        WHERE hit.variant_id = ANY(ARRAY({allowed}))
        ORDER BY hit.folded, hit.variant_id LIMIT {_CODES}
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, (pattern, *values))
        rows: list[tuple[int, int, str]] = cursor.fetchall()
    return rows


def matching_products(
    query: SearchQueryCombinable,
    text: str,
    *,
    audience_ids: Collection[int],
    visible: QuerySet[Any],
    most: int,
) -> list[int]:
    """At most so many of the visible products that hold the words or a code like `text`."""
    words, words_values = _compiled(query)
    found = RawSQL("SELECT product_id FROM hit", ())
    allowed, allowed_values = (
        visible.filter(pk__in=found).order_by().values("pk").query.sql_with_params()
    )
    audience = " | ".join(f"'{audience_word(pk)}'" for pk in sorted(audience_ids))
    code = fold_code(text)
    pattern = f"%{code}%" if is_part_of_a_code(code) else code
    statement = f"""
        WITH hit AS MATERIALIZED (
            (SELECT product_id FROM catalogue_productsearch
             WHERE vector @@ (({words}) && %s::tsquery) LIMIT %s)
            UNION (SELECT product_id FROM catalogue_searchcode
                   WHERE folded LIKE %s LIMIT {_MOST_CODES})
        )
        {allowed} LIMIT %s
    """  # noqa: S608
    values = (*words_values, audience, most, pattern, *allowed_values, most)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [product_id for (product_id,) in cursor.fetchall()]


def is_part_of_a_code(code: str) -> bool:
    return len(code) >= 3 and any(letter.isdigit() for letter in code)


def _compiled(query: SearchQueryCombinable) -> tuple[str, tuple[Any, ...]]:
    """The question as SQL and its values."""
    compiler = ProductSearch.objects.all().query.get_compiler(connection=connection)
    expression: Any = query
    sql, values = expression.resolve_expression(compiler.query).as_sql(compiler, connection)
    return sql, tuple(values)
