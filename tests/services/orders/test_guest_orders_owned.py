"""Guest orders and the address they were sent with: nothing is anybody's before it has answered."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from core.models import OutgoingEmail
from customers.errors import LinkRefused
from customers.links import ACTIVATION, REPLACEMENT, RESET
from customers.models import (
    CheckoutAccounts,
    Membership,
    PrivateSeat,
    User,
)
from customers.selectors.visits import current_membership, memberships_of
from customers.services.passwords import (
    choose_password,
    replacement_link,
    set_temporary_password,
)
from marketing.loyalty_words import why
from marketing.models import LoyaltyEntry, LoyaltyLot
from orders.guest_links import link_for
from orders.models import LimitEntry, Order
from orders.selectors.carts import basket_of, find_cart
from orders.services.crediting import credit_order
from orders.services.guest_orders import own_guest_orders, seat_of_link
from orders.services.placing import place_order
from tests.guests import (
    GUEST,
    guest_link,
    guest_order,
    link_in_mail,
    open_shop,
)
from tests.orders import details, fill_cart
from tests.points import balance, books_hold, complete, owed, set_up
from tests.world import World


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
    own = own_guest_orders(link=guest_link(first))
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
    own_guest_orders(link=guest_link(third))
    assert set(Order.objects.visible_to(world.actor(own))) == {first, second, third}
    counted_on = LimitEntry.objects.filter(order__in=[first, second, third])
    assert set(counted_on.values_list("membership", flat=True)) == {own.pk}
    again = own_guest_orders(link=guest_link(third))
    assert again.pk == own.pk, "done twice it changes nothing"


def test_points_that_a_guest_order_earned_come_along_with_it(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    set_up(life_months=12)
    buyer = replace(GUEST, email="ulla@example.com")
    own = own_guest_orders(link=guest_link(guest_order(world, shop, buyer=buyer)))
    order = complete(world, guest_order(world, shop, buyer=buyer))
    guests = order.customer
    assert (balance(guests), balance(own.customer)) == (13, 0)
    for _turn in range(2):
        own_guest_orders(link=guest_link(order))
        assert (balance(guests), balance(own.customer)) == (0, 13)
    expires = LoyaltyLot.objects.order_by("id").values_list("expires_on", flat=True)
    assert len(set(expires)) == 1, "nothing lives longer for it"
    entry = LoyaltyEntry.objects.get(account__customer=own.customer)
    assert "without logging in" in str(why(entry))
    credit_order(
        actor=world.actor(world.stina), order_id=order.pk, net=order.value_net, reason="Broken"
    )
    assert (balance(own.customer), owed(own.customer)) == (0, 0), "what was earned, no more"
    for customer in (guests, own.customer):
        books_hold(customer)


def test_what_is_in_the_cart_stays_there_when_guest_orders_come_into_the_account(
    world: World,
) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    fill_cart(world.actor(world.ulla), (world.paper, 3))
    order = guest_order(world, shop, buyer=replace(GUEST, email=world.ulla.email))
    own = own_guest_orders(link=guest_link(order))
    cart = find_cart(world.actor(own), "")
    assert cart is not None
    assert cart.lines.get().quantity == 3


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


def test_a_password_that_staff_have_set_does_not_answer_for_the_address(world: World) -> None:
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    order = guest_order(world, shop, buyer=replace(GUEST, email=world.ulla.email))
    ulla = set_temporary_password(
        actor=world.actor(world.stina),
        user=world.ulla,
        new="fyra blå båtar i hamn",
        verified_how="called back",
        reason="no mail arrives",
    )
    new = "tre gula paraplyer i regn"
    choose_password(kind=REPLACEMENT, link=replacement_link(ulla), new=new)
    assert order.membership is not None
    order.membership.refresh_from_db()
    assert order.membership.waits_for_address


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
