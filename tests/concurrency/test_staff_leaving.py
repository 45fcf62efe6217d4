"""Staff make somebody inactive while others act: one whole outcome, never half of one."""

from collections.abc import Callable

import pytest

from approvals.errors import ApprovalRefused
from approvals.models import ApprovalRequest
from customers.errors import CustomersRefused
from customers.models import Membership, User
from orders.errors import OrderRefused
from orders.models import Order
from orders.selectors.leaving import organisations_left
from orders.services.deciding import approve_order
from orders.services.leaving import TakeOver, leave_everywhere
from orders.states import OrderStatus
from tests.concurrency.threads import at_once
from tests.orders import place
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def leaving(world: World, by: User, whom: Membership) -> Callable[[], object]:
    actor = world.actor(by)
    user = User.objects.get(pk=whom.user_id)
    keys = [part.key for part in organisations_left(user)]
    choice = dict.fromkeys(keys, TakeOver(to_chain=True))
    return lambda: leave_everywhere(actor=actor, user=user, take_overs=choice)


def active_again(*people: Membership) -> None:
    User.objects.filter(pk__in=[each.user_id for each in people]).update(is_active=True)


def test_sam_and_stina_make_ali_inactive_at_once() -> None:
    world = build_world()
    for _turn in range(6):
        active_again(world.ali)
        order = place(world, world.nora, (world.dock, 4))
        found = at_once(
            [leaving(world, world.sam, world.ali), leaving(world, world.stina, world.ali)]
        )
        assert all(isinstance(each, User) for each in found), found
        assert not User.objects.get(pk=world.ali.user_id).is_active
        assert ApprovalRequest.objects.get(order=order).step == world.greta


def test_ali_approves_while_staff_make_him_inactive() -> None:
    world = build_world()
    ali = world.actor(world.ali)
    for _turn in range(6):
        active_again(world.ali)
        order = place(world, world.nora, (world.dock, 4))
        found = at_once(
            [
                leaving(world, world.sam, world.ali),
                lambda pk=order.pk: approve_order(actor=ali, order_id=pk, version=1),  # type: ignore[misc]
            ]
        )
        assert isinstance(found[0], User), found
        assert isinstance(found[1], Order | ApprovalRefused), found
        status = Order.objects.get(pk=order.pk).status
        step = ApprovalRequest.objects.get(order=order).step
        if isinstance(found[1], Order):
            assert (status, step) == (OrderStatus.UNPROCESSED, None)
        else:
            assert (status, step) == (OrderStatus.AWAITING_APPROVAL, world.greta)


def test_ali_and_greta_go_at_once_and_no_order_waits_for_one_who_is_gone() -> None:
    world = build_world()
    for _turn in range(6):
        active_again(world.ali, world.greta)
        order = place(world, world.nora, (world.dock, 4))
        found = at_once(
            [leaving(world, world.sam, world.ali), leaving(world, world.stina, world.greta)]
        )
        gone = [each for each in found if isinstance(each, User)]
        refused = [each for each in found if not isinstance(each, User)]
        assert gone, found
        assert all(isinstance(each, CustomersRefused | OrderRefused) for each in refused), found
        step = ApprovalRequest.objects.get(order=order).step
        if step is not None:
            assert User.objects.get(pk=step.user_id).is_active, found
        Order.objects.filter(pk=order.pk).update(status=OrderStatus.CANCELLED)
