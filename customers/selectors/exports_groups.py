"""Groups, segments and addresses as rows of their own sheets: what is exported imports as is."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import CharField, F, QuerySet, Value

from core.exchange import writer
from core.exchange.written import percentage
from customers.actors import Actor
from customers.models import Address, CustomerGroup, Segment
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


def segment_connections() -> "QuerySet[Segment, Any]":
    """(segment, customer number, group) of all that segments hold, and of those that hold nothing.

    One query, ordered by these.
    """
    columns = ("shown_segment", "shown_number", "shown_group")
    nothing = Value(None, output_field=CharField(null=True))

    def some(found: "QuerySet[Any]", segment: str, number: Any, group: Any) -> "QuerySet[Any]":
        named = {"shown_segment": F(segment), "shown_number": number, "shown_group": group}
        rows: QuerySet[Any] = found.annotate(**named).order_by().values_list(*columns)
        return rows

    customers = Segment.customers.through.objects.all()
    groups = Segment.groups.through.objects.all()
    empty = Segment.objects.filter(customers=None, groups=None)
    return (
        some(customers, "segment__name", F("customer__number"), nothing)
        .union(
            some(groups, "segment__name", nothing, F("customergroup__name")),
            some(empty, "name", nothing, nothing),
            all=True,
        )
        .order_by(*columns)
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
