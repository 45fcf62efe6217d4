"""What the tests of money ask of an order: its ledger, its lines, whether it adds up."""

from dataclasses import replace
from decimal import Decimal

from django.db.models import Sum

from customers.selectors.shop import shop_settings
from orders.models import LimitEntry, Order, OrderVat
from orders.selectors.carts import basket_of, find_cart
from orders.services.changing import OrderChange, change_order
from orders.services.placing import place_order
from tests.orders import details, fill_cart
from tests.world import World


def fresh(order: Order) -> Order:
    found: Order = Order.objects.get(pk=order.pk)
    return found


def ledger(order: Order) -> Decimal:
    total: Decimal | None = LimitEntry.objects.filter(order=order).aggregate(s=Sum("amount_net"))[
        "s"
    ]
    return total or Decimal(0)


def line_ids(order: Order) -> dict[str, int]:
    return dict(order.lines.values_list("sku", "pk"))


def change(world: World, order: Order, **wanted: object) -> Order:
    return change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=fresh(order).version,
        change=OrderChange(**wanted),  # type: ignore[arg-type]
    )


def adds_up(order: Order) -> bool:
    """The order's sums are those of its lines and of its VAT rows."""
    order = fresh(order)
    goods = sum((line.line_net for line in order.lines.all()), Decimal(0))
    vat = OrderVat.objects.filter(order=order)
    bases = sum((row.base_net for row in vat), Decimal(0))
    amounts = sum((row.amount for row in vat), Decimal(0))
    return goods == order.goods_net and bases == order.value_net and amounts == order.vat_total


def place_with_freight(world: World, *wishes: tuple[object, int]) -> Order:
    actor = world.actor(world.nora)
    fill_cart(actor, *wishes)
    cart = find_cart(actor, "")
    assert cart is not None
    shop = shop_settings()
    shown = basket_of(actor, cart, shop, delivery=world.freight, payment=world.invoice)
    placed = place_order(
        actor=actor,
        token=cart.checkout_token,
        fingerprint=shown.fingerprint,
        details=replace(details(world), delivery_method_id=world.freight.pk),
    )
    return placed.order
