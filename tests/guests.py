"""Shops that take orders from who belongs to no customer, and short ways to such an order."""

import time
from dataclasses import replace
from typing import Any

from django.test import Client

from core.form_guard import STARTED, started_token
from core.models import OutgoingEmail
from customers.actors import Actor
from customers.models import CheckoutAccounts, Customer, Membership, ShopSettings, User
from customers.selectors.shop import shop_settings
from customers.services.private_customers import Buyer
from orders.guest_links import GuestLink, read
from orders.models import Order
from orders.selectors.carts import basket_of, find_cart
from orders.services.carts import add_to_cart
from orders.services.guest_placing import place_as_guest
from orders.services.placing import Placed
from tests.orders import details
from tests.world import World

SESSION = "a-strangers-session"
GUEST = Buyer(first_name="Gun", last_name="Gäst", email="gun@example.com", phone="070-1")
TYPED = {
    "first_name": "Gun",
    "last_name": "Gäst",
    "email": "gun@example.com",
    "telephone": "070-1",
    "address": "own",
    "street": "Storgatan 1",
    "postal_code": "531 30",
    "city": "Norrvik",
    "country": "SE",
}


def counts() -> tuple[int, int, int, int]:
    """People, customers, memberships and orders there are."""
    return (
        User.objects.count(),
        Customer.objects.count(),
        Membership.objects.count(),
        Order.objects.count(),
    )


def open_shop(world: World, mode: CheckoutAccounts) -> ShopSettings:
    """The shop takes orders so; those who order for themselves come to the retail group."""
    ShopSettings.objects.filter(pk=1).update(
        accounts_at_checkout=mode, private_group=world.retail, anonymous_sees_prices=True
    )
    return shop_settings()


def stranger(shop: ShopSettings) -> Actor:
    return Actor(shop=shop)


def fill_guest_cart(actor: Actor, variant: object, quantity: int, session: str = SESSION) -> None:
    add_to_cart(
        actor=actor,
        session_token=session,
        variant_id=variant.pk,  # type: ignore[attr-defined]
        quantity=quantity,
    )


def guest_submit(
    world: World, shop: ShopSettings, *, buyer: Buyer = GUEST, session: str = SESSION
) -> Any:
    """What sends the guest's checkout as it is shown now; call it, as often as you like."""
    actor = stranger(shop)
    cart = find_cart(actor, session)
    assert cart is not None
    shown = basket_of(actor.as_private(), cart, shop, delivery=world.pickup, payment=world.card)

    def send() -> Placed:
        return place_as_guest(
            actor=actor,
            buyer=buyer,
            session_token=session,
            token=cart.checkout_token,
            fingerprint=shown.fingerprint,
            details=replace(details(world, on_account=False), customer_reference=""),
            shop=shop,
        )

    return send


def guest_order(
    world: World, shop: ShopSettings, *, buyer: Buyer = GUEST, session: str = SESSION
) -> Order:
    fill_guest_cart(stranger(shop), world.headset, 1, session)
    order: Order = guest_submit(world, shop, buyer=buyer, session=session)().order
    return Order.objects.with_people().get(pk=order.pk)


def send_checkout(world: World, client: Client, **changed: str) -> Any:
    """Sends the checkout that the browser shows, filled in."""
    ways = {"delivery_method": str(world.pickup.pk), "payment_method": str(world.card.pk)}
    page = client.post("/checkout/", ways | {"update": "1"})
    assert page.status_code == 200, page.status_code
    basket = page.context["basket"]
    sent = {
        **TYPED,
        "token": str(page.context["token"]),
        "fingerprint": basket.fingerprint,
        **ways,
        STARTED: started_token("GuestCheckoutForm", time.time() - 10),
    }
    return client.post("/checkout/", sent | changed)


def link_in_mail(order: Order) -> str:
    """The token of the link in the order's confirmation."""
    mail = OutgoingEmail.objects.get(event_key=f"order-{order.number}-placed")
    return mail.body_text.partition("/order/mine/")[2].partition("/")[0]


def guest_link(order: Order) -> GuestLink:
    link = read(link_in_mail(order))
    assert link is not None
    return link
