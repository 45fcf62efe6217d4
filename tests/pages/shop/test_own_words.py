"""Checkout with nothing but words: who has it, what it says, what is refused."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.models import Membership
from orders.models import Cart, Order
from orders.states import OrderStatus
from tests.orders import fill_cart
from tests.pages.reading import page_of, read
from tests.services.customers.test_visits import act
from tests.services.orders.test_placing import limit
from tests.wishes import WISH, may_write, wish
from tests.world import World

CHECKOUT_QUERIES = 10


def nora(world: World) -> Client:
    may_write(world.nora)
    return world.client(world.nora)


def send(client: Client, **written: str) -> Any:
    """What the page's own form sends."""
    return client.post("/checkout/", read(client, "/checkout/").forms["checkout"] | written)


def test_an_empty_cart_leads_who_may_to_writing(world: World) -> None:
    page = read(nora(world), "/cart/")
    assert "Nothing in the cart" in page.text
    assert "Order in your own words" in page.text
    assert "/checkout/" in page.links


def test_an_empty_cart_of_others_is_as_it_was(world: World) -> None:
    may_write(world.greta)
    Membership.objects.filter(pk=world.greta.pk).update(is_buyer=False)
    for who in (world.nora, world.otto, world.ali, world.greta, None, world.ulla):
        client = world.client(who)
        page = read(client, "/cart/")
        assert "Nothing in the cart" in page.text
        assert "Order in your own words" not in page.text
        assert client.get("/checkout/").status_code in {302, 403}
    assert not Cart.objects.exists()


def test_nora_reads_who_gets_it_and_that_he_fills_it_in(world: World) -> None:
    page = read(nora(world), "/checkout/")
    for words in (
        "What do you need?",
        "Ali gets it and fills in the products, at your prices.",
        "No sum yet. Goods and delivery are counted when the products are filled in.",
        "Fills in the products. Who approves after that depends on what they cost.",
        "Send to Ali to fill in",
    ):
        assert words in page.text, words
    assert "Greta" not in page.text
    assert "over 5 000 kr" not in page.text
    assert "Something more, in my own words" not in page.text


def test_nora_sends_a_wish_and_reads_where_it_is(world: World) -> None:
    client = nora(world)
    response = send(client, comment=WISH, cost_centre="4410")
    order = Order.objects.get()
    assert response["Location"] == f"/checkout/{order.number}/"
    assert (order.is_free_text, order.comment, order.cost_centre) == (True, WISH, "4410")
    page = read(client, response["Location"])
    assert "Sent to Ali Haddad, who fills in the products" in page.text
    assert WISH in page.text
    assert "0,00 kr" not in page.text


@pytest.mark.parametrize("written", ["", "   "])
def test_the_text_is_missed_at_its_field_and_the_rest_is_kept(world: World, written: str) -> None:
    page = page_of(send(nora(world), comment=written, cost_centre="4410"), 422)
    assert page.fields_in_error == ["comment"]
    assert "What do you need?" in page.text
    assert page.forms["checkout"]["cost_centre"] == "4410"
    assert not Order.objects.exists()


def test_sent_twice_it_is_one_order(world: World) -> None:
    client = nora(world)
    sent = read(client, "/checkout/").forms["checkout"] | {"comment": WISH}
    assert sent["token"] == read(client, "/checkout/").forms["checkout"]["token"], "in every tab"
    first, second = (client.post("/checkout/", sent)["Location"] for _time in range(2))
    assert first == second
    assert Order.objects.count() == 1
    assert "This order was already sent." in read(client, second).text


def test_a_role_that_went_meanwhile_is_refused_and_the_words_are_kept(world: World) -> None:
    client = nora(world)
    sent = read(client, "/checkout/").forms["checkout"] | {"comment": WISH}
    Membership.objects.filter(pk=world.nora.pk).update(may_order_free_text=False)
    page = page_of(client.post("/checkout/", sent), 409)
    assert "You may not order in your own words." in page.text
    assert page.forms["checkout"]["comment"] == WISH
    assert not Order.objects.exists()


def test_every_reason_stands_there_before_it_is_sent(world: World) -> None:
    limit(world.nora, "0")
    Membership.objects.filter(pk=world.nora.pk).update(next_approver=None, break_point=None)
    client = nora(world)
    page = read(client, "/checkout/")
    reasons = (
        "An order without products needs an approver above you, and you have none.",
        "so nothing may be bought.",
    )
    for reason in reasons:
        assert reason in page.text
    assert not any(
        "disabled" not in button and "btn-main" in button.get("class", "")
        for button in page.buttons
    )
    page = page_of(send(client, comment=WISH), 409)
    for reason in reasons:
        assert reason in page.text
    assert not Order.objects.exists()


def test_what_was_put_in_the_cart_meanwhile_is_shown_first(world: World) -> None:
    client = nora(world)
    sent = read(client, "/checkout/").forms["checkout"] | {"comment": WISH}
    fill_cart(world.actor(world.nora), (world.dock, 1))
    page = page_of(client.post("/checkout/", sent), 409)
    assert "The order is no longer what you were shown." in page.text
    assert world.dock.product.name in page.text
    assert page.forms["checkout"]["comment"] == WISH
    assert "in_own_words" in page.forms["checkout"], "the box is ticked"


def test_a_message_beside_goods_is_only_a_message_until_the_box_is_ticked(world: World) -> None:
    client = nora(world)
    fill_cart(world.actor(world.nora), (world.headset, 1))
    page = read(client, "/checkout/")
    assert "Something more, in my own words" in page.text
    assert "in_own_words" not in page.forms["checkout"]
    send(client, comment="Ring först")
    order = Order.objects.get()
    assert (order.is_free_text, order.status) == (False, OrderStatus.UNPROCESSED)


def test_the_ticked_box_asks_ali_also_within_her_break_point(world: World) -> None:
    client = nora(world)
    fill_cart(world.actor(world.nora), (world.headset, 1))
    sent = read(client, "/checkout/").forms["checkout"] | {"in_own_words": "on"}
    page = page_of(client.post("/checkout/", sent | {"update": "1"}))
    assert "Send to Ali for approval" in page.text
    assert "in_own_words" in page.forms["checkout"], "the box is ticked"
    assert page_of(client.post("/checkout/", sent), 422).fields_in_error == ["comment"]
    client.post("/checkout/", sent | {"comment": "Och en mus"})
    order = Order.objects.get()
    assert (order.is_free_text, order.status) == (True, OrderStatus.AWAITING_APPROVAL)
    assert order.lines.count() == 1


def test_who_may_not_is_not_offered_the_box_and_a_forged_one_is_refused(world: World) -> None:
    client = world.client(world.nora)
    fill_cart(world.actor(world.nora), (world.headset, 1))
    sent = read(client, "/checkout/")
    assert "in my own words" not in sent.text
    forged = sent.forms["checkout"] | {"in_own_words": "on", "comment": "x"}
    page = page_of(client.post("/checkout/", forged), 409)
    assert "You may not order in your own words." in page.text
    assert not Order.objects.exists()


def test_sam_writes_for_nora_by_her_role_not_his(world: World) -> None:
    client = act(world, world.sam, world.nora)
    assert client.get("/checkout/").status_code == 302
    may_write(world.nora)
    send(client, comment=WISH)
    order = Order.objects.get()
    assert (order.orderer, order.placed_by) == (world.nora.user, world.sam)


def test_a_withdrawn_wish_is_edited_and_sent_again(world: World) -> None:
    order = wish(world, world.nora)
    client = nora(world)
    client.post(f"/my/orders/{order.number}/withdraw/")
    assert client.post(f"/my/orders/{order.number}/send-again/").status_code == 302
    assert "Order in your own words" in read(client, "/cart/").text
    assert read(client, "/checkout/").forms["checkout"]["comment"] == WISH
    send(client, comment=f"{WISH}, helst 14 tum")
    again = Order.objects.latest("pk")
    assert again.replaces == order
    assert (again.is_free_text, again.comment) == (True, f"{WISH}, helst 14 tum")


def test_the_checkout_without_goods_costs_as_much_as_ever(world: World) -> None:
    client = nora(world)
    read(client, "/checkout/")
    with CaptureQueriesContext(connection) as asked:
        read(client, "/checkout/")
    assert len(asked) == CHECKOUT_QUERIES
