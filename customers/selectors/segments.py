"""Segments for their pages: the list, and who is in one."""

from collections.abc import Sequence
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from core.tables import Sort
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, Segment
from customers.querysets import CustomerQuerySet
from customers.search import customers_matching

SEGMENT_SORTS = {"name": Sort.by("name", label=_("Name"))}
SEGMENT_CUSTOMER_SORTS = {"name": Sort.by("name", label=_("Company"))}
COUNTED_AT_MOST = 1000
SHOWN = 200  # whole groups on a card
_FOUND = 8


class _CountUpTo(Subquery):
    """How many rows a question finds, counted no further than its own slice."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS found)"
    output_field = IntegerField()


def segment_list(*, text: str = "") -> "QuerySet[Segment]":
    """Each with `.customer_count` (placed by themselves) and `.group_count`, to COUNTED_AT_MOST.

    The name of a segment is seen by all staff; who is in it, as far as one sees customers.
    """
    customers: Any = Segment.customers.through.objects.filter(segment=OuterRef("pk"))
    groups: Any = Segment.groups.through.objects.filter(segment=OuterRef("pk"))
    found = Segment.objects.annotate(
        customer_count=_CountUpTo(customers.values("pk")[:COUNTED_AT_MOST]),
        group_count=_CountUpTo(groups.values("pk")[:COUNTED_AT_MOST]),
    )
    for word in text.split()[:5]:
        found = found.filter(name__icontains=word)
    return found


def segment_of(segment_id: int) -> Segment:
    return get_object_or_404(Segment, pk=segment_id)


def customers_of_segment(actor: Actor, segment: Segment, *, text: str = "") -> CustomerQuerySet:
    """Those placed in it by themselves, as far as `actor` sees them."""
    places = Segment.customers.through.objects.filter(segment=segment)
    found: CustomerQuerySet = Customer.objects.visible_to(actor).select_related("main_group")
    found = found.filter(pk__in=places.values("customer"))
    return customers_matching(found, text) if text.strip() else found


def groups_of_segment(actor: Actor, segment: Segment) -> Sequence[CustomerGroup]:
    """The whole groups in it, of those that `actor` sees. One query."""
    seen = CustomerGroup.objects.visible_to(actor).filter(segments=segment)
    return list(seen.order_by("name")[:SHOWN])


def customers_to_place(actor: Actor, segment: Segment, text: str) -> Sequence[Customer]:
    """Customers that match and are not in it by themselves. One query."""
    places = Segment.customers.through.objects.filter(segment=segment)
    found = customers_matching(Customer.objects.visible_to(actor), text)
    return list(found.exclude(pk__in=places.values("customer")).order_by("name", "pk")[:_FOUND])


def groups_to_place(actor: Actor, segment: Segment, text: str) -> Sequence[CustomerGroup]:
    """Groups by part of the name that are not in it. One query."""
    places = Segment.groups.through.objects.filter(segment=segment)
    found = CustomerGroup.objects.visible_to(actor)
    for word in text.split()[:5]:
        found = found.filter(name__icontains=word)
    return list(found.exclude(pk__in=places.values("customergroup")).order_by("name")[:_FOUND])
