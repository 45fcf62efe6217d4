"""Orders of who belongs to no customer: what is made, what is refused, who sees what afterwards."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import OutgoingEmail
from customers.access import Perm
from customers.actors import Actor
from customers.errors import CustomersRefused, LinkRefused
from customers.links import ACTIVATION, RESET
from customers.models import (
    CheckoutAccounts,
    Customer,
    Membership,
    Origin,
    PrivateSeat,
    ShopSettings,
    User,
)
from customers.selectors.shop import shop_settings
from customers.selectors.visits import current_membership, memberships_of
from customers.services.passwords import choose_password
from customers.sites import SiteVisit, standing_in_for
from orders.errors import CartChanged, OrderRefused
from orders.guest_links import link_for, read
from orders.models import Cart, Order
from orders.selectors.carts import basket_of, find_cart
from orders.services.guest_orders import own_guest_orders, seat_of_link
from orders.services.guest_placing import ORDERS_AN_HOUR, place_as_guest, place_for_oneself
from orders.services.placing import place_order
from tests.guests import (
    GUEST,
    SESSION,
    fill_guest_cart,
    guest_order,
    guest_submit,
    open_shop,
    stranger,
)
from tests.orders import details, fill_cart
from tests.world import World

GUESTS = (CheckoutAccounts.OPTIONAL, CheckoutAccounts.OFF)


def counts() -> tuple[int, int, int, int]:
    return (
        User.objects.count(),
        Customer.objects.count(),
        Membership.objects.count(),
        Order.objects.count(),
    )


def link_in_mail(order: Order) -> str:
    mail = OutgoingEmail.objects.get(event_key=f"order-{order.number}-placed")
    return mail.body_text.partition("/order/mine/")[2].partition("/")[0]


@pytest.mark.parametrize("mode", GUESTS)
def test_a_guest_orders_and_becomes_a_customer_of_one(world: World, mode: CheckoutAccounts) -> None:
    order = guest_order(world, open_shop(world, mode))

    assert order.status == "unprocessed"
    assert order.gross == Decimal("1737.50")
    assert order.customer.name == order.customer_name == "Gun Gäst"
    assert (order.customer.origin, order.orderer.origin) == (Origin.ORDER, Origin.ORDER)
    assert order.customer.main_group == world.retail
    assert order.customer.may_pay_on_account is False
    assert order.orderer.email == "gun@example.com"
    assert not order.orderer.has_usable_password()
    assert order.orderer.activated_at is None
    assert order.membership is not None
    assert order.membership.waits_for_address
    assert OutgoingEmail.objects.filter(to_address="gun@example.com").count() == 1


def test_nothing_of_it_is_seen_in_any_account_before_the_address_has_answered(
    world: World,
) -> None:
    order = guest_order(
        world,
        open_shop(world, CheckoutAccounts.OPTIONAL),
        buyer=replace(GUEST, email="NORA@Example.com"),
    )
    nora = User.objects.get(pk=world.nora.user_id)
    assert order.orderer == nora
    assert nora.first_name != "Gun", "what a stranger writes changes nobody"
    assert [seat.pk for seat in memberships_of(nora)] == [world.nora.pk]
    assert order.membership is not None
    current = current_membership(nora, order.membership_id)
    assert current == world.nora
    assert order not in Order.objects.visible_to(world.actor(world.nora))


def test_after_the_mailed_link_guest_and_account_orders_are_one_history(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    first = guest_order(world, shop, buyer=replace(GUEST, email="ulla@example.com"))
    token = link_in_mail(first)
    own = own_guest_orders(link=read(token))  # type: ignore[arg-type]
    assert own.is_active
    assert own.private == PrivateSeat.OWN

    ulla = world.actor(own)
    fill_cart(ulla, (world.paper, 1))
    cart = find_cart(ulla, "")
    assert cart is not None
    basket = basket_of(ulla, cart, shop, delivery=world.pickup, payment=world.card)
    second = place_order(
        actor=ulla,
        token=cart.checkout_token,
        fingerprint=basket.fingerprint,
        details=details(world, on_account=False),
    ).order
    third = guest_order(world, shop, buyer=replace(GUEST, email="Ulla@example.com"))
    assert set(Order.objects.visible_to(world.actor(own))) == {first, second}
    own_guest_orders(link=read(link_in_mail(third)))  # type: ignore[arg-type]
    assert set(Order.objects.visible_to(world.actor(own))) == {first, second, third}
    again = own_guest_orders(link=read(link_in_mail(third)))  # type: ignore[arg-type]
    assert again.pk == own.pk, "done twice it changes nothing"


def test_choosing_the_first_password_brings_the_orders_along(world: World) -> None:
    order = guest_order(world, open_shop(world, CheckoutAccounts.OPTIONAL))
    gun = order.orderer
    choose_password(
        kind=ACTIVATION,
        link=ACTIVATION.read(ACTIVATION.token_for(gun)),
        new="tre gula paraplyer i regn",
    )
    seat = current_membership(User.objects.get(pk=gun.pk), None)
    assert seat is not None
    assert order in Order.objects.visible_to(world.actor(seat))


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


@pytest.mark.parametrize("who", ["closed", "staff"])
def test_an_address_of_somebody_closed_or_of_staff_is_answered_alike(
    world: World, who: str
) -> None:
    if who == "closed":
        User.objects.filter(pk=world.ulla.pk).update(is_active=False)
    email = world.ulla.email if who == "closed" else world.stina.email
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    order = guest_order(world, shop, buyer=replace(GUEST, email=email))
    assert order.status == "unprocessed"
    if who == "closed":
        with pytest.raises(LinkRefused):
            seat_of_link(link_in_mail(order))


def test_no_guest_orders_with_what_is_no_address(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    fill_guest_cart(stranger(shop), world.headset, 1)
    before = counts()
    with pytest.raises(CustomersRefused):
        guest_submit(world, shop, buyer=replace(GUEST, email="gun"))()
    assert counts() == before


def test_the_database_never_lets_a_guests_seat_into_force_nor_has_two(world: World) -> None:
    order = guest_order(world, open_shop(world, CheckoutAccounts.OPTIONAL))
    assert order.membership is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=order.membership.pk).update(is_active=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=order.orderer,
            customer=world.vestby,
            private=PrivateSeat.GUEST,
            is_active=False,
        )


def test_the_mail_offers_a_password_unless_the_checkout_knows_of_no_accounts(
    world: World,
) -> None:
    for mode, offered in ((CheckoutAccounts.OPTIONAL, True), (CheckoutAccounts.OFF, False)):
        order = guest_order(
            world,
            open_shop(world, mode),
            buyer=replace(GUEST, email=f"{mode}@example.com"),
            session=mode,
        )
        mail = OutgoingEmail.objects.get(event_key=f"order-{order.number}-placed")
        assert ("Choose a password" in mail.body_text) == offered
        assert ("Choose a password" in mail.body_html) == offered
        assert ("/order/mine/" in mail.body_text) == offered
        assert mail.is_secret == offered
        assert "/my/orders/" not in mail.body_text


def test_a_link_to_another_mailbox_or_an_altered_one_opens_nothing(world: World) -> None:
    order = guest_order(world, open_shop(world, CheckoutAccounts.OPTIONAL))
    assert order.membership is not None
    token = link_for(order.membership).rstrip("/").rpartition("/")[2]
    assert seat_of_link(token).pk == order.membership_id
    User.objects.filter(pk=order.orderer_id).update(email="another@example.com")
    for each in (token, token[:-2] + "xx", "", "1-a~b~c"):
        with pytest.raises(LinkRefused):
            seat_of_link(each)
    assert ACTIVATION.read(token) is None
    assert RESET.read(token) is None


def test_one_address_is_mailed_of_so_many_orders_an_hour(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    for n in range(ORDERS_AN_HOUR):
        guest_order(world, shop, session=f"session-{n}")
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
