"""An order edited and sent again: the button, the question, cart, checkout, approver."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from customers.models import Address
from orders.models import Cart, Order
from orders.services.carts import add_to_cart
from orders.services.deciding import reject_order
from orders.services.handling import withdraw_order
from tests.orders import place
from tests.pages.my.test_acting_for_colleagues import act
from tests.pages.reading import page_of, read
from tests.wishes import wish
from tests.world import World


def rejected(world: World, **fields: object) -> Order:
    order = place(world, world.nora, (world.dock, 4))
    reject_order(
        actor=world.actor(world.ali), order_id=order.pk, version=order.version, comment="Två räcker"
    )
    Order.objects.filter(pk=order.pk).update(**fields)
    return Order.objects.with_people().get(pk=order.pk)


def url_of(order: Order) -> str:
    return f"/my/orders/{order.number}/"


def test_nora_edits_sends_again_and_everybody_sees_what_became_of_it(world: World) -> None:
    order = rejected(world)
    client = world.client(world.nora)
    page = read(client, url_of(order))
    assert "Ali Haddad said no, so it did not reach Kontorsgrossen." in page.text
    button = f"{url_of(order)}send-again/"
    page = page_of(client.post(button, page.forms[button], follow=True))
    assert f"Order {order.number} is in the cart, at today's prices." in page.text
    assert f"This is order {order.number}, edited." in page.text
    checkout = read(client, "/checkout/")
    assert f"When you send it, it replaces order {order.number}" in checkout.text
    page = page_of(client.post("/checkout/", checkout.forms["checkout"], follow=True))
    new = Order.objects.get(replaces=order)
    assert f"Sent again as order {new.number}" in read(client, url_of(order)).text
    page = read(client, url_of(new))
    assert f"Replaces order {order.number}" in page.text
    assert url_of(order) in page.links
    page = read(world.client(world.ali), f"/my/approvals/{new.number}/")
    assert f"Replaces order {order.number}" in page.text
    assert "You : Rejected" in page.text
    assert "Två räcker" in page.text
    assert "The lines are as they were." in page.text


def test_checkout_begins_with_what_stood_on_the_order(world: World) -> None:
    day = timezone.localdate() + timedelta(days=9)
    order = rejected(
        world,
        cost_centre="4410",
        goods_marking="Sal 3",
        invoice_reference="IR-7",
        comment="Det är bråttom",
        requested_on=day,
        delivery_attention="Vaktmästaren",
    )
    client = world.client(world.nora)
    client.post(f"{url_of(order)}send-again/")
    sent = read(client, "/checkout/").forms["checkout"]
    expected = {
        "customer_reference": "ZZ31220",
        "cost_centre": "4410",
        "goods_marking": "Sal 3",
        "invoice_reference": "IR-7",
        "comment": "Det är bråttom",
        "requested_on": day.isoformat(),
        "attention": "Vaktmästaren",
        "address": str(world.school_address.pk),
        "delivery_method": str(world.pickup.pk),
        "payment_method": str(world.invoice.pk),
    }
    assert {name: sent[name] for name in expected} == expected


def test_a_day_that_has_passed_and_an_address_that_is_gone_stay_behind(world: World) -> None:
    order = rejected(world, requested_on="2020-01-02", delivery_street="Gamla vägen 1")
    world.school.free_delivery_address = False
    world.school.save()
    Address.objects.create(
        customer=world.school,
        name="Annexet",
        street="Storgatan 2",
        postal_code="531 32",
        city="Norrvik",
    )
    client = world.client(world.nora)
    client.post(f"{url_of(order)}send-again/")
    page = read(client, "/checkout/")
    assert page.forms["checkout"]["requested_on"] == ""
    assert "is not in the register any more: choose another." in page.text
    world.school.free_delivery_address = True
    world.school.save()
    page = read(client, "/checkout/")
    assert (page.forms["checkout"]["address"], page.forms["checkout"]["street"]) == (
        "own",
        "Gamla vägen 1",
    )


@pytest.mark.parametrize(("into", "left"), [("add", 2), ("replace", 1)])
def test_other_lines_in_the_cart_are_asked_about_first(world: World, into: str, left: int) -> None:
    order = rejected(world)
    nora = world.actor(world.nora)
    add_to_cart(actor=nora, session_token="", variant_id=world.paper.pk, quantity=2)
    client = world.client(world.nora)
    page = page_of(client.post(f"{url_of(order)}send-again/", follow=True))
    assert "Your cart holds 1 other line, 578,00 kr ex VAT." in page.text
    assert Cart.objects.get().lines.count() == 1
    assert [button["value"] for button in page.buttons if button.get("name") == "into"] == [
        "add",
        "replace",
    ]
    client.post(f"{url_of(order)}send-again/", {"into": into})
    assert Cart.objects.get().lines.count() == left


def test_what_stays_behind_is_named_on_the_cart(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4), (world.paper, 1))
    withdraw_order(actor=world.actor(world.nora), order_id=order.pk)
    set_limit_groups(actor=SYSTEM, target=world.paper.product, groups=[world.retail])
    client = world.client(world.nora)
    page = page_of(client.post(f"{url_of(order)}send-again/", follow=True))
    assert "No longer available to you: Kopieringspapper Björk A4." in page.text


def test_it_can_become_an_order_of_its_own(world: World) -> None:
    order = rejected(world)
    client = world.client(world.nora)
    client.post(f"{url_of(order)}send-again/")
    page = read(client, "/cart/")
    sent = page.forms["/my/orders/send-as-new/"]
    page = page_of(client.post("/my/orders/send-as-new/", sent, follow=True))
    assert "What is in the cart becomes an order of its own." in page.text
    assert f"This is order {order.number}, edited." not in page.text


def test_greta_sends_it_again_for_nora(world: World) -> None:
    order = rejected(world)
    client = act(world, world.greta, world.nora)
    page = page_of(client.post(f"{url_of(order)}send-again/", follow=True))
    assert f"This is order {order.number}, edited." in page.text
    assert Cart.objects.get(replaces=order).acted_by == world.greta.user


def test_those_who_may_not_meet_the_reason(world: World) -> None:
    waiting = place(world, world.nora, (world.dock, 4))
    nora = world.client(world.nora)
    page = page_of(nora.post(f"{url_of(waiting)}send-again/"), 409)
    assert "Only a rejected or withdrawn order is sent again." in page.text
    assert f"{url_of(waiting)}send-again/" not in read(nora, url_of(waiting)).forms
    page = read(nora, f"{url_of(waiting)}send-again/")
    assert "Only a rejected or withdrawn order is sent again." in page.text
    order = rejected(world)
    world.greta.is_buyer = True
    world.greta.save()
    greta = world.client(world.greta)
    page = page_of(greta.post(f"{url_of(order)}send-again/"), 409)
    assert "Only the one who ordered can send it again." in page.text
    assert f"{url_of(order)}send-again/" not in page.forms
    otto = world.client(world.otto)
    assert otto.post(f"{url_of(order)}send-again/").status_code == 404
    assert otto.get(f"{url_of(order)}send-again/").status_code == 404


def test_the_approver_without_a_past_reads_nothing_of_it(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    assert (
        "Replaces order" not in read(world.client(world.ali), f"/my/approvals/{order.number}/").text
    )


def test_an_order_in_words_alone_goes_straight_to_the_checkout_with_them(world: World) -> None:
    order = wish(world, world.nora, "En bärbar dator")
    reject_order(
        actor=world.actor(world.ali), order_id=order.pk, version=order.version, comment="Vilken?"
    )
    client = world.client(world.nora)
    answer = client.post(f"{url_of(order)}send-again/")
    assert answer["Location"] == "/checkout/"
    page = read(client, "/checkout/")
    assert f"This is order {order.number}, edited." in page.text
    sent = page.forms["checkout"]
    assert sent["comment"] == "En bärbar dator"
    client.post("/checkout/", sent | {"comment": "En bärbar dator, 14 tum"})
    new = Order.objects.get(replaces=order)
    assert (new.is_free_text, new.comment) == (True, "En bärbar dator, 14 tum")
