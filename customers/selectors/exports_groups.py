"""Groups, segments and addresses as rows of their own sheets: what is exported imports as is."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import CharField, F, QuerySet, Value

from core.exchange import writer
from core.exchange.written import percentage
from customers.actors import Actor
from customers.models import Address, Customer, CustomerGroup, Segment
from customers.querysets import CustomerQuerySet
from customers.sheets.groups import KINDS

_AT_A_TIME = 2_000
# Everything that is exported is there; taking it out is for whoever edits the file to say.
SEGMENT_COLUMNS_LEFT_OUT = frozenset({"remove"})
ADDRESS_COLUMNS_LEFT_OUT = frozenset({"remove"})


def group_rows(
    _actor: Actor, groups: "QuerySet[CustomerGroup]"
) -> Iterator[Sequence[writer.Value]]:
    """One row for each group, in their order. One query."""
    rows = groups.values_list(
        "name", "kind", "discount_percent", "every_step_must_approve", "comment_required"
    )
    for name, kind, discount, *choices in rows.iterator(chunk_size=_AT_A_TIME):
        yield [name, str(KINDS[kind][0]), percentage(discount), *choices]


def segment_connections(
    actor: Actor, segments: "QuerySet[Segment]", *, backwards: bool = False
) -> "QuerySet[Segment, Any]":
    """(segment, customer number, group) of what these segments hold of which `actor` may know.

    One that holds nothing of it has a row of its own. One query, by segment (`backwards`: from the
    last), customer and group.
    """
    columns = ("shown_segment", "shown_number", "shown_group")
    nothing = Value(None, output_field=CharField(null=True))

    def some(found: "QuerySet[Any]", segment: str, number: Any, group: Any) -> "QuerySet[Any]":
        named = {"shown_segment": F(segment), "shown_number": number, "shown_group": group}
        rows: QuerySet[Any] = found.annotate(**named).order_by().values_list(*columns)
        return rows

    these = segments.order_by().values("pk")
    customers = Segment.customers.through.objects.filter(
        segment__in=these, customer__in=Customer.objects.visible_to(actor).order_by().values("pk")
    )
    groups = Segment.groups.through.objects.filter(
        segment__in=these,
        customergroup__in=CustomerGroup.objects.visible_to(actor).order_by().values("pk"),
    )
    empty = Segment.objects.filter(pk__in=these).exclude(pk__in=customers.values("segment"))
    empty = empty.exclude(pk__in=groups.values("segment"))
    return (
        some(customers, "segment__name", F("customer__number"), nothing)
        .union(
            some(groups, "segment__name", nothing, F("customergroup__name")),
            some(empty, "name", nothing, nothing),
            all=True,
        )
        .order_by(f"-{columns[0]}" if backwards else columns[0], *columns[1:])
    )


def segment_rows(
    _actor: Actor, connections: "QuerySet[Segment, Any]"
) -> Iterator[Sequence[writer.Value]]:
    """One row for each customer, or group, in each segment. One query."""
    yield from connections.iterator(chunk_size=_AT_A_TIME)


def addresses_of_all(customers: CustomerQuerySet) -> "QuerySet[Address]":
    """The registers of these customers, by customer number; what people keep is theirs."""
    whose = customers.order_by().values("pk")
    return Address.objects.register().filter(customer__in=whose).order_by("customer__number", "pk")


def address_rows(_actor: Actor, addresses: "QuerySet[Address]") -> Iterator[Sequence[writer.Value]]:
    """One row for each address. One query."""
    rows = addresses.values_list(
        *("customer__number", "pk", "name", "attention", "street", "postal_code", "city"),
        *("country", "phone", "is_default", "is_invoice"),
    )
    yield from rows.iterator(chunk_size=_AT_A_TIME)
