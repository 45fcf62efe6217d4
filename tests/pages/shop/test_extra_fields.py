"""Extra fields where they are bought with: cart, checkout, orders, approvals."""

from django.test import Client

from orders.models import Cart, CartLine, Order
from tests.orders import fill_cart
from tests.pages.reading import page_of, read
from tests.pages.shop.buying import checkout_form, nora_with, send
from tests.questions import ask
from tests.world import World


def test_a_required_field_stops_at_the_field_and_then_passes(world: World) -> None:
    field = ask(world, "Project", customer=world.nora.customer, is_required=True, help="As P-12")
    client = nora_with(world, (world.headset, 1))
    page = read(client, "/checkout/")
    assert "Project As P-12" in page.text
    refused = page_of(send(client, comment="Keep this"), 422)
    assert "Project : Fill this in." in refused.text
    assert refused.fields_in_error == [f"extra-{field.key}"]
    assert refused.forms["checkout"]["comment"] == "Keep this"
    assert send(client, **{f"extra-{field.key}": "P-12"}).status_code == 302
    order = Order.objects.get()
    text = read(client, f"/my/orders/{order.number}/").text
    assert "Project P-12" in text
    assert "Project P-12" in read(world.client(world.sam), f"/staff/orders/{order.number}/").text


def test_each_line_is_asked_in_cart_and_checkout(world: World) -> None:
    room = ask(world, "Room", place="line", kind="choice", choices=("A1", "B2"), is_required=True)
    client = nora_with(world, (world.headset, 1), (world.dock, 1))
    name = f"extra-{world.headset.pk}-{room.key}"
    other = f"extra-{world.dock.pk}-{room.key}"
    form = read(client, "/cart/").forms["cart"]
    assert client.post("/cart/change/", form | {name: "B2"}).status_code == 302
    line = CartLine.objects.get(variant=world.headset)
    assert line.extra == {room.key: "B2"}
    sent = checkout_form(client)
    assert sent[name] == "B2"
    refused = page_of(client.post("/checkout/", sent), 422)
    assert refused.fields_in_error == [other]
    assert client.post("/checkout/", sent | {other: "A1"}).status_code == 302
    order = Order.objects.get()
    page = read(client, f"/my/orders/{order.number}/")
    assert "Room: B2" in page.text
    assert "Room: A1" in page.text


def test_a_wrong_answer_is_told_in_the_cart_and_kept_as_typed(world: World) -> None:
    count = ask(world, "Count", place="line", kind="number", maximum="5")
    client = nora_with(world, (world.headset, 1))
    name = f"extra-{world.headset.pk}-{count.key}"
    client.post("/cart/change/", read(client, "/cart/").forms["cart"] | {name: "7"})
    page = read(client, "/cart/")
    assert "At most 5." in page.text
    assert page.forms["cart"][name] == "7"


def test_a_checkout_that_is_left_half_way_keeps_what_was_typed(world: World) -> None:
    field = ask(world, "Project", is_required=True)
    room = ask(world, "Room", place="line")
    client = nora_with(world, (world.headset, 1))
    name = f"extra-{world.headset.pk}-{room.key}"
    typed = {f"extra-{field.key}": "P-12", name: "A1", "extra-nobodys": "x", "update": "1"}
    page = page_of(client.post("/checkout/", checkout_form(client) | typed))
    assert not page.fields_in_error
    assert Cart.objects.get(user=world.nora.user).extra == {field.key: "P-12"}
    again = checkout_form(client)
    assert (again[f"extra-{field.key}"], again[name]) == ("P-12", "A1")
    assert client.post("/checkout/", again).status_code == 302


def test_others_have_nothing_to_fill_in(world: World) -> None:
    ask(world, "Project", customer=world.nora.customer, is_required=True)
    fill_cart(world.actor(world.otto), (world.headset, 1))
    assert "Project" not in read(world.client(world.otto), "/checkout/").text
    assert send(world.client(world.otto)).status_code == 302


def change_form(client: Client, order: Order) -> dict[str, str]:
    return read(client, f"/my/approvals/{order.number}/change/").forms[""]


def test_an_approver_sees_answers_and_changes_them(world: World) -> None:
    field = ask(world, "Project", customer=world.nora.customer)
    room = ask(world, "Room", place="line", kind="number", customer=world.nora.customer)
    send(nora_with(world, (world.dock, 4)), **{f"extra-{field.key}": "P-12"})
    order = Order.objects.get()
    line = order.lines.get()
    ali = world.client(world.ali)
    assert "Project P-12" in read(ali, f"/my/approvals/{order.number}/").text
    url = f"/my/approvals/{order.number}/change/"
    wrong = change_form(ali, order) | {f"extra-{line.pk}-{room.key}": "x"}
    assert page_of(ali.post(url, wrong), 422).fields_in_error == [f"extra-{line.pk}-{room.key}"]
    right = {f"extra-{line.pk}-{room.key}": "7", f"extra-{field.key}": "P-13"}
    assert ali.post(url, change_form(ali, order) | right).status_code == 302
    text = read(ali, f"/my/approvals/{order.number}/").text
    assert "Project P-13" in text
    assert "Room: 7" in text
    assert "Project: P-12 → P-13." in text


def test_pasted_lines_may_answer_and_what_is_wrong_is_told_at_its_row(world: World) -> None:
    room = ask(
        world, "Room", label_sv="Rum", place="line", kind="choice", choices=("A1", "B2"),
        customer=world.nora.customer,
    )  # fmt: skip
    client = world.client(world.nora)
    pasted = f"Article number\tQuantity\tRum\n{world.headset.sku}\t2\ta1\n{world.dock.sku}\t1\tC3\n"
    page = page_of(client.post("/quick-order/", {"pasted": pasted, "check": "1"}))
    assert "Room: Choose one of the choices." in page.text
    sent = page.forms["quick-order"]
    assert sent[f"extra-1-{room.key}"] == "C3"
    half = client.post("/quick-order/", sent | {"add": "1"})
    assert CartLine.objects.get().extra == {room.key: "a1"}
    rest = page_of(half).forms["quick-order"] | {f"extra-0-{room.key}": "B2", "add": "1"}
    assert client.post("/quick-order/", rest).status_code == 302
    said = dict(CartLine.objects.values_list("variant_id", "extra"))
    assert said == {world.headset.pk: {room.key: "a1"}, world.dock.pk: {room.key: "B2"}}


def test_lines_of_one_item_that_answer_differently_are_told(world: World) -> None:
    ask(world, "Room", place="line", customer=world.nora.customer)
    sku = world.headset.sku
    pasted = f"Article number;Quantity;Room\n{sku};2;A1\n{sku};1;B2\n"
    page = page_of(
        world.client(world.nora).post("/quick-order/", {"pasted": pasted, "check": "1"}), 422
    )
    assert "these lines of one item answer differently" in page.text


def test_a_column_that_others_have_is_not_read(world: World) -> None:
    ask(world, "Room", place="line", customer=world.nora.customer)
    pasted = f"Article number;Quantity;Room\n{world.headset.sku};2;A1\n"
    client = world.client(world.otto)
    sent = page_of(client.post("/quick-order/", {"pasted": pasted, "check": "1"}))
    assert not [name for name in sent.forms["quick-order"] if name.startswith("extra-")]
