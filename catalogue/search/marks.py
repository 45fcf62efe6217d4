"""How the words of goods in the index say whom the goods are for. Pure.

So a question meets only goods that the visitor may see, however common its words are, and what it
costs depends on the visitor's groups and not on how many sets of groups there are.
"""

from collections.abc import Collection, Mapping

Groups = frozenset[int] | None  # of an audience; None = everyone

OPEN = ""
# Words of goods for so many groups are in the index once for each; of goods for more, once for
# all of them together.
MOST_GROUPS = 12
_AT_ONCE = 16


def marks_of(audience_id: int, groups: Groups) -> list[str]:
    """What stands before each word of goods for this audience; each word is there so many times.

    The ':' keeps marked words apart from anything that can be typed.
    """
    if groups is None:
        return [OPEN]
    if _is_wide(groups):
        return [f"a{audience_id}:"]
    return [f"g{group}:" for group in sorted(groups)]


def marks_for(groups: Collection[int], audiences: Mapping[int, Groups]) -> list[list[str]]:
    """The marks to look for, for who is in these groups and therefore in these audiences.

    In lots to be asked one after the other: no product is in two of them, and a lot is small, as
    the index is slow to answer for very many marks at once.
    """
    wide = sorted(pk for pk, each in audiences.items() if _is_wide(each))
    lots = [wide[start : start + _AT_ONCE] for start in range(0, len(wide), _AT_ONCE)]
    return [
        [OPEN],
        *([[f"g{group}:" for group in sorted(groups)]] if groups else []),
        *([f"a{pk}:" for pk in lot] for lot in lots),
    ]


def _is_wide(groups: Groups) -> bool:
    # Nobody's goods too have one mark, which only the shop's staff ask for.
    return groups is not None and not 0 < len(groups) <= MOST_GROUPS
