"""What an order keeps of what was agreed: sums, lines, VAT. Copied, never recomputed."""

from django.utils.translation import gettext_lazy as _

from catalogue.pricing.steps import steps_to_json
from customers.extra_fields import Kept
from customers.models import Customer
from orders.errors import OrderRefused
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


def shipper_account_in_words(customer: Customer, account_id: int | None) -> str:
    """The account in words, for the order to keep (U-13). One query, none without one."""
    if account_id is None:
        return ""
    account = customer.shipper_accounts.filter(pk=account_id).first()
    if account is None:
        raise OrderRefused.because(
            _("This shipper account is no longer there. Choose another."), "shipper-account"
        )
    return str(account)
