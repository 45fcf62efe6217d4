"""An order in somebody's own words is placed: who may, who is asked, what is refused.

Nora's break point is 5 000, then Ali's 20 000, then Greta.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.models import OutgoingEmail
from customers.models import Membership
from customers.selectors.shop import shop_settings
from orders.errors import CartChanged, OrderRefused
from orders.models import LimitEntry, Order
from orders.selectors.carts import basket_of, find_cart
from orders.selectors.limits import standing_of
from orders.services.carts import open_cart
from orders.services.deciding import approve_order
from orders.services.placing import place_order
from orders.services.rerouting import reroute_broken
from orders.states import OrderStatus
from tests.orders import details, fill_cart
from tests.services.orders.test_placing import limit, mails
from tests.wishes import WISH, approve, fill, fresh, may_write, send_words, wish
from tests.world import World


def refused(world: World, who: Membership, text: str = WISH) -> tuple[str, ...]:
    with pytest.raises(OrderRefused) as caught:
        send_words(world, world.actor(who), text)
    assert not Order.objects.exists()
    return caught.value.reasons.codes


def test_nora_writes_what_she_needs_and_ali_gets_it(world: World) -> None:
    order = wish(world, world.nora, delivery=world.freight)

    assert order.is_free_text
    assert order.comment == WISH
    assert order.status == OrderStatus.AWAITING_APPROVAL
    assert order.approval is not None
    assert order.approval.needs_filling
    assert order.approval.step == world.ali
    assert not order.lines.exists()
    assert not any((order.value_net, order.shipping_net, order.fees_net, order.gross))
    assert order.delivery_method == world.freight
    assert mails("orders/to_approve") == ["ali@example.com"]
    assert mails("orders/sent_for_approval") == ["nora@example.com"]


def test_alis_mail_has_the_text_and_no_sum(world: World) -> None:
    wish(world, world.nora)
    told = OutgoingEmail.objects.get(template="orders/to_approve")
    for words in (told.subject, told.body_text, told.body_html):
        assert "0,00" not in words
    assert "Nora Lindqvist" in told.subject
    assert WISH in told.body_text
    assert WISH in told.body_html
    orderers = OutgoingEmail.objects.get(template="orders/sent_for_approval")
    assert "fills in the products" in orderers.body_text
    assert "0,00" not in orderers.body_text


def test_without_the_role_nora_needs_something_in_the_cart(world: World) -> None:
    assert refused(world, world.nora) == ("no-free-text",)
    with pytest.raises(OrderRefused) as caught:
        send_words(world, world.actor(world.nora), in_own_words=False)
    assert caught.value.reasons.codes == ("empty",)


@pytest.mark.parametrize("text", ["", "  \n "])
def test_the_text_is_needed(world: World, text: str) -> None:
    may_write(world.nora)
    assert refused(world, world.nora, text) == ("no-text",)


def test_all_reasons_are_said_together(world: World) -> None:
    limit(world.otto, "0")
    assert set(refused(world, world.otto, "")) == {
        "no-free-text",
        "no-text",
        "limit_zero",
        "no_approver_above",
    }


def test_nobody_above_is_refused_though_an_administrator_is_there(world: World) -> None:
    Membership.objects.filter(pk=world.nora.pk).update(next_approver=None, break_point=None)
    may_write(world.nora)
    assert refused(world, world.nora) == ("no_approver_above",)


@pytest.mark.parametrize("is_filled", [False, True])
def test_a_wish_that_waits_survives_its_chain_being_taken_away(
    world: World, *, is_filled: bool
) -> None:
    """It stays with Ali, who fills it in and whose yes is enough; it never waits for nobody."""
    order = wish(world, world.nora)
    if is_filled:
        order = fill(world, order, (world.dock, 1), by=world.ali)
    Membership.objects.filter(pk=world.nora.pk).update(next_approver=None, break_point=None)
    if not is_filled:
        order = fill(world, order, (world.dock, 1), by=world.ali)
    assert order.approval is not None
    assert order.approval.step == world.ali
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    assert fresh(order).status == OrderStatus.UNPROCESSED


def test_a_wish_without_a_chain_finds_an_administrator_when_ali_leaves(world: World) -> None:
    order = wish(world, world.nora)
    Membership.objects.filter(pk=world.nora.pk).update(next_approver=None, break_point=None)
    Membership.objects.filter(pk=world.ali.pk).update(is_active=False)
    reroute_broken()
    order = fresh(order)
    assert order.approval is not None
    assert order.approval.step == world.greta
    order = fill(world, order, (world.dock, 1), by=world.greta)
    approve_order(actor=world.actor(world.greta), order_id=order.pk, version=order.version)
    assert fresh(order).status == OrderStatus.UNPROCESSED


def test_nobody_able_is_refused(world: World) -> None:
    may_write(world.nora)
    Membership.objects.filter(pk__in=[world.ali.pk, world.greta.pk]).update(
        is_approver=False, is_group_admin=False
    )
    assert refused(world, world.nora) == ("nobody_to_approve",)


def test_the_same_checkout_twice_is_one_order_and_the_next_wish_another(world: World) -> None:
    may_write(world.nora)
    actor = world.actor(world.nora)
    open_cart(actor=actor)
    cart = find_cart(actor, "")
    assert cart is not None
    sent = {
        "actor": actor,
        "token": cart.checkout_token,
        "fingerprint": basket_of(actor, cart, shop_settings()).fingerprint,
        "details": replace(details(world), comment=WISH, in_own_words=True),
    }
    first = place_order(**sent)  # type: ignore[arg-type]
    second = place_order(**sent)  # type: ignore[arg-type]
    assert (first.is_new, second.is_new) == (True, False)
    assert second.order == first.order
    assert wish(world, world.nora, "En stol").pk != first.order.pk


def test_what_was_put_in_the_cart_meanwhile_is_asked_about(world: World) -> None:
    may_write(world.nora)
    actor = world.actor(world.nora)
    open_cart(actor=actor)
    cart = find_cart(actor, "")
    assert cart is not None
    shown = basket_of(actor, cart, shop_settings()).fingerprint
    fill_cart(actor, (world.dock, 1))
    with pytest.raises(CartChanged):
        place_order(
            actor=actor,
            token=cart.checkout_token,
            fingerprint=shown,
            details=replace(details(world), comment=WISH, in_own_words=True),
        )
    assert not Order.objects.exists()


def test_a_full_cart_is_an_ordinary_order_whatever_the_message(world: World) -> None:
    may_write(world.nora)
    actor = world.actor(world.nora)
    fill_cart(actor, (world.headset, 1))
    order = send_words(world, actor, "Ring först", in_own_words=False).order
    assert not order.is_free_text
    assert order.status == OrderStatus.UNPROCESSED


def test_something_more_in_own_words_passes_ali_though_it_is_within_her_break_point(
    world: World,
) -> None:
    may_write(world.nora)
    actor = world.actor(world.nora)
    fill_cart(actor, (world.headset, 1))
    order = fresh(send_words(world, actor, "Och en bärbar dator").order)
    assert order.is_free_text
    assert order.value_net == Decimal("1390.00")
    assert order.approval is not None
    assert order.approval.step == world.ali
    order = approve(world, order, world.ali)  # it has a line, so Ali may leave it at that
    assert order.status == OrderStatus.UNPROCESSED


def test_an_empty_order_takes_nothing_of_the_limit(world: World) -> None:
    limit(world.nora, "1000")
    order = wish(world, world.nora)
    assert standing_of(world.nora).remaining == Decimal(1000)
    assert LimitEntry.objects.get(order=order).amount_net == 0


def test_staff_who_act_as_her_write_it_for_her_and_ali_decides(world: World) -> None:
    order = wish(world, world.nora, acted_by=world.sam)
    assert (order.orderer, order.placed_by) == (world.nora.user, world.sam)
    assert order.approval is not None
    assert order.approval.step == world.ali
