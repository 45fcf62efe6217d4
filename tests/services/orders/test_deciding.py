"""Approving, changing, rejecting: who may, what follows, what is refused."""

from decimal import Decimal

import pytest

from approvals.errors import ApprovalRefused
from approvals.models import Answer, ApprovalDecision
from core.models import OutgoingEmail
from customers.models import Membership, User
from orders.errors import OrderRefused
from orders.models import Order
from orders.selectors.limits import standing_of
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order, reject_order
from orders.services.handling import withdraw_order
from orders.services.rerouting import reassign_order, reroute_broken
from orders.states import OrderStatus
from tests.orders import place
from tests.services.orders.test_placing import limit, mails
from tests.world import World, make_user


def fresh(order: Order) -> Order:
    return Order.objects.with_people().get(pk=order.pk)


def test_ali_covers_it_so_his_yes_sends_the_order_to_the_shop(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)

    order = fresh(order)
    assert order.status == OrderStatus.UNPROCESSED
    assert order.released_at is not None
    assert mails("orders/new_order") == ["order@kontorsgrossen.example"]
    assert mails("orders/confirmed") == ["nora@example.com"]
    world.dock.refresh_from_db()
    assert world.dock.stock_quantity == 96


def test_beyond_alis_break_point_greta_is_asked_next_and_nora_is_told(world: World) -> None:
    order = place(world, world.nora, (world.dock, 13))  # 20 670,00
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    order = fresh(order)
    assert order.status == OrderStatus.AWAITING_APPROVAL
    assert order.approval is not None
    assert order.approval.step == world.greta
    assert mails("orders/to_approve") == ["ali@example.com", "greta@example.com"]
    assert mails("orders/step_approved") == ["nora@example.com"]
    approve_order(actor=world.actor(world.greta), order_id=order.pk, version=order.version)
    assert fresh(order).status == OrderStatus.UNPROCESSED


def test_every_step_must_approve_where_the_organisation_says_so(world: World) -> None:
    world.norrvik.every_step_must_approve = True
    world.norrvik.save()
    order = place(world, world.nora, (world.dock, 4))
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    assert fresh(order).status == OrderStatus.AWAITING_APPROVAL


def test_a_rejection_tells_nora_why_and_frees_her_limit(world: World) -> None:
    limit(world.nora, "10000.00")
    order = place(world, world.nora, (world.dock, 4))
    reject_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=order.version,
        comment="Köp begagnat",
    )
    assert fresh(order).status == OrderStatus.REJECTED
    assert mails("orders/rejected") == ["nora@example.com"]
    assert "Köp begagnat" in OutgoingEmail.objects.get(template="orders/rejected").body_text
    assert mails("orders/new_order") == []
    assert standing_of(world.nora).remaining == Decimal("10000.00")


def test_a_comment_on_rejection_is_required_only_where_the_organisation_wants_it(
    world: World,
) -> None:
    world.norrvik.comment_required = True
    world.norrvik.save()
    order = place(world, world.nora, (world.dock, 4))
    with pytest.raises(ApprovalRefused) as refused:
        reject_order(actor=world.actor(world.ali), order_id=order.pk, version=1, comment="  ")
    assert refused.value.refusal.code == "comment-required"
    assert fresh(order).status == OrderStatus.AWAITING_APPROVAL


@pytest.mark.parametrize(
    ("who", "code"),
    [("nora", "no-right"), ("greta", "not-your-turn"), ("otto", "no-right")],
)
def test_only_the_one_whose_turn_it_is_decides(world: World, who: str, code: str) -> None:
    order = place(world, world.nora, (world.dock, 4))
    with pytest.raises(ApprovalRefused) as refused:
        approve_order(actor=world.actor(getattr(world, who)), order_id=order.pk, version=1)
    assert refused.value.refusal.code == code
    assert ApprovalDecision.objects.count() == 0


def test_staff_never_approve(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    with pytest.raises(ApprovalRefused):
        approve_order(actor=world.actor(world.stina), order_id=order.pk, version=1)


def test_staff_do_not_become_approvers_by_a_connection_of_their_own(world: World) -> None:
    """Ali joins the reseller: the order he had goes on to Greta, and his yes no longer counts."""
    order = place(world, world.nora, (world.dock, 4))
    world.ali.user.staff_role = "sales"
    world.ali.user.save()
    with pytest.raises(ApprovalRefused) as refused:
        approve_order(actor=world.actor(world.ali), order_id=order.pk, version=1)
    assert refused.value.refusal.code == "staff"
    assert reroute_broken() == 1
    order = fresh(order)
    assert order.approval is not None
    assert order.approval.step == world.greta
    next_order = place(world, world.nora, (world.dock, 4))
    assert next_order.approval is not None
    assert next_order.approval.step == world.greta


def test_nobody_decides_while_acting_as_the_approver(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    with pytest.raises(ApprovalRefused) as refused:
        approve_order(
            actor=world.actor(world.ali, acted_by=world.sam), order_id=order.pk, version=1
        )
    assert refused.value.refusal.code == "acting"


def test_approver_cannot_approve_own_order(world: World) -> None:
    """Ali's own order over 20 000 goes to Greta; the chain never comes back to him."""
    order = place(world, world.ali, (world.dock, 13))
    assert order.approval is not None
    assert order.approval.step == world.greta
    with pytest.raises(ApprovalRefused):
        approve_order(actor=world.actor(world.ali), order_id=order.pk, version=1)


def test_who_placed_for_nora_may_not_approve_it_either(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4), acted_by=world.ali.user)
    assert order.approval is not None
    assert order.approval.step == world.greta
    with pytest.raises(ApprovalRefused) as refused:
        approve_order(actor=world.actor(world.ali), order_id=order.pk, version=1)
    assert refused.value.refusal.code == "own"


def test_a_second_yes_is_refused(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=1)
    with pytest.raises(ApprovalRefused) as refused:
        approve_order(actor=world.actor(world.ali), order_id=order.pk, version=1)
    assert refused.value.refusal.code == "settled"
    assert len(mails("orders/new_order")) == 1


def test_alis_change_is_repriced_kept_beside_the_old_and_does_not_approve(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    line = order.lines.get()
    change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=1,
        change=OrderChange(
            quantities={line.pk: 3}, added={world.paper.pk: 2}, texts={"cost_centre": "4711"}
        ),
        comment="Tre räcker",
    )
    order = fresh(order)
    assert order.status == OrderStatus.AWAITING_APPROVAL
    assert order.value_net == Decimal("5348.00")
    assert order.cost_centre == "4711"
    assert order.approval is not None
    assert order.approval.step == world.ali, "saving a change is not approving"
    event = order.events.get(kind="changed")
    assert event.details["value_net"] == ["6360.00", "5348.00"]
    assert event.details["lines"][0]["quantity"] == [4, 3]
    assert mails("orders/changed") == ["nora@example.com"]
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    assert fresh(order).status == OrderStatus.UNPROCESSED


def test_a_change_upwards_is_routed_by_its_new_value(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=1,
        change=OrderChange(quantities={order.lines.get().pk: 13}),
    )
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=2)
    order = fresh(order)
    assert order.approval is not None
    assert order.approval.step == world.greta


def test_a_change_below_the_break_point_still_needs_the_yes_of_its_author(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=1,
        change=OrderChange(quantities={order.lines.get().pk: 1}),
    )
    assert fresh(order).status == OrderStatus.AWAITING_APPROVAL
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=2)
    assert fresh(order).status == OrderStatus.UNPROCESSED


def test_what_was_shown_before_a_change_cannot_be_approved(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=1,
        change=OrderChange(quantities={order.lines.get().pk: 3}),
    )
    with pytest.raises(ApprovalRefused) as refused:
        approve_order(actor=world.actor(world.ali), order_id=order.pk, version=1)
    assert refused.value.refusal.code == "changed-since"


def test_a_change_beyond_the_purchase_limit_is_refused_whole(world: World) -> None:
    limit(world.nora, "7000.00")
    order = place(world, world.nora, (world.dock, 4))
    with pytest.raises(OrderRefused) as refused:
        change_order(
            actor=world.actor(world.ali),
            order_id=order.pk,
            version=1,
            change=OrderChange(quantities={order.lines.get().pk: 5}),
        )
    assert refused.value.reasons.codes == ("limit_exceeded",)
    order = fresh(order)
    assert (order.lines.get().quantity, order.version) == (4, 1)
    assert standing_of(world.nora).reserved == Decimal("6360.00")


def test_a_change_adjusts_what_is_reserved(world: World) -> None:
    limit(world.nora, "7000.00")
    order = place(world, world.nora, (world.dock, 4))
    change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=1,
        change=OrderChange(quantities={order.lines.get().pk: 2}),
    )
    assert standing_of(world.nora).reserved == Decimal("3180.00")


def test_lines_that_are_not_changed_keep_their_price(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4), (world.paper, 1))
    world.dock.list_price_net = Decimal("9999.00")
    world.dock.save()
    paper = order.lines.get(sku=world.paper.sku)
    change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=1,
        change=OrderChange(quantities={paper.pk: 2}),
    )
    assert fresh(order).lines.get(sku=world.dock.sku).unit_net == Decimal("1590.00")


def test_a_chain_of_twelve_is_climbed_to_its_top(world: World) -> None:
    chain = [world.greta]
    for number in range(12):
        user = Membership.objects.create(
            user=type(world.sam).objects.create_user(email=f"a{number}@example.com"),
            customer=world.care,
            is_approver=True,
            next_approver=chain[-1],
            break_point=Decimal(0),
        )
        chain.append(user)
    world.nora.next_approver = chain[-1]
    world.nora.break_point = Decimal(0)
    world.nora.save()
    order = place(world, world.nora, (world.paper, 1))
    for approver in reversed(chain):
        order = fresh(order)
        assert order.approval is not None
        assert order.approval.step == approver
        approve_order(actor=world.actor(approver), order_id=order.pk, version=1)
    assert fresh(order).status == OrderStatus.UNPROCESSED
    assert ApprovalDecision.objects.filter(answer=Answer.APPROVE).count() == 13


@pytest.mark.parametrize("how", ["deactivated", "right lost", "membership ended"])
def test_an_approver_who_left_never_leaves_an_order_stuck(world: World, how: str) -> None:
    order = place(world, world.nora, (world.dock, 4))
    if how == "deactivated":
        world.ali.user.is_active = False
        world.ali.user.save()
    elif how == "right lost":
        world.ali.is_approver = False
        world.ali.save()
    else:
        world.ali.is_active = False
        world.ali.save()
    assert reroute_broken() == 1
    order = fresh(order)
    assert order.approval is not None
    assert order.approval.step == world.greta
    assert "greta@example.com" in mails("orders/to_approve")
    assert reroute_broken() == 0
    approve_order(actor=world.actor(world.greta), order_id=order.pk, version=order.version)
    assert fresh(order).status == OrderStatus.UNPROCESSED


def test_with_nobody_left_the_order_waits_for_staff_to_act(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    for membership in (world.ali, world.greta):
        membership.user.is_active = False
        membership.user.save()
    reroute_broken()
    order = fresh(order)
    assert order.status == OrderStatus.AWAITING_APPROVAL
    assert order.approval is not None
    assert order.approval.step is None


def test_nora_withdraws_while_it_waits_and_the_limit_is_free_again(world: World) -> None:
    limit(world.nora, "10000.00")
    order = place(world, world.nora, (world.dock, 4))
    withdraw_order(actor=world.actor(world.nora), order_id=order.pk)
    assert fresh(order).status == OrderStatus.WITHDRAWN
    assert standing_of(world.nora).remaining == Decimal("10000.00")
    with pytest.raises(ApprovalRefused):
        approve_order(actor=world.actor(world.ali), order_id=order.pk, version=1)


def test_a_colleague_cannot_withdraw_noras_order(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    with pytest.raises(OrderRefused):
        withdraw_order(actor=world.actor(world.greta), order_id=order.pk)


def test_staff_give_an_order_that_nobody_can_decide_to_an_approver_whose_yes_counts(
    world: World,
) -> None:
    order = place(world, world.nora, (world.dock, 4))
    for membership in (world.ali, world.greta):
        membership.user.is_active = False
        membership.user.save()
    reroute_broken()
    berit = Membership.objects.create(
        user=make_user("berit@example.com", "Berit", "Ek"), customer=world.care, is_approver=True
    )
    reassign_order(actor=world.actor(world.sam), order_id=order.pk, to=berit)
    assert "berit@example.com" in mails("orders/to_approve")
    assert reroute_broken() == 0, "Berit can decide, so the order stays with her"
    approve_order(actor=world.actor(berit), order_id=order.pk, version=1)
    assert fresh(order).status == OrderStatus.UNPROCESSED


def test_staff_cannot_take_an_order_from_somebody_who_can_decide(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    with pytest.raises(OrderRefused) as refused:
        reassign_order(actor=world.actor(world.sam), order_id=order.pk, to=world.greta)
    assert refused.value.reasons.codes == ("has-approver",)


@pytest.mark.parametrize("who", ["otto", "nora"])
def test_an_order_is_never_given_across_the_border_or_to_its_orderer(
    world: World, who: str
) -> None:
    order = place(world, world.nora, (world.dock, 4))
    Membership.objects.update(is_approver=True)
    User.objects.filter(pk__in=[world.ali.user_id, world.greta.user_id]).update(is_active=False)
    reroute_broken()
    with pytest.raises(OrderRefused) as refused:
        reassign_order(actor=world.actor(world.sam), order_id=order.pk, to=getattr(world, who))
    assert refused.value.reasons.codes == ("unable",)
