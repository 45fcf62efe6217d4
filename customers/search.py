"""Finding people and companies by part of what is written about them, at any size of the shop.

A word with few hits is answered by naming them, each table asked by its own index; of two words,
those that have both. What has many is looked for while the list is walked in its order, which then
is soon full.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from operator import and_, or_
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import connection
from django.db.models import (
    BooleanField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)

from core.prepared import Among
from customers.models import Address, Customer, Membership, User
from customers.querysets import CustomerQuerySet, UserQuerySet, words_in
from customers.search_texts import address_text, company_name, company_text, person_text

R = TypeVar("R", bound=QuerySet[Any, Any])

FEW = 1_000
PAIRED = 3_000  # of two words: what only one of them means elsewhere is known by name too
COMMON_SECONDS = 600
_SHORTEST_PART = 3  # what is shorter is in no index but as the beginning of a word
_LARGEST_ID = 18  # digits

_POSTAL_CODE = re.compile(r"\b(\d{3}) (\d{2})\b")
_ORGANISATION = re.compile(r"(?:SE|NO|DK|FI)? ?(\d[\d .-]{6,}\d)(?: ?MVA)?", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """One word of a search, in the writings that mean the same."""

    writings: tuple[str, ...]

    @property
    def id(self) -> int | None:
        """The record that a bare number could mean."""
        word = self.writings[0]
        is_number = word.isascii() and word.isdigit() and len(word) <= _LARGEST_ID
        return int(word) if is_number else None

    def within(self, name: str) -> Q:
        """The text of that name has the word: any part of it, or the beginning of a short one."""
        hit = Q()
        for writing in self.writings:
            part = writing if len(writing) >= _SHORTEST_PART else f" {writing}"
            hit |= Q(**{f"{name}__icontains": part})
        return hit


def asked_for(text: str) -> Sequence[Asked]:
    """The words of a search, each once. An organisation number in any writing is one word."""
    text = text.strip()
    if number := organisation_number(text):
        return [Asked((number,) if " " in text or number == text else (number, text))]
    words = _POSTAL_CODE.sub(r"\1\2", text).split()
    once = {word.lower(): word for word in words}.values()
    return [Asked((word,)) for word in words_in(" ".join(once))]


def organisation_number(text: str) -> str:
    """The digits of an organisation number, or of the VAT number made of it; "" for other text.

    'SE 556012-3456 01', '16 556012-3456' and '5560123456' are the same; 'NO 999 888 777 MVA' too.
    """
    found = _ORGANISATION.fullmatch(text)
    if found is None:
        return ""
    digits = re.sub(r"\D", "", found[1])
    if len(digits) == 12 and digits.startswith("16"):
        digits = digits[2:]
    elif len(digits) == 12 and digits.endswith("01"):
        digits = digits[:-2]
    return digits if 8 <= len(digits) <= 10 else ""


@dataclass(frozen=True)
class Source:
    """Rows that words mean, and the column with the ids that are asked for.

    `of_one` asks the same of one record, while its list is walked. `is_broad`: most common words
    mean thousands here, and nothing elsewhere.
    """

    rows: QuerySet[Any, Any]
    key: str = "pk"
    of_one: Q = Q()  # noqa: RUF009 - never changed
    few: int = 0  # FEW unless said
    is_broad: bool = False

    def ids(self) -> QuerySet[Any, Any]:
        return self.rows.order_by().values_list(F(self.key))

    def ids_among(self, ids: Set[int]) -> QuerySet[Any, Any]:
        return self.ids().filter(Among(self.key, sorted(ids)))

    def ids_also_of(self, other: "Source") -> QuerySet[Any, Any]:
        return self.ids().filter(**{f"{self.key}__in": other.ids()})


@dataclass(frozen=True)
class Meant:
    """What words mean in one table: its ids, or None for more than could be named."""

    source: Source
    ids: set[int] | None

    def __bool__(self) -> bool:
        return self.ids is None or bool(self.ids)


Sources = Mapping[str, Source]  # by what is searched
Meanings = Mapping[str, Meant]


def few_ids(asked: Sequence[Sources], *, most: Sequence[int] = ()) -> list[dict[str, Meant]]:
    """What each means in each of its sources: all of it, where it is at most so many rows (`most`
    of each in turn, else FEW; or the source's own `few`). One query, or none.
    """
    sources = [source for each in asked for source in each.values()]
    wanted = [*most, *[FEW] * (len(asked) - len(most))]
    limits = [
        source.few or limit
        for each, limit in zip(asked, wanted, strict=True)
        for source in each.values()
    ]
    found = iter(_few(sources, limits))
    return [{name: Meant(source, next(found)) for name, source in each.items()} for each in asked]


def _few(sources: Sequence[Source], limits: Sequence[int]) -> Sequence[set[int] | None]:
    """The ids of each, or None for more than its limit.

    To tell those PostgreSQL reads all that its index has of a word. That a word is common is
    remembered for COMMON_SECONDS by this process: the answer is the same, looked for in the other
    way.
    """
    asked = [
        (*source.ids()[: limit + 1].query.sql_with_params(), limit)
        for source, limit in zip(sources, limits, strict=True)
    ]
    keys = [f"search-common:{sha256(repr(each).encode()).hexdigest()}" for each in asked]
    common = cache.get_many(keys)
    left = {key: each for key, each in zip(keys, asked, strict=True) if key not in common}
    found = dict(zip(left, _arrays(list(left.values())), strict=True)) if left else {}
    if news := [key for key, ids in found.items() if ids is None]:
        cache.set_many(dict.fromkeys(news, True), COMMON_SECONDS)
    return [None if (ids := found.get(key)) is None else set(ids) for key in keys]


def _arrays(asked: Sequence[tuple[str, Sequence[Any], int]]) -> Sequence[list[int] | None]:
    """The one column of each, without a row for each of thousands; None for more than its limit."""
    known = "SELECT CASE WHEN count(*) <= %s THEN coalesce(array_agg(id), '{}') END"
    # Put together from the statements of querysets; every value is a parameter.
    arrays = ", ".join(f"({known} FROM ({sql}) AS found(id))" for sql, _values, _limit in asked)
    with connection.cursor() as cursor:
        values = [each for _sql, values, limit in asked for each in (limit, *values)]
        cursor.execute(f"SELECT {arrays}", values)
        found: Sequence[list[int] | None] = cursor.fetchone()
    return found


@dataclass(frozen=True)
class Pair:
    """What two words mean: each of them by itself, and in one row both of them."""

    one: Meanings
    other: Meanings
    together: Meanings

    def apart(self) -> Iterable[tuple[str, str]]:
        """The sources of the one word and of the other, where they are not the same."""
        return ((by, also_by) for by in self.one for also_by in self.other if by != also_by)


def pair_meant(
    one: Sources,
    other: Sources,
    together: Sources,
    more: Sequence[Sources] = (),
    *,
    late: "Late | None" = None,
) -> tuple[Pair, Sequence[Meanings]]:
    """And what `more` words mean. Two queries at most.

    What is broad is asked for a word by itself only where the other word means something that is
    not: of a common name it is thousands, and both names together are few. `late` says otherwise
    what of a word is asked once it is known what the other means.
    """
    asked_late = late or _broad_if_any
    begun, also_begun, both, *rest = few_ids(
        [_not_broad(one), _not_broad(other), together, *more], most=[PAIRED] * 3
    )
    left = [asked_late(one, also_begun), asked_late(other, begun)]
    if any(left):
        of_one, of_other = few_ids(left, most=[PAIRED] * 2)
        begun, also_begun = begun | of_one, also_begun | of_other
    return Pair(begun, also_begun, both), rest


Late = Callable[[Sources, Meanings], Sources]  # of a word, and what the other means


def _not_broad(sources: Sources) -> Sources:
    return {name: source for name, source in sources.items() if not source.is_broad}


def _broad_if_any(sources: Sources, of_other: Meanings) -> Sources:
    if not any(of_other.values()):
        return {}
    return {name: source for name, source in sources.items() if source.is_broad}


def having(rows: R, text: Func, words: Iterable[Asked]) -> R:
    """The rows whose text has all the words."""
    rows = rows.alias(searched=text)
    for word in words:
        rows = rows.filter(word.within("searched"))
    return rows


def users_matching(users: UserQuerySet, text: str) -> UserQuerySet:
    """By part of e-mail, first or last name, company, or the id itself (K-09..K-12).

    At once at most one query; of several words two.
    """
    return _matching(users.alias(searched=person_text()), text, _users)


def customers_matching(customers: CustomerQuerySet, text: str) -> CustomerQuerySet:
    """By part of name, number, org.nr, e-mail or address, or of a member's name or e-mail.

    Of addresses only those of the customer's register. Words of a person are of the same one,
    words of an address too. At once at most one query; of several words two.
    """
    return _matching(customers.alias(searched=company_text()), text, _customers)


def _matching(rows: R, text: str, sources: Callable[[Sequence[Asked]], Sources]) -> R:
    words = _most_telling_first(asked_for(text))
    if len(words) > 1:
        one, other, *more = ([word] for word in words)
        pair, rest = pair_meant(
            sources(one), sources(other), sources(one + other), [sources(word) for word in more]
        )
        rows = rows.filter(_of_both(rows, pair), *(_hit(each.values()) for each in rest))
    elif words:
        (meant,) = few_ids([sources(words)])
        rows = rows.filter(_hit(meant.values()))
    return rows


def _hit(meant: Iterable[Meant]) -> Q:
    """Whether one record is meant; by name where that is known."""
    several = list(meant)
    return any_of([Q(Among("pk", sorted(_known(several)))), *_walked(several)])


def _of_both(rows: QuerySet[Any, Any], pair: Pair) -> Q:
    """Records that two words mean, in one row or in two tables. None is asked in vain."""
    together = list(pair.together.values())
    known, parts = _known(together), []
    for by, also_by in pair.apart():
        one, other = pair.one[by], pair.other[also_by]
        if one.ids is None and other.ids is None:
            parts.append(one.source.ids_also_of(other.source))
        elif one.ids is None and other.ids:
            parts.append(one.source.ids_among(other.ids))
        elif other.ids is None and one.ids:
            parts.append(other.source.ids_among(one.ids))
        elif one.ids and other.ids:
            known |= one.ids & other.ids
    named = Q(Among("pk", sorted(known)))
    if parts:
        everyone = Source(rows.model._default_manager.all())
        named = Q(pk__in=everyone.ids_among(known).union(*parts))
    return any_of([named, *_walked(together)])


def _known(meant: Iterable[Meant]) -> set[int]:
    return set[int]().union(*(each.ids for each in meant if each.ids is not None))


def _walked(meant: Iterable[Meant]) -> Iterable[Q]:
    """Of what has too many rows to be named, the question of one record."""
    return (each.source.of_one for each in meant if each.ids is None)


def any_of(hits: Iterable[Q]) -> Q:
    return reduce(or_, hits, Q(pk__in=()))


def _most_telling_first(words: Sequence[Asked]) -> Sequence[Asked]:
    """Long ones have few hits, as a rule."""
    return sorted(words, key=lambda word: -len(word.writings[0]))


def one_has(rows: QuerySet[Any, Any], key: str, of: str = "pk") -> Q:
    """Whether one of `rows` belongs to the record at hand: its `key` is the record's `of`.

    Asked for one such row, not whether there is any: for that, PostgreSQL would first gather all
    that the word means in the whole shop.
    """
    one = rows.filter(**{key: OuterRef(of)}).order_by().annotate(found=Value(True))
    return Q(Subquery(one.values("found")[:1], output_field=BooleanField()))


def _users(words: Sequence[Asked]) -> Sources:
    """Everyone whom the words mean, each table by itself."""
    people = User.objects.all()
    companies = Customer.objects.alias(searched=company_name())
    for word in words:
        named = word.within("searched") | Q(number__in=word.writings)
        companies = companies.filter(named)
    members = Membership.objects.filter(customer__in=companies)
    sources = {
        "person": Source(
            having(people, person_text(), words), of_one=_within(words), is_broad=True
        ),
        "company": Source(members, "user_id", one_has(members, "user_id")),
    }
    if len(words) == 1 and (number := words[0].id) is not None:
        sources["id"] = Source(people.filter(pk=number), of_one=Q(pk=number))
    return sources


def _customers(words: Sequence[Asked]) -> Sources:
    members = having(Membership.objects.all(), person_text("user__"), words)
    addresses = having(Address.objects.register(), address_text(), words)
    companies = having(Customer.objects.all(), company_text(), words)
    return {
        "company": Source(companies, of_one=_within(words)),
        "member": Source(members, "customer_id", one_has(members, "customer_id"), is_broad=True),
        "address": Source(addresses, "customer_id", one_has(addresses, "customer_id")),
    }


def _within(words: Sequence[Asked]) -> Q:
    return reduce(and_, (word.within("searched") for word in words))
