"""No order leaves with what the customer's field rules do not let stand (N-20..N-23)."""

from dataclasses import replace
from typing import Any

import pytest

from core.models import OutgoingEmail
from customers.models import Membership
from customers.selectors.shop import shop_settings
from orders.errors import OrderRefused
from orders.models import Order
from orders.selectors.carts import basket_of, find_cart
from orders.services.changing import OrderChange, change_order
from orders.services.placing import place_order
from tests.orders import details, fill_cart, place
from tests.rules import require_fields, say_of
from tests.world import World

LONG = "Kungsgatan 123, trapphus B, våning 4"


def order(world: World, who: Membership, *, delivery: Any = None, **said: Any) -> Order:
    actor = world.actor(who)
    fill_cart(actor, (world.paper, 1))
    cart = find_cart(actor, "")
    assert cart is not None
    basket = basket_of(actor, cart, shop_settings(), delivery=world.pickup, payment=world.invoice)
    asked = details(world)
    asked = replace(asked, delivery=replace(asked.delivery, **(delivery or {})), **said)
    return place_order(
        actor=actor, token=cart.checkout_token, fingerprint=basket.fingerprint, details=asked
    ).order


def test_a_street_beyond_30_characters_never_reaches_an_order_of_the_group(world: World) -> None:
    say_of(world, "addresses", "street", group=world.norrvik, max_length=30)
    with pytest.raises(OrderRefused) as refused:
        order(world, world.nora, delivery={"street": LONG})
    assert "Street: At most 30 characters. This is 36." in str(refused.value.reasons.reason)
    assert not Order.objects.exists()
    assert order(world, world.otto, delivery={"street": LONG}).delivery_street == LONG
    assert order(world, world.nora, delivery={"street": LONG[:30]}).delivery_street == LONG[:30]


def test_a_reference_is_held_to_length_and_pattern_for_the_customer_alone(world: World) -> None:
    say_of(
        world, "checkout", "customer_reference",
        customer=world.school, pattern="digits", prefix="PO-", max_length=9,
    )  # fmt: skip
    for wrong in ("4711", "PO-47A", "PO-1234567"):
        with pytest.raises(OrderRefused):
            order(world, world.nora, customer_reference=wrong)
    assert order(world, world.nora, customer_reference="PO-4711").customer_reference == "PO-4711"
    assert order(world, world.otto, customer_reference="4711").pk


def test_required_of_the_group_and_not_of_the_one_customer_that_says_so(world: World) -> None:
    say_of(world, "checkout", "cost_centre", group=world.norrvik, is_required=True)
    with pytest.raises(OrderRefused) as refused:
        order(world, world.nora)
    assert [each.code for each in refused.value.reasons.refusals] == ["field:cost_centre"]
    assert not Order.objects.exists()
    say_of(world, "checkout", "cost_centre", customer=world.school, is_required=False)
    assert order(world, world.nora).cost_centre == ""


def test_what_is_hidden_is_the_default_whatever_is_sent(world: World) -> None:
    say_of(world, "checkout", "cost_centre", group=world.norrvik, is_hidden=True, default="4400")
    say_of(world, "addresses", "phone", group=world.norrvik, is_hidden=True)
    sent = order(world, world.nora, cost_centre="evil", delivery={"phone": "070-1"})
    assert (sent.cost_centre, sent.delivery_phone) == ("4400", "")


def test_an_approver_cannot_write_what_the_orderers_customer_may_not(world: World) -> None:
    sent = place(world, world.nora, (world.dock, 4))
    say_of(world, "checkout", "goods_marking", customer=world.school, max_length=5)
    say_of(world, "addresses", "street", group=world.norrvik, max_length=30)
    ali = world.actor(world.ali)

    def write(**texts: str) -> Order:
        sent.refresh_from_db()
        change = OrderChange(texts=texts)
        return change_order(actor=ali, order_id=sent.pk, version=sent.version, change=change)

    for texts in ({"goods_marking": "123456"}, {"delivery_street": LONG}):
        with pytest.raises(OrderRefused):
            write(**texts)
    assert write(goods_marking="12345").goods_marking == "12345"


def test_what_is_hidden_stays_as_it_was_ordered_whatever_an_approver_sends(world: World) -> None:
    say_of(world, "checkout", "cost_centre", group=world.norrvik, is_hidden=True, default="4400")
    say_of(
        world, "addresses", "attention", customer=world.school, is_hidden=True, max_length=30
    )  # fmt: skip
    sent = place(world, world.nora, (world.dock, 4))
    stood = sent.delivery_attention
    texts = {"cost_centre": "evil", "delivery_attention": LONG, "goods_marking": "Sal 3"}
    change_order(
        actor=world.actor(world.ali),
        order_id=sent.pk,
        version=sent.version,
        change=OrderChange(texts=texts),
    )
    sent.refresh_from_db()
    assert (sent.cost_centre, sent.delivery_attention) == ("4400", stood)
    assert sent.goods_marking == "Sal 3"


def test_the_confirmation_mail_shows_the_fields_as_the_rules_have_them(world: World) -> None:
    require_fields(world, "checkout", "cost_centre")
    say_of(
        world, "checkout", "cost_centre",
        group=world.norrvik, labels={"en": "Cost & <b>unit</b>", "sv": "Ansvar & <b>"}, position=1,
    )  # fmt: skip
    say_of(world, "checkout", "customer_reference", customer=world.school, is_hidden=True)
    say_of(world, "addresses", "street", customer=world.school, labels={"en": "Gate", "sv": "Port"})
    order(world, world.nora, cost_centre="4400", goods_marking="Sal 3")
    mail = OutgoingEmail.objects.get(template="orders/confirmed")
    label = "Ansvar" if "Ansvar" in mail.body_html else "Cost"
    assert f"{label} &amp; &lt;b&gt;" in mail.body_html
    assert f"{label} & <b>" in mail.body_text
    assert "<b>" not in mail.body_html
    for body in (mail.body_html, mail.body_text):
        assert "4400" in body
        assert "ZZ31220" not in body, "hidden for the customer"
        assert body.index("4400") < body.index("Sal 3")
        assert "Gate: Hamngatan 14" in body or "Port: Hamngatan 14" in body
        assert "531 32 Norrvik" in body
