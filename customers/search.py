"""Finding people and companies by part of what is written about them, at any size of the shop.

A word with few hits is answered by naming them, each table asked by its own index. A single word
with many is looked for while the list is walked in its order, which then is soon full.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any, TypeVar

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value

from core.prepared import Among
from customers.models import Address, Customer, Membership, User
from customers.querysets import CustomerQuerySet, UserQuerySet, words_in
from customers.search_texts import address_text, company_name, company_text, person_text

R = TypeVar("R", bound=QuerySet[Any, Any])

FEW = 1_000
_SHORTEST_PART = 3  # what is shorter is in no index but as the beginning of a word
_LARGEST_ID = 18  # digits
_BEGUN_WITH = 2

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
    """Rows that a word means, and the column with the ids that are asked for."""

    rows: QuerySet[Any, Any]
    key: str = "pk"
    few: int = 0  # FEW unless said

    def ids(self) -> QuerySet[Any, Any]:
        return self.rows.order_by().values_list(F(self.key))


def few_ids(sources: Sequence[Sequence[Source]]) -> list[set[int] | None]:
    """For each of several, the ids that its sources give, or None for more than FEW. One query."""
    first, *others = [
        source.rows.order_by().values_list(Value(place, IntegerField()), F(source.key))[
            : (source.few or FEW) + 1
        ]
        for place, several in enumerate(sources)
        for source in several
    ]
    found: list[list[int]] = [[] for _each in sources]
    for place, pk in first.union(*others, all=True):
        found[place].append(pk)
    most = [max(source.few or FEW for source in several) for several in sources]
    return [None if len(ids) > few else set(ids) for ids, few in zip(found, most, strict=True)]


def having(rows: R, text: Func, word: Asked) -> R:
    """The rows whose text has the word."""
    return rows.alias(searched=text).filter(word.within("searched"))


def users_matching(users: UserQuerySet, text: str) -> UserQuerySet:
    """By part of e-mail, first or last name, company, or the id itself (K-09..K-12).

    One query at once, where there is a word.
    """
    return _matching(users.alias(searched=person_text()), text, _users, _is_user)


def customers_matching(customers: CustomerQuerySet, text: str) -> CustomerQuerySet:
    """By part of name, number, org.nr, e-mail or address, or of a member's name or e-mail.

    Of addresses only those of the customer's register. One query at once, where there is a word.
    """
    return _matching(customers.alias(searched=company_text()), text, _customers, _is_customer)


def _matching(
    rows: R,
    text: str,
    sources: Callable[[Asked], Sequence[Source]],
    condition: Callable[[Asked], Q],
) -> R:
    words = asked_for(text)
    if not words:
        return rows
    telling = _most_telling(words)
    ids = few_ids([sources(word) for word in telling])
    few = [each for each in ids if each is not None]
    if few:
        rows = rows.filter(Among("pk", sorted(reduce(and_, few))))
    named = [word for word, each in zip(telling, ids, strict=True) if each is not None]
    # With several, the list could be walked far before it meets a row that has all of them.
    together = [] if few or len(words) == 1 else telling
    if together:
        first, *others = [_ids_of(sources(word)) for word in together]
        rows = rows.filter(pk__in=first.intersection(*others))
    for word in (word for word in words if word not in named and word not in together):
        rows = rows.filter(condition(word))
    return rows


def _ids_of(sources: Sequence[Source]) -> QuerySet[Any, Any]:
    first, *others = [source.ids() for source in sources]
    return first.union(*others)


def _most_telling(words: Sequence[Asked]) -> Sequence[Asked]:
    """The words to begin with: long ones have few hits, as a rule."""
    return sorted(words, key=lambda word: -len(word.writings[0]))[:_BEGUN_WITH]


def _users(word: Asked) -> Sequence[Source]:
    """Everyone whom the word means, each table by itself."""
    seats = Membership.objects
    sources = [
        Source(having(User.objects.all(), person_text(), word)),
        Source(having(seats.all(), company_name("customer__"), word), "user_id"),
        Source(seats.filter(customer__number__in=word.writings), "user_id"),
    ]
    if word.id is not None:
        sources.append(Source(User.objects.filter(pk=word.id)))
    return sources


def _is_user(word: Asked) -> Q:
    """The same of one person."""
    seats = Membership.objects.filter(user=OuterRef("pk"))
    hit = word.within("searched") | Q(pk=word.id)
    hit |= Q(Exists(having(seats, company_name("customer__"), word)))
    return hit | Q(Exists(seats.filter(customer__number__in=word.writings)))


def _customers(word: Asked) -> Sequence[Source]:
    return [
        Source(having(Customer.objects.all(), company_text(), word)),
        Source(having(Membership.objects.all(), person_text("user__"), word), "customer_id"),
        Source(having(Address.objects.register(), address_text(), word), "customer_id"),
    ]


def _is_customer(word: Asked) -> Q:
    seats = Membership.objects.filter(customer=OuterRef("pk"))
    addresses = Address.objects.register().filter(customer=OuterRef("pk"))
    hit = word.within("searched")
    hit |= Q(Exists(having(seats, person_text("user__"), word)))
    return hit | Q(Exists(having(addresses, address_text(), word)))
