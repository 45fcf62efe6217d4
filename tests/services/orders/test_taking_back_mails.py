"""Who hears that a waiting order was taken back: those it concerned, once each."""

import pytest

from core.models import OutgoingEmail
from customers.models import Membership
from orders.models import Order
from orders.services.deciding import approve_order
from orders.services.handling import (
    cancel_order,
    handle_order,
    withdraw_for_orderer,
    withdraw_order,
)
from orders.states import OrderEventKind
from tests.orders import place, stuck_order
from tests.services.orders.test_absences import leave
from tests.world import World, make_user

pytestmark = pytest.mark.django_db


def told(order: Order, template: str) -> list[str]:
    mails = OutgoingEmail.objects.filter(
        template=f"orders/{template}", event_key__startswith=f"order-{order.number}-"
    )
    return sorted(mail.to_address for mail in mails)


def test_ali_hears_once_that_he_need_not_answer(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    withdraw_order(actor=world.actor(world.nora), order_id=order.pk, comment="Fel sal")
    assert told(order, "needless") == ["ali@example.com"]
    mail = OutgoingEmail.objects.get(template="orders/needless")
    assert mail.subject == f"Order {order.number} need not be answered"
    for body in (mail.body_text, mail.body_html):
        assert f"Nora Lindqvist has withdrawn order {order.number}." in body
        assert "You need not answer it any more." in body
        assert "Fel sal" in body
    assert f"/my/orders/{order.number}" not in mail.body_text  # it is not his to open any more


def test_only_who_has_it_now_not_who_said_yes_before_nor_the_administrators(world: World) -> None:
    order = place(world, world.nora, (world.dock, 13))
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    withdraw_order(actor=world.actor(world.nora), order_id=order.pk)
    assert told(order, "needless") == ["greta@example.com"]


def test_nobody_when_it_was_never_anybodys(world: World) -> None:
    straight = place(world, world.nora, (world.paper, 1))
    cancel_order(actor=world.actor(world.nora), order_id=straight.pk)
    assert told(straight, "needless") == []
    stuck = stuck_order(world)
    withdraw_order(actor=world.actor(world.nora), order_id=stuck.pk)
    assert told(stuck, "needless") == []


def test_ali_hears_of_the_shops_cancellation_too(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    handle_order(actor=world.actor(world.sam), order_id=order.pk, event=OrderEventKind.CANCELLED)
    assert told(order, "needless") == ["ali@example.com"]
    body = OutgoingEmail.objects.get(template="orders/needless").body_text
    assert f"Kontorsgrossen has cancelled order {order.number}." in body


def test_greta_who_placed_it_hears_of_it_unless_she_took_it_back_herself(world: World) -> None:
    for takes_back, expected in (
        (world.actor(world.nora), ["greta@example.com", "nora@example.com"]),
        (world.actor(world.nora, acted_by=world.greta.user), ["nora@example.com"]),
    ):
        order = place(world, world.nora, (world.dock, 4), acted_by=world.greta.user)
        withdraw_order(actor=takes_back, order_id=order.pk)
        assert told(order, "handled") == expected


def test_sam_of_the_shop_is_no_colleague(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4), acted_by=world.sam)
    withdraw_order(actor=world.actor(world.nora), order_id=order.pk)
    assert told(order, "handled") == ["nora@example.com"]


def test_an_approver_who_takes_it_back_herself_is_not_told_her_own_doing(world: World) -> None:
    order = place(world, world.nora, (world.dock, 13))
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    withdraw_for_orderer(actor=world.actor(world.greta), order_id=order.pk)
    assert told(order, "needless") == []


def test_who_stands_in_for_ali_hears_it_too(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    dan = make_user("dan@example.com", "Dan", "Ek", language="en")
    stand_in = Membership.objects.create(user=dan, customer=world.care, is_approver=True)
    leave(world, world.ali, stand_in)
    withdraw_order(actor=world.actor(world.nora), order_id=order.pk)
    assert told(order, "needless") == ["ali@example.com", "dan@example.com"]
