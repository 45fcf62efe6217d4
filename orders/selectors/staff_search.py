"""The staff's search of orders, at any number of them.

Whom and what a word means is asked first, by the indexes of customers, people and articles; the
orders are then those of some ids. A word that means too many is looked for order by order, while
the list is walked in its own order and soon full.
"""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q

from core.prepared import Among
from customers.models import Customer, User
from customers.search import Asked, Source, asked_for, few_ids, having
from customers.search_texts import company_text, person_text
from orders.models import OrderLine
from orders.querysets import OrderQuerySet

_ORGANISATION_DIGITS = 8
# Of so few orders in a million, a walk through the list would have far to go.
_FEW_LINES = 5_000


def orders_matching(orders: OrderQuerySet, text: str) -> OrderQuerySet:
    """By number, or by part of the customer's, the orderer's or an article's name or number.

    Of an article the beginning of its number. One query at once, where there is a word.
    """
    words = asked_for(text)
    if not words:
        return orders
    found = few_ids([[source] for word in words for source in _meant(word)])
    for place, word in enumerate(words):
        orders = orders.filter(_hit(word, found[3 * place : 3 * place + 3]))
    return orders


def _meant(word: Asked) -> Sequence[Source]:
    """Customers, people and orders that the word means."""
    customers = Customer.objects.all()
    if word.id is not None and len(word.writings[0]) < _ORGANISATION_DIGITS:
        customers = customers.filter(number=word.writings[0])  # not a part: most are order numbers
    else:
        customers = having(customers, company_text(), word)
    return (
        Source(customers),
        Source(having(User.objects.all(), person_text(), word)),
        Source(OrderLine.objects.filter(_article(word)), "order_id", few=_FEW_LINES),
    )


def _hit(word: Asked, found: Sequence[set[int] | None]) -> Q:
    """Orders of what was found for the word. Of None there were too many to name."""
    hit = Q(number__in=_numbers(word))
    many = _meant(word)
    for column, ids, source in zip(("customer", "orderer"), found[:2], many[:2], strict=True):
        if ids is None:
            hit |= Q(**{f"{column}__in": source.ids()})
        elif ids:
            hit |= Q(Among(column, sorted(ids)))
    of_article = found[2]
    if of_article is None:
        hit |= Q(Exists(OrderLine.objects.filter(_article(word), order=OuterRef("pk"))))
    elif of_article:
        hit |= Q(Among("pk", sorted(of_article)))
    return hit


def _article(word: Asked) -> Q:
    hit = Q()
    for writing in word.writings:
        hit |= Q(sku__istartswith=writing)
    return hit


def _numbers(word: Asked) -> list[int]:
    """The order that the word could mean, with or without a # before it."""
    number = Asked((word.writings[0].removeprefix("#"),)).id
    return [] if number is None else [number]
