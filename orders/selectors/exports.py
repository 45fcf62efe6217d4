"""Orders as rows of their sheet."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from core.exchange.writer import Value
from customers.actors import Actor
from orders.querysets import OrderQuerySet
from orders.states import OrderStatus

_AT_A_TIME = 2_000
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
    "currency",
    "due_on",
    "paid_at",
)


def order_rows(actor: Actor, orders: OrderQuerySet) -> Iterator[Sequence[Value]]:
    """One row for each order, in their order; times are the shop's own. One query."""
    words = {status.value: str(status.label) for status in OrderStatus}
    plain = orders.prefetch_related(None).values_list(*_FIELDS)
    for row in plain.iterator(chunk_size=_AT_A_TIME):
        number, status, placed_at, released_at, *customer = row[:8]
        first, last, email, by_first, by_last, *rest = row[8:]
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


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None
