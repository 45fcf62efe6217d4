"""Extra fields of an order that waits: what its approver mends, adds and cannot clear."""

from typing import Any

import pytest

from core.models import OutgoingEmail
from customers.errors import CustomersRefused
from customers.services.extra_fields import (
    Scope,
    delete_extra_field,
)
from orders.extra_answers import AnswersRefused, Changed
from orders.models import Order
from orders.presenting import changed_texts
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order
from orders.states import OrderStatus
from tests.questions import answering, ask
from tests.world import World


def waiting(world: World, **answers: Any) -> Order:
    return answering(world, world.nora, (world.dock, 4), **answers)


def change(world: World, order: Order, /, **extra: object) -> Order:
    return change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=order.version,
        change=OrderChange(extra=Changed(**extra)),  # type: ignore[arg-type]
    )


def test_an_approver_mends_an_answer_and_the_history_says_both(world: World) -> None:
    project = ask(world, "Project", customer=world.nora.customer)
    room = ask(world, "Room", place="line", customer=world.nora.customer)
    order = waiting(world, extra={project.key: "P-12"})
    line = order.lines.get()
    changed = change(world, order, order={project.key: "P-13"}, lines={line.pk: {room.key: "A1"}})
    changed.refresh_from_db()
    line.refresh_from_db()
    assert [each.value for each in changed.extra_told] == ["P-13"]
    assert [each.value for each in line.extra_told] == ["A1"]
    assert (line.quantity, changed.version) == (4, order.version + 1)
    event = changed.events.get(kind="changed")
    assert [(label, old, new) for label, old, new in changed_texts(event.details)] == [
        ("Project", "P-12", "P-13"),
        (f"{line.name}, Room", "", "A1"),
    ]
    mail = OutgoingEmail.objects.get(template="orders/changed")
    assert "P-13" in mail.body_text


def test_what_an_approver_answers_first_keeps_its_kind_on_the_order_and_on_a_line(
    world: World,
) -> None:
    project, room = ask(world, "Project"), ask(world, "Room", place="line")
    order = waiting(world)
    line = order.lines.get()
    change(world, order, order={project.key: "P-13"}, lines={line.pk: {room.key: "A1"}})
    for field in (project, room):
        with pytest.raises(CustomersRefused) as kept:
            delete_extra_field(actor=world.actor(world.stina), scope=Scope(), field=field)
        assert kept.value.code == "answered"


def test_another_quantity_leaves_the_lines_answers(world: World) -> None:
    room = ask(world, "Room", place="line")
    order = waiting(world, line_extra={world.dock.pk: {room.key: "A1"}})
    line = order.lines.get()
    change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=order.version,
        change=OrderChange(quantities={line.pk: 5}),
    )
    line.refresh_from_db()
    assert line.quantity == 5
    assert [each.value for each in line.extra_told] == ["A1"]


def test_a_line_that_an_approver_adds_is_asked_before_the_yes(world: World) -> None:
    room = ask(world, "Room", place="line", is_required=True)
    order = waiting(world, line_extra={world.dock.pk: {room.key: "A1"}})
    order = change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=order.version,
        change=OrderChange(added={world.paper.pk: 2}),
    )
    ali = world.actor(world.ali)
    with pytest.raises(AnswersRefused) as refused:
        approve_order(actor=ali, order_id=order.pk, version=order.version)
    assert [str(text) for text in refused.value.reasons.texts] == [
        f"{order.lines.get(variant=world.paper).name}, Room: Fill this in: press Change."
    ]
    added = order.lines.get(variant=world.paper)
    order.refresh_from_db()
    with pytest.raises(AnswersRefused):
        change(world, order, lines={added.pk: {room.key: " "}})
    order.refresh_from_db()
    changed = change(world, order, lines={added.pk: {room.key: "B2"}})
    approve_order(actor=ali, order_id=order.pk, version=changed.version)
    order.refresh_from_db()
    assert order.status == OrderStatus.UNPROCESSED


def test_a_line_that_an_approver_adds_has_the_fields_default(world: World) -> None:
    ask(world, "Room", place="line", is_required=True, default="Store")
    order = waiting(world)
    order = change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=order.version,
        change=OrderChange(added={world.paper.pk: 2}),
    )
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    assert [each.value for each in order.lines.get(variant=world.paper).extra_told] == ["Store"]


def test_an_approver_cannot_clear_what_is_required(world: World) -> None:
    project = ask(world, "Project", is_required=True)
    order = waiting(world, extra={project.key: "P-12"})
    with pytest.raises(AnswersRefused):
        change(world, order, order={project.key: ""})
    order.refresh_from_db()
    assert [each.value for each in order.extra_told] == ["P-12"]


def test_an_order_that_waited_before_the_field_was_required_is_not_stuck(world: World) -> None:
    order = waiting(world)
    project = ask(world, "Project", is_required=True)
    changed = change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=order.version,
        change=OrderChange(texts={"cost_centre": "4410"}, extra=Changed(order={project.key: ""})),
    )
    approve_order(
        actor=world.actor(world.ali), order_id=order.pk, version=changed.version, comment=""
    )
    assert Order.objects.get().status == OrderStatus.UNPROCESSED
