"""How a product's words are laid into the index, and how the index is cut by popularity."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from catalogue.models import LAST_TIER, TIER_ENDS
from catalogue.search.words import fold_letters


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What is written for one product; texts are cut into words already."""

    product_id: int
    marks: Sequence[str]  # of whom it is for
    name: str
    codes: str  # and brand
    summary: str
    body: str
    words: str  # those that a typing error can be corrected to
    whole_name: str
    popularity: int


def write_entries(entries: Sequence[IndexEntry]) -> None:
    """One statement. A product that is known stays in its tier."""
    rows = [
        (
            entry.product_id,
            " ".join(entry.marks),
            *(entry.name, entry.codes, entry.summary, entry.body),
            *map(fold_letters, (entry.name, entry.codes, entry.summary, entry.body)),
            *(entry.words, entry.whole_name, entry.popularity),
        )
        for entry in entries
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [list(column) for column in zip(*rows, strict=True)])


def settle_tiers() -> int:
    """Cut the index anew by popularity; how many products moved. One statement over the shop.

    Called after large changes and every night. Until then a product is found in its old tier.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE)
        moved: int = cursor.rowcount
    return moved


def _in_all_languages(part: str) -> str:
    return (
        f"to_tsvector('pg_catalog.swedish', new.{part})"
        f" || to_tsvector('pg_catalog.norwegian', new.{part})"
        f" || to_tsvector('pg_catalog.english', new.{part})"
        f" || to_tsvector('pg_catalog.simple', new.{part}_folded)"
    )


_RANKS = " || ".join(
    f"setweight({_in_all_languages(part)}, '{weight}')"
    for part, weight in (("name", "A"), ("codes", "B"), ("summary", "C"))
)
# The statements are put together from the constants above only; values are parameters.
_WRITE = f"""
    INSERT INTO catalogue_productsearch
        (product_id, vector, ranks, tier, words, name_folded, popularity)
    SELECT new.id,
           array_to_tsvector(ARRAY(
               SELECT mark || word
               FROM regexp_split_to_table(new.marks, ' ') mark,
                    unnest(tsvector_to_array(ranked.words || {_in_all_languages("body")})) word
           )),
           ranked.words, {LAST_TIER}, string_to_array(new.words, ' '), new.whole_name,
           new.popularity
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                %s::integer[])
         AS new(id, marks, name, codes, summary, body, name_folded, codes_folded, summary_folded,
                body_folded, words, whole_name, popularity)
    CROSS JOIN LATERAL (SELECT {_RANKS} AS words) ranked
    ON CONFLICT (product_id) DO UPDATE
    SET vector = excluded.vector, ranks = excluded.ranks, words = excluded.words,
        name_folded = excluded.name_folded, popularity = excluded.popularity
"""  # noqa: S608
_TIER = " ".join(f"WHEN place <= {end} THEN {tier}" for tier, end in enumerate(TIER_ENDS))
# What somebody is writing at this moment stays where it is until the next time.
_SETTLE = f"""
    WITH placed AS MATERIALIZED (
        SELECT product_id, CASE {_TIER} ELSE {LAST_TIER} END AS tier FROM (
            SELECT product_id, row_number() OVER (ORDER BY popularity DESC, product_id) AS place
            FROM catalogue_productsearch
        ) by_popularity
    ), moved AS MATERIALIZED (
        SELECT entry.product_id, placed.tier FROM catalogue_productsearch entry
        JOIN placed ON placed.product_id = entry.product_id
        WHERE entry.tier <> placed.tier
        FOR UPDATE OF entry SKIP LOCKED
    )
    UPDATE catalogue_productsearch entry SET tier = moved.tier
    FROM moved WHERE moved.product_id = entry.product_id
"""  # noqa: S608
