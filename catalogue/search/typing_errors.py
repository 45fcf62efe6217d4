"""How far two words are from each other, and which words one slip could have meant. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, product

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
# Longer words are found by their trigrams; a list of single slips would only cost.
MAX_SLIPS_OF = 9
MIN_CORRECTED = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A word of the vocabulary, as it is written and folded, and how many products hold it."""

    word: str
    folded: str
    frequency: int


def one_slip_from(word: str) -> frozenset[str]:
    """Every folded text that is one slip away: a letter lost, added, changed or swapped."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    lost = {left + right[1:] for left, right in halves if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    changed = {left + letter + right[1:] for left, right in halves if right for letter in _ALPHABET}
    added = {left + letter + right for left, right in halves for letter in _ALPHABET}
    return frozenset(lost | swapped | changed | added)


def allowed_slips(word: str) -> int:
    """One slip in a short word, two in an ordinary, three in a long one."""
    if len(word) <= 4:
        return 1
    return 2 if len(word) <= 9 else 3


def distance(one: str, other: str) -> int:
    """Letters lost, added, changed or swapped with a neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        before, above, row = row, before, [at]
        for to, sign in enumerate(other, start=1):
            cost = 0 if letter == sign else 1
            least = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + cost)
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == sign:
                least = min(least, above[to - 2] + 1)
            row.append(least)
    return row[-1]


def corrections(
    words: tuple[str, ...], known: Iterable[Known], *, limit: int = 5
) -> list[tuple[str, ...]]:
    """Other spellings of the whole question, the likeliest first.

    `words` are folded. A word that the vocabulary holds stays; when it holds them all, or has
    nothing near one of them, there is no other spelling.
    """
    vocabulary = tuple(known)
    choices: list[list[tuple[int, int, str]]] = []
    for word in words:
        near = _near(word, vocabulary)
        if not near or near[0][0] == 0:
            near = [(0, 0, word)]
        choices.append(near[:limit])
    if all(near[0][0] == 0 for near in choices):
        return []
    combined = sorted(
        (sum(part[0] for part in parts), sum(part[1] for part in parts), parts)
        for parts in islice(product(*choices), 200)
    )
    return [tuple(part[2] for part in parts) for _, _, parts in combined[:limit]]


def _near(word: str, vocabulary: tuple[Known, ...]) -> list[tuple[int, int, str]]:
    """(slips, -frequency, word) of the words near enough, the nearest and commonest first."""
    if len(word) < MIN_CORRECTED or not word.isalpha():
        return []
    most = allowed_slips(word)
    found = []
    for candidate in vocabulary:
        if abs(len(candidate.folded) - len(word)) <= most:
            slips = distance(word, candidate.folded)
            if slips <= most:
                found.append((slips, -candidate.frequency, candidate.word))
    return sorted(found)
