"""What staff do with an order: each step, what it gives back, what is refused."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from approvals.models import ApprovalRequest, RequestState
from core.models import OutgoingEmail
from customers.models import Membership
from orders.errors import OrderRefused
from orders.models import EntryKind, LimitEntry, Order
from orders.selectors.limits import outstanding_of, spent_on, standing_of, terms_of
from orders.services.deciding import approve_order
from orders.services.handling import cancel_order, handle_order, mark_paid, withdraw_order
from orders.services.rerouting import reassign_order, reroute_broken
from orders.states import TRANSITIONS, OrderEventKind, OrderStatus
from orders.waiting import totals_of_order
from tests.orders import place
from tests.services.orders.test_placing import limit, mails
from tests.world import World

STAFF_STEPS = (
    OrderEventKind.PROCESSING_STARTED,
    OrderEventKind.SHIPPED,
    OrderEventKind.COMPLETED,
    OrderEventKind.CANCELLED,
)


def fresh(order: Order) -> Order:
    return Order.objects.with_people().get(pk=order.pk)


def in_status(world: World, status: OrderStatus) -> Order:
    """An order that got there through the services."""
    waiting = {OrderStatus.AWAITING_APPROVAL, OrderStatus.REJECTED, OrderStatus.WITHDRAWN}
    order = place(world, world.nora, (world.dock, 4 if status in waiting else 1))
    steps = {
        OrderStatus.PROCESSING: STAFF_STEPS[:1],
        OrderStatus.SHIPPED: STAFF_STEPS[:2],
        OrderStatus.COMPLETED: STAFF_STEPS[:3],
        OrderStatus.CANCELLED: STAFF_STEPS[3:],
    }
    for step in steps.get(status, ()):
        handle_order(actor=world.actor(world.sam), order_id=order.pk, event=step)
    if status == OrderStatus.WITHDRAWN:
        withdraw_order(actor=world.actor(world.nora), order_id=order.pk)
    if status == OrderStatus.REJECTED:
        Order.objects.filter(pk=order.pk).update(status=status)  # the approver's business
    assert fresh(order).status == status
    return order


@pytest.mark.parametrize("event", STAFF_STEPS)
@pytest.mark.parametrize("status", list(OrderStatus))
def test_staff_take_each_step_from_exactly_the_states_of_the_table(
    world: World, status: OrderStatus, event: OrderEventKind
) -> None:
    order = in_status(world, status)
    allowed = (status, event) in TRANSITIONS
    before = list(order.events.values_list("kind", flat=True))
    if not allowed:
        with pytest.raises(OrderRefused):
            handle_order(actor=world.actor(world.sam), order_id=order.pk, event=event)
        assert fresh(order).status == status
        assert list(order.events.values_list("kind", flat=True)) == before
        return
    handle_order(actor=world.actor(world.sam), order_id=order.pk, event=event, comment="Klart.")
    assert fresh(order).status == TRANSITIONS[status, event]
    happened = order.events.last()
    assert happened is not None
    assert (happened.kind, happened.user, happened.comment) == (event, world.sam, "Klart.")


def test_nora_is_mailed_each_step_with_the_words_of_staff(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    sam = world.actor(world.sam)
    for step in STAFF_STEPS[:3]:
        handle_order(actor=sam, order_id=order.pk, event=step, comment=f"Om {step.value}")
    told = OutgoingEmail.objects.filter(template="orders/handled").order_by("id")
    assert [mail.to_address for mail in told] == ["nora@example.com"] * 3
    for mail, step in zip(told, STAFF_STEPS[:3], strict=True):
        assert f"Om {step.value}" in mail.body_text


@pytest.mark.parametrize("event", STAFF_STEPS[:3])
def test_staff_cannot_handle_an_order_that_waits_for_approval(
    world: World, event: OrderEventKind
) -> None:
    order = place(world, world.nora, (world.dock, 4))
    with pytest.raises(OrderRefused) as refused:
        handle_order(actor=world.actor(world.stina), order_id=order.pk, event=event)
    assert refused.value.reasons.codes == ("waiting",)
    assert fresh(order).status == OrderStatus.AWAITING_APPROVAL


@pytest.mark.parametrize("event", STAFF_STEPS)
@pytest.mark.parametrize("who", ["nora", "ali", "greta", "otto"])
def test_nobody_but_staff_handles_an_order(world: World, who: str, event: OrderEventKind) -> None:
    order = place(world, world.nora, (world.paper, 1))
    with pytest.raises(OrderRefused) as refused:
        handle_order(actor=world.actor(getattr(world, who)), order_id=order.pk, event=event)
    assert refused.value.reasons.codes == ("no-right",)


def test_a_second_press_of_the_same_button_is_refused_and_mails_nobody(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    sam = world.actor(world.sam)
    handle_order(actor=sam, order_id=order.pk, event=OrderEventKind.PROCESSING_STARTED)
    with pytest.raises(OrderRefused):
        handle_order(actor=sam, order_id=order.pk, event=OrderEventKind.PROCESSING_STARTED)
    assert mails("orders/handled") == ["nora@example.com"]
    assert order.events.count() == 2


def test_cancelling_gives_back_stock_and_limit_and_tells_nora(world: World) -> None:
    limit(world.nora, "5000.00")
    order = place(world, world.nora, (world.headset, 3))
    assert standing_of(world.nora).remaining == Decimal("830.00")
    handle_order(
        actor=world.actor(world.sam),
        order_id=order.pk,
        event=OrderEventKind.CANCELLED,
        comment="Utgått ur sortimentet",
    )
    world.headset.refresh_from_db()
    assert world.headset.stock_quantity == 100
    assert standing_of(world.nora).remaining == Decimal("5000.00")
    assert mails("orders/handled") == ["nora@example.com"]
    assert "Utgått" in OutgoingEmail.objects.get(template="orders/handled").body_text


def test_cancelling_twice_gives_back_once(world: World) -> None:
    limit(world.nora, "5000.00")
    order = place(world, world.nora, (world.headset, 3))
    sam = world.actor(world.sam)
    cancel_order(actor=sam, order_id=order.pk)
    with pytest.raises(OrderRefused):
        cancel_order(actor=sam, order_id=order.pk)
    world.headset.refresh_from_db()
    assert world.headset.stock_quantity == 100
    assert LimitEntry.objects.filter(kind=EntryKind.RELEASE).count() == 1


def test_a_cancelled_waiting_order_returns_no_stock_and_asks_nobody(world: World) -> None:
    limit(world.nora, "10000.00")
    order = place(world, world.nora, (world.dock, 4))
    cancel_order(actor=world.actor(world.stina), order_id=order.pk, comment="Dubblett")
    order = fresh(order)
    assert order.status == OrderStatus.CANCELLED
    assert order.approval is not None
    assert (order.approval.state, order.approval.step) == (RequestState.WITHDRAWN, None)
    world.dock.refresh_from_db()
    assert world.dock.stock_quantity == 100, "a waiting order never took any"
    assert standing_of(world.nora).remaining == Decimal("10000.00")


def test_a_cancellation_goes_back_into_the_period_the_order_was_placed_in(world: World) -> None:
    """Placed in October, cancelled in November: October gets it, November is as it was."""
    purchase_limit = limit(world.nora, "5000.00")
    purchase_limit.starts_on = datetime(2025, 1, 1).date()
    purchase_limit.save()
    order = place(world, world.nora, (world.headset, 3))
    october = datetime(2025, 10, 31, 12, tzinfo=UTC)
    Order.objects.filter(pk=order.pk).update(placed_at=october)
    LimitEntry.objects.filter(order=order).update(counts_on=october.date())
    assert spent_on(world.nora, terms_of(world.nora), october.date()).used == Decimal("4170.00")

    cancel_order(actor=world.actor(world.sam), order_id=order.pk)

    assert spent_on(world.nora, terms_of(world.nora), october.date()).used == Decimal("0.00")
    assert standing_of(world.nora).remaining == Decimal("5000.00")
    released = LimitEntry.objects.get(order=order, kind=EntryKind.RELEASE)
    assert released.counts_on == october.date()


def test_nora_cancels_while_unprocessed_and_not_after(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    handle_order(
        actor=world.actor(world.sam), order_id=order.pk, event=OrderEventKind.PROCESSING_STARTED
    )
    with pytest.raises(OrderRefused) as refused:
        cancel_order(actor=world.actor(world.nora), order_id=order.pk)
    assert refused.value.reasons.codes == ("too-late",)
    other = place(world, world.nora, (world.paper, 1))
    cancel_order(actor=world.actor(world.nora), order_id=other.pk)
    assert fresh(other).status == OrderStatus.CANCELLED


def test_payment_frees_credit_and_a_second_press_keeps_the_first_day(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    assert outstanding_of(world.school) == totals_of_order(order).gross
    mark_paid(actor=world.actor(world.sam), order_id=order.pk, is_paid=True)
    first = fresh(order).paid_at
    assert first is not None
    assert outstanding_of(world.school) == Decimal("0.00")
    mark_paid(actor=world.actor(world.sam), order_id=order.pk, is_paid=True)
    assert fresh(order).paid_at == first
    mark_paid(actor=world.actor(world.sam), order_id=order.pk, is_paid=False)
    assert outstanding_of(world.school) == order.gross


def test_only_staff_mark_an_order_paid(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    for who in (world.nora, world.greta, world.otto):
        with pytest.raises(OrderRefused) as refused:
            mark_paid(actor=world.actor(who), order_id=order.pk, is_paid=True)
        assert refused.value.reasons.codes == ("no-right",)
    assert fresh(order).paid_at is None


@pytest.mark.parametrize(
    ("quantity", "on_account", "code"), [(1, False, "not-on-account"), (4, True, "not-a-sale")]
)
def test_what_is_not_owed_is_not_paid(
    world: World, quantity: int, on_account: bool, code: str
) -> None:
    order = place(world, world.nora, (world.dock, quantity), on_account=on_account)
    with pytest.raises(OrderRefused) as refused:
        mark_paid(actor=world.actor(world.sam), order_id=order.pk, is_paid=True)
    assert refused.value.reasons.codes == (code,)


def stuck(world: World) -> Order:
    """Nora's order waits for Ali; then Ali and Greta lose the right, and nobody is left."""
    order = place(world, world.nora, (world.dock, 4))
    Membership.objects.filter(pk__in=[world.ali.pk, world.greta.pk]).update(
        is_approver=False, is_group_admin=False
    )
    reroute_broken()
    return order


def colleague(world: World, **fields: object) -> Membership:
    return Membership.objects.create(user=world.ulla, customer=world.care, **fields)


def test_staff_give_a_stuck_order_to_an_approver_elsewhere_in_the_organisation(
    world: World,
) -> None:
    order = stuck(world)
    ulla = colleague(world, is_approver=True)
    reassign_order(actor=world.actor(world.sam), order_id=order.pk, to=ulla, comment="Ali slutade")
    order = fresh(order)
    assert order.approval is not None
    assert order.approval.step == ulla
    assert order.status == OrderStatus.AWAITING_APPROVAL, "staff never approve"
    event = order.events.last()
    assert event is not None
    assert (event.kind, event.comment) == (OrderEventKind.REASSIGNED, "Ali slutade")
    assert "ulla@example.com" in mails("orders/to_approve")
    approve_order(actor=world.actor(ulla), order_id=order.pk, version=order.version)
    assert fresh(order).status == OrderStatus.UNPROCESSED


def test_an_order_is_never_given_to_somebody_who_cannot_approve_it(world: World) -> None:
    order = stuck(world)
    Membership.objects.filter(pk=world.otto.pk).update(is_approver=True)
    Membership.objects.filter(pk=world.nora.pk).update(is_approver=True)
    without_right = colleague(world)
    for to in (world.otto, world.nora, without_right):
        with pytest.raises(OrderRefused) as refused:
            reassign_order(actor=world.actor(world.sam), order_id=order.pk, to=to)
        assert refused.value.reasons.codes == ("unable",), to.user.email
    request = ApprovalRequest.objects.get()
    assert request.decisions.count() == 0
    assert not order.events.filter(kind=OrderEventKind.REASSIGNED, user=world.sam).exists()


def test_an_order_that_somebody_can_decide_on_stays_with_them(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    with pytest.raises(OrderRefused) as refused:
        reassign_order(actor=world.actor(world.stina), order_id=order.pk, to=world.greta)
    assert refused.value.reasons.codes == ("has-approver",)


def test_only_staff_reassign(world: World) -> None:
    order = stuck(world)
    ulla = colleague(world, is_approver=True)
    for who in (world.nora, world.ali, world.otto):
        with pytest.raises(OrderRefused):
            reassign_order(actor=world.actor(who), order_id=order.pk, to=ulla)


def test_whoever_has_said_yes_is_not_given_the_order_once_more(world: World) -> None:
    order = place(world, world.nora, (world.dock, 20))
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    Membership.objects.filter(pk=world.greta.pk).update(is_approver=False, is_group_admin=False)
    ApprovalRequest.objects.update(step=None)
    with pytest.raises(OrderRefused) as refused:
        reassign_order(actor=world.actor(world.stina), order_id=order.pk, to=world.ali)
    assert refused.value.reasons.codes == ("unable",)
