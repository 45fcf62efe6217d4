"""Groups, segments and tiers to choose among by a part of their names, however many there are.

Each answer is one query of at most OFFERED_AT_MOST rows. A value is an id, as an address has it.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django_countries import countries

from core.lists import OFFERED_AT_MOST
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, PricingTier, SalesTeam, Segment, User
from customers.search import users_matching


def id_in(value: str) -> int | None:
    """The id that an address names, if it can be one."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def _named(rows: QuerySet[Any], value: str) -> str | None:
    pk = id_in(value)
    if pk is None:
        return None
    found: str | None = rows.filter(pk=pk).values_list("name", flat=True).first()
    return found


def _like(rows: QuerySet[Any], text: str, key: str = "pk") -> Sequence[tuple[str, str]]:
    for word in text.split()[:3]:
        rows = rows.filter(name__icontains=word)
    found = rows.order_by("name", "pk").values_list(key, "name")[:OFFERED_AT_MOST]
    return [(str(value), name) for value, name in found]


def group_named(actor: Actor, value: str) -> str | None:
    return _named(CustomerGroup.objects.visible_to(actor), value)


def groups_like(actor: Actor, text: str) -> Sequence[tuple[str, str]]:
    return _like(CustomerGroup.objects.visible_to(actor), text)


def team_named(actor: Actor, value: str) -> str | None:
    return _named(SalesTeam.objects.visible_to(actor), value)


def teams_like(actor: Actor, text: str) -> Sequence[tuple[str, str]]:
    return _like(SalesTeam.objects.visible_to(actor), text)


def person_named(actor: Actor, value: str) -> str | None:
    pk = id_in(value)
    user = User.objects.visible_to(actor).filter(pk=pk).first() if pk is not None else None
    return user.full_name if user is not None else None


def people_like(actor: Actor, text: str) -> Sequence[tuple[str, str]]:
    found = users_matching(User.objects.visible_to(actor), text)
    people = found.order_by("last_name", "first_name", "pk")[:OFFERED_AT_MOST]
    return [(str(user.pk), f"{user.full_name}, {user.email}") for user in people]


def segment_named(value: str) -> str | None:
    return _named(Segment.objects.all(), value)


def segments_like(text: str) -> Sequence[tuple[str, str]]:
    return _like(Segment.objects.all(), text)


def tier_named(value: str) -> str | None:
    return _named(PricingTier.objects.all(), value)


def tiers_like(text: str) -> Sequence[tuple[str, str]]:
    return _like(PricingTier.objects.all(), text)


def customer_by_number(actor: Actor, number: str) -> str | None:
    """The name of the customer with that number, of those that `actor` sees."""
    found: str | None = (
        Customer.objects.visible_to(actor)
        .filter(number=number)
        .values_list("name", flat=True)
        .first()
    )
    return found


def customers_like(actor: Actor, text: str) -> Sequence[tuple[str, str]]:
    """(number, name) of those that `actor` sees."""
    return _like(Customer.objects.visible_to(actor), text, "number")


def country_named(value: str) -> str | None:
    """In the reader's language; no query."""
    return str(countries.name(value)) if value in countries else None


def countries_like(text: str) -> Sequence[tuple[str, str]]:
    """By the beginning of a name, then by a part of it, or by the code; no query."""
    sought = text.casefold()
    names = [(code, str(name)) for code, name in countries]
    hits = [
        (not name.casefold().startswith(sought), name, code)
        for code, name in names
        if sought in name.casefold() or sought == code.casefold()
    ]
    return [(code, name) for _rank, name, code in sorted(hits)[:OFFERED_AT_MOST]]
