"""Ordering without an organisation in a browser: as a guest, then with a password of one's own."""

import re
from collections.abc import Callable

import pytest

from catalogue.services.search_index import rebuild_search
from core.models import OutgoingEmail
from customers.models import CheckoutAccounts
from orders.models import Order
from tests.browser.conftest import Visitor
from tests.guests import open_shop
from tests.world import World, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = pytest.mark.parametrize("width", [390, 1280])
PASSWORD = "tre gula paraplyer i regn"


def shop_of(mode: CheckoutAccounts) -> World:
    world = build_world()
    rebuild_search()
    open_shop(world, mode)
    return world


def fill_in(guest: Visitor, **fields: str) -> None:
    for name, text in fields.items():
        guest.page.fill(f"#checkout [name={name}]", text)


def link_mailed_to(address: str) -> str:
    mail = OutgoingEmail.objects.get(to_address=address, template="orders/confirmed")
    found = re.search(r"https?://[^/\s]+(/order/mine/\S+)", mail.body_text)
    assert found is not None
    return found.group(1)


@WIDTHS
def test_a_guest_orders_chooses_a_password_and_has_the_order_in_the_account(
    visitor: Callable[..., Visitor], width: int
) -> None:
    world = shop_of(CheckoutAccounts.OPTIONAL)
    guest = visitor(width=width)
    guest.open(f"/p/{world.headset.product.slug}/")
    guest.press("Add to cart")
    guest.open("/cart/")
    guest.press("Order as guest")
    guest.sees("Who orders", "Do you have an account?")
    fill_in(
        guest,
        email="Gun@example.com",
        first_name="Gun",
        last_name="Gäst",
        telephone="070-1",
        street="Storgatan 1",
        postal_code="531 30",
        city="Norrvik",
    )
    guest.page.wait_for_timeout(2500)
    guest.press("Send the order to")
    order = Order.objects.get()
    guest.sees(f"Order {order.number} is received", "choose a password")

    guest.open(link_mailed_to("Gun@example.com"))
    guest.sees("Are these orders yours?", str(order.number))
    guest.press("Yes, choose a password")
    guest.page.fill("[name=new]", PASSWORD)
    guest.page.fill("[name=again]", PASSWORD)
    guest.page.click("main button[type=submit]")
    guest.arrive()
    guest.open("/my/orders/")
    guest.sees(str(order.number))
    guest.open(f"/my/orders/{order.number}/")
    guest.sees("Headset Lyra")


@WIDTHS
def test_where_an_account_is_required_ulla_logs_in_and_orders_for_herself(
    visitor: Callable[..., Visitor], width: int
) -> None:
    world = shop_of(CheckoutAccounts.REQUIRED)
    ulla = visitor(width=width)
    ulla.open(f"/p/{world.headset.product.slug}/")
    ulla.press("Add to cart")
    ulla.open("/cart/")
    ulla.sees("Log in to order")
    assert "Order as guest" not in ulla.page.content()
    ulla.log_in("ulla@example.com")
    ulla.open("/cart/")
    ulla.press("To the checkout")
    fill_in(ulla, street="Storgatan 1", postal_code="531 30", city="Norrvik")
    ulla.press("Send the order to")
    order = Order.objects.get()
    ulla.sees(f"Order {order.number} is received")
    ulla.press("Show the order")
    ulla.sees(str(order.number))
