"""Extra fields at placing: who is asked, what is copied, what stops an order and what does not."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import translation
from pypdf import PdfReader

from core.exchange.reader import read_table
from core.exports import export_now
from core.models import ExportFormat, OutgoingEmail
from customers.errors import CustomersRefused, NotPermitted
from customers.extra_field_rules import ExtraFieldDetails
from customers.models import ExtraField
from customers.selectors.shop import shop_settings
from customers.services.extra_fields import (
    ExtraFieldRefused,
    Scope,
    delete_extra_field,
    move_extra_field,
    save_extra_field,
    switch_extra_field,
)
from orders.errors import OrderRefused
from orders.exports import ORDERS
from orders.extra_answers import AnswersRefused, Changed
from orders.models import Cart, CartLine, Order
from orders.papers import order_pdf
from orders.presenting import changed_texts
from orders.selectors.carts import basket_of, find_cart
from orders.selectors.orders import order_detail_of
from orders.selectors.person_file import person_file
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order
from orders.services.placing import place_order
from orders.services.refilling import edit_and_send_again, order_again
from orders.states import OrderStatus
from tests.orders import details, fill_cart, place
from tests.questions import ask
from tests.world import World


def answering(world: World, who, *wishes, extra=None, line_extra=None, acted_by=None) -> Order:  # type: ignore[no-untyped-def]
    """The cart of `who` sent with these answers."""
    actor = world.actor(who, acted_by=acted_by)
    fill_cart(actor, *wishes)
    cart = find_cart(actor, "")
    assert cart is not None
    basket = basket_of(actor, cart, shop_settings(), delivery=world.pickup, payment=world.invoice)
    placed = place_order(
        actor=actor,
        token=cart.checkout_token,
        fingerprint=basket.fingerprint,
        details=replace(details(world), extra=extra or {}, line_extra=line_extra or {}),
    )
    return Order.objects.get(pk=placed.order.pk)


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


def replace_details(field: ExtraField, **changed: object):  # type: ignore[no-untyped-def]
    names = ExtraFieldDetails.__dataclass_fields__
    values = {name: getattr(field, name) for name in names} | changed
    return ExtraFieldDetails(**values | {"choices": tuple(values["choices"])})


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


def test_the_mails_say_what_was_answered(world: World) -> None:
    field = ask(world, "Project", place="order", label_sv="Projekt")
    room = ask(world, "Room", place="line")
    world.nora.user.language = "sv"
    world.nora.user.save()
    answering(
        world,
        world.nora,
        (world.headset, 1),
        extra={field.key: "P-12 <b>"},
        line_extra={world.headset.pk: {room.key: "A1"}},
    )
    for template, label in (("orders/confirmed", "Projekt"), ("orders/new_order", "Project")):
        mail = OutgoingEmail.objects.get(template=template)
        assert f"{label}: P-12 <b>" in mail.body_text
        assert "Room: A1" in mail.body_text
        assert label in mail.body_html
        assert "P-12 &lt;b&gt;" in mail.body_html
        assert "Room: A1" in mail.body_html


def test_a_refusal_names_other_reasons_too(world: World) -> None:
    ask(world, "Project", is_required=True)
    with pytest.raises(OrderRefused) as refused:
        place(world, world.nora, (world.headset, 10_000))
    assert "extra-field" in refused.value.reasons.codes


def waiting(world: World, **answers: object) -> Order:
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


def test_the_paper_and_the_workbook_say_what_was_answered(world: World, tmp_path: Path) -> None:
    project = ask(world, "Project", label_sv="Projekt")
    room = ask(world, "Room", place="line")
    order = answering(
        world,
        world.nora,
        (world.headset, 1),
        extra={project.key: "=HYPERLINK(1)"},
        line_extra={world.headset.pk: {room.key: "A1"}},
    )
    with translation.override("sv"):
        written = order_pdf(order_detail_of(world.actor(world.nora), order.number), shop_settings())
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(written)).pages)
    assert "Projekt" in words
    assert "=HYPERLINK(1)" in words
    assert "Room: A1" in words
    path = tmp_path / "orders.xlsx"
    export_now(
        actor=world.actor(world.sam),
        export=ORDERS,
        asked={"view": "process"},
        file_format=ExportFormat.XLSX,
        currency="SEK",
        target=path,
    )
    table = read_table(path)
    row = dict(zip(table.headings, next(iter(table.rows)).cells, strict=True))
    assert row["Extra fields"] == "Project: =HYPERLINK(1)"
    assert row["Extra fields of lines"] == f"{world.headset.sku}: Room: A1"


def test_a_person_is_told_their_own_answers(world: World) -> None:
    project = ask(world, "Project")
    answering(world, world.nora, (world.headset, 1), extra={project.key: "Call Nora at home"})
    parts = {part.key: part for part in person_file(world.nora.user)}
    assert "Call Nora at home" in str(parts["orders"].rows)


def test_a_field_that_was_answered_keeps_its_kind_and_is_not_removed(world: World) -> None:
    project, other = ask(world, "Project"), ask(world, "Other")
    answering(world, world.nora, (world.headset, 1), extra={project.key: "P-12"})
    project.refresh_from_db()
    stina = world.actor(world.stina)
    with pytest.raises(ExtraFieldRefused) as refused:
        save_extra_field(
            actor=stina,
            scope=Scope(),
            details=replace_details(project, kind="number"),
            field=project,
            version=1,
        )
    assert list(refused.value.problems) == ["kind"]
    with pytest.raises(CustomersRefused) as kept:
        delete_extra_field(actor=stina, scope=Scope(), field=project)
    assert kept.value.code == "answered"
    delete_extra_field(actor=stina, scope=Scope(), field=other)
    assert list(ExtraField.objects.all()) == [project]


def test_the_second_of_two_who_change_a_field_looks_again(world: World) -> None:
    project = ask(world, "Project")
    stina = world.actor(world.stina)
    saved = {"actor": stina, "scope": Scope(), "field": project, "version": 1}
    save_extra_field(details=replace_details(project, label="Job"), **saved)  # type: ignore[arg-type]
    with pytest.raises(CustomersRefused) as refused:
        save_extra_field(details=replace_details(project, label="Case"), **saved)  # type: ignore[arg-type]
    assert refused.value.code == "changed_since"
    project.refresh_from_db()
    assert project.label == "Job"


def test_the_twenty_first_field_is_refused_in_words(world: World) -> None:
    for number in range(10):
        ask(world, f"Shop {number}")
        ask(world, f"Own {number}", customer=world.nora.customer)
    for scope in ({"customer": world.nora.customer}, {"group": world.nora.customer.main_group}, {}):
        with pytest.raises(CustomersRefused) as refused:
            ask(world, "One more", **scope)
        assert refused.value.code == "too_many"
        assert "At most 20" in str(refused.value.reason)
    ask(world, "Vestby asks", customer=world.otto.customer)
    ask(world, "Not in use", is_active=False)


def test_only_who_may_change_them_does(world: World) -> None:
    details = replace_details(ask(world, "Project"))
    for who in (world.nora, world.greta):
        with pytest.raises(NotPermitted):
            save_extra_field(
                actor=world.actor(who), scope=Scope(customer=who.customer), details=details
            )
    with pytest.raises(NotPermitted):
        save_extra_field(actor=world.actor(world.sam), scope=Scope(), details=details)
    save_extra_field(
        actor=world.actor(world.sam), scope=Scope(customer=world.nora.customer), details=details
    )


def test_a_right_to_one_customers_fields_is_none_to_the_shops(world: World) -> None:
    project = ask(world, "Project")
    sam, scope = world.actor(world.sam), Scope(customer=world.nora.customer)
    with pytest.raises(CustomersRefused):
        switch_extra_field(actor=sam, scope=scope, field=project, is_active=False)
    delete_extra_field(actor=sam, scope=scope, field=project)
    project.refresh_from_db()
    assert project.is_active


def test_fields_stand_in_the_order_they_are_put(world: World) -> None:
    first, second, third = (ask(world, name) for name in ("A", "B", "C"))
    stina = world.actor(world.stina)
    move_extra_field(actor=stina, scope=Scope(), field=third, up=True)
    move_extra_field(actor=stina, scope=Scope(), field=first, up=True)
    assert list(ExtraField.objects.all()) == [first, third, second]
