"""Two people at one order at the same moment: one wins, the other hears why, sums stay whole."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from django.db import OperationalError
from django.db.models import Sum

from approvals.errors import ApprovalRefused
from approvals.models import ApprovalDecision, RequestState
from customers.models import Membership, User
from customers.services.memberships import Roles, update_membership
from customers.services.users import set_active
from orders.errors import OrderRefused
from orders.models import LimitEntry, Order
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order, reject_order
from orders.services.handling import cancel_order, handle_order, withdraw_order
from orders.services.rerouting import reroute_broken
from orders.states import OrderEventKind, OrderStatus
from tests.concurrency.threads import at_once
from tests.orders import fill_cart, place, send_cart
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

ROUNDS = 4
REFUSALS = (ApprovalRefused, OrderRefused)


def fresh(order: Order) -> Order:
    found: Order = Order.objects.select_related("approval").get(pk=order.pk)
    return found


def is_whole(order: Order) -> bool:
    """Status and approval agree, the ledger is the value or nothing, the sums are the lines'."""
    order = fresh(order)
    ledger = LimitEntry.objects.filter(order=order).aggregate(s=Sum("amount_net"))["s"]
    over = {OrderStatus.REJECTED, OrderStatus.WITHDRAWN, OrderStatus.CANCELLED}
    goods = order.lines.aggregate(s=Sum("line_net"))["s"]
    waits = order.status == OrderStatus.AWAITING_APPROVAL
    state = order.approval.state if order.approval else RequestState.APPROVED
    return (
        ledger == (Decimal(0) if order.status in over else order.value_net)
        and goods == order.goods_net
        and (state == RequestState.WAITING) == waits
    )


def only_refusals(results: list[object]) -> int:
    """How many were refused; anything else that was raised is a fault."""
    errors = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(error, REFUSALS) for error in errors), errors
    return len(errors)


def test_a_change_and_a_yes_at_once_never_approve_what_was_not_seen() -> None:
    world = build_world()
    for _round in range(ROUNDS):
        order = place(world, world.nora, (world.dock, 4))
        line = order.lines.get()
        actor = world.actor(world.ali)
        results = at_once(
            [
                partial(approve_order, actor=actor, order_id=order.pk, version=1),
                partial(
                    change_order,
                    actor=actor,
                    order_id=order.pk,
                    version=1,
                    change=OrderChange(quantities={line.pk: 6}),
                ),
            ]
        )
        assert only_refusals(results) == 1
        assert is_whole(order)
        approved = fresh(order).status == OrderStatus.UNPROCESSED
        assert fresh(order).goods_net == Decimal("6360.00" if approved else "9540.00")


def test_two_changes_at_once_are_one_change() -> None:
    world = build_world()
    order = place(world, world.nora, (world.dock, 4))
    line = order.lines.get()
    results = at_once(
        [
            partial(
                change_order,
                actor=world.actor(world.ali),
                order_id=order.pk,
                version=1,
                change=OrderChange(quantities={line.pk: quantity}),
            )
            for quantity in (5, 6, 7)
        ]
    )
    assert only_refusals(results) == 2
    assert fresh(order).version == 2
    assert is_whole(order)


@pytest.mark.parametrize("answer", [approve_order, reject_order])
def test_taking_back_and_an_answer_at_once_are_one_of_them(
    answer: Callable[..., Order],
) -> None:
    world = build_world()
    for _round in range(ROUNDS):
        order = place(world, world.nora, (world.dock, 4))
        results = at_once(
            [
                partial(withdraw_order, actor=world.actor(world.nora), order_id=order.pk),
                partial(answer, actor=world.actor(world.ali), order_id=order.pk, version=1),
            ]
        )
        assert only_refusals(results) == 1
        assert is_whole(order)
        withdrawn = fresh(order).status == OrderStatus.WITHDRAWN
        decisions = ApprovalDecision.objects.filter(request=order.approval).count()
        assert decisions == (0 if withdrawn else 1)


def test_cancelling_and_starting_to_work_at_once_are_one_of_them() -> None:
    world = build_world()
    for _round in range(ROUNDS):
        order = place(world, world.nora, (world.paper, 1))
        results = at_once(
            [
                partial(cancel_order, actor=world.actor(world.nora), order_id=order.pk),
                partial(
                    handle_order,
                    actor=world.actor(world.sam),
                    order_id=order.pk,
                    event=OrderEventKind.PROCESSING_STARTED,
                ),
            ]
        )
        assert only_refusals(results) == 1
        assert is_whole(order)


def test_cancelling_and_shipping_at_once_never_return_goods_that_left() -> None:
    world = build_world()
    for _round in range(ROUNDS):
        order = place(world, world.nora, (world.paper, 2))
        sam, stina = world.actor(world.sam), world.actor(world.stina)
        handle_order(actor=sam, order_id=order.pk, event=OrderEventKind.PROCESSING_STARTED)
        world.paper.refresh_from_db()
        before = world.paper.stock_quantity
        results = at_once(
            [
                partial(cancel_order, actor=stina, order_id=order.pk),
                partial(cancel_order, actor=sam, order_id=order.pk),
                partial(handle_order, actor=sam, order_id=order.pk, event=OrderEventKind.SHIPPED),
            ]
        )
        assert only_refusals(results) == 2
        world.paper.refresh_from_db()
        shipped = fresh(order).status == OrderStatus.SHIPPED
        assert world.paper.stock_quantity == before + (0 if shipped else 2)
        assert is_whole(order)


def test_an_approver_made_inactive_while_saying_yes_leaves_nothing_half() -> None:
    """Either the yes came first, or it does not count and Greta has the order."""
    world = build_world()
    stina = world.actor(world.stina)
    for _round in range(ROUNDS):
        User.objects.filter(pk=world.ali.user_id).update(is_active=True)
        order = place(world, world.nora, (world.dock, 4))
        ali = world.actor(world.ali)

        def shut_out() -> None:
            set_active(actor=stina, user=world.ali.user, is_active=False, force=True)
            reroute_broken(actor=stina)

        results = at_once(
            [partial(approve_order, actor=ali, order_id=order.pk, version=1), shut_out]
        )
        only_refusals(results)
        reroute_broken()
        assert is_whole(order)
        order = fresh(order)
        assert order.approval is not None
        if order.status == OrderStatus.AWAITING_APPROVAL:
            assert order.approval.step_id == world.greta.pk
            assert isinstance(results[0], ApprovalRefused)
        else:
            assert order.approval.decisions.get().membership_id == world.ali.pk


def test_two_workers_that_reroute_at_once_ask_the_next_one_once() -> None:
    world = build_world()
    order = place(world, world.nora, (world.dock, 4))
    User.objects.filter(pk=world.ali.user_id).update(is_active=False)
    results = at_once([reroute_broken] * 4)
    assert not [result for result in results if isinstance(result, Exception)]
    assert sum(int(str(result)) for result in results) == 1
    assert order.events.filter(kind=OrderEventKind.REASSIGNED).count() == 1


def _save_card(world: World, membership: Membership) -> Membership:
    return update_membership(
        actor=world.actor(world.stina),
        membership=membership,
        roles=Roles.of(membership),
        next_approver=membership.next_approver,
        break_point=membership.break_point,
    )


def test_ordering_while_staff_save_the_orderers_card_never_ends_in_a_deadlock() -> None:
    """Otto's customer stands alone, so the card locks the customer that the order locks too."""
    world = build_world()
    for _round in range(6):
        fill_cart(world.actor(world.otto), (world.paper, 1))
        results = at_once(
            [partial(_save_card, world, world.otto)] * 4
            + [partial(send_cart, world, world.actor(world.otto), on_account=False)]
        )
        assert not [result for result in results if isinstance(result, OperationalError)], results
        assert not [result for result in results if isinstance(result, Exception)], results
    assert Order.objects.count() == 6


def test_fifty_orders_at_once_have_fifty_numbers() -> None:
    world = build_world()
    actors = []
    for number in range(50):
        user = User.objects.create_user(email=f"buyer{number}@example.com")
        membership = Membership.objects.create(user=user, customer=world.vestby)
        actor = world.actor(membership)
        fill_cart(actor, (world.paper, 1))
        actors.append(actor)
    results = at_once([partial(send_cart, world, actor, on_account=False) for actor in actors])
    assert only_refusals(results) == 0
    assert Order.objects.values("number").distinct().count() == 50
