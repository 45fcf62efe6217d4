"""Orders as rows of their sheet."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from core.exchange.writer import Value
from customers.actors import Actor
from customers.extra_fields import in_one_line
from orders.models import OrderLine
from orders.querysets import OrderQuerySet
from orders.states import OrderStatus

_AT_A_TIME = 2_000
_LONGEST_CELL = 32_000  # what every spreadsheet program reads
_EXTRA, _OF_LINES = 4, 5  # their places in what follows the people
_FIELDS = (
    "number",
    "status",
    "placed_at",
    "released_at",
    "customer__number",
    "customer_name",
    "org_number",
    "customer__main_group__name",
    "orderer__first_name",
    "orderer__last_name",
    "orderer__email",
    "placed_by__first_name",
    "placed_by__last_name",
    "customer_reference",
    "cost_centre",
    "goods_marking",
    "invoice_reference",
    "extra",
    "answers_of_lines",
    "requested_on",
    "delivery_method_name",
    "shipper_account",
    "payment_method_name",
    "goods_net",
    "shipping_net",
    "fees_net",
    "small_order_fee_net",
    "value_net",
    "vat_total",
    "gross",
    "points_used",
    "points_amount",
    "credited_net",
    "credited_gross",
    "currency",
    "due_on",
    "paid_at",
)


def order_rows(actor: Actor, orders: OrderQuerySet) -> Iterator[Sequence[Value]]:
    """One row for each order, in their order; times are the shop's own. One query."""
    words = {status.value: str(status.label) for status in OrderStatus}
    answered = OrderLine.objects.filter(order=OuterRef("pk")).exclude(extra=[])
    of_lines = answered.order_by("position", "id").values(said=JSONObject(sku="sku", extra="extra"))
    plain = (
        orders.prefetch_related(None)
        .annotate(answers_of_lines=ArraySubquery(of_lines))
        .values_list(*_FIELDS)
    )
    for row in plain.iterator(chunk_size=_AT_A_TIME):
        number, status, placed_at, released_at, *customer = row[:8]
        first, last, email, by_first, by_last, *rest = row[8:]
        rest[_EXTRA], rest[_OF_LINES] = in_one_line(rest[_EXTRA]), _of_lines(rest[_OF_LINES])
        yield [
            str(number),
            words[status],
            _local(placed_at),
            _local(released_at),
            *customer,
            f"{first} {last}".strip(),
            email,
            f"{by_first} {by_last}".strip(),
            *rest[:-1],
            _local(rest[-1]),
        ]


def _of_lines(lines: Sequence[Mapping[str, Any]]) -> str:
    """'ND-4012: Project: P-12 | ND-4013: Project: P-14', cut where a cell would be too long."""
    said = " | ".join(f"{line['sku']}: {in_one_line(line['extra'])}" for line in lines)
    return said if len(said) <= _LONGEST_CELL else f"{said[:_LONGEST_CELL]}…"


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None
