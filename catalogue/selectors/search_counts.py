"""How many goods answer a search, and which: what is asked after the list, never for it.

The list itself counts nothing. Facets of a search are counted over `matching_ids`.
"""

from catalogue.search.questions import clauses, telling_words
from catalogue.search.words import asked_words
from catalogue.selectors.search import FEW, search, sight_of
from catalogue.selectors.search_candidates import matching_products
from customers.actors import Actor

MOST = 10_000


def count_hits(actor: Actor, text: str, *, most: int = MOST) -> int:
    """How many products answer `text`, as the list shows them; `most` + 1 when they are more."""
    return len(matching_ids(actor, text, most))


def matching_ids(actor: Actor, text: str, most: int = MOST) -> list[int]:
    """The products that answer `text`; `most` + 1 of them when they are more.

    Two queries when the words have hits. When they have next to none the answer is the list's:
    other forms, another spelling.
    """
    text = " ".join(text.split())
    words = telling_words(asked_words(text))
    if not words:
        return []
    question = clauses(words, last_may_go_on=True)
    found = matching_products(sight_of(actor), question, text, most=most + 1)
    if len(found) >= FEW:
        return found
    answer = search(actor, text, limit=most + 1)
    if answer.corrected_from:
        return matching_ids(actor, answer.text, most)
    return list(answer.product_ids)
