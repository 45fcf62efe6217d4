"""The staff's search of orders, at any number of them.

Whom and what a word means is asked first, by the indexes of customers, people and articles; the
orders are then those of some ids. A word that means too many is looked for order by order, while
the list is walked in its own order and soon full.
"""

from collections.abc import Mapping, Sequence

from django.db.models import Exists, OuterRef, Q

from core.prepared import Among
from customers.models import Customer, User
from customers.querysets import CustomerQuerySet
from customers.search import (
    Asked,
    Meanings,
    Meant,
    Pair,
    Source,
    Sources,
    any_of,
    asked_for,
    few_ids,
    having,
    one_has,
    pair_meant,
)
from customers.search_texts import company_text, person_text
from orders.models import Order, OrderLine
from orders.querysets import OrderQuerySet

_ORGANISATION_DIGITS = 8
# Of so few orders in a million, a walk through the list would have far to go.
_FEW_LINES = 5_000

_CUSTOMER, _ORDERER, _NUMBER, _ARTICLE = "customer", "orderer", "number", "article"
Hits = Mapping[str, Q]  # by what an order is met, and the orders that are


def orders_matching(orders: OrderQuerySet, text: str) -> OrderQuerySet:
    """By number, or by part of the customer's, the orderer's or an article's name or number.

    Of an article the beginning of its number. One query at once, where there is a word; of several
    words sometimes two.
    """
    words = asked_for(text)
    if not words:
        return orders
    first, *others = map(_meant, words)
    if not others:
        return orders.filter(any_of(_hits(few_ids([first])[0], walking=True).values()))
    second, *others = others
    pair, rest = pair_meant(first, second, _same_has(words[:2]), others)
    orders = orders.filter(_both(pair))
    for meant in rest:
        orders = orders.filter(any_of(_hits(meant, walking=True).values()))
    return orders


def _same_has(words: Sequence[Asked]) -> Sources:
    """One customer, or one person, who has all the words: those of a name mean thousands each."""
    customers = Customer.objects.all()
    for word in words:
        customers = _customers(customers, word)
    people = having(User.objects.all(), person_text(), words)
    return {_CUSTOMER: Source(customers), _ORDERER: Source(people)}


def _both(pair: Pair) -> Q:
    """Orders where each of two words is met: by the one customer, the one person, or two of all.

    Two articles may be of two lines, and a number may be written in two ways.
    """
    one, other = (_hits(each, walking=False) for each in (pair.one, pair.other))
    apart = [*pair.apart(), (_ARTICLE, _ARTICLE), (_NUMBER, _NUMBER)]
    met = [one[by] & other[also_by] for by, also_by in apart if by in one and also_by in other]
    return any_of([*_hits(pair.together, walking=False).values(), *met])


def _meant(word: Asked) -> Sources:
    """Customers, people and orders that the word means."""
    sources = {
        _CUSTOMER: Source(_customers(Customer.objects.all(), word)),
        _ORDERER: Source(having(User.objects.all(), person_text(), [word]), is_broad=True),
        _ARTICLE: Source(
            OrderLine.objects.filter(_article(word)),
            "order_id",
            Q(Exists(OrderLine.objects.filter(_article(word), order=OuterRef("pk")))),
            few=_FEW_LINES,
        ),
    }
    if numbers := _numbers(word):
        sources[_NUMBER] = Source(Order.objects.filter(number__in=numbers), few=1)
    return sources


def _customers(customers: CustomerQuerySet, word: Asked) -> CustomerQuerySet:
    if word.id is not None and len(word.writings[0]) < _ORGANISATION_DIGITS:
        # Not a part of a number: most are order numbers.
        return customers.filter(number=word.writings[0])
    return having(customers, company_text(), [word])


def _hits(meanings: Meanings, *, walking: bool) -> Hits:
    """What orders are met by; of several kinds only those where the word means something."""
    return {by: _hit(by, meant, walking=walking) for by, meant in meanings.items() if meant}


def _hit(by: str, meant: Meant, *, walking: bool) -> Q:
    """Of None there were too many to name: each order is looked at, where the list is walked and
    soon full.
    """
    column = f"{by}_id" if by in (_CUSTOMER, _ORDERER) else "pk"
    if meant.ids is not None:
        return Q(Among(column, sorted(meant.ids)))
    if column == "pk":
        return meant.source.of_one
    if walking:
        return one_has(meant.source.rows, "pk", of=column)
    return Q(**{f"{column}__in": meant.source.ids()})


def _article(word: Asked) -> Q:
    hit = Q()
    for writing in word.writings:
        hit |= Q(sku__istartswith=writing)
    return hit


def _numbers(word: Asked) -> list[int]:
    """The order that the word could mean, with or without a # before it."""
    number = Asked((word.writings[0].removeprefix("#"),)).id
    return [] if number is None else [number]
