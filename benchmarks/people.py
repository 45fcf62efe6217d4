"""Who buys: groups, customers with their people, chains, limits, carts and open sessions."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from catalogue.models import VatRate
from customers.middleware import MEMBERSHIP_KEY
from customers.models import (
    Address,
    Customer,
    CustomerGroup,
    GroupKind,
    Membership,
    PricingTier,
    PurchaseLimit,
    Segment,
    ShopSettings,
    User,
)
from customers.models.session import SessionStore
from customers.periods import Recurrence
from orders.models import DeliveryMethod, PaymentMethod

_GROUPS = 40
_SEGMENTS = 10
_TIERS = {"Reseller": 4, "Wholesaler": 6, "Distributor": 9}
_BACKEND = "customers.backends.EmailBackend"


@dataclass(frozen=True)
class People:
    """The first group, and in it the first customer, are those whose visits are measured."""

    groups: Sequence[CustomerGroup]
    tiers: Sequence[PricingTier]
    segments: Sequence[Segment]
    customers: Sequence[Customer]


def make_groups() -> list[CustomerGroup]:
    """Half of them organisations with chains, half commercial; each with a discount."""
    return list(
        CustomerGroup.objects.bulk_create(
            CustomerGroup(
                name=f"Grupp {n:02}",
                kind=GroupKind.COMMERCIAL if n % 2 else GroupKind.ORGANISATION,
                discount_percent=Decimal(2 + n % 7),
            )
            for n in range(_GROUPS)
        )
    )


def make_people(count: int, groups: Sequence[CustomerGroup]) -> People:
    """So many customers; at each an approver and two buyers with break point and limit."""
    ShopSettings.objects.update_or_create(pk=1, defaults={"max_total_discount_percent": 40})
    tiers = [PricingTier(name=name, discount_percent=value) for name, value in _TIERS.items()]
    PricingTier.objects.bulk_create(tiers)
    customers = _customers(count, groups, tiers)
    segments = [Segment(name=f"Segment {n}") for n in range(_SEGMENTS)]
    Segment.objects.bulk_create(segments)
    through = Segment.customers.through
    through.objects.bulk_create(
        through(segment_id=segments[n % _SEGMENTS].pk, customer_id=customer.pk)
        for n, customer in enumerate(customers)
    )
    further = Customer.further_groups.through
    further.objects.bulk_create(
        further(customer_id=customer.pk, customergroup_id=groups[(n + 7) % len(groups)].pk)
        for n, customer in enumerate(customers)
        if n % 3 == 0
    )
    _addresses(customers)
    _memberships(customers)
    _methods()
    return People(groups, tiers, segments, customers)


def open_session(membership: Membership) -> str:
    """Logs the person in at this membership; the key that a browser would hold."""
    session = SessionStore()
    session[SESSION_KEY] = str(membership.user_id)
    session[BACKEND_SESSION_KEY] = _BACKEND
    session[HASH_SESSION_KEY] = membership.user.get_session_auth_hash()
    session[MEMBERSHIP_KEY] = membership.pk
    session.create()
    return str(session.session_key)


def _customers(
    count: int, groups: Sequence[CustomerGroup], tiers: Sequence[PricingTier]
) -> list[Customer]:
    customers = [
        Customer(
            number=f"B{n:05}",
            name=f"Kund {n} AB",
            org_number=f"5560{n:02}-{n:04}"[:30],
            main_group=groups[n % len(groups)],
            pricing_tier=tiers[n % len(tiers)] if n % 2 == 0 else None,
            discount_percent=Decimal(n % 5),
            allowed_outstanding=Decimal(100_000_000),
        )
        for n in range(count)
    ]
    customers[0].discount_percent = Decimal(3)
    return list(Customer.objects.bulk_create(customers))


def _addresses(customers: Sequence[Customer]) -> None:
    Address.objects.bulk_create(
        Address(
            customer=customer,
            name=f"{customer.name}, enhet {place}",
            street=f"Storgatan {place + 1}",
            postal_code="53132",
            city="Lidköping",
            is_default=place == 0,
            is_invoice=place == 0,
        )
        for customer in customers
        for place in range(3)
    )


def _memberships(customers: Sequence[Customer]) -> None:
    """Buyers' orders up to their break point go straight to the reseller, larger ones up."""
    unusable = make_password(None)
    now = timezone.now()
    users = [
        User(
            email=f"{role}{n}@example.org",
            first_name=role.capitalize(),
            last_name=f"Nummer {n}",
            language="sv",
            password=f"{unusable}{secrets.token_hex(4)}",
            activated_at=now - timedelta(days=100),
            last_seen_at=now,
        )
        for n in range(len(customers))
        for role in ("chef", "anna", "bo")
    ]
    User.objects.bulk_create(users)
    by_customer = [users[start : start + 3] for start in range(0, len(users), 3)]
    approvers = Membership.objects.bulk_create(
        Membership(user=people[0], customer=customer, is_approver=True)
        for people, customer in zip(by_customer, customers, strict=True)
    )
    buyers = Membership.objects.bulk_create(
        Membership(
            user=person, customer=customer, next_approver=approver, break_point=Decimal(5_000_000)
        )
        for people, customer, approver in zip(by_customer, customers, approvers, strict=True)
        for person in people[1:]
    )
    PurchaseLimit.objects.bulk_create(
        PurchaseLimit(
            membership=buyer,
            amount=Decimal(50_000_000),
            starts_on=date(now.year - 1, 1, 1),
            recurrence=Recurrence.MONTHLY,
        )
        for buyer in buyers
    )


def _methods() -> None:
    rate, _made = VatRate.objects.get_or_create(
        percent=25, defaults={"name": "25 %", "is_default": True}
    )
    for position, (name, cost) in enumerate((("Paket", 79), ("Pall", 149), ("Hämtas", 0))):
        DeliveryMethod.objects.create(
            name=name, cost_net=Decimal(cost), vat_rate=rate, position=position
        )
    PaymentMethod.objects.create(name="Faktura", is_on_account=True, vat_rate=rate)
    PaymentMethod.objects.create(name="Kort vid leverans", vat_rate=rate, position=1)
