"""The rest of a person's file: ways in, marks of visits, what was done for others, and counts.

Each function gives (key, label, columns, rows) for `orders.selectors.person_file`. A secret (a
hash, a key, a code) is never among the columns.
"""

from collections.abc import Iterable
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog
from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from core.history import events_of
from core.models import SavedView
from core.reasons import Text
from customers.models import (
    ActingVisit,
    MailChoiceRequest,
    Membership,
    PendingRegistration,
    PurchaseLimit,
    RecoveryCode,
    ResetRequest,
    SalesTeam,
    TimedDiscount,
    User,
    UserSales,
    UserSalesAt,
)
from customers.selectors.former_addresses import addresses_of, with_one_of
from marketing.models import Affiliate, CommissionEntry, LoyaltyEntry, Payout
from orders.models import LimitEntry, Order
from orders.people_tables import TABLES, pointers_of

Told = tuple[str, Text, tuple[str, ...], Any]

MOST_COUNTED = 20_000  # of one table
ELSEWHERE = ("table", "columns", "rows", "why")


def of_ways_in(user: User) -> Iterable[Told]:
    """What was asked for at the door, and what opens it."""
    addresses = addresses_of(user)
    asked = with_one_of(addresses, "address__iexact")
    tried = with_one_of(addresses, "username__iexact")
    came_from = ("attempt_time", "ip_address", "user_agent")
    requests = ("asked_at", "address", "ip_address")
    yield (
        "registrations",
        _("Registrations not confirmed"),
        (
            *("asked_at", "email", "first_name", "last_name", "phone", "language", "title"),
            *("birthday", "ip_address"),
        ),
        PendingRegistration.objects.filter(with_one_of(addresses, "email__iexact")),
    )
    yield (
        "reset_requests",
        _("New passwords asked for"),
        requests,
        ResetRequest.objects.filter(asked),
    )
    yield (
        "mail_choice_requests",
        _("Links to the newsletter asked for"),
        requests,
        MailChoiceRequest.objects.filter(asked),
    )
    yield (
        "failed_log_ins",
        _("Log-ins that failed"),
        (*came_from, "failures_since_start"),
        AccessAttempt.objects.filter(tried),
    )
    yield (
        "failures_counted",
        _("Failures of the last hours"),
        came_from,
        AccessFailureLog.objects.filter(tried),
    )
    used = ("name", "created_at", "last_used_at")
    yield "apps", _("Apps for codes"), used, TOTPDevice.objects.filter(user=user)
    yield "passkeys", _("Passkeys"), used, WebAuthnCredential.objects.filter(user=user)
    codes = RecoveryCode.objects.filter(user=user)
    yield "recovery_codes", _("Recovery codes"), ("made_at", "used_at"), codes


def of_the_back_office(user: User) -> Iterable[Told]:
    """What the person keeps and is there; nothing for who only buys."""
    yield (
        "saved_views",
        _("Saved views"),
        ("list_name", "name", "is_shared", "asked", "columns", "created_at"),
        SavedView.objects.filter(owner=user),
    )
    yield "sales_teams", _("Sales teams"), ("name",), SalesTeam.objects.filter(members=user)
    yield (
        "acted_for",
        _("Visits in somebody else's name"),
        ("started_at", "ended_at", "membership__customer__name"),
        ActingVisit.objects.filter(doer=user),
    )


def of_the_link(user: User) -> Iterable[Told]:
    """As an affiliate: the terms, what was earned and what was paid."""
    yield (
        "affiliate",
        _("Affiliate"),
        ("code", "shown_as", "commission", "rate", "starts_on", "ends_on", "is_active"),
        Affiliate.objects.filter(user=user),
    )
    yield (
        "commission",
        _("Commission"),
        ("counts_on", "attribution__order_number", "kind", "goods_net", "amount", "currency"),
        CommissionEntry.objects.filter(attribution__affiliate__user=user),
    )
    yield (
        "payouts",
        _("Payouts"),
        ("paid_at", "starts_on", "ends_on", "amount", "currency", "reference"),
        Payout.objects.filter(affiliate__user=user),
    )


def of_the_past(user: User) -> Iterable[Told]:
    """The person's places and limits as they were, and what the limits counted."""
    seats = Membership.objects.filter(user=user)
    yield (
        "connection_history",
        _("Customers, as it was"),
        (
            *("pgh_created_at", "pgh_label", "customer_id", "is_active", "is_buyer"),
            *("is_approver", "is_group_admin", "break_point"),
        ),
        events_of(Membership).filter(user_id=user.pk),
    )
    yield (
        "limit_history",
        _("Purchase limits, as they were"),
        ("pgh_created_at", "pgh_label", "amount", "starts_on", "ends_on", "recurrence"),
        events_of(PurchaseLimit).filter(membership_id__in=seats.values("pk")),
    )
    yield (
        "timed_discounts",
        _("Discounts for some days"),
        ("membership__customer__name", "percent", "starts_on", "ends_on", "reason"),
        TimedDiscount.objects.filter(membership__in=seats),
    )
    yield (
        "limit_entries",
        _("Counted on purchase limits"),
        ("counts_on", "kind", "amount_net", "order__number"),
        LimitEntry.objects.filter(membership__in=seats),
    )
    yield (
        "orders_for_others",
        _("Orders placed for others"),
        ("number", "status", "placed_at", "customer_name"),
        Order.objects.filter(placed_by=user).exclude(orderer=user),
    )
    yield (
        "points",
        _("Points"),
        ("created_at", "kind", "points", "order_number", "reason"),
        LoyaltyEntry.objects.filter(user=user),
    )
    yield (
        "sales",
        _("Sales added up"),
        ("value_net", "order_count"),
        UserSales.objects.filter(user=user),
    )
    yield (
        "sales_at",
        _("Sales added up by customer"),
        ("customer__name", "value_net", "order_count"),
        UserSalesAt.objects.filter(user=user),
    )


def named_elsewhere(user: User) -> list[tuple[str, str, int, str]]:
    """Tables that are about something else and point to the person: how often. One query each."""
    found = []
    for label, table in sorted(TABLES.items()):
        if table.parts:
            continue
        model = apps.get_model(label)
        pointers = pointers_of(model)
        if not pointers:
            continue
        hits = Q()
        for name, target in pointers:
            hits |= Q(**{name if target == "User" else f"{name}__user": user.pk})
        count = model._default_manager.filter(hits).order_by()[:MOST_COUNTED].count()
        columns = ", ".join(name for name, _target in pointers)
        found.append((model._meta.db_table, columns, count, table.why))
    return found
