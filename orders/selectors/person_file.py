"""All that is stored on one person, for the person: as tables, for a workbook and for JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.models import Absence, ApprovalDecision
from core.exchange.writer import Value
from core.history import events_of
from core.models import OutgoingEmail
from core.reasons import Text
from customers.models import (
    AccountEvent,
    ActingVisit,
    Address,
    Consent,
    Customer,
    Document,
    EmailChange,
    Membership,
    NoticeRecipient,
    PrivateSeat,
    PurchaseLimit,
    ShopSession,
    User,
)
from customers.selectors.former_addresses import addresses_of, with_one_of
from orders.models import Cart, Order, OrderEvent, OrderLine, SavedCart, WishList
from orders.selectors import person_letters, person_traces

MOST_ROWS = 20_000  # of one table


@dataclass(frozen=True, slots=True)
class Part:
    """One table. `key` and `columns` are the words of the JSON file, the same in any language."""

    key: str
    label: Text
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def as_json(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def as_cells(self) -> list[list[Value]]:
        return [[_cell(value) for value in row] for row in self.rows]


_ACCOUNT = (
    "id",
    "email",
    "first_name",
    "last_name",
    "phone",
    "title",
    "birthday",
    "language",
    "theme",
    "staff_role",
    "is_active",
    "staff_note",
    "origin",
    "registered_at",
    "last_seen_at",
    "activated_at",
    "last_login",
    "has_second_factor",
)
_HISTORY = (
    "pgh_created_at",
    "pgh_label",
    "email",
    "first_name",
    "last_name",
    "phone",
    "title",
    "birthday",
    "language",
    "staff_note",
    "staff_role",
    "is_active",
)
_ORDER = (
    "number",
    "status",
    "placed_at",
    "customer_name",
    "value_net",
    "gross",
    "currency",
    "delivery_name",
    "delivery_attention",
    "delivery_street",
    "delivery_postal_code",
    "delivery_city",
    "delivery_phone",
    "invoice_reference",
    "comment",
    "extra",
)
_MAIL = ("created_at", "sent_at", "state", "to_address", "template", "subject", "body_text")


def person_file(user: User) -> Sequence[Part]:
    """A fixed number of queries. Never a password, hash, token or second-factor secret."""
    return [
        *_of_the_account(user),
        *_at_customers(user),
        *_of_orders(user),
        *_of_the_rest(user),
    ]


def _of_the_account(user: User) -> Iterable[Part]:
    yield _part("account", _("Account"), _ACCOUNT, User.objects.filter(pk=user.pk))
    yield _part("history", _("History"), _HISTORY, events_of(User).filter(pgh_obj_id=user.pk))
    yield _part(
        "account_log",
        _("Account log"),
        ("happened_at", "kind", "done_by__email", "acted_by__email", "note", "reason"),
        AccountEvent.objects.filter(user=user),
    )
    yield _part(
        "email_changes",
        _("Changes of e-mail"),
        ("asked_at", "old_email", "new_email", "state", "ended_at"),
        EmailChange.objects.filter(user=user),
    )
    yield _part(
        "sessions",
        _("Visits open now"),
        ("expire_date",),
        ShopSession.objects.filter(person_id=user.pk),
    )
    # The text of a mail that holds a link which opens the account is nobody's to take out.
    mails = OutgoingEmail.objects.filter(
        Q(to_user=user) | with_one_of(addresses_of(user), "to_address__iexact")
    )
    yield _part("mail", _("Mail"), _MAIL, mails.filter(is_secret=False))
    yield _part("mail_with_links", _("Mail with links"), _MAIL[:-1], mails.filter(is_secret=True))
    yield _part(
        "consents",
        _("Consents"),
        (
            *("kind", "given_at", "given_source", "wording", "told_how"),
            *("withdrawn_at", "withdrawn_source"),
        ),
        Consent.objects.filter(user=user),
    )
    for told in (*person_letters.of_letters(user), *person_letters.of_applications(user)):
        yield _part(*told)
    yield _part(
        "notices",
        _("Password notices"),
        ("state", "notice__made_at"),
        NoticeRecipient.objects.filter(user=user),
    )


def _at_customers(user: User) -> Iterable[Part]:
    seats = Membership.objects.filter(user=user)
    yield _part(
        "connections",
        _("Customers"),
        (
            "customer__number",
            "customer__name",
            "private",
            "is_active",
            "is_buyer",
            "is_approver",
            "is_group_admin",
            "sees_customer_orders",
            "only_agreement_assortment",
            "may_order_free_text",
            "next_approver__user__email",
            "break_point",
        ),
        seats,
    )
    yield _part(
        "own_customers",
        _("Customers of their own"),
        ("number", "name", "email", "phone", "country", "created_at", "origin"),
        Customer.objects.filter(
            pk__in=seats.exclude(private=PrivateSeat.NONE).values("customer_id")
        ),
    )
    yield _part(
        "purchase_limits",
        _("Purchase limits"),
        ("membership__customer__name", "amount", "starts_on", "ends_on", "recurrence"),
        PurchaseLimit.objects.filter(membership__in=seats),
    )
    yield _part(
        "own_addresses",
        _("Own addresses"),
        ("name", "attention", "street", "postal_code", "city", "country", "phone"),
        Address.objects.filter(membership__in=seats),
    )
    yield _part(
        "absences",
        _("Absences"),
        ("starts_on", "ends_on", "substitute__user__email", "created_at"),
        Absence.objects.filter(membership__in=seats),
    )
    yield _part(
        "acted_as",
        _("Visits by others in the person's name"),
        ("started_at", "ended_at", "doer__email"),
        ActingVisit.objects.filter(membership__in=seats),
    )
    yield _part(
        "documents",
        _("Documents handed in"),
        ("title", "file_name", "size", "uploaded_at"),
        Document.objects.filter(uploaded_by=user),
    )


def _of_orders(user: User) -> Iterable[Part]:
    yield _part("orders", _("Orders"), _ORDER, Order.objects.filter(orderer=user))
    yield _part(
        "order_line_answers",
        _("Extra fields of lines"),
        ("order__number", "sku", "extra"),
        OrderLine.objects.filter(order__orderer=user).exclude(extra=[]),
    )
    yield _part(
        "order_events",
        _("What the person did with orders"),
        ("at", "order__number", "kind", "comment"),
        OrderEvent.objects.filter(user=user),
    )
    yield _part(
        "decisions",
        _("Decisions"),
        ("decided_at", "request__order__number", "answer", "comment"),
        ApprovalDecision.objects.filter(user=user),
    )
    yield _part(
        "wish_lists",
        _("Wish lists"),
        ("name", "created_at", "lines__variant__sku", "lines__quantity", "lines__note"),
        WishList.objects.filter(user=user),
    )
    yield _part(
        "saved_carts",
        _("Saved carts"),
        ("name", "created_at", "lines__variant__sku", "lines__quantity", "lines__comment"),
        SavedCart.objects.filter(user=user),
    )
    yield _part(
        "cart",
        _("Open carts"),
        (
            *("customer__name", "extra", "lines__variant__sku", "lines__quantity"),
            *("lines__comment", "lines__extra"),
        ),
        Cart.objects.filter(user=user),
    )


def _of_the_rest(user: User) -> Iterable[Part]:
    """Ways in, the past, the back office; and how many rows elsewhere point to the person."""
    traces = person_traces
    for told in (*traces.of_ways_in(user), *traces.of_the_past(user), *traces.of_the_link(user)):
        yield _part(*told)
    for told in traces.of_the_back_office(user):
        yield _part(*told)
    yield Part(
        key="named_elsewhere",
        label=_("Named elsewhere"),
        columns=traces.ELSEWHERE,
        rows=traces.named_elsewhere(user),
    )


def _part(key: str, label: Text, columns: Sequence[str], rows: Any) -> Part:
    found = rows.order_by().values_list(*columns)[:MOST_ROWS]
    words = [column.replace("__", "_") for column in columns]
    return Part(key=key, label=label, columns=words, rows=[list(row) for row in found])


def _cell(value: Any) -> Value:
    """Moments as the shop's clock shows them; Excel knows no time zone."""
    if isinstance(value, datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    return value if isinstance(value, str | int | bool | None) or _is_number(value) else str(value)


def _is_number(value: Any) -> bool:
    return hasattr(value, "as_tuple")


@dataclass(frozen=True, slots=True)
class WhatHangs:
    """What goes and what stays when somebody is erased; counting stops at COUNTED_AT_MOST."""

    orders: int
    lists: int
    own_addresses: int
    documents: int


COUNTED_AT_MOST = 1000


def what_hangs_on(user: User) -> WhatHangs:
    """Five queries, bounded."""
    seats = Membership.objects.filter(user=user)

    def many(rows: Any) -> int:
        return int(rows[:COUNTED_AT_MOST].count())

    return WhatHangs(
        orders=many(Order.objects.filter(orderer=user)),
        lists=many(WishList.objects.filter(user=user)) + many(SavedCart.objects.filter(user=user)),
        own_addresses=many(Address.objects.filter(membership__in=seats)),
        documents=many(Document.objects.filter(uploaded_by=user)),
    )
