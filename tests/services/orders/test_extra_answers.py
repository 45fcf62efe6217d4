"""Extra fields at placing: who is asked, what is copied, what stops an order and what does not."""

import pytest

from customers.services.extra_fields import (
    Scope,
    save_extra_field,
    switch_extra_field,
)
from orders.errors import OrderRefused
from orders.extra_answers import AnswersRefused
from orders.models import Cart, CartLine, Order
from orders.services.refilling import edit_and_send_again, order_again
from orders.states import OrderStatus
from tests.orders import place
from tests.questions import answering, ask, replace_details
from tests.world import World


def test_nora_cannot_order_without_the_projects_number(world: World) -> None:
    field = ask(world, "Project", customer=world.nora.customer, is_required=True)
    with pytest.raises(AnswersRefused) as refused:
        answering(world, world.nora, (world.headset, 1))
    assert {name: str(why) for name, why in refused.value.problems.items()} == {
        f"extra-{field.key}": "Fill this in."
    }
    assert "Project: Fill this in." in [str(each) for each in refused.value.reasons.texts]
    assert not Order.objects.exists()

    order = answering(world, world.nora, extra={field.key: " P-12 "})
    assert order.extra == [
        {"key": field.key, "kind": "text", "labels": {"en": "Project"}, "value": "P-12"}
    ]


def test_others_are_not_asked(world: World) -> None:
    ask(world, "Project", customer=world.nora.customer, is_required=True)
    assert place(world, world.otto, (world.headset, 1)).extra == []


def test_a_group_asks_its_customers_and_nobody_else(world: World) -> None:
    ask(world, "Project", group=world.nora.customer.main_group, is_required=True)
    with pytest.raises(AnswersRefused):
        place(world, world.nora, (world.headset, 1))
    assert place(world, world.otto, (world.headset, 1)).extra == []


def test_the_shop_asks_everyone(world: World) -> None:
    ask(world, "Project", is_required=True)
    for who in (world.nora, world.otto):
        with pytest.raises(AnswersRefused):
            place(world, who, (world.headset, 1))


def test_each_line_is_asked_and_each_that_lacks_it_is_named(world: World) -> None:
    field = ask(world, "Room", place="line", is_required=True, customer=world.nora.customer)
    with pytest.raises(AnswersRefused) as refused:
        answering(
            world,
            world.nora,
            (world.headset, 1),
            (world.dock, 1),
            line_extra={world.dock.pk: {field.key: "A1"}},
        )
    assert list(refused.value.problems) == [f"extra-{world.headset.pk}-{field.key}"]
    order = answering(
        world,
        world.nora,
        line_extra={world.dock.pk: {field.key: "A1"}, world.headset.pk: {field.key: "B2"}},
    )
    said = {line.sku: [each.value for each in line.extra_told] for line in order.lines.all()}
    assert said == {world.headset.sku: ["B2"], world.dock.sku: ["A1"]}


def test_an_answer_stays_with_its_label_when_the_field_changes(world: World) -> None:
    field = ask(world, "Project", label_sv="Projekt")
    order = answering(world, world.nora, (world.headset, 1), extra={field.key: "P-12"})
    field.refresh_from_db()
    stina = world.actor(world.stina)
    from_now = replace_details(field, label="Job number")
    save_extra_field(actor=stina, scope=Scope(), details=from_now, field=field, version=1)
    order.refresh_from_db()
    assert [(each.label, each.value) for each in order.extra_told] == [("Project", "P-12")]
    switch_extra_field(actor=stina, scope=Scope(), field=field, is_active=False)
    order.refresh_from_db()
    assert [(each.label, each.value) for each in order.extra_told] == [("Project", "P-12")]


def test_what_is_not_typed_has_its_default_and_what_is_cleared_has_none(world: World) -> None:
    field = ask(world, "Project", default="P-1", is_required=True)
    assert place(world, world.nora, (world.headset, 1)).extra[0]["value"] == "P-1"
    with pytest.raises(AnswersRefused):
        answering(world, world.nora, (world.headset, 1), extra={field.key: ""})


def test_whoever_acts_as_nora_answers_what_noras_customer_asks(world: World) -> None:
    field = ask(world, "Project", customer=world.nora.customer, is_required=True)
    with pytest.raises(AnswersRefused):
        answering(world, world.nora, (world.headset, 1), acted_by=world.sam)
    order = answering(world, world.nora, extra={field.key: "P-12"}, acted_by=world.sam)
    assert order.extra_told[0].value == "P-12"


def test_ordering_again_brings_the_lines_answers_and_asks_for_new_ones(world: World) -> None:
    room = ask(world, "Room", place="line", customer=world.nora.customer)
    first = answering(
        world, world.nora, (world.headset, 1), line_extra={world.headset.pk: {room.key: "A1"}}
    )
    ask(world, "Project", is_required=True)
    order_again(actor=world.actor(world.nora), order_id=first.pk)
    assert CartLine.objects.get().extra == {room.key: "A1"}
    with pytest.raises(AnswersRefused):
        answering(world, world.nora)


def test_an_order_that_is_sent_again_keeps_its_answers(world: World) -> None:
    field = ask(world, "Project", customer=world.nora.customer)
    order = answering(world, world.nora, (world.dock, 4), extra={field.key: "P-12"})
    assert Cart.objects.get(user=world.nora.user).extra == {}
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.WITHDRAWN)
    edit_and_send_again(actor=world.actor(world.nora), order_id=order.pk)
    assert Cart.objects.get(user=world.nora.user).extra == {field.key: "P-12"}
    again = answering(world, world.nora)
    assert again.extra == order.extra


def test_a_refusal_names_other_reasons_too(world: World) -> None:
    ask(world, "Project", is_required=True)
    with pytest.raises(OrderRefused) as refused:
        place(world, world.nora, (world.headset, 10_000))
    assert "extra-field" in refused.value.reasons.codes
