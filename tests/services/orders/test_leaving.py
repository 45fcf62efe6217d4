"""Ali leaves: everybody below him, and every order that waits for him, gets somebody else (C15)."""

from decimal import Decimal

import pytest

from approvals.models import ApprovalRequest
from customers.errors import CustomersRefused, LastAdministrator, NotPermitted, StillNext
from customers.models import Membership, User
from customers.services.memberships import end_membership
from orders.errors import OrderRefused
from orders.models import Order, OrderEvent
from orders.selectors.leaving import dependents_of
from orders.selectors.limits import standing_of
from orders.services.deciding import approve_order
from orders.services.leaving import TakeOver, leave_altogether, leave_customer
from orders.states import OrderEventKind, OrderStatus
from tests.orders import place
from tests.world import World, make_user


def fresh(membership: Membership) -> Membership:
    return Membership.objects.with_people().get(pk=membership.pk)


def waits_for(order: Order) -> Membership | None:
    return ApprovalRequest.objects.get(order=order).step


@pytest.fixture
def bo(world: World) -> Membership:
    """Another approver, at the organisation's other customer."""
    user = make_user("bo@example.com", "Bo", "Ek")
    return Membership.objects.create(user=user, customer=world.care, is_approver=True)


def test_what_hangs_on_ali_is_shown(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    found = dependents_of([fresh(world.ali)])
    assert [each.pk for each in found.below] == [world.nora.pk]
    assert [each.pk for each in found.to_decide] == [order.pk]
    assert (list(found.own), found.is_last_administrator) == ([], False)
    assert dependents_of([fresh(world.greta)]).is_last_administrator
    assert [each.pk for each in dependents_of([fresh(world.nora)]).own] == [order.pk]


def test_bo_takes_over_the_people_and_the_orders_at_once(world: World, bo: Membership) -> None:
    order = place(world, world.nora, (world.dock, 4))
    take_over = TakeOver(chain=bo)
    leave_customer(actor=world.actor(world.greta), membership=fresh(world.ali), take_over=take_over)
    assert not fresh(world.ali).is_active
    assert fresh(world.nora).next_approver == bo
    assert waits_for(order) == bo
    event = OrderEvent.objects.get(order=order, kind=OrderEventKind.REASSIGNED)
    assert event.user == world.greta.user
    approve_order(actor=world.actor(bo), order_id=order.pk, version=order.version)
    order.refresh_from_db()
    assert order.status == OrderStatus.UNPROCESSED


def test_left_to_the_chain_they_go_to_the_one_above(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    actor = world.actor(world.greta)
    leave_altogether(actor=actor, user=world.ali.user, take_over=TakeOver(to_chain=True))
    assert not User.objects.get(pk=world.ali.user.pk).is_active
    assert waits_for(order) == world.greta


def test_the_orders_may_go_to_another_than_the_people(world: World, bo: Membership) -> None:
    order = place(world, world.nora, (world.dock, 4))
    take_over = TakeOver(chain=world.greta, orders=bo)
    actor = world.actor(world.greta)
    leave_customer(actor=actor, membership=fresh(world.ali), take_over=take_over)
    assert fresh(world.nora).next_approver == world.greta
    assert waits_for(order) == bo


def test_without_an_answer_nothing_happens_at_all(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    actor = world.actor(world.greta)
    with pytest.raises(StillNext):
        leave_customer(actor=actor, membership=fresh(world.ali), take_over=TakeOver())
    assert fresh(world.ali).is_active
    assert waits_for(order) == world.ali


def test_a_refusal_at_the_last_order_leaves_the_first_things_too(
    world: World, bo: Membership
) -> None:
    """Bo cannot decide on his own order: the role, the chain and the other order stay."""
    Membership.objects.filter(pk=bo.pk).update(next_approver=world.ali, break_point=Decimal(0))
    noras = place(world, world.nora, (world.dock, 4))
    bos = place(world, bo, (world.dock, 4))
    take_over = TakeOver(chain=world.greta, orders=bo)
    with pytest.raises(OrderRefused) as refused:
        leave_altogether(actor=world.actor(world.greta), user=world.ali.user, take_over=take_over)
    assert str(bos.number) in refused.value.reasons.reason
    assert User.objects.get(pk=world.ali.user.pk).is_active
    assert fresh(world.nora).next_approver == world.ali
    assert (waits_for(noras), waits_for(bos)) == (world.ali, world.ali)
    assert not OrderEvent.objects.filter(kind=OrderEventKind.REASSIGNED).exists()


def test_no_order_is_left_to_nobody(world: World) -> None:
    """Greta's own order waits for Ali, and there is nobody else who may decide on it."""
    Membership.objects.filter(pk=world.ali.pk).update(next_approver=None, break_point=None)
    Membership.objects.filter(pk=world.greta.pk).update(
        next_approver=world.ali, break_point=Decimal(0)
    )
    order = place(world, world.greta, (world.dock, 1))
    with pytest.raises(OrderRefused) as refused:
        leave_customer(
            actor=world.actor(world.greta),
            membership=fresh(world.ali),
            take_over=TakeOver(to_chain=True),
        )
    assert refused.value.reasons.codes == ("nobody-decides",)
    assert waits_for(order) == world.ali
    assert fresh(world.ali).is_active


def test_noras_own_orders_go_on_or_are_withdrawn_and_free_her_limit(world: World) -> None:
    actor = world.actor(world.greta)
    goes_on = place(world, world.nora, (world.dock, 4))
    leave_customer(actor=actor, membership=fresh(world.nora), take_over=TakeOver())
    approve_order(actor=world.actor(world.ali), order_id=goes_on.pk, version=1)
    goes_on.refresh_from_db()
    assert goes_on.status == OrderStatus.UNPROCESSED

    Membership.objects.filter(pk=world.nora.pk).update(is_active=True)
    taken_back = place(world, world.nora, (world.dock, 4))
    take_over = TakeOver(withdraw_own=True)
    leave_altogether(actor=actor, user=world.nora.user, take_over=take_over)
    taken_back.refresh_from_db()
    goes_on.refresh_from_db()
    assert taken_back.status == OrderStatus.WITHDRAWN
    assert goes_on.status == OrderStatus.UNPROCESSED
    assert standing_of(fresh(world.nora)).reserved == 0


def test_the_only_administrator_names_the_next_one_or_stays(world: World) -> None:
    actor = world.actor(world.greta)
    chain = TakeOver(to_chain=True)
    with pytest.raises(LastAdministrator):
        leave_customer(actor=actor, membership=fresh(world.greta), take_over=chain)
    with pytest.raises(LastAdministrator):
        end_membership(actor=actor, membership=fresh(world.greta), force=True)
    assert fresh(world.greta).is_active
    take_over = TakeOver(chain=None, to_chain=True, administrator=fresh(world.nora))
    leave_customer(actor=actor, membership=fresh(world.greta), take_over=take_over)
    assert fresh(world.nora).is_group_admin
    assert not fresh(world.greta).is_active


def test_an_administrator_elsewhere_cannot_be_named_nor_moved(world: World) -> None:
    Membership.objects.filter(pk=world.otto.pk).update(is_group_admin=True)
    otto, greta = world.actor(world.otto), world.actor(world.greta)
    take_over = TakeOver(to_chain=True)
    with pytest.raises(NotPermitted):
        leave_customer(actor=otto, membership=fresh(world.ali), take_over=take_over)
    with pytest.raises(NotPermitted):
        leave_altogether(actor=otto, user=world.ali.user, take_over=take_over)
    with pytest.raises(NotPermitted):
        leave_customer(
            actor=greta,
            membership=fresh(world.greta),
            take_over=TakeOver(to_chain=True, administrator=fresh(world.otto)),
        )
    with pytest.raises(CustomersRefused):
        leave_customer(
            actor=greta, membership=fresh(world.ali), take_over=TakeOver(chain=fresh(world.otto))
        )
    assert fresh(world.ali).is_active
    assert fresh(world.greta).is_active


def test_one_who_belongs_elsewhere_too_leaves_here_and_stays_there(world: World) -> None:
    elsewhere = Membership.objects.create(user=world.nora.user, customer=world.vestby)
    actor = world.actor(world.greta)
    with pytest.raises(NotPermitted):
        leave_altogether(actor=actor, user=world.nora.user, take_over=TakeOver())
    leave_customer(actor=actor, membership=fresh(world.nora), take_over=TakeOver())
    assert not fresh(world.nora).is_active
    assert fresh(elsewhere).is_active
    assert User.objects.get(pk=world.nora.user.pk).is_active
