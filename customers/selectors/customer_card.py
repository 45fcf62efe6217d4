"""A customer's card in the back office: a bounded part of everything, a query for each part."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, Func, IntegerField, OuterRef, Q, QuerySet, When
from django.db.models.functions import JSONObject
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core.http import get_visible_or_404
from core.tables import Sort
from customers.actors import Actor
from customers.models import (
    Address,
    Customer,
    CustomerGroup,
    CustomerNote,
    Document,
    Membership,
    PrivateSeat,
    Segment,
    ShipperAccount,
)
from customers.org_numbers import bare, spellings
from customers.querysets import MembershipQuerySet
from customers.search_texts import kept_org_number

COUNTED_AT_MOST = 1000
_NAMED = 20
PEOPLE_SORTS = {
    "name": Sort.by("user__last_name", "user__first_name", label=_("Name")),
    "email": Sort.by("user__email", label=_("E-mail")),
    "seen": Sort.by(
        "user__last_seen_at", label=_("Last visit"), nullable=True, descending_first=True
    ),
}
TO_BE_SORTS = {
    "first": Sort.by("place", "user__last_name", "user__first_name", label=_("Name")),
}
ADDRESS_SORTS = {"name": Sort.by("name", label=_("Recipient"))}
NOTE_SORTS = {"written": Sort.by("written_at", label=_("Written"), descending_first=True)}


@dataclass(frozen=True, slots=True)
class Named:
    """What the card links to, by name."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True)
class CardHead:
    """The customer and what every tab of its card shows. Counts stop at COUNTED_AT_MOST."""

    customer: Customer
    people: int
    addresses: int
    documents: int
    notes: int
    further_groups: Sequence[Named]
    segments: Sequence[str]
    waits_for_address: bool = False  # ordered as a guest, and the mailbox has not answered


class _Cardinality(Func):
    function = "cardinality"
    output_field = IntegerField()


def bounded_count(rows: QuerySet[Any]) -> Func:
    """How many of `rows`, which say whose they are by OuterRef; inside another question."""
    return _Cardinality(ArraySubquery(rows.order_by().values("pk")[:COUNTED_AT_MOST]))


def card_rows() -> QuerySet[Customer]:
    """Customers with everything that the head of a card needs. One query for one of them."""
    mine = OuterRef("pk")
    further = Customer.further_groups.through.objects.filter(customer=mine)
    names = JSONObject(pk="customergroup_id", name="customergroup__name")
    in_segment = Segment.objects.filter(customers=mine).order_by("name")
    rows: QuerySet[Customer] = Customer.objects.select_related(
        "main_group", "pricing_tier", "sales_team"
    ).annotate(
        card_people=bounded_count(Membership.objects.filter(customer=mine, is_active=True)),
        card_addresses=bounded_count(Address.objects.register().filter(customer=mine)),
        card_documents=bounded_count(Document.objects.filter(customer=mine)),
        card_notes=bounded_count(CustomerNote.objects.filter(customer=mine)),
        card_further=ArraySubquery(
            further.order_by("customergroup__name").values(said=names)[:_NAMED]
        ),
        card_segments=ArraySubquery(in_segment.values("name")[:_NAMED]),
        card_waits=Exists(Membership.objects.filter(customer=mine, private=PrivateSeat.GUEST)),
    )
    return rows


def head_of(actor: Actor, customer_id: int) -> CardHead:
    """One query, or Http404."""
    found: Any = get_visible_or_404(card_rows(), actor, pk=customer_id)
    return CardHead(
        customer=found,
        people=found.card_people,
        addresses=found.card_addresses,
        documents=found.card_documents,
        notes=found.card_notes,
        further_groups=[Named(each["pk"], each["name"]) for each in found.card_further],
        segments=found.card_segments,
        waits_for_address=found.card_waits,
    )


def who_matters(actor: Actor, customer: Customer, *, at_most: int = 4) -> Sequence[Membership]:
    """Whom staff would call first: administrators, approvers, then buyers. One query."""
    found: MembershipQuerySet = _connections(actor).filter(customer=customer).active()
    rows = found.order_by("-is_group_admin", "-is_approver", "user__last_name", "id")
    return list(rows[:at_most])


def connections_of(actor: Actor, customer: Customer, *, text: str = "") -> MembershipQuerySet:
    """Everyone connected to the customer, ended ones too, for a page of them. One query."""
    return _of_people_like(_connections(actor).filter(customer=customer), text)


def people_to_be(actor: Actor, customer: Customer, *, text: str = "") -> MembershipQuerySet:
    """The same, whom staff may want to log in as: administrators first, ended ones last (A-44)."""
    ended, administers = When(is_active=False, then=2), When(is_group_admin=True, then=0)
    place = Case(ended, administers, default=1)
    return connections_of(actor, customer, text=text).annotate(place=place)


def connections_in(actor: Actor, group: CustomerGroup, *, text: str = "") -> MembershipQuerySet:
    """Everyone connected to a customer that has the group as main group. One query for a page."""
    return _of_people_like(_connections(actor).filter(customer__main_group=group), text)


def _of_people_like(found: MembershipQuerySet, text: str) -> MembershipQuerySet:
    for word in text.split()[:4]:
        hit = Q(user__email__icontains=word)
        hit |= Q(user__first_name__icontains=word) | Q(user__last_name__icontains=word)
        found = found.filter(hit)
    return found


def _connections(actor: Actor) -> MembershipQuerySet:
    rows: MembershipQuerySet = Membership.objects.visible_to(actor)
    return rows.select_related("user", "customer", "next_approver__user", "purchase_limit")


def people_ids(actor: Actor, customer: Customer) -> QuerySet[Any]:
    """The ids of everyone connected to the customer, to stand inside another question."""
    found: QuerySet[Any] = Membership.objects.visible_to(actor).filter(customer=customer)
    return found.values("user_id")


def addresses_in(customer: Customer, *, text: str = "") -> QuerySet[Address]:
    """The register, by part of any of its lines, for a page of it."""
    return customer.addresses.register().matching(text)


def accounts_of(customer: Customer) -> Sequence[ShipperAccount]:
    """One query; a customer has few."""
    return list(customer.shipper_accounts.all())


def accounts_to_choose(membership: Membership) -> Sequence[ShipperAccount]:
    """Those that an order of this membership may be freighted on. No query where a visit's
    membership has just said that there are none, as at most customers; else one."""
    if not getattr(membership, "has_shipper_accounts", True):
        return ()
    return accounts_of(membership.customer)


def account_of(customer: Customer, account_id: int) -> ShipperAccount:
    found = customer.shipper_accounts.filter(pk=account_id).first()
    if found is None:
        raise Http404
    return found


def notes_of(customer: Customer) -> QuerySet[CustomerNote]:
    """The log of notes, for staff, for a page of it."""
    return customer.notes.select_related("author")


def latest_notes(customer: Customer, *, at_most: int = 3) -> Sequence[CustomerNote]:
    """One query."""
    return list(notes_of(customer)[:at_most])


def with_org_number(actor: Actor, *, country: str, written: str) -> QuerySet[Customer]:
    """Who has that organisation number, however it is kept; nobody has a blank one."""
    if not bare(country, written):
        return Customer.objects.none()
    found: QuerySet[Customer] = Customer.objects.visible_to(actor).filter(country=country)
    found = found.alias(kept=kept_org_number()).filter(kept__in=spellings(country, written))
    return found.order_by("name", "pk")


def same_org_number(actor: Actor, customer: Customer, *, at_most: int = 3) -> Sequence[Customer]:
    """Others with the same number; the units of one organisation may.

    One query, none without a number.
    """
    found = with_org_number(actor, country=str(customer.country), written=customer.org_number)
    if customer.main_group.is_organisation:
        found = found.exclude(main_group=customer.main_group)
    return list(found.exclude(pk=customer.pk)[:at_most])
