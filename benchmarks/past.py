"""Orders of the past, so that limits, statistics and 'recently bought' have something to read."""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from benchmarks.loading import continue_numbers, copy_rows
from catalogue.models import EVERYONE_ID, Variant
from core.sequences import pass_number
from customers.models import Membership
from orders.models import EntryKind, LimitEntry, Order, OrderEvent, OrderLine
from orders.states import OrderEventKind, OrderStatus

_EACH = 5  # orders of every buyer
_OF_MEASURED = 60  # and of those whose visits are measured
_LINES = 4
_DAYS = 400


@dataclass(frozen=True)
class _Past:
    """One order that was sent and paid long ago."""

    pk: int
    buyer: Membership
    placed_at: datetime
    lines: Sequence[tuple[int, str, Decimal, int]]  # variant, article number, price, quantity

    @property
    def goods_net(self) -> Decimal:
        return sum((price * quantity for _pk, _sku, price, quantity in self.lines), Decimal(0))


def make_past() -> None:
    """Completed and paid, but for the last few of each buyer."""
    buyers = list(
        Membership.objects.with_people().filter(next_approver__isnull=False).order_by("pk")
    )
    variants = Variant.objects.for_sale().filter(audience_id=EVERYONE_ID).order_by("pk")
    goods = [(each.pk, each.sku, each.list_price_net or Decimal(1)) for each in variants[:2_000]]
    orders = list(_orders(buyers, goods))
    copy_rows(
        Order,
        [
            *("id", "number", "status", "customer", "membership", "orderer", "placed_by"),
            *("checkout_token", "currency", "goods_net", "value_net", "vat_total", "gross"),
            *("customer_name", "delivery_name", "delivery_street", "delivery_postal_code"),
            *("delivery_city", "delivery_method_name", "payment_method_name", "is_on_account"),
            *("paid_at", "placed_at", "released_at"),
        ],
        map(_order_row, orders),
    )
    copy_rows(
        OrderLine,
        [
            *("order", "position", "variant", "sku", "name", "quantity", "unit", "list_net"),
            *("unit_net", "line_net", "vat_percent", "price_steps"),
        ],
        (
            (
                *(order.pk, place, pk, sku, f"Vara {sku}", many, "st"),
                *(price, price, price * many, 25, "[]"),
            )
            for order in orders
            for place, (pk, sku, price, many) in enumerate(order.lines, start=1)
        ),
    )
    copy_rows(
        LimitEntry,
        ["membership", "order", "kind", "amount_net", "counts_on", "created_at"],
        (
            (o.buyer.pk, o.pk, EntryKind.RESERVE, o.goods_net, o.placed_at.date(), o.placed_at)
            for o in orders
        ),
    )
    copy_rows(
        OrderEvent,
        ["order", "kind", "user", "at", "details"],
        ((o.pk, OrderEventKind.PLACED, o.buyer.user_id, o.placed_at, "{}") for o in orders),
    )
    continue_numbers(Order)
    pass_number("orders_order_number_seq", len(orders))


def _orders(
    buyers: Sequence[Membership], goods: Sequence[tuple[int, str, Decimal]]
) -> Iterator[_Past]:
    chance = random.Random("past")
    now = timezone.now()
    pk = 0
    for buyer in buyers:
        is_measured = buyer.customer_id == buyers[0].customer_id
        for _number in range(_OF_MEASURED if is_measured else _EACH):
            pk += 1
            chosen = chance.sample(goods, min(_LINES, len(goods)))
            yield _Past(
                pk=pk,
                buyer=buyer,
                placed_at=now - timedelta(days=chance.uniform(0, _DAYS)),
                lines=[(*good, chance.randint(1, 5)) for good in chosen],
            )


def _order_row(order: _Past) -> tuple[object, ...]:
    buyer, net = order.buyer, order.goods_net
    vat = (net / 4).quantize(Decimal("0.01"))
    is_done = order.placed_at < timezone.now() - timedelta(days=20)
    status = OrderStatus.COMPLETED if is_done else OrderStatus.PROCESSING
    return (
        *(order.pk, order.pk, status, buyer.customer_id, buyer.pk, buyer.user_id, buyer.user_id),
        *(uuid.uuid4(), "SEK", net, net, vat, net + vat),
        *(buyer.customer.name, buyer.customer.name, "Storgatan 1", "53132"),
        *("Lidköping", "Hämtas", "Faktura", True),
        *(order.placed_at if is_done else None, order.placed_at, order.placed_at),
    )
