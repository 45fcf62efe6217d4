"""Finding people and companies by part of what is written about them, at any size of the shop.

A word with few hits is answered by naming them, each table asked by its own index. One with many is
looked for while the list is walked in its order, which then is soon full.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Func, OuterRef, Q, QuerySet

from core.prepared import Among
from customers.models import Address, Customer, Membership, User
from customers.querysets import CustomerQuerySet, UserQuerySet, words_in
from customers.search_texts import address_text, company_name, company_text, person_text

FEW = 1_000
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


def rarest(words: Sequence[Asked]) -> Asked:
    """The word to begin with: the longest has the fewest hits, as a rule."""
    return max(words, key=lambda word: len(word.writings[0]))


def few_ids(sources: Iterable[QuerySet[Any, Any]]) -> set[int] | None:
    """The ids that these give, or None when there are more than FEW. One query."""
    first, *others = [source.order_by()[: FEW + 1] for source in sources]
    rows = list(first.union(*others, all=True))
    return None if len(rows) > FEW else {row[0] for row in rows}


def having(rows: QuerySet[Any, Any], text: Func, word: Asked) -> QuerySet[Any, Any]:
    """The rows whose text has the word."""
    return rows.alias(searched=text).filter(word.within("searched"))


def users_matching(users: UserQuerySet, text: str) -> UserQuerySet:
    """By part of e-mail, first or last name, company, or the id itself (K-09..K-12).

    One query at once, where there is a word.
    """
    words = asked_for(text)
    found: UserQuerySet = users.alias(searched=person_text())
    if not words:
        return found
    first = rarest(words)
    ids = few_ids(_users(first))
    if ids is not None:
        found = found.filter(Among("pk", ids))
    for word in words:
        if ids is None or word is not first:
            found = found.filter(_is_user(word))
    return found


def customers_matching(customers: CustomerQuerySet, text: str) -> CustomerQuerySet:
    """By part of name, number, org.nr, e-mail or address, or of a member's name or e-mail.

    Of addresses only those of the customer's register. One query at once, where there is a word.
    """
    words = asked_for(text)
    found: CustomerQuerySet = customers.alias(searched=company_text())
    if not words:
        return found
    first = rarest(words)
    ids = few_ids(_customers(first))
    if ids is not None:
        found = found.filter(Among("pk", ids))
    for word in words:
        if ids is None or word is not first:
            found = found.filter(_is_customer(word))
    return found


def _users(word: Asked) -> list[QuerySet[Any, Any]]:
    """The ids of everyone whom the word means, each table by itself."""
    seats = Membership.objects
    sources = [
        having(User.objects.all(), person_text(), word).values_list("pk"),
        having(seats.all(), company_name("customer__"), word).values_list("user_id"),
        seats.filter(customer__number__in=word.writings).values_list("user_id"),
    ]
    if word.id is not None:
        sources.append(User.objects.filter(pk=word.id).values_list("pk"))
    return sources


def _is_user(word: Asked) -> Q:
    seats = Membership.objects.filter(user=OuterRef("pk"))
    hit = word.within("searched") | Q(pk=word.id)
    hit |= Q(Exists(having(seats, company_name("customer__"), word)))
    return hit | Q(Exists(seats.filter(customer__number__in=word.writings)))


def _customers(word: Asked) -> list[QuerySet[Any, Any]]:
    return [
        having(Customer.objects.all(), company_text(), word).values_list("pk"),
        having(Membership.objects.all(), person_text("user__"), word).values_list("customer_id"),
        having(Address.objects.register(), address_text(), word).values_list("customer_id"),
    ]


def _is_customer(word: Asked) -> Q:
    seats = Membership.objects.filter(customer=OuterRef("pk"))
    addresses = Address.objects.register().filter(customer=OuterRef("pk"))
    hit = word.within("searched")
    hit |= Q(Exists(having(seats, person_text("user__"), word)))
    return hit | Q(Exists(having(addresses, address_text(), word)))
