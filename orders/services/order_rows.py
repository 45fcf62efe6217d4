"""What an order keeps of what was agreed: sums, lines, VAT. Copied, never recomputed."""

from catalogue.pricing.steps import steps_to_json
from customers.extra_fields import Kept
from orders.models import Order, OrderLine, OrderVat
from orders.selectors.baskets import BasketLine
from orders.totals import OrderTotals


def set_totals(order: Order, totals: OrderTotals) -> None:
    """Copies the sums to the order's fields; does not save."""
    order.goods_net = totals.goods_net
    order.shipping_net = totals.shipping_net
    order.fees_net = totals.fees_net
    order.small_order_fee_net = totals.small_order_fee_net
    order.small_order_vat_percent = totals.small_order_vat_percent
    order.value_net = totals.value_net
    order.vat_total = totals.vat_total
    order.gross = totals.gross


def write_vat(order: Order, totals: OrderTotals) -> None:
    """Writes the order's VAT per rate, in place of what was there."""
    order.vat_rows.all().delete()
    OrderVat.objects.bulk_create(vat_rows_of(order, totals))


def vat_rows_of(order: Order, totals: OrderTotals) -> list[OrderVat]:
    """The VAT per rate, not written yet."""
    return [
        OrderVat(order=order, percent=vat.percent, base_net=vat.base_net, amount=vat.amount)
        for vat in totals.vat
    ]


def line_of(order: Order, position: int, line: BasketLine, extra: Kept | None = None) -> OrderLine:
    """What is agreed on one line, copied: name, price, VAT rate and the steps to the price, and
    what its extra fields were answered with."""
    return OrderLine(
        order=order,
        position=position,
        variant=line.variant,
        sku=line.variant.sku,
        name=line.name,
        quantity=line.quantity,
        unit=line.variant.unit,
        list_net=line.price.list_net,
        unit_net=line.unit_net,
        line_net=line.line_net,
        vat_percent=line.vat_percent,
        price_steps=steps_to_json(line.price.steps),
        comment=line.comment,
        extra=extra or [],
    )
