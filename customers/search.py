"""Finding people and companies by part of what is written about them, at any size of the shop.

A word with few hits is answered by naming them, each table asked by its own index. A single word
with many is looked for while the list is walked in its order, which then is soon full.
"""

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, TypeVar

from django.db import connection
from django.db.models import (
    BooleanField,
    Exists,
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
PAIRED = 3_000  # of a word beside another: the fewer rows both have are then known by name
_SHORTEST_PART = 3  # what is shorter is in no index but as the beginning of a word
_LARGEST_ID = 18  # digits
_BEGUN_WITH = 3

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
    """The words of a search. An organisation number in any writing is one word."""
    text = text.strip()
    if number := organisation_number(text):
        return [Asked((number,) if " " in text or number == text else (number, text))]
    return [Asked((word,)) for word in words_in(_POSTAL_CODE.sub(r"\1\2", text))]


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
    """Rows that a word means, and the column with the ids that are asked for.

    `of_one` asks the same of one record, while its list is walked.
    """

    rows: QuerySet[Any, Any]
    key: str = "pk"
    of_one: Q = Q()  # noqa: RUF009 - never changed
    few: int = 0  # FEW unless said

    def ids(self) -> QuerySet[Any, Any]:
        return self.rows.order_by().values_list(F(self.key))

    def ids_among(self, ids: Set[int]) -> QuerySet[Any, Any]:
        return self.ids().filter(Among(self.key, sorted(ids)))

    def ids_also_of(self, other: "Source") -> QuerySet[Any, Any]:
        return self.ids().filter(**{f"{self.key}__in": other.ids()})


@dataclass(frozen=True)
class Meant:
    """What a word means in one table: its ids, or None for more than FEW."""

    source: Source
    ids: set[int] | None


def few_ids(
    words: Sequence[Sequence[Source]], *, beside_another: bool = False
) -> list[list[Meant]]:
    """For each word, what it means in each of its sources: all of it, where it is at most FEW rows
    (PAIRED, `beside_another`; or the source's own `few`). One query.
    """
    most = PAIRED if beside_another else FEW
    sources = [source for several in words for source in several]
    limits = [source.few or most for source in sources]
    asked = [source.ids()[: limit + 1] for source, limit in zip(sources, limits, strict=True)]
    meant = iter(
        Meant(source, None if len(ids) > limit else set(ids))
        for source, limit, ids in zip(sources, limits, _arrays(asked), strict=True)
    )
    return [[next(meant) for _source in several] for several in words]


def _arrays(asked: Sequence[QuerySet[Any, Any]]) -> Sequence[list[int]]:
    """The one column of each, as a row of arrays: thousands of ids, without a row for each."""
    written = [rows.query.sql_with_params() for rows in asked]
    arrays = ", ".join(f"ARRAY({sql})" for sql, _values in written)
    with connection.cursor() as cursor:
        # Put together from the statements of querysets; every value is a parameter.
        cursor.execute(f"SELECT {arrays}", [each for _sql, values in written for each in values])
        found: Sequence[list[int]] = cursor.fetchone()
    return found


def having(rows: R, text: Func, word: Asked) -> R:
    """The rows whose text has the word."""
    return rows.alias(searched=text).filter(word.within("searched"))


def users_matching(users: UserQuerySet, text: str) -> UserQuerySet:
    """By part of e-mail, first or last name, company, or the id itself (K-09..K-12).

    One query at once, where there is a word.
    """
    return _matching(users.alias(searched=person_text()), text, _users)


def customers_matching(customers: CustomerQuerySet, text: str) -> CustomerQuerySet:
    """By part of name, number, org.nr, e-mail or address, or of a member's name or e-mail.

    Of addresses only those of the customer's register. One query at once, where there is a word.
    """
    return _matching(customers.alias(searched=company_text()), text, _customers)


def _matching(rows: R, text: str, sources: Callable[[Asked], Sequence[Source]]) -> R:
    words = asked_for(text)
    if not words:
        return rows
    telling = _most_telling(words)
    meant = few_ids([sources(word) for word in telling], beside_another=len(telling) > 1)
    named = [ids for each in meant if (ids := _all_of(each)) is not None]
    together = reduce(and_, named) if named else set()
    by_name = bool(named) and len(together) <= FEW
    if by_name:
        rows = rows.filter(Among("pk", sorted(together)))
    elif len(words) > 1:
        # Walking the list, one could go far before one meets a row that has them all.
        rows = rows.filter(pk__in=_ids_of_both(rows, *meant[:2]))
    asked = meant if by_name or len(words) == 1 else meant[2:]
    for each in asked:
        if not by_name or _all_of(each) is None:
            rows = rows.filter(_hit(each))
    for word in (word for word in words if word not in telling):
        rows = rows.filter(reduce(or_, (source.of_one for source in sources(word))))
    return rows


def _hit(meant: Sequence[Meant]) -> Q:
    """Whether one record is meant; by name where that is known."""
    hit = Q(pk__in=())
    for each in meant:
        if each.ids is None:
            hit |= each.source.of_one
        elif each.ids:
            hit |= Q(Among("pk", sorted(each.ids)))
    return hit


def _all_of(meant: Sequence[Meant]) -> set[int] | None:
    """The ids of a word that means no more than can be named, all tables together."""
    return None if any(each.ids is None for each in meant) else _known(meant)


def _known(meant: Sequence[Meant]) -> set[int]:
    return set().union(*(each.ids for each in meant if each.ids is not None))


def _ids_of_both(rows: R, one: Sequence[Meant], other: Sequence[Meant]) -> QuerySet[Any, Any]:
    """What two words mean that both mean many: table by table, none asked in vain."""
    known, also_known = _known(one), _known(other)
    many = [each.source for each in one if each.ids is None]
    also_many = [each.source for each in other if each.ids is None]
    parts = [source.ids_also_of(also) for source in many for also in also_many]
    if also_known:
        parts += [source.ids_among(also_known) for source in many]
    if known:
        parts += [source.ids_among(known) for source in also_many]
    parts.append(Source(rows.model._default_manager.all()).ids_among(known & also_known))
    first, *others = parts
    return first.union(*others)


def _most_telling(words: Sequence[Asked]) -> Sequence[Asked]:
    """The words to begin with: long ones have few hits, as a rule."""
    return sorted(words, key=lambda word: -len(word.writings[0]))[:_BEGUN_WITH]


def one_has(rows: QuerySet[Any, Any], key: str, of: str = "pk") -> Q:
    """Whether one of `rows` belongs to the record at hand: its `key` is the record's `of`.

    Asked for one such row, not whether there is any: for that, PostgreSQL would first gather all
    that the word means in the whole shop.
    """
    one = rows.filter(**{key: OuterRef(of)}).order_by().annotate(found=Value(True))
    return Q(Subquery(one.values("found")[:1], output_field=BooleanField()))


def _users(word: Asked) -> Sequence[Source]:
    """Everyone whom the word means, each table by itself."""
    people = User.objects.all()
    at_company = having(Membership.objects.all(), company_name("customer__"), word)
    at_number = Membership.objects.filter(customer__number__in=word.writings)
    sources = [
        Source(having(people, person_text(), word), of_one=word.within("searched")),
        Source(at_company, "user_id", one_has(at_company, "user_id")),
        Source(at_number, "user_id", Q(Exists(at_number.filter(user=OuterRef("pk"))))),
    ]
    if word.id is not None:
        sources.append(Source(people.filter(pk=word.id), of_one=Q(pk=word.id)))
    return sources


def _customers(word: Asked) -> Sequence[Source]:
    members = having(Membership.objects.all(), person_text("user__"), word)
    addresses = having(Address.objects.register(), address_text(), word)
    companies = having(Customer.objects.all(), company_text(), word)
    return [
        Source(companies, of_one=word.within("searched")),
        Source(members, "customer_id", one_has(members, "customer_id")),
        Source(addresses, "customer_id", one_has(addresses, "customer_id")),
    ]
