"""The staff's search of orders, at any number of them.

Whom and what a word means is asked first, by the indexes of customers, people and articles; the
orders are then those of some ids. A word that means too many is looked for order by order, while
the list is walked in its own order and soon full.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from core.prepared import Among
from customers.models import Customer, User
from customers.querysets import CustomerQuerySet
from customers.search import Asked, Meant, Source, asked_for, few_ids, having, one_has
from customers.search_texts import company_text, person_text
from orders.models import OrderLine
from orders.querysets import OrderQuerySet

_ORGANISATION_DIGITS = 8
# Of so few orders in a million, a walk through the list would have far to go.
_FEW_LINES = 5_000

_CUSTOMER, _ORDERER, _NUMBER, _ARTICLE = "customer", "orderer", "number", "article"
Hits = dict[str, Q]  # by what an order is met, and the orders that are


def orders_matching(orders: OrderQuerySet, text: str) -> OrderQuerySet:
    """By number, or by part of the customer's, the orderer's or an article's name or number.

    Of an article the beginning of its number. One query at once, where there is a word.
    """
    words = asked_for(text)
    if not words:
        return orders
    pair = words[:2] if len(words) > 1 else ()
    sources = [*map(_meant, words), _same_has(pair) if pair else ()]
    *meant, together = few_ids(sources, beside_another=bool(pair))
    hits = [
        _hits(word, each, walking=not pair or word not in pair)
        for word, each in zip(words, meant, strict=True)
    ]
    if pair:
        orders = orders.filter(_both(hits[0], hits[1], _named_hits(together, walking=False)))
    for hit in hits[len(pair) :]:
        orders = orders.filter(_any(hit.values()))
    return orders


def _same_has(words: Sequence[Asked]) -> Sequence[Source]:
    """One customer, or one person, who has all the words: those of a name mean thousands each."""
    customers, people = Customer.objects.all(), User.objects.all()
    for word in words:
        customers, people = _customers(customers, word), having(people, person_text(), word)
    return (Source(customers), Source(people))


def _both(one: Hits, other: Hits, same: Hits) -> Q:
    """Orders where each of two words is met: by the one customer, the one person, or two of all."""
    met = list(same.values())
    for by, first in one.items():
        for also_by, second in other.items():
            if by != also_by or by not in (_CUSTOMER, _ORDERER):
                met.append(first & second)
    return _any(met)


def _meant(word: Asked) -> Sequence[Source]:
    """Customers, people and orders that the word means."""
    return (
        Source(_customers(Customer.objects.all(), word)),
        Source(having(User.objects.all(), person_text(), word)),
        Source(OrderLine.objects.filter(_article(word)), "order_id", few=_FEW_LINES),
    )


def _customers(customers: CustomerQuerySet, word: Asked) -> CustomerQuerySet:
    if word.id is not None and len(word.writings[0]) < _ORGANISATION_DIGITS:
        # Not a part of a number: most are order numbers.
        return customers.filter(number=word.writings[0])
    return having(customers, company_text(), word)


def _hits(word: Asked, meant: Sequence[Meant], *, walking: bool) -> Hits:
    """What orders are met by; of several kinds only those where the word means something."""
    hits = _named_hits(meant[:2], walking=walking)
    if numbers := _numbers(word):
        hits[_NUMBER] = Q(number__in=numbers)
    of_article = meant[2].ids
    if of_article is None:
        hits[_ARTICLE] = Q(Exists(OrderLine.objects.filter(_article(word), order=OuterRef("pk"))))
    elif of_article:
        hits[_ARTICLE] = Q(Among("pk", sorted(of_article)))
    return hits


def _named_hits(meant: Sequence[Meant], *, walking: bool) -> Hits:
    """By customer and by orderer. Of None there were too many to name: each order is looked at,
    where the list is walked and soon full.
    """
    hits: Hits = {}
    for column, each in zip((_CUSTOMER, _ORDERER), meant, strict=False):
        if each.ids is None and walking:
            hits[column] = one_has(each.source.rows, "pk", of=f"{column}_id")
        elif each.ids is None:
            hits[column] = Q(**{f"{column}__in": each.source.ids()})
        elif each.ids:
            hits[column] = Q(Among(column, sorted(each.ids)))
    return hits


def _any(hits: Iterable[Q]) -> Q:
    return reduce(or_, hits, Q(pk__in=()))


def _article(word: Asked) -> Q:
    hit = Q()
    for writing in word.writings:
        hit |= Q(sku__istartswith=writing)
    return hit


def _numbers(word: Asked) -> list[int]:
    """The order that the word could mean, with or without a # before it."""
    number = Asked((word.writings[0].removeprefix("#"),)).id
    return [] if number is None else [number]
