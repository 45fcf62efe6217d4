"""Checkout and the order page, as the customer's field rules have them (N-20..N-23)."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.field_rules import BY_THE_SHOP
from customers.models import Address
from orders.models import Order
from tests.pages.reading import read
from tests.pages.shop.buying import nora_with, send
from tests.rules import say_of
from tests.world import World

LONG = "Kungsgatan 123, trapphus B, våning 4"


def errors(response: Any) -> dict[str, Any]:
    return dict(response.context["form"].errors)


def test_a_required_field_stops_and_then_passes_checkout_of_the_group_alone(world: World) -> None:
    say_of(
        world, "checkout", "cost_centre", group=world.norrvik,
        is_required=True, max_length=6, labels={"en": "Project"}, helps={"en": "Six <b>signs"},
    )  # fmt: skip
    client = nora_with(world, (world.paper, 1))
    page = client.get("/checkout/").content.decode()
    assert ">Project</label>" in page
    assert "Six &lt;b&gt;signs" in page
    assert 'maxlength="6"' in page
    assert errors(send(client)) == {"cost_centre": [BY_THE_SHOP]}
    assert errors(send(client, cost_centre="1234567")) == {
        "cost_centre": ["At most 6 characters. This is 7."]
    }
    assert not Order.objects.exists()
    assert send(client, cost_centre="123456").status_code == 302
    order = Order.objects.get()
    assert "Project 123456" in read(client, f"/my/orders/{order.number}/").text


def test_hidden_fields_are_not_asked_for_and_the_order_has_their_default(world: World) -> None:
    say_of(world, "checkout", "cost_centre", group=world.norrvik, is_hidden=True, default="44")
    say_of(world, "checkout", "requested_on", customer=world.school, is_hidden=True)
    say_of(world, "addresses", "attention", customer=world.school, is_hidden=True)
    client = nora_with(world, (world.paper, 1))
    asked = read(client, "/checkout/").forms["checkout"]
    assert {"cost_centre", "requested_on", "attention"}.isdisjoint(asked)
    assert send(client, cost_centre="evil", requested_on="2099-01-01").status_code == 302
    order = Order.objects.get()
    assert (order.cost_centre, order.requested_on) == ("44", None)
    page = read(client, f"/my/orders/{order.number}/")
    assert "Cost centre" not in page.text, "hidden here too"


def test_fields_stand_in_the_order_and_with_the_default_that_was_said(world: World) -> None:
    say_of(world, "checkout", "invoice_reference", group=world.norrvik, position=1, default="R7")
    client = nora_with(world, (world.paper, 1))
    asked = read(client, "/checkout/").forms["checkout"]
    names = [name for name in asked if name.endswith(("reference", "centre", "marking"))]
    assert names[0] == "invoice_reference"
    assert asked["invoice_reference"] == "R7"


def test_a_saved_address_that_is_too_long_is_named_with_a_way_to_mend_it(world: World) -> None:
    own = Address.objects.create(
        customer=world.school, membership=world.nora,
        name="Hos mig", street=LONG, postal_code="531 34", city="Norrvik",
    )  # fmt: skip
    Address.objects.filter(pk=world.school_address.pk).update(street=LONG)
    say_of(world, "addresses", "street", group=world.norrvik, max_length=30)
    client = nora_with(world, (world.paper, 1))
    answer = send(client, address=str(own.pk))
    assert errors(answer) == {"address": ["Street: At most 30 characters. This is 36."]}
    assert f"/my/addresses/{own.pk}/" in answer.content.decode()
    answer = send(client, address=str(world.school_address.pk))
    assert "address" in errors(answer)
    assert "An administrator of yours changes it in the register" in answer.content.decode()
    assert not Order.objects.exists()
    Address.objects.filter(pk=own.pk).update(street=LONG[:30])
    assert send(client, address=str(own.pk)).status_code == 302


def test_my_pages_and_the_registers_form_stop_a_member_of_the_group(world: World) -> None:
    say_of(world, "addresses", "street", group=world.norrvik, max_length=30, labels={"en": "Gate"})
    own = {"name": "N", "street": LONG, "postal_code": "1", "city": "Norrvik", "country": "SE"}
    told = {"street": ["At most 30 characters. This is 36."]}
    nora, greta = world.client(world.nora), world.client(world.greta)
    assert ">Gate</label>" in nora.get("/my/addresses/new/").content.decode()
    assert errors(nora.post("/my/addresses/new/", own)) == told
    new = own | {"customer": str(world.care.pk)}
    assert errors(greta.post("/my/group/addresses/new/", new)) == told
    assert world.client(world.otto).post("/my/addresses/new/", own).status_code == 302


def test_a_hidden_field_of_an_address_keeps_what_it_had(world: World) -> None:
    own = Address.objects.create(
        customer=world.school, membership=world.nora, attention="Eva", phone="08-1",
        name="Hos mig", street="Ekvägen 2", postal_code="531 34", city="Norrvik",
    )  # fmt: skip
    say_of(world, "addresses", "attention", group=world.norrvik, is_hidden=True)
    client = world.client(world.nora)
    url = f"/my/addresses/{own.pk}/"
    asked = read(client, url).forms[""]
    assert "attention" not in asked
    assert client.post(url, asked | {"street": "Ekvägen 3"}).status_code == 302
    own.refresh_from_db()
    assert (own.street, own.attention) == ("Ekvägen 3", "Eva")


def test_rules_cost_checkout_one_query_at_most(world: World) -> None:
    client = nora_with(world, (world.paper, 1))
    client.get("/checkout/")
    with CaptureQueriesContext(connection) as before:
        client.get("/checkout/")
    say_of(world, "checkout", "cost_centre", group=world.norrvik, max_length=12)
    say_of(world, "checkout", "goods_marking", customer=world.school, max_length=12)
    with CaptureQueriesContext(connection) as after:
        client.get("/checkout/")
    assert len(after) == len(before) + 1
