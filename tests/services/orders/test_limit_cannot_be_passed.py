"""No way round break point and limit: freight, fees, a discount taken away, the address itself."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client

from customers.models import CustomerGroup
from customers.selectors.shop import shop_settings
from orders.errors import CartChanged, OrderRefused
from orders.models import Order, PaymentMethod
from orders.selectors.baskets import Basket
from orders.selectors.carts import basket_of, find_cart
from orders.selectors.limits import standing_of
from orders.services.carts import accept_prices
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order
from orders.services.placing import Placed, place_order
from orders.states import OrderStatus
from tests.orders import details, fill_cart, place
from tests.pages.reading import page_of, read
from tests.services.orders.test_placing import limit
from tests.world import World


def shown_to(world: World, payment: PaymentMethod | None = None) -> Basket:
    """Nora's cart as the checkout shows it, with freight."""
    actor = world.actor(world.nora)
    return basket_of(
        actor,
        find_cart(actor, ""),
        shop_settings(),
        delivery=world.freight,
        payment=payment or world.invoice,
    )


def send(world: World, shown: Basket) -> Placed:
    actor = world.actor(world.nora)
    cart = find_cart(actor, "")
    assert cart is not None
    return place_order(
        actor=actor,
        token=cart.checkout_token,
        fingerprint=shown.fingerprint,
        details=replace(details(world), delivery_method_id=world.freight.pk),
    )


def discount(world: World, percent: str) -> None:
    CustomerGroup.objects.filter(pk=world.norrvik.pk).update(discount_percent=Decimal(percent))


def accept(world: World) -> Basket:
    """Nora reads the new prices and says yes to them."""
    accept_prices(actor=world.actor(world.nora), session_token="")
    return shown_to(world)


def codes(world: World, shown: Basket) -> tuple[str, ...]:
    with pytest.raises(OrderRefused) as refused:
        send(world, shown)
    return refused.value.reasons.codes


def test_freight_and_fee_count_to_the_ore(world: World) -> None:
    PaymentMethod.objects.filter(pk=world.invoice.pk).update(fee_net=Decimal("49.00"))
    world.invoice.refresh_from_db()
    held = limit(world.nora, "4367.99")  # 3 × 1 390 + 149 + 49, less one öre
    fill_cart(world.actor(world.nora), (world.headset, 3))
    assert codes(world, shown_to(world)) == ("limit_exceeded",)
    held.amount = Decimal("4368.00")
    held.save()
    order = send(world, shown_to(world)).order
    assert order.value_net == standing_of(world.nora).used == Decimal("4368.00")


def test_a_discount_taken_away_between_showing_and_sending_is_asked_again_and_then_waits(
    world: World,
) -> None:
    discount(world, "10")
    fill_cart(world.actor(world.nora), (world.headset, 3), (world.paper, 3))  # 5 037 at list
    shown = shown_to(world)
    assert shown.totals.value_net == Decimal("4682.30")  # under her break point of 5 000
    discount(world, "0")
    with pytest.raises(CartChanged):
        send(world, shown)
    assert not Order.objects.exists()
    order = send(world, accept(world)).order
    assert order.value_net == Decimal("5186.00")
    assert order.status == OrderStatus.AWAITING_APPROVAL


def test_a_discount_taken_away_cannot_slip_an_order_past_the_limit(world: World) -> None:
    limit(world.nora, "4700.00")
    discount(world, "10")
    fill_cart(world.actor(world.nora), (world.headset, 3), (world.paper, 3))
    shown = shown_to(world)
    discount(world, "0")
    with pytest.raises(CartChanged):
        send(world, shown)
    assert codes(world, accept(world)) == ("limit_exceeded",)
    discount(world, "10")
    assert send(world, accept(world)).order.value_net == Decimal("4682.30")


def test_a_line_that_the_approver_raises_loses_the_discount_that_is_gone(world: World) -> None:
    limit(world.nora, "8800.00")
    discount(world, "10")
    order = place(world, world.nora, (world.dock, 4))  # 5 724,00
    discount(world, "0")
    line = order.lines.get()
    ali = world.actor(world.ali)
    with pytest.raises(OrderRefused) as refused:  # 6 × 1 590: with 10 % it would have fitted
        change_order(
            actor=ali, order_id=order.pk, version=1, change=OrderChange(quantities={line.pk: 6})
        )
    assert refused.value.reasons.codes == ("limit_exceeded",)
    assert standing_of(world.nora).reserved == Decimal("5724.00")
    change_order(
        actor=ali, order_id=order.pk, version=1, change=OrderChange(quantities={line.pk: 5})
    )
    assert standing_of(world.nora).reserved == Decimal("7950.00")


def test_what_the_approver_adds_is_routed_by_the_price_without_the_discount(world: World) -> None:
    discount(world, "10")
    order = place(world, world.nora, (world.dock, 4))  # 5 724,00
    discount(world, "0")
    change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=1,
        change=OrderChange(added={world.headset.pk: 11}),  # 5 724 + 15 290: with 10 % under 20 000
    )
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=2)
    order = Order.objects.get(pk=order.pk)
    assert order.value_net == Decimal("21014.00")
    assert order.status == OrderStatus.AWAITING_APPROVAL
    assert order.approval is not None
    assert order.approval.step_id == world.greta.pk


# The checkout's own address


def straight_to_checkout(client: Client) -> Mapping[str, str]:
    """What the form would send, without ever having seen the cart."""
    return read(client, "/checkout/").forms["checkout"]


def test_straight_to_the_checkout_an_order_over_the_limit_is_refused(world: World) -> None:
    limit(world.nora, "1000.00")
    fill_cart(world.actor(world.nora), (world.headset, 1))
    client = world.client(world.nora)
    for url in ("/cart/", "/checkout/"):
        page = read(client, url)
        assert "over your purchase limit" in page.text, url
        assert not any(
            "btn-main" in button.get("class", "") and "disabled" not in button
            for button in page.buttons
        ), url
    forged = straight_to_checkout(client)
    page = page_of(client.post("/checkout/", forged), 409)
    assert "over your purchase limit" in page.text
    assert not Order.objects.exists()


def test_straight_to_the_checkout_an_order_over_the_break_point_waits(world: World) -> None:
    fill_cart(world.actor(world.nora), (world.dock, 4))
    client = world.client(world.nora)
    page = read(client, "/checkout/")
    assert "Send to Ali for approval" in page.text
    sent = page.forms["checkout"] | {"status": "unprocessed", "approval": "", "value_net": "1"}
    assert client.post("/checkout/", sent).status_code == 302
    order = Order.objects.get()
    assert order.status == OrderStatus.AWAITING_APPROVAL
    assert order.value_net == Decimal("6509.00")


def test_a_form_that_was_opened_under_the_limit_is_refused_when_another_tab_used_it(
    world: World,
) -> None:
    limit(world.nora, "5000.00")
    fill_cart(world.actor(world.nora), (world.headset, 2))
    client = world.client(world.nora)
    opened = straight_to_checkout(client)
    order = place(world, world.ali, (world.headset, 1))
    order.limit_entries.update(membership=world.nora, amount_net=Decimal("2072.00"))
    assert client.post("/checkout/", opened).status_code == 409  # 2 780 + 149 > 2 928
    order.limit_entries.update(amount_net=Decimal("2071.00"))
    assert client.post("/checkout/", straight_to_checkout(client)).status_code == 302


def test_a_discount_taken_away_while_the_checkout_is_open_asks_again_on_the_page(
    world: World,
) -> None:
    limit(world.nora, "4700.00")
    discount(world, "10")
    fill_cart(world.actor(world.nora), (world.headset, 3), (world.paper, 3))
    client = world.client(world.nora)
    opened = straight_to_checkout(client)
    discount(world, "0")
    page = page_of(client.post("/checkout/", opened), 409)
    assert "no longer what you were shown" in page.text
    again = page_of(client.post("/checkout/", page.forms["checkout"] | {"update": "tidy"}))
    assert "over your purchase limit" in again.text
    assert client.post("/checkout/", again.forms["checkout"]).status_code == 409
    assert not Order.objects.exists()
