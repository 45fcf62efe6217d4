"""Several orders approved at once, from two places at the same moment: none is decided twice."""

from functools import partial

import pytest
from django.utils import timezone

from approvals.models import Absence, ApprovalDecision
from core.models import OutgoingEmail
from orders.models import Order
from orders.services.deciding import reject_order
from orders.services.deciding_many import Chosen, ManyAnswers, approve_many
from orders.services.handling import withdraw_order
from orders.states import OrderStatus
from tests.concurrency.test_orders_race import is_whole, only_refusals
from tests.concurrency.threads import at_once
from tests.orders import place
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

ORDERS = 6


def placed(world: World) -> list[Order]:
    return [place(world, world.nora, (world.dock, 4)) for _turn in range(ORDERS)]


def chosen(orders: list[Order]) -> list[Chosen]:
    return [Chosen(order.pk, order.version) for order in orders]


def answers_of(results: list[object]) -> list[ManyAnswers]:
    found = [result for result in results if isinstance(result, ManyAnswers)]
    assert len(found) == len(results), results
    return found


def one_answer_each(orders: list[Order]) -> None:
    for order in orders:
        request_id = Order.objects.get(pk=order.pk).approval_id
        assert ApprovalDecision.objects.filter(request=request_id).count() == 1, order.number
        assert is_whole(order)


def test_two_tabs_that_approve_the_same_ones_approve_each_once() -> None:
    world = build_world()
    orders = placed(world)
    ali = world.actor(world.ali)
    jobs = [
        partial(approve_many, actor=ali, chosen=chosen(orders)),
        partial(approve_many, actor=ali, chosen=chosen(orders[::-1])),
    ]
    found = answers_of(at_once(jobs))
    approved = [order.pk for answers in found for order in answers.approved]
    assert sorted(approved) == sorted(order.pk for order in orders)
    assert sum(len(answers.left) for answers in found) == ORDERS
    one_answer_each(orders)
    assert OutgoingEmail.objects.filter(template="orders/confirmed").count() == ORDERS
    world.dock.refresh_from_db()
    assert world.dock.stock_quantity == 100 - 4 * ORDERS


def test_the_approver_and_the_substitute_at_once_are_one_answer_each() -> None:
    world = build_world()
    orders = placed(world)
    today = timezone.localdate()
    Absence.objects.create(
        membership=world.ali, substitute=world.greta, starts_on=today, ends_on=today
    )
    jobs = [
        partial(approve_many, actor=world.actor(who), chosen=chosen(orders))
        for who in (world.ali, world.greta)
    ]
    found = answers_of(at_once(jobs))
    assert sum(len(answers.approved) for answers in found) == ORDERS
    one_answer_each(orders)


def test_many_at_once_against_a_no_and_a_withdrawal_leave_those_whole() -> None:
    world = build_world()
    orders = placed(world)
    ali, nora = world.actor(world.ali), world.actor(world.nora)
    results = at_once(
        [
            partial(approve_many, actor=ali, chosen=chosen(orders)),
            partial(reject_order, actor=ali, order_id=orders[-1].pk, version=1),
            partial(withdraw_order, actor=nora, order_id=orders[-2].pk),
        ]
    )
    many = results[0]
    assert isinstance(many, ManyAnswers), many
    refused = only_refusals(results[1:])
    assert len(many.left) + refused == 2
    assert len(many.approved) == ORDERS - len(many.left)
    for order in orders:
        assert is_whole(order)
        approved = Order.objects.get(pk=order.pk).status == OrderStatus.UNPROCESSED
        assert approved == (order.pk in {each.pk for each in many.approved})
