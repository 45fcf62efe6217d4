"""What the planner of user sheets must know of the shop, in a few queries for any file."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.contrib.auth.hashers import is_password_usable
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from customers.models import Customer, GroupKind, Membership, PrivateSeat, PurchaseLimit, User
from customers.querysets import CustomerQuerySet
from customers.selectors.field_rules import rules_for_many
from customers.selectors.shop import shop_settings
from customers.user_import.facts import (
    ROLE_FIELDS,
    CustomerFact,
    Facts,
    LimitState,
    PersonFact,
    PersonState,
    Rights,
    SeatFact,
    SeatKey,
    SeatState,
)

_AT_ONCE = 5_000
_EVERY_RIGHT = Rights()


def customers_numbered(numbers: Iterable[str]) -> dict[str, Customer]:
    """Customers by number in lower case, with their main group. One query per 5 000 numbers."""
    found: dict[str, Customer] = {}
    for some in _chunks(sorted({number.lower() for number in numbers})):
        rows = Customer.objects.annotate(key=Lower("number")).filter(key__in=some)
        for customer in rows.select_related("main_group"):
            found[customer.number.lower()] = customer
    return found


def user_facts(
    emails: Iterable[str],
    customers: Mapping[str, Customer],
    rights: Rights = _EVERY_RIGHT,
    within: CustomerQuerySet | None = None,
) -> Facts:
    """The people with these addresses, and every membership inside the borders of `customers`.

    `within`: what else is inside the border of whoever imports, when they are of a sales team.
    """
    people = _people(emails)
    if rights.is_of_team and within is not None:
        people = _told_whose(people, within)
    elif rights.is_inside_only:
        people = _told_where(people, customers)
    return Facts(
        today=timezone.localdate(),
        people=people,
        customers={number: _customer(customer) for number, customer in customers.items()},
        seats=_seats(customers.values()),
        administrators=_administrators(customers.values()),
        rights=rights,
        rules=rules_for_many(
            shop_settings(), ((each.pk, each.main_group_id) for each in customers.values())
        ),
    )


def _people(emails: Iterable[str]) -> dict[str, PersonFact]:
    found: dict[str, PersonFact] = {}
    columns = ("pk", "email", "first_name", "last_name", "phone", "language", "is_active")
    for some in _chunks(sorted({email.lower() for email in emails})):
        users = User.objects.annotate(key=Lower("email")).filter(key__in=some)
        rows = users.values_list(*columns, "password", "staff_role", "title", "birthday")
        for pk, email, first, last, phone, language, active, password, role, *personal in rows:
            found[email.lower()] = PersonFact(
                id=pk,
                email=email,
                state=PersonState(first, last, phone, language, active, *personal),
                has_password=is_password_usable(password),
                is_staff=bool(role),
            )
    return found


def _told_where(
    people: dict[str, PersonFact], customers: Mapping[str, Customer]
) -> dict[str, PersonFact]:
    """`customers` are all of those inside the border."""
    inside = {customer.pk for customer in customers.values()}
    where: dict[int, set[bool]] = defaultdict(set)
    for some in _chunks([person.id for person in people.values()]):
        rows = Membership.objects.filter(user__in=some).values_list("user_id", "customer_id")
        for user_id, customer_id in rows:
            where[user_id].add(customer_id in inside)
    words = {frozenset(): "", frozenset({True}): "inside"}
    return {
        key: person._replace(belongs=words.get(frozenset(where[person.id]), "elsewhere"))
        for key, person in people.items()
    }


def _told_whose(people: dict[str, PersonFact], within: CustomerQuerySet) -> dict[str, PersonFact]:
    """Whether each is of the teams' customers only, of others too, or not at all."""
    found: dict[str, PersonFact] = {}
    for some in _chunks(list(people.items())):
        seats = Membership.objects.filter(user__in=[person.id for _key, person in some])
        ours = set(seats.filter(customer__in=within.order_by().values("pk")).values_list("pk"))
        where: dict[int, set[bool]] = defaultdict(set)
        for pk, user_id in seats.values_list("pk", "user_id"):
            where[user_id].add((pk,) in ours)
        for key, person in some:
            told = {frozenset({True}): "inside", frozenset({True, False}): "elsewhere"}
            belongs = told.get(frozenset(where[person.id]), "stranger")
            found[key] = person._replace(belongs=belongs)
    return found


def seats_of(customer_ids: Collection[int]) -> QuerySet[Membership, Any]:
    """All that decides whether a chain holds, inside the borders of these customers."""
    return _inside(customer_ids).values_list(
        *("id", "user_id", "customer_id", "is_active", "is_approver", "next_approver_id"),
        *("user__is_active", "user__email", "customer__is_active", "customer__main_group_id"),
        *("customer__main_group__kind", "is_group_admin"),
    )


def _inside(customer_ids: Collection[int]) -> QuerySet[Membership, Any]:
    customers = Customer.objects.filter(pk__in=customer_ids)
    groups = customers.filter(main_group__kind=GroupKind.ORGANISATION).values("main_group")
    alone = customers.exclude(main_group__kind=GroupKind.ORGANISATION).values("pk")
    return Membership.objects.filter(Q(customer__main_group__in=groups) | Q(customer__in=alone))


def _seats(customers: Iterable[Customer]) -> dict[SeatKey, SeatFact]:
    known = {customer.pk: customer for customer in customers}
    inside = _inside(known.keys())
    missing = inside.exclude(customer__in=known.keys()).values("customer_id")
    for customer in Customer.objects.filter(pk__in=missing).select_related("main_group"):
        known[customer.pk] = customer
    facts = {pk: _customer(customer) for pk, customer in known.items()}
    limits = _limits(inside)
    rows = list(
        inside.order_by("id").values_list(
            *("id", "user__email", "customer_id", "is_active", "next_approver_id", "break_point"),
            "private",
            *ROLE_FIELDS,
        )
    )
    keys = {row[0]: SeatKey(row[1].lower(), row[2]) for row in rows}
    found = {}
    for pk, _email, customer_id, is_active, above, break_point, private, *roles in rows:
        limit_id, limit = limits.get(pk, (None, None))
        found[keys[pk]] = SeatFact(
            id=pk,
            key=keys[pk],
            customer=facts[customer_id],
            state=SeatState(
                **dict(zip(ROLE_FIELDS, roles, strict=True)),
                is_active=is_active,
                next_approver=keys.get(above) if above is not None else None,
                break_point=break_point,
                limit=limit,
            ),
            limit_id=limit_id,
            is_guests=private == PrivateSeat.GUEST,
        )
    return found


def _administrators(customers: Iterable[Customer]) -> frozenset[SeatKey]:
    """Who runs the organisations now: connection and person in force."""
    inside = _inside([customer.pk for customer in customers])
    rows = inside.filter(is_active=True, user__is_active=True, is_group_admin=True)
    return frozenset(
        SeatKey(email.lower(), customer_id)
        for email, customer_id in rows.values_list("user__email", "customer_id")
    )


def _limits(memberships: QuerySet[Membership, Any]) -> dict[int, tuple[int, LimitState]]:
    """(id, terms) by membership."""
    rows = PurchaseLimit.objects.filter(membership__in=memberships.values("pk")).values_list(
        *("membership_id", "id", "amount", "starts_on", "ends_on", "recurrence", "outside")
    )
    return {row[0]: (row[1], LimitState(*row[2:])) for row in rows}


def _customer(customer: Customer) -> CustomerFact:
    group = customer.main_group
    border = f"group {group.pk}" if group.is_organisation else f"customer {customer.pk}"
    return CustomerFact(
        customer.pk, customer.number, customer.name, border, is_active=customer.is_active
    )


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
