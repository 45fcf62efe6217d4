"""Documents of customers and groups, each as far as the one who asks may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core.http import get_visible_or_404
from core.tables import Sort
from customers.actors import Actor
from customers.add_ons import AddOn
from customers.models import Customer, CustomerGroup, Document
from customers.querysets import DocumentQuerySet, in_organisation
from customers.selectors.add_ons import while_on

DOCUMENT_SORTS = {
    "uploaded": Sort.by("uploaded_at", label=_("Uploaded"), descending_first=True),
    "title": Sort.by("title", label=_("Title")),
    "size": Sort.by("size", label=_("Size"), descending_first=True),
}


def _rows() -> DocumentQuerySet:
    rows: DocumentQuerySet = Document.objects.select_related("customer", "group", "uploaded_by")
    return rows


def documents_for(actor: Actor, *, text: str = "") -> DocumentQuerySet:
    """What the current customer is shown: its own and its groups'. One query for a page."""
    if actor.customer is None:
        return _rows().none()
    return _rows().shown().on(actor.customer).matching(text)


def documents_of(
    actor: Actor, owner: Customer | CustomerGroup, *, text: str = ""
) -> DocumentQuerySet:
    """Every document on exactly this customer or group, for staff. One query for a page."""
    owned = Q(customer=owner) if isinstance(owner, Customer) else Q(group=owner)
    return _rows().visible_to(actor).filter(owned).matching(text)


def all_documents(
    actor: Actor, *, text: str = "", shown: str = "", routine: str = "", source: str = ""
) -> DocumentQuerySet:
    """Every document that staff see, narrowed. One query for a page.

    `shown`: customer or staff; `routine`: yes; `source`: shop or organisation.
    """
    rows = _rows().visible_to(actor).matching(text)
    if shown:
        rows = rows.filter(is_visible_to_customer=shown == "customer")
    if routine:
        rows = rows.filter(is_special_routine=True)
    if source:
        rows = rows.filter(is_from_shop=source == "shop")
    return rows


@dataclass(frozen=True, slots=True)
class Shelf:
    """The newest documents on one card; `has_more` that the card does not show."""

    rows: Sequence[Document]
    has_more: bool


def shelf_of(actor: Actor, owner: Customer | CustomerGroup, *, most: int = 8) -> Shelf:
    """One query."""
    rows = documents_of(actor, owner).filter(while_on(AddOn.DOCUMENTS))
    found = list(rows[: most + 1])
    return Shelf(found[:most], len(found) > most)


def document_of(actor: Actor, document_id: int) -> Document:
    """One that the actor may see, or Http404. One query."""
    rows = _rows().select_related("customer__main_group")
    return get_visible_or_404(rows, actor, pk=document_id)


def documents_inside(actor: Actor, *, text: str = "") -> DocumentQuerySet:
    """What an administrator sees: shown on the organisation or on any customer of it.

    What the shop shows a commercial group stands there too, if the administrator's own customer
    is in it.
    """
    customer = actor.customer
    if customer is None:
        return _rows().none()
    others = Customer.objects.filter(in_organisation(customer), pk=OuterRef("customer_id"))
    inside = _rows().shown().filter(Exists(others)) | _rows().shown().on(customer)
    return inside.matching(text)


def own_document_inside(actor: Actor, document_id: int) -> Document:
    """One that the organisation's administrators put there, or Http404. One query."""
    rows = documents_inside(actor).select_related("customer__main_group")
    found: Document | None = rows.filter(pk=document_id, is_from_shop=False).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Routine:
    """A special order routine. `owner` is the group that it comes from, `by` who put it there."""

    pk: int
    title: str
    file_name: str
    uploaded_at: datetime
    owner: str | None
    by_first: str | None
    by_last: str | None

    @property
    def by(self) -> str:
        return f"{self.by_first or ''} {self.by_last or ''}".strip()


# Where each part of a Routine stands, and the order of them: the customer's own first.
ROUTINE_PATHS: Mapping[str, str] = {
    "pk": "pk",
    "title": "title",
    "file_name": "file_name",
    "uploaded_at": "uploaded_at",
    "owner": "group__name",
    "by_first": "uploaded_by__first_name",
    "by_last": "uploaded_by__last_name",
}
ROUTINE_ORDER: Sequence[Any] = (F("group_id").asc(nulls_first=True), "-uploaded_at")
ROUTINES_AT_MOST = 20


def routines_of(customer: Customer) -> Sequence[Routine]:
    """Special order routines of a customer and its groups, its own first (N-29). One query."""
    shown = Document.objects.on(customer).filter(while_on(AddOn.DOCUMENTS))
    found = shown.filter(is_special_routine=True)
    rows = found.order_by(*ROUTINE_ORDER).values_list(*ROUTINE_PATHS.values())
    return [Routine(*row) for row in rows[:ROUTINES_AT_MOST]]
