"""Words that goods are named by and that a question may have meant."""

from catalogue.search.typing_errors import MAX_SLIPS_OF, Known, one_slip_from
from catalogue.search.words import Asked, fold_letters
from core.kept import KeptStatement

SHORTEST_ENDING = 4
_VOCABULARY = 600


def near_words(words: tuple[Asked, ...]) -> list[Known]:
    """Words of the vocabulary that end in, or look like, one of these. One query."""
    asked = [fold_letters(word.whole) for word in words if word.is_letters]
    if not asked:
        return []
    slips: set[str] = set()
    patterns: list[str] = []
    for folded in asked:
        if len(folded) <= MAX_SLIPS_OF:
            slips |= one_slip_from(folded)
        else:  # several slips leave few trigrams whole
            patterns += [f"{folded[:SHORTEST_ENDING]}%", f"%{folded[-SHORTEST_ENDING:]}"]
        if len(folded) >= SHORTEST_ENDING:
            patterns.append(f"%{folded}")
    rows = _NEAR.ask(
        {
            "asked": "\n".join(asked),
            "slips": "\n".join(sorted(slips)),
            "patterns": "\n".join(patterns),
            "most": _VOCABULARY,
        }
    )
    return [Known(*row) for row in rows]


# Each by the index that knows it: as one condition with 'or' the server read the whole vocabulary.
_NEAR = KeptStatement(
    """
    SELECT word, folded, frequency FROM catalogue_searchword WHERE word = ANY (ARRAY(
        SELECT word FROM catalogue_searchword
        WHERE folded = ANY (string_to_array(%(slips)s, chr(10)))
      UNION
        SELECT word FROM unnest(string_to_array(%(asked)s, chr(10))) asked
        JOIN catalogue_searchword ON catalogue_searchword.folded %% asked
      UNION
        SELECT word FROM unnest(string_to_array(%(patterns)s, chr(10))) pattern
        JOIN catalogue_searchword ON catalogue_searchword.folded LIKE pattern
    ))
    ORDER BY frequency DESC, word LIMIT %(most)s
    """,
    {"asked": str, "slips": str, "patterns": str, "most": int},
)
