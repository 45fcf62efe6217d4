"""The staff's search of orders, at any number of them.

Whom and what a word means is asked first, by the indexes of customers, people and articles; the
orders are then those of some ids. A word that means too many is looked for order by order, while
the list is walked in its own order and soon full.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q

from catalogue.querysets import IsOneOf
from core.prepared import Among
from customers.models import Customer, Membership, User
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
_SEAT = "membership"  # of two words: an orderer at a customer
Hits = Mapping[str, Q]  # by what an order is met, and the orders that are


def orders_matching(orders: OrderQuerySet, text: str) -> OrderQuerySet:
    """By number, or by part of the customer's, the orderer's or an article's name or number.

    Of an article the beginning of its number. At once at most one query; of several words two.
    """
    words = asked_for(text)
    if not words:
        return orders
    if len(words) == 1:
        return orders.filter(any_of(_hits(few_ids([_meant(words[0])])[0], walking=True).values()))
    one, other, *others = map(_meant, words)
    pair, rest = pair_meant(one, other, _same_has(words[:2]), others, late=_late)
    orders = orders.filter(_both(pair, one, other))
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


def _late(sources: Sources, of_other: Meanings) -> Sources:
    """Whom a word means, where the other means goods or a number; where it means customers, whom
    of their people: of a million orders those of both are few.
    """
    late = {}
    if customers := of_other[_CUSTOMER]:
        people = Q(user__in=sources[_ORDERER].rows) & _hit(_CUSTOMER, customers, walking=False)
        late[_SEAT] = Source(Membership.objects.filter(people))
    if of_other[_ARTICLE] or of_other.get(_NUMBER):
        late[_ORDERER] = sources[_ORDERER]
    return late


def _both(pair: Pair, one: Sources, other: Sources) -> Q:
    """Orders where each of two words is met: by the one customer, the one person, or two of all.

    Two articles may be of two lines, and a number may be written in two ways.
    """
    same = _hits(pair.together, walking=False)
    of_one, of_other = (_hits(each, walking=False) for each in (pair.one, pair.other))
    apart = [*pair.apart(), (_ARTICLE, _ARTICLE), (_NUMBER, _NUMBER)]
    met = [
        of_one[by] & of_other[also_by]
        for by, also_by in apart
        if by in of_one and also_by in of_other and {by, also_by} != {_CUSTOMER, _ORDERER}
    ]
    people_at = [
        *_of_people_at(pair.one.get(_SEAT), pair.other[_CUSTOMER], one[_ORDERER]),
        *_of_people_at(pair.other.get(_SEAT), pair.one[_CUSTOMER], other[_ORDERER]),
    ]
    seats = [each[_SEAT] for each in (pair.one, pair.other) if _SEAT in each]
    are_few = all(each.ids is not None for each in (*seats, pair.together[_ORDERER]))
    if seats and are_few and not met and _CUSTOMER not in same:
        # Orders of some people, each by an index. Asked with OR, or as a join, PostgreSQL would
        # rather walk through the list to find them, or read all of it.
        parts = [Order.objects.filter(hit).order_by().values("pk") for hit in same.values()]
        parts += [Order.objects.filter(hit).order_by().values("pk") for hit in people_at]
        return Q(IsOneOf("pk", parts[0].union(*parts[1:])))
    return any_of([*same.values(), *met, *people_at])


def _of_people_at(seats: Meant | None, customers: Meant, people: Source) -> Iterable[Q]:
    """Orders of some customers by some of their people, and by who was that when they ordered.

    An order's membership is its orderer's at its customer as long as there is one.
    """
    if seats is None:
        return
    if seats.ids is None:
        yield one_has(seats.source.rows, "pk", of="membership_id")
    elif seats.ids:
        yield Q(Among("membership_id", sorted(seats.ids)))
    left = Q(membership__isnull=True, orderer__in=people.rows)
    yield left & _hit(_CUSTOMER, customers, walking=False)


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
    """What orders are met by; of several kinds only those where the word means something.

    Seats have a way of their own: _of_people_at.
    """
    return {
        by: _hit(by, meant, walking=walking)
        for by, meant in meanings.items()
        if meant and by != _SEAT
    }


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
