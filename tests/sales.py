"""Sales of given days and sizes, without walking every order through the shop."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from catalogue.models import Variant
from customers.models import Membership, User
from orders.models import Order, OrderLine
from orders.states import OrderStatus

STOCKHOLM = ZoneInfo("Europe/Stockholm")
Bought = Sequence[tuple[Variant, int]]


def at(written: str) -> datetime:
    """A time on the shop's wall: '2026-03-29 01:30'."""
    return datetime.fromisoformat(written).replace(tzinfo=STOCKHOLM)


def sale(
    who: Membership,
    bought: Bought,
    *,
    placed: datetime,
    status: OrderStatus = OrderStatus.UNPROCESSED,
    shipping: str = "0.00",
    fees: str = "0.00",
    placed_by: User | None = None,
) -> Order:
    """An order of `who` at list prices, with all its sums as placing makes them."""
    lines = [
        OrderLine(
            position=position,
            variant=variant,
            sku=variant.sku,
            name=variant.product.name,
            quantity=quantity,
            unit_net=variant.list_price_net or Decimal(0),
            line_net=(variant.list_price_net or Decimal(0)) * quantity,
            vat_percent=Decimal(25),
        )
        for position, (variant, quantity) in enumerate(bought)
    ]
    goods = sum((line.line_net for line in lines), Decimal("0.00"))
    value = goods + Decimal(shipping) + Decimal(fees)
    order: Order = Order.objects.create(
        status=status,
        customer=who.customer,
        membership=who,
        orderer=who.user,
        placed_by=placed_by or who.user,
        currency="SEK",
        goods_net=goods,
        shipping_net=Decimal(shipping),
        fees_net=Decimal(fees),
        value_net=value,
        vat_total=Decimal("0.00"),
        gross=value,
        customer_name=who.customer.name,
        delivery_name="Strandskolan",
        delivery_street="Hamngatan 14",
        delivery_postal_code="531 32",
        delivery_city="Norrvik",
        delivery_method_name="Frakt",
        payment_method_name="Faktura",
        placed_at=placed,
    )
    for line in lines:
        line.order = order
    OrderLine.objects.bulk_create(lines)
    return order
