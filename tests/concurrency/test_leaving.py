"""Two administrators at once, or an answer in the middle of a leaving: one whole outcome."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from approvals.errors import ApprovalRefused
from approvals.models import Absence, ApprovalRequest
from customers.errors import CustomersRefused
from customers.models import Membership
from orders.models import Order
from orders.services.absences import go_away
from orders.services.deciding import approve_order
from orders.services.leaving import TakeOver, leave_customer
from orders.services.rerouting import reroute_broken
from orders.states import OrderStatus
from tests.concurrency.threads import at_once
from tests.orders import place
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def leaving(world: World, who: Membership, whom: Membership) -> Callable[[], object]:
    actor = world.actor(who)
    membership = Membership.objects.with_people().get(pk=whom.pk)
    take_over = TakeOver(to_chain=True)
    return lambda: leave_customer(actor=actor, membership=membership, take_over=take_over)


def approving(world: World, order: Order) -> Callable[[], object]:
    ali = world.actor(world.ali)
    return lambda: approve_order(actor=ali, order_id=order.pk, version=1)


def test_two_administrators_who_end_each_other_leave_one() -> None:
    world = build_world()
    for _round in range(10):
        both = Membership.objects.filter(pk__in=[world.greta.pk, world.ali.pk])
        both.update(is_active=True, is_group_admin=True, next_approver=None, break_point=None)
        answers = at_once(
            [leaving(world, world.greta, world.ali), leaving(world, world.ali, world.greta)]
        )
        refused = [answer for answer in answers if isinstance(answer, CustomersRefused)]
        assert len(refused) == 1, answers
        assert both.filter(is_active=True).count() == 1


def test_two_administrators_who_both_go_leave_one() -> None:
    world = build_world()
    for _round in range(10):
        both = Membership.objects.filter(pk__in=[world.greta.pk, world.ali.pk])
        both.update(is_active=True, is_group_admin=True, next_approver=None, break_point=None)
        answers = at_once(
            [leaving(world, world.greta, world.greta), leaving(world, world.ali, world.ali)]
        )
        refused = [answer for answer in answers if isinstance(answer, CustomersRefused)]
        assert len(refused) == 1, answers
        assert both.filter(is_active=True).count() == 1


def test_ali_approves_while_he_is_ended_and_no_order_waits_for_him() -> None:
    world = build_world()
    for _round in range(8):
        Membership.objects.filter(pk=world.ali.pk).update(is_active=True)
        order = place(world, world.nora, (world.dock, 4))
        answers = at_once([leaving(world, world.greta, world.ali), approving(world, order)])
        assert isinstance(answers[0], Membership), answers
        assert isinstance(answers[1], Order | ApprovalRefused), answers
        status = Order.objects.get(pk=order.pk).status
        step = ApprovalRequest.objects.get(order=order).step
        if isinstance(answers[1], Order):
            assert (status, step) == (OrderStatus.UNPROCESSED, None)
        else:
            assert (status, step) == (OrderStatus.AWAITING_APPROVAL, world.greta)


def test_nora_orders_while_ali_is_ended_and_the_order_finds_somebody() -> None:
    world = build_world()
    for _round in range(8):
        Membership.objects.filter(pk=world.ali.pk).update(is_active=True)
        answers = at_once(
            [
                leaving(world, world.greta, world.ali),
                lambda: place(world, world.nora, (world.dock, 4)),
            ]
        )
        assert isinstance(answers[0], Membership), answers
        assert isinstance(answers[1], Order), answers
        reroute_broken()
        assert ApprovalRequest.objects.get(order=answers[1]).step == world.greta


def going_away(world: World, who: Membership) -> Callable[[], object]:
    actor = world.actor(who)
    membership = Membership.objects.with_people().get(pk=who.pk)
    today = timezone.localdate()
    return lambda: go_away(
        actor=actor, membership=membership, starts_on=today, ends_on=today, substitute=None
    )


def test_ali_goes_away_while_he_is_ended_and_neither_waits_for_the_other_for_ever() -> None:
    world = build_world()
    for _round in range(6):
        Membership.objects.filter(pk=world.ali.pk).update(is_active=True)
        Absence.objects.all().delete()
        orders = [place(world, world.nora, (world.dock, 4)) for _each in range(3)]
        answers = at_once([leaving(world, world.greta, world.ali), going_away(world, world.ali)])
        assert isinstance(answers[0], Membership), answers
        assert isinstance(answers[1], Absence | CustomersRefused), answers
        steps = ApprovalRequest.objects.filter(order__in=orders).values_list("step", flat=True)
        assert set(steps) == {world.greta.pk}
