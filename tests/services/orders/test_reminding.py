"""Orders that have waited too long: a reminder after the days set, then on to the next."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import OutgoingEmail
from orders.models import Order
from orders.services.asking import answer_question, ask_question
from orders.services.reminding import remind_and_pass_on
from orders.states import OrderEventKind
from tests.orders import place
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(world: World) -> Order:
    return place(world, world.nora, (world.dock, 4))


def set_days(world: World, *, remind: int | None, escalate: int | None) -> None:
    world.norrvik.remind_after_days = remind
    world.norrvik.escalate_after_days = escalate
    world.norrvik.save()


def after(**delta: int) -> datetime:
    return timezone.now() + timedelta(**delta)


def mails(template: str) -> list[str]:
    sent = OutgoingEmail.objects.filter(template=template).order_by("id")
    return [mail.to_address for mail in sent]


def step_of(order: Order) -> object:
    return Order.objects.get(pk=order.pk).approval.step  # type: ignore[union-attr]


def test_ali_is_reminded_after_three_days_and_again_after_three_more(
    world: World, order: Order
) -> None:
    set_days(world, remind=3, escalate=None)
    assert remind_and_pass_on(now=after(days=2, hours=23)) == (0, 0)
    assert remind_and_pass_on(now=after(days=3, hours=1)) == (0, 1)
    assert remind_and_pass_on(now=after(days=3, hours=2)) == (0, 0), "once"
    assert remind_and_pass_on(now=after(days=6, hours=2)) == (0, 1)
    assert mails("orders/reminder") == [world.ali.user.email] * 2
    assert step_of(order) == world.ali


def test_blank_is_never(world: World, order: Order) -> None:
    set_days(world, remind=None, escalate=None)
    assert remind_and_pass_on(now=after(days=300)) == (0, 0)


def test_after_its_days_the_order_goes_on_to_greta_and_all_are_told(
    world: World, order: Order
) -> None:
    set_days(world, remind=3, escalate=5)
    assert remind_and_pass_on(now=after(days=5, hours=1))[0] == 1
    assert step_of(order) == world.greta
    assert mails("orders/passed_on") == [world.nora.user.email, world.ali.user.email]
    assert mails("orders/to_approve") == [world.ali.user.email, world.greta.user.email]
    event = order.events.get(kind=OrderEventKind.PASSED_ON)
    assert event.details["from"] == world.ali.user.full_name
    door = f"/my/orders/{order.number}/"
    for person, leads_there in ((world.nora, True), (world.ali, False)):
        mail = OutgoingEmail.objects.get(template="orders/passed_on", to_address=person.user.email)
        assert (door in mail.body_text) == leads_there
        assert (world.client(person).get(door).status_code == 200) == leads_there


def test_where_nobody_is_next_the_order_stays_and_the_reminders_go_on(
    world: World, order: Order
) -> None:
    set_days(world, remind=3, escalate=5)
    remind_and_pass_on(now=after(days=6))
    assert step_of(order) == world.greta
    assert remind_and_pass_on(now=after(days=12)) == (0, 1)
    assert step_of(order) == world.greta
    assert order.events.filter(kind=OrderEventKind.PASSED_ON).count() == 1


def test_while_a_question_is_open_the_orderer_is_reminded_and_nothing_goes_on(
    world: World, order: Order
) -> None:
    set_days(world, remind=3, escalate=5)
    ask_question(
        actor=world.actor(world.ali), order_id=order.pk, version=order.version, question="Why?"
    )
    assert remind_and_pass_on(now=after(days=6)) == (0, 1)
    assert mails("orders/question_reminder") == [world.nora.user.email]
    answer_question(actor=world.actor(world.nora), order_id=order.pk, text="Because")
    assert remind_and_pass_on(now=after(days=1)) == (0, 0), "Ali has all the days again"
    assert step_of(order) == world.ali


def test_a_customer_alone_is_reminded_after_three_days_and_never_passed_on(world: World) -> None:
    world.otto.next_approver, world.otto.break_point = None, None
    chief = world.otto.__class__.objects.create(
        user=world.ulla, customer=world.vestby, is_approver=True
    )
    world.otto.next_approver, world.otto.break_point = chief, 0
    world.otto.save()
    order = place(world, world.otto, (world.dock, 1))
    assert remind_and_pass_on(now=after(days=4)) == (0, 1)
    assert mails("orders/reminder") == [world.ulla.email]
    assert step_of(order) == chief


def test_each_order_is_looked_at_again_by_itself(world: World, order: Order) -> None:
    others = [place(world, world.nora, (world.dock, 4)) for _ in range(2)]
    set_days(world, remind=3, escalate=None)
    with CaptureQueriesContext(connection) as asked:
        assert remind_and_pass_on(now=after(days=4)) == (0, 1 + len(others))
    lists = [
        query["sql"]
        for query in asked
        if "COALESCE" in query["sql"] and 'FROM "orders_order"' in query["sql"]
    ]
    assert len([sql for sql in lists if "LIMIT 1" not in sql]) == 1, "the list of all is read once"
