"""The checkout and what follows: what each of the cast sends, and is refused."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.models import Variant
from customers.models import Membership
from orders.models import Cart, Order
from tests.orders import fill_cart, place
from tests.pages.reading import page_of, read
from tests.pages.shop.buying import checkout_form, may_go_on, nora_with, send, with_limit
from tests.world import World


def test_nora_sends_the_order_as_it_was_shown(world: World) -> None:
    client = nora_with(world, (world.dock, 4))
    response = send(
        client,
        customer_reference="ZZ31220",
        cost_centre="4100",
        goods_marking="Sal 3",
        invoice_reference="Nora",
        requested_on=str(timezone.localdate() + timedelta(days=7)),
        comment="Före lov",
        attention="Vaktmästaren",
    )
    order = Order.objects.get()
    assert response["Location"] == f"/checkout/{order.number}/"
    assert order.value_net == Decimal("6509.00")  # 4 × 1 590 and the freight, chosen first
    assert (order.customer_reference, order.cost_centre) == ("ZZ31220", "4100")
    assert (order.goods_marking, order.invoice_reference) == ("Sal 3", "Nora")
    assert order.requested_on == timezone.localdate() + timedelta(days=7)
    assert (order.delivery_name, order.delivery_attention) == ("Strandskolan", "Vaktmästaren")
    page = page_of(client.get(response["Location"]))
    assert "Sent to Ali Haddad for approval" in page.text
    assert "6 509,00 kr" in page.text
    assert read(client, "/cart/").text.count("Nothing in the cart") == 1


def test_the_button_says_what_happens(world: World) -> None:
    assert "Send to Ali for approval" in read(nora_with(world, (world.dock, 4)), "/checkout/").text
    client = world.client(world.greta)
    fill_cart(world.actor(world.greta), (world.dock, 4))
    assert "Send the order to Kontorsgrossen" in read(client, "/checkout/").text
    response = send(client)
    assert "Kontorsgrossen has the order" in read(client, response["Location"]).text


def test_ways_show_what_they_cost(world: World) -> None:
    world.freight.description = "Till godsmottagningen"
    world.freight.free_from_net = Decimal(10_000)
    world.freight.save()
    client = nora_with(world, (world.dock, 1))
    text = read(client, "/checkout/").text
    assert "Frakt, pall Till godsmottagningen No cost from 10 000 kr 149,00 kr" in text
    assert "Hämtas no cost" in text
    client.post("/cart/change/", {f"quantity-{world.dock.pk}": "7"})
    assert "Frakt, pall Till godsmottagningen no cost" in read(client, "/checkout/").text


def test_another_way_to_deliver_changes_sum_path_and_what_is_agreed(world: World) -> None:
    Membership.objects.filter(pk=world.nora.pk).update(break_point=Decimal("1600.00"))
    client = nora_with(world, (world.dock, 1))
    sent = checkout_form(client)
    chosen = sent | {"delivery_method": str(world.pickup.pk), "update": "1"}
    response = client.post("/checkout/", chosen, headers={"HX-Request": "true"})
    html = response.content.decode()
    part = page_of(response)
    assert "Order value ex VAT 1 590,00 kr" in part.text
    assert 'hx-swap-oob="true"' in html
    assert "Nobody has to approve it." in part.text
    assert part.forms["checkout"]["token"] == sent["token"]
    assert part.forms["checkout"]["fingerprint"] != sent["fingerprint"]
    # The old fingerprint belongs to another sum; the new one to this.
    old = client.post("/checkout/", sent | {"delivery_method": str(world.pickup.pk)})
    assert old.status_code == 409
    now = sent | part.forms["checkout"] | {"delivery_method": str(world.pickup.pk)}
    assert client.post("/checkout/", now).status_code == 302
    assert Order.objects.get().value_net == Decimal("1590.00")


def test_without_script_the_sum_is_updated_and_nothing_written_is_lost_or_judged(
    world: World,
) -> None:
    client = nora_with(world, (world.dock, 1))
    sent = checkout_form(client) | {
        "delivery_method": str(world.pickup.pk),
        "comment": "Före lov",
        "address": "own",
        "name": "Slöjdsalen",
        "requested_on": "snart",
        "update": "1",
    }
    page = page_of(client.post("/checkout/", sent))
    kept = page.forms["checkout"]
    assert (kept["comment"], kept["name"], kept["requested_on"]) == (
        "Före lov",
        "Slöjdsalen",
        "snart",
    )
    assert kept["address"] == "own"
    assert kept["delivery_method"] == str(world.pickup.pk)
    assert page.fields_in_error == []
    assert not Order.objects.exists()


def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(world: World) -> None:
    client = nora_with(world, (world.dock, 1))
    page = page_of(
        send(client, address="own", name="Slöjdsalen", requested_on="2020-01-01", comment="Hej"),
        422,
    )
    assert set(page.fields_in_error) == {"street", "postal_code", "city", "requested_on"}
    kept = page.forms["checkout"]
    assert (kept["name"], kept["comment"], kept["requested_on"]) == (
        "Slöjdsalen",
        "Hej",
        "2020-01-01",
    )
    assert not Order.objects.exists()


def test_an_address_of_ones_own_only_where_the_customer_allows_it(world: World) -> None:
    own = {
        "address": "own",
        "name": "Slöjdsalen",
        "street": "Ågatan 1",
        "postal_code": "531 30",
        "city": "Norrvik",
        "country": "SE",
    }
    client = nora_with(world, (world.dock, 1))
    world.school.free_delivery_address = False
    world.school.save()
    assert "Another address" not in read(client, "/checkout/").text
    assert send(client, **own).status_code == 422
    world.school.free_delivery_address = True
    world.school.save()
    assert send(client, **own).status_code == 302
    assert Order.objects.get().delivery_street == "Ågatan 1"


@pytest.mark.parametrize("written", ["2031-12-08", "08.12.2031"])
def test_a_day_is_read_alike_in_every_language(world: World, written: str) -> None:
    assert send(nora_with(world, (world.dock, 1)), requested_on=written).status_code == 302
    assert Order.objects.get().requested_on == date(2031, 12, 8)


def test_a_refused_order_keeps_what_was_written_and_says_every_reason(world: World) -> None:
    client = nora_with(world, (world.dock, 1))
    sent = checkout_form(client) | {"comment": "Före lov", "cost_centre": "4100"}
    with_limit(world, "100")
    world.school.allowed_outstanding = Decimal(100)
    world.school.save()
    page = page_of(client.post("/checkout/", sent), 409)
    assert "over your purchase limit" in page.text
    assert "over the credit" in page.text
    assert page.forms["checkout"]["comment"] == "Före lov"
    assert page.forms["checkout"]["cost_centre"] == "4100"
    assert not may_go_on(page)
    assert not Order.objects.exists()


def test_a_price_that_changed_meanwhile_is_accepted_first(world: World) -> None:
    client = nora_with(world, (world.headset, 1))
    sent = checkout_form(client) | {"comment": "Före lov"}
    Variant.objects.filter(pk=world.headset.pk).update(list_price_net=Decimal("1490.00"))
    page = page_of(client.post("/checkout/", sent), 409)
    assert "no longer what you were shown" in page.text
    assert "from 1 390,00 kr → to 1 490,00 kr" in page.text
    assert not may_go_on(page)
    page = page_of(client.post("/checkout/", page.forms["checkout"] | {"update": "tidy"}))
    assert page.forms["checkout"]["comment"] == "Före lov"
    assert client.post("/checkout/", page.forms["checkout"]).status_code == 302
    assert Order.objects.get().goods_net == Decimal("1490.00")


def test_a_second_send_finds_the_first_order_also_when_the_cart_is_empty(world: World) -> None:
    client = nora_with(world, (world.dock, 1))
    sent = checkout_form(client)
    first = client.post("/checkout/", sent)
    again = client.post("/checkout/", sent)
    assert again["Location"] == first["Location"]
    assert Order.objects.count() == 1
    assert "already sent" in read(client, again["Location"]).text
    fill_cart(world.actor(world.nora), (world.paper, 1))
    assert client.post("/checkout/", sent)["Location"] == first["Location"]
    assert Order.objects.count() == 1


def test_a_token_of_nobodys_asks_again(world: World) -> None:
    client = nora_with(world, (world.dock, 1))
    assert send(client, token=str(uuid.uuid4())).status_code == 409
    assert send(client, token="x").status_code == 422
    assert not Order.objects.exists()


def test_a_way_that_is_not_offered_is_refused(world: World) -> None:
    world.freight.limit_groups.add(world.retail)
    client = nora_with(world, (world.dock, 1))
    assert "Frakt, pall" not in read(client, "/checkout/").text
    assert send(client, delivery_method=str(world.freight.pk)).status_code == 422


def test_an_empty_cart_has_no_checkout(world: World) -> None:
    client = world.client(world.nora)
    assert client.get("/checkout/")["Location"] == "/cart/"
    Cart.objects.create(user=world.nora.user, customer=world.school)
    assert client.get("/checkout/")["Location"] == "/cart/"


def test_who_may_only_look_is_told_and_has_no_checkout(world: World) -> None:
    client = nora_with(world, (world.dock, 1))
    Membership.objects.filter(pk=world.nora.pk).update(is_buyer=False)
    assert client.get("/checkout/").status_code == 403
    page = read(client, "/cart/")
    assert "You may look but not buy at this customer." in page.text
    assert not may_go_on(page)


def test_only_those_who_may_see_the_order_see_that_it_was_placed(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    url = f"/checkout/{order.number}/"
    assert world.client(world.nora).get(url).status_code == 200
    assert world.client(world.greta).get(url).status_code == 200
    assert world.client(world.otto).get(url).status_code == 404
    assert Client().get(url)["Location"].startswith("/account/login/")
