"""Edited and sent again: who may, what comes along, what replaces what (A-13, A-14)."""

import pytest

from catalogue.models import Variant
from catalogue.services.visibility import set_limit_groups
from core.models import OutgoingEmail
from customers.actors import SYSTEM, Actor
from customers.models import Membership
from orders.errors import CartHoldsLines, OrderRefused
from orders.models import Cart, Order
from orders.selectors.orders import order_detail_of
from orders.selectors.sent_again import alive_among, earlier_order_of, replacements_of
from orders.services.carts import add_to_cart, change_quantities
from orders.services.deciding import reject_order
from orders.services.handling import cancel_order, withdraw_order
from orders.services.placing import place_order
from orders.services.refilling import Into, edit_and_send_again, order_again, send_as_new
from orders.states import OrderStatus
from tests.orders import details, place, send_cart
from tests.world import World, make_product


def rejected(world: World, *wishes: tuple[Variant, int], comment: str = "För många") -> Order:
    order = place(world, world.nora, *(wishes or ((world.dock, 4),)))
    reject_order(
        actor=world.actor(world.ali), order_id=order.pk, version=order.version, comment=comment
    )
    return Order.objects.with_people().get(pk=order.pk)


def again(world: World, order: Order, *, actor: Actor | None = None) -> Order:
    """The order in the cart once more, checked out as it is."""
    actor = actor or world.actor(world.nora)
    edit_and_send_again(actor=actor, order_id=order.pk)
    placed = send_cart(world, actor).order
    return Order.objects.with_people().get(pk=placed.pk)


def cart_of(world: World) -> dict[str, tuple[int, str]]:
    cart = Cart.objects.get(user=world.nora.user, acted_by=None)
    lines = cart.lines.select_related("variant")
    return {line.variant.sku: (line.quantity, line.comment) for line in lines}


def refusal(actor: Actor, order: Order) -> str:
    with pytest.raises(OrderRefused) as refused:
        edit_and_send_again(actor=actor, order_id=order.pk)
    return refused.value.reasons.codes[0]


# What comes along


def test_noras_rejected_order_is_in_her_cart_with_quantities_comments_and_ways(
    world: World,
) -> None:
    nora = world.actor(world.nora)
    add_to_cart(
        actor=nora, session_token="", variant_id=world.dock.pk, quantity=4, comment="Till sal 3"
    )
    order = send_cart(world, nora).order
    reject_order(actor=world.actor(world.ali), order_id=order.pk, version=1)
    refilled = edit_and_send_again(actor=nora, order_id=order.pk)
    assert (refilled.lines, refilled.left_out, refilled.other_prices) == (1, (), 0)
    assert cart_of(world) == {"ND-4012-GB": (4, "Till sal 3")}
    cart = Cart.objects.get(user=world.nora.user)
    assert (cart.replaces_id, cart.delivery_method, cart.payment_method) == (
        order.pk,
        world.pickup,
        world.invoice,
    )


def test_prices_are_todays_and_the_difference_is_counted(world: World) -> None:
    order = rejected(world, (world.dock, 4), (world.paper, 1))
    Variant.objects.filter(pk=world.dock.pk).update(list_price_net="1700.00")
    refilled = edit_and_send_again(actor=world.actor(world.nora), order_id=order.pk)
    assert refilled.other_prices == 1
    line = Cart.objects.get(user=world.nora.user).lines.get(variant=world.dock)
    assert str(line.seen_unit_net) == "1700.00"


def test_what_nora_may_no_longer_buy_is_named_and_left_out(world: World) -> None:
    order = rejected(world, (world.dock, 4), (world.paper, 1))
    set_limit_groups(actor=SYSTEM, target=world.paper.product, groups=[world.retail])
    refilled = edit_and_send_again(actor=world.actor(world.nora), order_id=order.pk)
    assert refilled.left_out == ("Kopieringspapper Björk A4",)
    assert list(cart_of(world)) == ["ND-4012-GB"]


def test_an_order_of_which_nothing_is_left_still_lends_its_words(world: World) -> None:
    order = rejected(world)
    order.lines.update(variant=None)
    refilled = edit_and_send_again(actor=world.actor(world.nora), order_id=order.pk)
    assert (refilled.lines, len(refilled.left_out)) == (0, 1)
    assert Cart.objects.get(user=world.nora.user).replaces == order


# Other lines in the cart


def test_other_lines_are_asked_about_and_kept_until_she_answers(world: World) -> None:
    order = rejected(world)
    nora = world.actor(world.nora)
    add_to_cart(actor=nora, session_token="", variant_id=world.paper.pk, quantity=2)
    with pytest.raises(CartHoldsLines) as held:
        edit_and_send_again(actor=nora, order_id=order.pk)
    assert held.value.lines == 1
    assert cart_of(world) == {"BJ-A480-K": (2, "")}
    assert Cart.objects.get(user=world.nora.user).replaces is None


@pytest.mark.parametrize(
    ("into", "expected"),
    [
        (Into.ADD, {"BJ-A480-K": 2, "ND-4012-GB": 5}),
        (Into.REPLACE, {"ND-4012-GB": 4}),
    ],
)
def test_she_adds_to_them_or_replaces_them(
    world: World, into: Into, expected: dict[str, int]
) -> None:
    order = rejected(world)
    nora = world.actor(world.nora)
    for variant, quantity in ((world.paper, 2), (world.dock, 1)):
        add_to_cart(actor=nora, session_token="", variant_id=variant.pk, quantity=quantity)
    edit_and_send_again(actor=nora, order_id=order.pk, into=into)
    assert {sku: quantity for sku, (quantity, _words) in cart_of(world).items()} == expected
    assert Cart.objects.get(user=world.nora.user).replaces == order


def test_a_second_click_changes_nothing_not_even_what_she_has_edited(world: World) -> None:
    order = rejected(world)
    nora = world.actor(world.nora)
    edit_and_send_again(actor=nora, order_id=order.pk)
    change_quantities(actor=nora, session_token="", quantities={world.dock.pk: 2})
    for into in Into:
        assert edit_and_send_again(actor=nora, order_id=order.pk, into=into).was_there
    assert cart_of(world) == {"ND-4012-GB": (2, "")}


def test_the_cart_can_become_an_order_of_its_own_after_all(world: World) -> None:
    order = rejected(world)
    nora = world.actor(world.nora)
    edit_and_send_again(actor=nora, order_id=order.pk)
    send_as_new(actor=nora)
    assert send_cart(world, nora).order.replaces is None
    assert cart_of(world) == {}


# What replaces what


def test_the_new_order_says_what_it_replaces_and_the_next_one_does_not(world: World) -> None:
    order = rejected(world)
    new = again(world, order)
    assert new.replaces == order
    assert new.status == OrderStatus.AWAITING_APPROVAL
    assert replacements_of(order) == [new]
    placed = new.events.get()
    assert placed.details == {"replaces": order.number}
    assert place(world, world.nora, (world.paper, 1)).replaces is None


def test_only_one_that_lives_replaces_an_order_and_a_dead_one_makes_room(world: World) -> None:
    order = rejected(world)
    nora = world.actor(world.nora)
    first = again(world, order)
    assert refusal(nora, order) == "sent-again"
    withdraw_order(actor=nora, order_id=first.pk)
    second = again(world, order)
    assert alive_among(replacements_of(order)) == second
    assert [new.pk for new in replacements_of(order)] == [second.pk, first.pk]


def test_a_cart_that_came_too_late_is_refused_whole(world: World) -> None:
    """Greta orders for Nora in a cart of her own: both had begun to edit the same order."""
    order = rejected(world)
    greta_for_nora = world.actor(world.nora, acted_by=world.greta.user)
    edit_and_send_again(actor=greta_for_nora, order_id=order.pk)
    first = again(world, order)
    with pytest.raises(OrderRefused) as refused:
        send_cart(world, greta_for_nora)
    assert refused.value.reasons.reason == (
        f"Order {order.number} has been sent again already, as order {first.number}."
    )
    assert Order.objects.count() == 2
    send_as_new(actor=greta_for_nora)
    assert send_cart(world, greta_for_nora).order.replaces is None


def test_who_orders_for_nora_may_send_her_order_again(world: World) -> None:
    order = rejected(world)
    new = again(world, order, actor=world.actor(world.nora, acted_by=world.greta.user))
    assert (new.replaces, new.orderer, new.placed_by) == (
        order,
        world.nora.user,
        world.greta.user,
    )


def test_the_checkout_sent_twice_replaces_once(world: World) -> None:
    order = rejected(world)
    nora = world.actor(world.nora)
    edit_and_send_again(actor=nora, order_id=order.pk)
    token = Cart.objects.get(user=world.nora.user).checkout_token
    new = send_cart(world, nora).order
    second = place_order(actor=nora, token=token, fingerprint="", details=details(world))
    assert (second.order, second.is_new) == (new, False)
    assert list(Order.objects.filter(replaces=order)) == [new]


# Refused


def test_a_withdrawn_order_too_but_no_other_state(world: World) -> None:
    nora = world.actor(world.nora)
    waiting = place(world, world.nora, (world.dock, 4))
    bought = place(world, world.nora, (world.paper, 1))
    assert (refusal(nora, waiting), refusal(nora, bought)) == ("not-over", "not-over")
    cancel_order(actor=nora, order_id=bought.pk)
    assert refusal(nora, bought) == "not-over"
    withdraw_order(actor=nora, order_id=waiting.pk)
    assert edit_and_send_again(actor=nora, order_id=waiting.pk).lines == 1


def test_nobody_but_the_orderer(world: World) -> None:
    order = rejected(world)
    assert refusal(world.actor(world.greta), order) == "not-yours"
    assert refusal(world.actor(world.ali), order) == "not-yours"
    assert refusal(world.actor(world.sam), order) == "not-yours"
    with pytest.raises(Order.DoesNotExist):
        edit_and_send_again(actor=world.actor(world.otto), order_id=order.pk)
    assert not Cart.objects.exclude(user=world.nora.user).filter(replaces__isnull=False).exists()


def test_not_without_the_right_to_buy_nor_at_another_customer(world: World) -> None:
    order = rejected(world)
    Membership.objects.filter(pk=world.nora.pk).update(is_buyer=False)
    assert refusal(world.actor(world.nora), order) == "view-only"
    elsewhere = Membership.objects.create(
        user=world.nora.user, customer=world.care, is_group_admin=True
    )
    assert refusal(world.actor(elsewhere), order) == "other-customer"


# What the approver reads


def test_ali_reads_what_he_said_and_what_is_other_now(world: World) -> None:
    order = rejected(world, (world.dock, 4), (world.paper, 1), comment="Två räcker")
    nora = world.actor(world.nora)
    edit_and_send_again(actor=nora, order_id=order.pk)
    change_quantities(
        actor=nora, session_token="", quantities={world.dock.pk: 3, world.paper.pk: 0}
    )
    chair = make_product("Stol", "ST-1", "900.00", category=world.office, vat=world.vat)
    add_to_cart(actor=nora, session_token="", variant_id=chair.pk, quantity=1)
    Variant.objects.filter(pk=world.dock.pk).update(list_price_net="1600.00")
    new = send_cart(world, nora).order
    for who in (world.ali, world.greta):
        actor = world.actor(who)
        earlier = earlier_order_of(actor, order_detail_of(actor, new.number))
        assert earlier is not None
        assert (earlier.number, earlier.status, earlier.may_open) == (
            order.number,
            OrderStatus.REJECTED,
            True,
        )
        [said] = earlier.answers
        assert (said.membership_id, said.name, said.answer, said.comment) == (
            world.ali.pk,
            "Ali Haddad",
            "reject",
            "Två räcker",
        )
    assert earlier is not None
    changed = {
        line.sku: (line.old_quantity, line.new_quantity, line.has_new_price)
        for line in earlier.changes
    }
    assert changed == {
        "ND-4012-GB": (4, 3, True),
        "BJ-A480-K": (1, 0, False),
        "ST-1": (0, 1, False),
    }


def test_the_mail_to_the_approver_says_what_it_replaces(world: World) -> None:
    order = rejected(world)
    new = again(world, order)
    mail = OutgoingEmail.objects.get(
        template="orders/to_approve", event_key__startswith=f"order-{new.number}-"
    )
    words = f"It replaces order {order.number}, edited."
    assert words in mail.body_text
    assert words in mail.body_html
    first = OutgoingEmail.objects.get(
        template="orders/to_approve", event_key__startswith=f"order-{order.number}-"
    )
    assert "replaces" not in first.body_text


# Ordering again


@pytest.mark.parametrize("who", ["nora", "greta"])
def test_any_order_that_one_sees_can_be_ordered_again(world: World, who: str) -> None:
    order = rejected(world, (world.dock, 4), (world.paper, 2))
    membership = getattr(world, who)
    Membership.objects.filter(pk=membership.pk).update(is_buyer=True)
    actor = world.actor(membership)
    for _turn in range(2):
        refilled = order_again(actor=actor, order_id=order.pk)
        assert (refilled.lines, refilled.left_out) == (2, ())
    cart = Cart.objects.get(user=membership.user)
    assert sorted(cart.lines.values_list("quantity", flat=True)) == [4, 8]
    assert cart.replaces is None


def test_not_an_order_that_one_does_not_see(world: World) -> None:
    order = rejected(world)
    with pytest.raises(Order.DoesNotExist):
        order_again(actor=world.actor(world.otto), order_id=order.pk)
    assert not Cart.objects.filter(user=world.otto.user).exists()
