"""Orders of somebody with an account and no customer, and who may not order so."""

from dataclasses import replace

import pytest

from customers.access import Perm
from customers.actors import Actor
from customers.models import (
    CheckoutAccounts,
    PrivateSeat,
    ShopSettings,
)
from customers.selectors.shop import shop_settings
from customers.selectors.visits import current_membership
from customers.sites import SiteVisit, standing_in_for
from orders.errors import OrderRefused
from orders.models import Cart, Order
from orders.selectors.carts import basket_of, find_cart
from orders.services.guest_placing import place_as_guest, place_for_oneself
from tests.guests import (
    GUEST,
    SESSION,
    counts,
    fill_guest_cart,
    open_shop,
    stranger,
)
from tests.orders import details, fill_cart
from tests.world import World


def test_nobody_orders_for_themselves_in_an_organisation_or_without_prices(world: World) -> None:
    open_shop(world, CheckoutAccounts.OPTIONAL)
    ShopSettings.objects.update(private_group=world.norrvik)
    assert not stranger(shop_settings()).buys_privately
    ShopSettings.objects.update(private_group=world.retail, anonymous_sees_prices=False)
    assert not stranger(shop_settings()).buys_privately
    assert shop_settings().persons_may_order


def test_a_visitor_of_a_customer_site_staff_and_who_acts_never_order_so(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    stand_in = standing_in_for(world.retail, country="SE")
    site = SiteVisit(1, "site", "Retail", None, world.retail.pk, world.retail.pk, stand_in)
    for actor in (
        Actor(shop=shop, site=site),
        Actor(shop=shop, user=world.stina),
        Actor(shop=shop, user=world.ulla, acted_by=world.stina),
        replace(world.actor(world.nora), shop=shop),
    ):
        assert not actor.buys_privately
    assert not Actor(shop=shop, site=site).has(Perm.CHECK_OUT)
    assert Actor(shop=shop).has(Perm.CHECK_OUT)
    assert not Actor(shop=shop).has(Perm.MY_PAGES)
    assert not Actor(shop=shop).has(Perm.ORDER_PLACE)


@pytest.mark.parametrize(
    "mode", [CheckoutAccounts.REQUIRED, CheckoutAccounts.OPTIONAL, CheckoutAccounts.OFF]
)
def test_ulla_who_has_only_an_account_orders_for_herself(
    world: World, mode: CheckoutAccounts
) -> None:
    shop = open_shop(world, mode)
    ulla = replace(world.actor(world.ulla), shop=shop)
    fill_cart(ulla, (world.headset, 1))
    cart = find_cart(ulla, "")
    assert cart is not None
    shown = basket_of(ulla.as_private(), cart, shop, delivery=world.pickup, payment=world.card)

    def send() -> Order:
        return place_for_oneself(
            actor=ulla,
            buyer=replace(GUEST, email=world.ulla.email),
            token=cart.checkout_token,
            fingerprint=shown.fingerprint,
            details=details(world, on_account=False),
            shop=shop,
        ).order

    first = send()
    before = counts()
    assert send() == first, "a double submit"
    assert counts() == before
    seat = first.membership
    assert seat is not None
    assert (seat.private, seat.is_active, seat.user) == (PrivateSeat.OWN, True, world.ulla)
    assert first in Order.objects.visible_to(world.actor(seat))
    assert current_membership(world.ulla, None) == seat
    assert not Cart.objects.filter(user=world.ulla, customer=None).exists()


def test_ulla_orders_nothing_where_only_members_may(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.MEMBERS)
    ulla = replace(world.actor(world.ulla), shop=shop)
    with pytest.raises(OrderRefused, match="no-membership"):
        place_for_oneself(
            actor=ulla,
            buyer=GUEST,
            token=Cart().checkout_token,
            fingerprint="",
            details=details(world, on_account=False),
            shop=shop,
        )


@pytest.mark.parametrize("where", ["of a customer", "at a customer's site"])
def test_who_is_a_member_or_visits_a_site_places_nothing_as_a_stranger(
    world: World, where: str
) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    stand_in = standing_in_for(world.retail, country="SE")
    site = SiteVisit(1, "site", "Retail", None, world.retail.pk, world.retail.pk, stand_in)
    nora = replace(world.actor(world.nora), shop=shop)
    actor = nora if where == "of a customer" else Actor(shop=shop, site=site)
    fill_guest_cart(stranger(shop), world.headset, 1)
    before = counts()
    with pytest.raises(OrderRefused):
        place_as_guest(
            actor=actor,
            buyer=GUEST,
            session_token=SESSION,
            token=Cart().checkout_token,
            fingerprint="",
            details=details(world, on_account=False),
            shop=shop,
        )
    assert counts() == before
