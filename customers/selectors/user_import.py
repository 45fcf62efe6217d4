"""What the planner of user sheets must know of the shop, in a few queries for any file."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from customers.models import Customer, Membership, PurchaseLimit, User
from customers.user_import.facts import (
    ROLE_FIELDS,
    CustomerFact,
    Facts,
    LimitState,
    PersonFact,
    PersonState,
    SeatFact,
    SeatKey,
    SeatState,
)

_AT_ONCE = 5_000


def customers_numbered(numbers: Iterable[str]) -> dict[str, Customer]:
    """Customers by number in lower case, with their main group. One query per 5 000 numbers."""
    found: dict[str, Customer] = {}
    for some in _chunks(sorted({number.lower() for number in numbers})):
        rows = Customer.objects.annotate(key=Lower("number")).filter(key__in=some)
        for customer in rows.select_related("main_group"):
            found[customer.number.lower()] = customer
    return found


def user_facts(
    emails: Iterable[str], customers: dict[str, Customer], *, lock: bool = False
) -> Facts:
    """The people with these addresses, and every membership inside the borders of `customers`.

    `lock` keeps these people and their memberships as they are until the transaction ends.
    """
    if lock:
        _lock(emails)
    return Facts(
        today=timezone.localdate(),
        people=_people(emails),
        customers={number: _customer(customer) for number, customer in customers.items()},
        seats=_seats(customers.values()),
    )


def _lock(emails: Iterable[str]) -> None:
    """People before memberships, each in id order, as everywhere."""
    ids: list[int] = []
    for some in _chunks(sorted({email.lower() for email in emails})):
        found = User.objects.annotate(key=Lower("email")).filter(key__in=some)
        ids += found.values_list("pk", flat=True)
    for some in _chunks(sorted(ids)):
        people = User.objects.filter(pk__in=some).order_by("pk")
        list(people.select_for_update(no_key=True).values_list("pk", flat=True))
        memberships = Membership.objects.filter(user__in=some).order_by("pk")
        list(memberships.select_for_update(no_key=True).values_list("pk", flat=True))


def _people(emails: Iterable[str]) -> dict[str, PersonFact]:
    found: dict[str, PersonFact] = {}
    for some in _chunks(sorted({email.lower() for email in emails})):
        for user in User.objects.annotate(key=Lower("email")).filter(key__in=some):
            found[user.email.lower()] = PersonFact(
                id=user.pk,
                email=user.email,
                state=PersonState(
                    user.first_name, user.last_name, user.phone, user.language, user.is_active
                ),
                has_password=user.has_usable_password(),
                is_staff=user.is_staff,
            )
    return found


def _seats(customers: Iterable[Customer]) -> dict[SeatKey, SeatFact]:
    groups: set[int] = set()
    alone: set[int] = set()
    for customer in customers:
        if customer.main_group.is_organisation:
            groups.add(customer.main_group_id)
        else:
            alone.add(customer.pk)
    memberships = list(
        Membership.objects.filter(Q(customer__main_group__in=groups) | Q(customer__in=alone))
        .with_people()
        .order_by("id")
    )
    limits = {
        limit.membership_id: limit
        for some in _chunks([membership.pk for membership in memberships])
        for limit in PurchaseLimit.objects.filter(membership__in=some)
    }
    keys = {membership.pk: _key(membership) for membership in memberships}
    return {
        keys[membership.pk]: _seat(membership, keys, limits.get(membership.pk))
        for membership in memberships
    }


def _key(membership: Membership) -> SeatKey:
    return SeatKey(membership.user.email.lower(), membership.customer_id)


def _seat(
    membership: Membership, keys: dict[int, SeatKey], limit: PurchaseLimit | None
) -> SeatFact:
    above = membership.next_approver_id
    return SeatFact(
        id=membership.pk,
        key=keys[membership.pk],
        customer=_customer(membership.customer),
        state=SeatState(
            **{name: getattr(membership, name) for name in ROLE_FIELDS},
            is_active=membership.is_active,
            next_approver=keys.get(above) if above is not None else None,
            break_point=membership.break_point,
            limit=_limit(limit),
        ),
        limit_id=limit.pk if limit else None,
    )


def _limit(limit: PurchaseLimit | None) -> LimitState | None:
    if limit is None:
        return None
    return LimitState(limit.amount, limit.starts_on, limit.ends_on, limit.recurrence)


def _customer(customer: Customer) -> CustomerFact:
    group = customer.main_group
    border = f"group {group.pk}" if group.is_organisation else f"customer {customer.pk}"
    return CustomerFact(
        customer.pk, customer.number, customer.name, border, is_active=customer.is_active
    )


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
