"""Approving several at once: one answer each, and what cannot be answered is left and named."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.models import Absence, Answer, ApprovalDecision
from catalogue.models import Variant
from orders.models import Order
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order, reject_order
from orders.services.deciding_many import MOST, Chosen, ManyAnswers, approve_many
from orders.services.handling import withdraw_order
from orders.states import OrderStatus
from tests.orders import place
from tests.services.orders.test_placing import mails
from tests.world import World


def chosen(*orders: Order) -> list[Chosen]:
    return [Chosen(order.pk, order.version) for order in orders]


def status(order: Order) -> str:
    return Order.objects.get(pk=order.pk).status


def why(answers: ManyAnswers) -> dict[int, str]:
    return {
        each.order.number: " ".join(str(reason) for reason in each.reasons) for each in answers.left
    }


def test_ali_approves_three_with_one_press_and_each_has_its_own_answer(world: World) -> None:
    orders = [place(world, world.nora, (world.dock, 4)) for _turn in range(3)]
    answers = approve_many(actor=world.actor(world.ali), chosen=chosen(*orders))
    assert [order.pk for order in answers.approved] == [order.pk for order in orders]
    assert (answers.left, answers.unknown) == ((), 0)
    assert {status(order) for order in orders} == {OrderStatus.UNPROCESSED}
    given = ApprovalDecision.objects.all()
    assert [decision.answer for decision in given] == [Answer.APPROVE] * 3
    assert len(mails("orders/confirmed")) == 3


def test_one_that_needs_greta_too_goes_on_to_her(world: World) -> None:
    order = place(world, world.nora, (world.dock, 13))
    (approved,) = approve_many(actor=world.actor(world.ali), chosen=chosen(order)).approved
    assert approved.approval is not None
    assert approved.approval.step == world.greta


def test_those_that_cannot_be_answered_are_left_with_their_reason(world: World) -> None:
    ali = world.actor(world.ali)
    good = place(world, world.nora, (world.dock, 4))
    changed = place(world, world.nora, (world.dock, 4))
    decided = place(world, world.nora, (world.dock, 4))
    gretas = place(world, world.nora, (world.dock, 13))
    taken_back = place(world, world.nora, (world.dock, 4))
    last = place(world, world.nora, (world.paper, 20))
    shown = chosen(good, changed, decided, gretas, taken_back, last)
    line = changed.lines.get()
    change_order(
        actor=ali, order_id=changed.pk, version=1, change=OrderChange(quantities={line.pk: 5})
    )
    reject_order(actor=ali, order_id=decided.pk, version=1)
    approve_order(actor=ali, order_id=gretas.pk, version=1)
    withdraw_order(actor=world.actor(world.nora), order_id=taken_back.pk)

    answers = approve_many(actor=ali, chosen=shown)

    assert [order.pk for order in answers.approved] == [good.pk, last.pk]
    reasons = why(answers)
    assert set(reasons) == {order.number for order in (changed, decided, gretas)}
    assert answers.unknown == 1, "what Nora took back is no longer Ali's to see"
    assert "has been changed since you opened it" in reasons[changed.number]
    assert reasons[decided.number] == "This order has already been decided."
    assert reasons[gretas.number] == "The order waits for Greta Sandström."
    assert status(changed) == OrderStatus.AWAITING_APPROVAL
    assert status(decided) == OrderStatus.REJECTED


def test_what_sells_out_on_the_way_is_left_and_the_rest_goes_through(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(no_backorder=True, stock_quantity=8)
    orders = [place(world, world.nora, (world.dock, 4)) for _turn in range(3)]
    answers = approve_many(actor=world.actor(world.ali), chosen=chosen(*orders))
    assert [order.pk for order in answers.approved] == [orders[0].pk, orders[1].pk]
    assert [each.order.pk for each in answers.left] == [orders[2].pk]
    assert Variant.objects.get(pk=world.dock.pk).stock_quantity == 0
    assert status(orders[2]) == OrderStatus.AWAITING_APPROVAL


def test_forged_ids_are_counted_and_nothing_is_said_of_them(world: World) -> None:
    """Otto's order at another organisation, one that Ali was never asked about, and none at all."""
    world.otto.is_approver = True
    world.otto.save()
    small = place(world, world.nora, (world.paper, 1))
    order = place(world, world.nora, (world.dock, 4))
    otto = world.actor(world.otto)
    answers = approve_many(actor=otto, chosen=[*chosen(order, small), Chosen(999_999_999, 1)])
    assert (answers.approved, answers.left, answers.unknown) == ((), (), 3)
    answers = approve_many(actor=world.actor(world.ali), chosen=chosen(small))
    assert (answers.approved, answers.left, answers.unknown) == ((), (), 1)
    assert status(order) == OrderStatus.AWAITING_APPROVAL
    assert not ApprovalDecision.objects.exists()


def test_nobody_decides_many_while_logged_in_as_the_approver(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    acting = world.actor(world.ali, acted_by=world.sam)
    answers = approve_many(actor=acting, chosen=chosen(order))
    assert why(answers) == {order.number: "Nobody decides while logged in as somebody else."}


def test_nobody_approves_an_own_order_among_many(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4), acted_by=world.ali.user)
    answers = approve_many(actor=world.actor(world.ali), chosen=chosen(order))
    assert not answers.approved
    assert status(order) == OrderStatus.AWAITING_APPROVAL


def test_an_order_named_twice_is_answered_once_as_first_shown(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    twice = [Chosen(order.pk, 1), Chosen(order.pk, 2)]
    answers = approve_many(actor=world.actor(world.ali), chosen=twice)
    assert (len(answers.approved), answers.left) == (1, ())


def test_a_substitute_approves_many_in_place_of_the_one_who_is_away(world: World) -> None:
    orders = [place(world, world.nora, (world.dock, 4)) for _turn in range(2)]
    today = timezone.localdate()
    Absence.objects.create(
        membership=world.ali,
        substitute=world.greta,
        starts_on=today,
        ends_on=today + timedelta(days=3),
    )
    answers = approve_many(actor=world.actor(world.greta), chosen=chosen(*orders))
    assert len(answers.approved) == 2
    given = ApprovalDecision.objects.all()
    assert {(each.membership, each.in_place_of) for each in given} == {(world.greta, world.ali)}


def test_more_than_a_page_of_the_queue_is_refused_at_once(world: World) -> None:
    too_many = [Chosen(number, 1) for number in range(MOST + 1)]
    with pytest.raises(ValueError, match="At most 30"):
        approve_many(actor=world.actor(world.ali), chosen=too_many)
