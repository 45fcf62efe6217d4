"""Guests at the same moment: one order of one checkout, one person of one address."""

from dataclasses import replace
from functools import partial

import pytest

from customers.models import CheckoutAccounts, Customer, Membership, Origin, PrivateSeat, User
from orders.errors import OrderRefused
from orders.models import Cart, Order
from orders.selectors.carts import basket_of, find_cart
from orders.services.guest_orders import own_guest_orders
from orders.services.guest_placing import ORDERS_AN_HOUR, place_for_oneself
from orders.services.handling import handle_order
from orders.states import OrderEventKind
from tests.concurrency.threads import at_once, while_it_waits
from tests.guests import (
    GUEST,
    fill_guest_cart,
    guest_link,
    guest_order,
    guest_submit,
    open_shop,
    stranger,
)
from tests.orders import details, fill_cart
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def made() -> tuple[int, int, int]:
    """People, customers and orders that came by ordering."""
    return (
        User.objects.filter(origin=Origin.ORDER).count(),
        Customer.objects.filter(origin=Origin.ORDER).count(),
        Order.objects.count(),
    )


def test_fifty_submits_of_one_guest_checkout_make_one_order_one_person_and_one_customer() -> None:
    world = build_world()
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    fill_guest_cart(stranger(shop), world.headset, 2)
    results = at_once([guest_submit(world, shop)] * 50)
    assert not [result for result in results if isinstance(result, Exception)]
    assert sum(placed.is_new for placed in results) == 1  # type: ignore[attr-defined]
    assert len({placed.order.pk for placed in results}) == 1  # type: ignore[attr-defined]
    assert made() == (1, 1, 1)


def test_many_guests_with_one_address_in_mixed_case_are_one_person_and_few_orders() -> None:
    world = build_world()
    shop = open_shop(world, CheckoutAccounts.OFF)
    jobs = []
    for number, email in enumerate(["Gun@Example.com", "gun@example.com", "GUN@EXAMPLE.COM"] * 4):
        session = f"session-{number}"
        fill_guest_cart(stranger(shop), world.headset, 1, session)
        jobs.append(guest_submit(world, shop, buyer=replace(GUEST, email=email), session=session))
    results = at_once(jobs)
    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(error) for error in refused] == [OrderRefused] * (12 - ORDERS_AN_HOUR)
    assert made() == (1, 1, ORDERS_AN_HOUR)
    assert Membership.objects.filter(private=PrivateSeat.GUEST).count() == 1


def test_twenty_submits_of_a_person_without_an_organisation_make_one_customer() -> None:
    world = build_world()
    shop = open_shop(world, CheckoutAccounts.REQUIRED)
    ulla = replace(world.actor(world.ulla), shop=shop)
    fill_cart(ulla, (world.headset, 1))
    cart = find_cart(ulla, "")
    assert cart is not None
    shown = basket_of(ulla.as_private(), cart, shop, delivery=world.pickup, payment=world.card)
    send = partial(
        place_for_oneself,
        actor=ulla,
        buyer=replace(GUEST, email=world.ulla.email),
        token=cart.checkout_token,
        fingerprint=shown.fingerprint,
        details=details(world, on_account=False),
        shop=shop,
    )
    results = at_once([send] * 20)
    assert not [result for result in results if isinstance(result, Exception)]
    assert made() == (0, 1, 1)
    assert Membership.objects.filter(user=world.ulla).count() == 1
    assert Cart.objects.filter(user=world.ulla).count() == 1


def test_staff_handle_an_order_that_comes_into_an_account_while_they_wait_for_it() -> None:
    world = build_world()
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    buyer = replace(GUEST, email=world.ulla.email)
    own_guest_orders(link=guest_link(guest_order(world, shop, buyer=buyer)))
    order = guest_order(world, shop, buyer=buyer)  # it goes to the customer that there is now
    found = while_it_waits(
        Order.objects.filter(pk=order.pk),
        partial(
            handle_order,
            actor=world.actor(world.stina),
            order_id=order.pk,
            event=OrderEventKind.PROCESSING_STARTED,
        ),
        partial(own_guest_orders, link=guest_link(order)),
    )
    assert isinstance(found, Order), found
    assert (found.customer, found.status) != (order.customer, order.status)
    assert found.membership is not None
    assert found.membership.private == PrivateSeat.OWN


def test_what_staff_write_of_a_guests_customer_stands_though_it_orders_again() -> None:
    world = build_world()
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    theirs = Customer.objects.filter(pk=guest_order(world, shop).customer_id)
    fill_guest_cart(stranger(shop), world.headset, 1)
    send = guest_submit(world, shop, buyer=replace(GUEST, last_name="Ny"))
    placed = while_it_waits(theirs, send, partial(theirs.update, org_number="19700101-0001"))
    assert not isinstance(placed, Exception), placed
    customer = theirs.get()
    assert (customer.org_number, customer.name) == ("19700101-0001", "Gun Ny")
