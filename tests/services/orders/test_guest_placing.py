"""Orders of strangers: what is made, what is refused, and that refusals leave nothing."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import OutgoingEmail
from customers.errors import CustomersRefused
from customers.models import (
    CheckoutAccounts,
    Customer,
    Origin,
)
from orders.errors import CartChanged, OrderRefused
from orders.models import Order
from orders.selectors.carts import find_cart
from orders.services.guest_placing import ORDERS_AN_HOUR, place_as_guest
from tests.guests import (
    GUEST,
    SESSION,
    counts,
    fill_guest_cart,
    guest_order,
    guest_submit,
    open_shop,
    stranger,
)
from tests.orders import details
from tests.world import World

GUESTS = (CheckoutAccounts.OPTIONAL, CheckoutAccounts.OFF)


@pytest.mark.parametrize("mode", GUESTS)
def test_a_guest_orders_and_becomes_a_customer_of_one(world: World, mode: CheckoutAccounts) -> None:
    order = guest_order(world, open_shop(world, mode))

    assert order.status == "unprocessed"
    assert order.gross == Decimal("1737.50")
    assert order.customer.name == order.customer_name == "Gun Gäst"
    assert (order.customer.origin, order.orderer.origin) == (Origin.ORDER, Origin.ORDER)
    assert order.customer.main_group == world.retail
    assert order.customer.may_pay_on_account is False
    assert order.customer.may_order_free_text is False
    assert order.orderer.email == "gun@example.com"
    assert not order.orderer.has_usable_password()
    assert order.orderer.activated_at is None
    assert order.membership is not None
    assert order.membership.waits_for_address
    assert OutgoingEmail.objects.filter(to_address="gun@example.com").count() == 1


def test_the_second_guest_order_uses_the_same_person_and_customer(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    guest_order(world, shop)
    before = counts()
    again = guest_order(
        world, shop, buyer=replace(GUEST, email="GUN@example.com", last_name="Ny"), session="other"
    )
    assert counts() == (*before[:3], before[3] + 1)
    assert again.customer_name == "Gun Ny"


def test_a_double_submit_gives_the_first_order(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    fill_guest_cart(stranger(shop), world.headset, 2)
    send = guest_submit(world, shop)
    first, second = send(), send()
    assert (first.is_new, second.is_new) == (True, False)
    assert first.order == second.order


def test_two_tabs_of_one_cart_with_two_addresses_make_one_order(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    fill_guest_cart(stranger(shop), world.headset, 2)
    send = guest_submit(world, shop)
    other = guest_submit(world, shop, buyer=replace(GUEST, email="per@example.com"))
    send()
    before = counts()
    with pytest.raises(CartChanged):
        other()
    assert counts() == before


def test_a_refused_order_leaves_nobody_behind(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    fill_guest_cart(stranger(shop), world.headset, 2)
    send = guest_submit(world, shop)
    world.headset.list_price_net = Decimal("2000.00")
    world.headset.save()
    before = counts()
    with pytest.raises(CartChanged):
        send()
    assert counts() == before


@pytest.mark.parametrize("mode", [CheckoutAccounts.MEMBERS, CheckoutAccounts.REQUIRED])
def test_a_guest_is_refused_where_an_account_is_needed(
    world: World, mode: CheckoutAccounts
) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    fill_guest_cart(stranger(shop), world.headset, 1)
    cart = find_cart(stranger(shop), SESSION)
    assert cart is not None
    before = counts()
    closed = open_shop(world, mode)
    with pytest.raises(OrderRefused, match="log-in"):
        place_as_guest(
            actor=stranger(closed),
            buyer=GUEST,
            session_token=SESSION,
            token=cart.checkout_token,
            fingerprint="",
            details=details(world, on_account=False),
            shop=closed,
        )
    assert counts() == before


def test_on_account_is_refused_to_a_guest(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    fill_guest_cart(stranger(shop), world.headset, 1)
    cart = find_cart(stranger(shop), SESSION)
    assert cart is not None
    with pytest.raises(OrderRefused, match="method"):
        place_as_guest(
            actor=stranger(shop),
            buyer=GUEST,
            session_token=SESSION,
            token=cart.checkout_token,
            fingerprint="",
            details=details(world, on_account=True),
            shop=shop,
        )


def test_guests_are_shown_and_charged_the_prices_of_their_group(world: World) -> None:
    world.retail.discount_percent = Decimal(10)
    world.retail.save()
    order = guest_order(world, open_shop(world, CheckoutAccounts.OPTIONAL))
    assert order.value_net == Decimal("1251.00")
    line = order.lines.get()
    assert line.unit_net == Decimal("1251.00")


def test_terms_that_the_guests_customer_was_given_change_no_price_that_was_shown(
    world: World,
) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    first = guest_order(world, shop)
    Customer.objects.filter(pk=first.customer_id).update(discount_percent=50)
    assert guest_order(world, shop).value_net == first.value_net


def test_an_address_that_has_an_account_costs_the_same_statements(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    asked = []
    for email, session in (("new@example.com", "one"), ("nora@example.com", "two")):
        fill_guest_cart(stranger(shop), world.headset, 1, session)
        send = guest_submit(world, shop, buyer=replace(GUEST, email=email), session=session)
        with CaptureQueriesContext(connection) as caught:
            send()
        asked.append([query["sql"].split(" ", 2)[0] for query in caught.captured_queries])
    assert asked[0] == asked[1]


def test_no_guest_orders_with_what_is_no_address(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    fill_guest_cart(stranger(shop), world.headset, 1)
    before = counts()
    with pytest.raises(CustomersRefused):
        guest_submit(world, shop, buyer=replace(GUEST, email="gun"))()
    assert counts() == before


def test_one_address_is_mailed_of_so_many_orders_an_hour(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    for n in range(ORDERS_AN_HOUR):
        fill_guest_cart(stranger(shop), world.headset, 1, f"session-{n}")
        send = guest_submit(world, shop, session=f"session-{n}")
        send()
    assert not send().is_new, "the last one sent again is no more"
    fill_guest_cart(stranger(shop), world.headset, 1, "one-more")
    send = guest_submit(world, shop, session="one-more")
    with pytest.raises(OrderRefused) as refused:
        send()
    assert refused.value.reasons.codes == ("too-many",)
    other = replace(GUEST, email="another@example.com")
    assert guest_submit(world, shop, buyer=other, session="one-more")().is_new
    assert Order.objects.count() == ORDERS_AN_HOUR + 1
    Order.objects.update(placed_at=timezone.now() - timedelta(minutes=61))
    assert guest_order(world, shop, session="later")
