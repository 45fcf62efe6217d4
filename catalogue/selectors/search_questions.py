"""What the search index is asked, as parts of a statement, and how such statements are sent.

The values stand beside the statement, so that it is the same for every question of a kind and
PostgreSQL keeps it planned.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from catalogue.search.questions import Clause
from core.kept import KeptStatement

_OPEN = "."  # the mark of what is for everyone, which is none
_ANY = "~"  # where the mark of a word is put
# The forms of each word; each word as the score asks for it; and what the index is asked: a
# question for each lot of marks, each of which must hold all of the words. A form that begins with
# what may go on is asked for by that already.
ASKED = f"""
    word AS MATERIALIZED (
        SELECT asked.folded, asked.others, forms.forms,
               (SELECT string_agg(quote_literal(form) || ':AB', ' | ')
                FROM unnest(forms.forms) form)::tsquery AS named,
               (SELECT string_agg(quote_literal(form) || ':C', ' | ')
                FROM unnest(forms.forms) form)::tsquery AS summed_up,
               replace(asked.others, '{_ANY}', '')::tsquery AS nearly,
               coalesce(
                   strpos(asked.others, '''{_ANY}' || asked.folded || ''':*') > 0, false
               ) AS goes_on
        FROM (
            SELECT word, coalesce(folded, '') AS folded, nullif(others, '') AS others
            FROM unnest(string_to_array(%(words)s, chr(10)), string_to_array(%(folded)s, chr(10)),
                        string_to_array(%(others)s, chr(10))) AS typed(word, folded, others)
        ) asked
        CROSS JOIN LATERAL (
            SELECT tsvector_to_array(
                to_tsvector('pg_catalog.swedish', asked.word)
                || to_tsvector('pg_catalog.norwegian', asked.word)
                || to_tsvector('pg_catalog.english', asked.word)
                || to_tsvector('pg_catalog.simple', asked.folded)) AS forms
        ) forms
    ), asked AS MATERIALIZED (
        SELECT string_agg(of_mark.question, ' | ')::tsquery AS question
        FROM unnest(string_to_array(%(lots)s, chr(10))) lot
        CROSS JOIN LATERAL unnest(string_to_array(lot, ' ')) written
        CROSS JOIN LATERAL rtrim(written, '{_OPEN}') mark
        CROSS JOIN LATERAL (
            SELECT '(' || string_agg('(' || concat_ws(' | ', replace(others, '{_ANY}', mark), (
                       SELECT string_agg(quote_literal(mark || form), ' | ') FROM unnest(forms) form
                       WHERE NOT (goes_on AND starts_with(form, folded))
                   )) || ')', %(joined)s) || ')' AS question
            FROM word
        ) of_mark
        GROUP BY lot
    )
"""  # noqa: S608
_KINDS = (int, str, date)


def tier_rows(tier: int, narrowed: str = "") -> str:
    """The hits of one tier: product_id and popularity."""
    # Joined with the questions, so that the plan is the same for every word: by the index.
    return (
        "SELECT product_id, popularity FROM asked"  # noqa: S608
        " JOIN catalogue_productsearch ON vector @@ asked.question"
        f" WHERE tier = {tier}{narrowed}"
    )


def asked_values(
    marks: Sequence[Sequence[str]], clauses: Sequence[Clause], *, any_word: bool = False
) -> dict[str, Any]:
    """What `ASKED` needs; no word holds the end of a line."""
    return {
        "lots": "\n".join(" ".join(mark or _OPEN for mark in lot) for lot in marks),
        "words": "\n".join(clause.word for clause in clauses),
        "folded": "\n".join(clause.folded for clause in clauses),
        "others": "\n".join(clause.others_of(_ANY) for clause in clauses),
        "joined": " | " if any_word else " & ",
    }


def ask(statement: str, values: Mapping[str, Any]) -> list[Any]:
    """The rows, as tuples. Kept planned when its values are such as can be sent beside it."""
    kinds = {name: kind for name, value in values.items() if (kind := _kind(value))}
    if len(kinds) == len(values):
        return KeptStatement(statement, kinds).ask(values)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _kind(value: Any) -> type | None:
    if value is None:
        return str
    if isinstance(value, (bool, datetime)):
        return None
    if isinstance(value, list):
        return list if all(isinstance(each, int) for each in value) else None
    return next((kind for kind in _KINDS if isinstance(value, kind)), None)
