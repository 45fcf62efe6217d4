"""Who buys in the demo world: groups, customers, people, chains and limits, from people.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from config.demo_logins import DEMO_PASSWORD
from customers.models import (
    Address,
    Customer,
    CustomerGroup,
    CustomerNote,
    GroupKind,
    Membership,
    PricingTier,
    PurchaseLimit,
    Segment,
    ShopSettings,
    User,
)
from customers.periods import Recurrence

FILE = Path(__file__).with_name("people.toml")


@dataclass(frozen=True)
class Buyer:
    """A membership, and how often it orders beside the others of its customer."""

    membership: Membership
    weight: int


@dataclass(frozen=True)
class People:
    """Everybody, by the words that people.toml uses."""

    groups: Mapping[str, CustomerGroup]
    segments: Mapping[str, Segment]
    tiers: Mapping[str, PricingTier]
    customers: Mapping[str, Customer]
    habits: Mapping[str, Mapping[str, Any]]  # `orders` and `likes`, by customer
    users: Mapping[str, User]
    buyers: Mapping[str, Sequence[Buyer]]

    def membership(self, who: str, customer: str = "") -> Membership:
        """The membership of a person, by the e-mail before the @."""
        found = Membership.objects.with_people().filter(user=self.users[who])
        return found.get(customer__name=customer) if customer else found.order_by("pk")[0]


def make_shop() -> ShopSettings:
    shop, _made = ShopSettings.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Kontorsgrossen AB",
            "org_number": "556821-4470",
            "email": "order@kontorsgrossen.example",
            "order_email": "order@kontorsgrossen.example",
            "phone": "0510-555 40",
            "opening_hours": "vardagar 8–17",
            "language": "sv",
            "max_total_discount_percent": Decimal(40),
            "closed_add_ons": [],  # the demo shows all there is
            "is_demo_world": True,
        },
    )
    return shop


def make_people(now: datetime, today: date) -> People:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    groups = {row["name"]: _group(row) for row in told["group"]}
    tiers = {
        row["name"]: PricingTier.objects.create(
            name=row["name"], discount_percent=Decimal(str(row["discount"]))
        )
        for row in told["tier"]
    }
    customers = {
        row["name"]: _customer(row, groups, tiers, now - timedelta(days=900 - 20 * place))
        for place, row in enumerate(told["customer"])
    }
    segments = {row["name"]: _segment(row, customers, groups) for row in told["segment"]}
    users = _users(told["person"], now)
    buyers = _memberships(told["person"], users, customers, today)
    habits = {row["name"]: row for row in told["customer"]}
    return People(groups, segments, tiers, customers, habits, users, buyers)


def _group(row: Mapping[str, Any]) -> CustomerGroup:
    group, _made = CustomerGroup.objects.update_or_create(
        name=row["name"],
        defaults={
            "kind": GroupKind(row.get("kind", "commercial")),
            "discount_percent": Decimal(str(row.get("discount", 0))),
            "every_step_must_approve": row.get("every_step", False),
            "comment_required": row.get("comment_required", False),
            "is_built_in": row.get("built_in", False),
        },
    )
    return group


def _customer(
    row: Mapping[str, Any],
    groups: Mapping[str, CustomerGroup],
    tiers: Mapping[str, PricingTier],
    created_at: datetime,
) -> Customer:
    country = row.get("country", "SE")
    customer = Customer.objects.create(
        name=row["name"],
        org_number=row["org_number"],
        country=country,
        email=row["email"],
        phone=row["phone"],
        main_group=groups[row["group"]],
        pricing_tier=tiers.get(row.get("tier", "")),
        discount_percent=Decimal(str(row.get("discount", 0))),
        allowed_outstanding=Decimal(row["credit"]),
        payment_days=row.get("payment_days", 30),
        created_at=created_at,
    )
    if note := row.get("note"):
        CustomerNote.objects.create(customer=customer, text=note, written_at=created_at)
    if customer.main_group.is_organisation:
        customer.further_groups.add(groups["B2B"])
    Address.objects.bulk_create(
        Address(
            customer=customer,
            name=name,
            street=street,
            postal_code=postal_code,
            city=city,
            country=country,
            is_default=place == 0,
            is_invoice=place == 0,
        )
        for place, (name, street, postal_code, city) in enumerate(row["addresses"])
    )
    return customer


def _segment(
    row: Mapping[str, Any],
    customers: Mapping[str, Customer],
    groups: Mapping[str, CustomerGroup],
) -> Segment:
    segment: Segment = Segment.objects.create(name=row["name"])
    segment.customers.set([customers[name] for name in row.get("customers", [])])
    segment.groups.set([groups[name] for name in row.get("groups", [])])
    return segment


def _users(rows: Sequence[Mapping[str, Any]], now: datetime) -> dict[str, User]:
    """Some have the demo's password, the rest none, as people who were never activated.

    One hash does for all: the password is printed anyway, and hashing is slow on purpose.
    """
    made: dict[str, User] = {}
    known = make_password(DEMO_PASSWORD)
    for place, row in enumerate(rows):
        if row["email"] in made:
            continue  # a second membership of the same person
        first, _space, last = row["name"].partition(" ")
        can_log_in = row.get("log_in", False)
        registered_at = now - timedelta(days=700 - 7 * place)
        made[row["email"]] = User(
            email=f"{row['email']}@example.com",
            first_name=first,
            last_name=last,
            phone=row.get("phone", ""),
            language=row.get("language", ""),
            staff_role=row.get("staff", ""),
            is_active=not row.get("inactive", False),
            password=known if can_log_in else make_password(None),
            registered_at=registered_at,
            last_seen_at=now - timedelta(hours=5 + 31 * place) if can_log_in else None,
            activated_at=registered_at + timedelta(days=1) if can_log_in else None,
        )
    User.objects.bulk_create(made.values())
    return made


def _memberships(
    rows: Sequence[Mapping[str, Any]],
    users: Mapping[str, User],
    customers: Mapping[str, Customer],
    today: date,
) -> dict[str, list[Buyer]]:
    """Approvers stand above those who ask them in the file, so each chain ends in known people."""
    first_of: dict[str, Membership] = {}
    buyers: dict[str, list[Buyer]] = {name: [] for name in customers}
    limits: list[PurchaseLimit] = []
    for row in rows:
        if "customer" not in row:
            continue
        membership = Membership.objects.create(
            user=users[row["email"]],
            customer=customers[row["customer"]],
            is_buyer=row.get("buyer", True),
            is_approver=row.get("approver", False),
            is_group_admin=row.get("group_admin", False),
            sees_customer_orders=row.get("sees_orders", False),
            only_agreement_assortment=row.get("only_agreement", False),
            may_order_free_text=row.get("free_text", False),
            next_approver=first_of[row["next"]] if "next" in row else None,
            break_point=Decimal(row["break"]) if "next" in row else None,
        )
        first_of.setdefault(row["email"], membership)
        if "limit" in row:
            amount, recurrence = row["limit"]
            limits.append(_limit(membership, Decimal(amount), Recurrence(recurrence), today))
        if row.get("weight") and membership.is_buyer:
            buyers[row["customer"]].append(Buyer(membership, row["weight"]))
    PurchaseLimit.objects.bulk_create(limits)
    _limits_were_always_there(today)
    return buyers


def _limits_were_always_there(today: date) -> None:
    """So that the demo's statements do not open with a limit set on the day of the demo."""
    limits: Any = PurchaseLimit
    first_day = datetime.combine(_first_day_of_limits(today), time.min)
    limits.pgh_event_model.objects.update(pgh_created_at=timezone.make_aware(first_day))


def _first_day_of_limits(today: date) -> date:
    return date(today.year - 2, 1, 1)


def _limit(
    membership: Membership, amount: Decimal, recurrence: Recurrence, today: date
) -> PurchaseLimit:
    """Counted from the first of a January before the first order, so months are the calendar's."""
    return PurchaseLimit(
        membership=membership,
        amount=amount,
        starts_on=_first_day_of_limits(today),
        recurrence=recurrence.value,
    )
