"""Naughty words in a guest's checkout: kept as written, or refused at their field."""

from django.test import Client

from core.models import OutgoingEmail
from customers.models import CheckoutAccounts
from orders.models import Order
from tests.guests import TYPED, open_shop, send_checkout
from tests.hostile.strings import NUL, OWN, faults_of, naughty
from tests.world import World

WORDS = ("first_name", "last_name", "telephone", "street", "city", "comment")


def test_naughty_words_of_a_guest_are_kept_or_refused_and_never_run(world: World) -> None:
    open_shop(world, CheckoutAccounts.OPTIONAL)
    stina = world.client(world.stina)
    wrong: list[object] = []
    kept = 0
    for n, text in enumerate([*OWN, NUL, *naughty()[::25]]):
        client = Client()
        client.post("/cart/add/", {"variant": world.paper.pk, "quantity": 1})
        answer = send_checkout(
            world, client, **dict.fromkeys(WORDS, text), email=f"gun{n}@example.com"
        )
        assert answer.status_code in {302, 422}, text
        if answer.status_code == 422:
            wrong += [(text, fault) for fault in faults_of(answer.text)]
            continue
        kept += 1
        order = Order.objects.latest("pk")
        pages = (
            client.get(answer["Location"]).text,
            stina.get(f"/staff/orders/{order.number}/").text,
        )
        mail = OutgoingEmail.objects.filter(template="orders/confirmed").latest("pk")
        assert "<zqx" not in mail.body_html
        wrong += [(text, fault) for page in pages for fault in faults_of(page)]
    assert kept > 10
    assert not wrong, wrong[:5]


def test_an_address_that_carries_a_header_is_refused_at_its_field(world: World) -> None:
    open_shop(world, CheckoutAccounts.OFF)
    for email in ("gun@example.com\r\nBcc: all@example.com", NUL + "@example.com", "a" * 300):
        client = Client()
        client.post("/cart/add/", {"variant": world.paper.pk, "quantity": 1})
        answer = send_checkout(world, client, email=email)
        assert answer.status_code == 422, email
        assert list(answer.context["form"].errors) == ["email"]
        assert TYPED["street"] in answer.text, "what was typed stays"
    assert not Order.objects.exists()
