"""Sent back with a question: nothing is decided, and the answer comes to whoever decides."""

import pytest

from approvals.errors import ApprovalRefused
from core.models import OutgoingEmail
from customers.models import Membership
from orders.errors import OrderRefused
from orders.models import Order
from orders.services.asking import answer_question, ask_question
from orders.services.deciding import approve_order
from orders.services.handling import withdraw_order
from orders.services.rerouting import reroute_broken
from orders.states import OrderStatus
from tests.orders import place
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(world: World) -> Order:
    return place(world, world.nora, (world.dock, 4))


def ask(world: World, order: Order, question: str = "Why four?") -> Order:
    return ask_question(
        actor=world.actor(world.ali), order_id=order.pk, version=order.version, question=question
    )


def test_the_orderer_is_asked_and_ali_still_decides(world: World, order: Order) -> None:
    ask(world, order)
    fresh = Order.objects.get(pk=order.pk)
    assert fresh.status == OrderStatus.AWAITING_APPROVAL
    assert fresh.approval is not None
    assert fresh.approval.asked_at is not None
    assert fresh.approval.step == world.ali
    mail = OutgoingEmail.objects.get(template="orders/question")
    assert mail.to_address == world.nora.user.email
    assert "Why four?" in mail.body_text


def test_the_answer_comes_to_ali_and_closes_the_question(world: World, order: Order) -> None:
    ask(world, order)
    answer_question(actor=world.actor(world.nora), order_id=order.pk, text="One each.")
    fresh = Order.objects.get(pk=order.pk)
    assert fresh.approval is not None
    assert fresh.approval.asked_at is None
    mail = OutgoingEmail.objects.get(template="orders/answered")
    assert mail.to_address == world.ali.user.email
    assert "One each." in mail.body_text
    assert [event.kind for event in fresh.events.all()] == ["placed", "asked", "answered"]
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)


def test_ali_may_say_yes_without_waiting_for_the_answer(world: World, order: Order) -> None:
    ask(world, order)
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    with pytest.raises(OrderRefused) as refused:
        answer_question(actor=world.actor(world.nora), order_id=order.pk, text="One each.")
    assert refused.value.reasons.codes == ("no-question",)


def test_a_question_needs_words_and_so_does_an_answer(world: World, order: Order) -> None:
    with pytest.raises(ApprovalRefused) as refused:
        ask(world, order, "   ")
    assert refused.value.refusal.code == "comment-required"
    ask(world, order)
    with pytest.raises(OrderRefused):
        answer_question(actor=world.actor(world.nora), order_id=order.pk, text=" ")
    assert Order.objects.get(pk=order.pk).approval.asked_at is not None  # type: ignore[union-attr]


def test_only_whose_turn_it_is_asks_and_only_the_orderer_answers(
    world: World, order: Order
) -> None:
    for stranger in (world.greta, world.nora, world.otto):
        with pytest.raises(ApprovalRefused):
            ask_question(
                actor=world.actor(stranger), order_id=order.pk, version=order.version, question="?"
            )
    ask(world, order)
    for stranger in (world.ali, world.greta):
        with pytest.raises(OrderRefused) as refused:
            answer_question(actor=world.actor(stranger), order_id=order.pk, text="Well")
        assert refused.value.reasons.codes == ("not-yours",)


def test_a_withdrawn_order_has_no_question_left(world: World, order: Order) -> None:
    ask(world, order)
    withdraw_order(actor=world.actor(world.nora), order_id=order.pk)
    with pytest.raises(OrderRefused):
        answer_question(actor=world.actor(world.nora), order_id=order.pk, text="Too late")


def test_an_order_changed_since_it_was_read_is_not_asked_about(world: World, order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(version=order.version + 1)
    with pytest.raises(ApprovalRefused) as refused:
        ask(world, order)
    assert refused.value.refusal.code == "changed-since"


def test_the_next_approver_does_not_wait_for_what_the_one_before_asked(
    world: World, order: Order
) -> None:
    ask(world, order)
    Membership.objects.filter(pk=world.ali.pk).update(is_active=False)
    assert reroute_broken() == 1
    fresh = Order.objects.get(pk=order.pk)
    assert fresh.approval is not None
    assert (fresh.approval.step, fresh.approval.asked_at) == (world.greta, None)
    with pytest.raises(OrderRefused):
        answer_question(actor=world.actor(world.nora), order_id=order.pk, text="One each.")
