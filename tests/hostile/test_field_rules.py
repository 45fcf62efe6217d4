"""Naughty labels, help, prefixes and defaults of form fields: saved or refused, never run."""

from typing import Any

import pytest
from django.test import Client

from core.models import OutgoingEmail
from customers.models import FieldRule
from orders.models import Order
from tests.hostile.strings import MARK, NUL, OWN, faults_of, naughty
from tests.hostile.test_strings import became_code
from tests.orders import details, fill_cart, place
from tests.rules import say_of
from tests.world import World

PROPERTIES = ("label_en", "help_en", "prefix", "default", "pattern", "position", "max_length")


def sent(client: Client, url: str, **said: Any) -> Any:
    form = client.get(url).context["form"]
    blank = {name: form[name].value() or "" for name in form.fields}
    return client.post(url, blank | said)


def test_naughty_text_in_every_property_is_saved_or_refused(world: World) -> None:
    client = world.client(world.stina)
    client.raise_request_exception = False
    url = f"/staff/groups/{world.norrvik.pk}/fields/checkout/cost_centre/"
    wrong = []
    for text in [*OWN, NUL, *naughty()[::24]]:
        for name in PROPERTIES:
            answer = sent(client, url, **{name: text})
            page = answer.content.decode()
            if answer.status_code not in (200, 302, 409) or faults_of(page):
                wrong.append(f"{name} {text[:60]!r}: {answer.status_code} {faults_of(page)[:2]}")
            FieldRule.objects.all().delete()
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("text", [MARK, f"\"'>{MARK}", "{{ 7|add:7 }}{% debug %}", "%(a)s %s {0}"])
def test_what_was_saved_is_text_on_every_page_and_in_the_mail(world: World, text: str) -> None:
    words = dict.fromkeys(("en", "sv", "nb"), text)
    said: dict[str, Any] = {"labels": words, "helps": words, "group": world.norrvik}
    for section, field in (
        ("checkout", "cost_centre"),
        ("checkout", "requested_on"),
        ("addresses", "street"),
        ("addresses", "phone"),
        ("users", "phone"),
        ("users", "language"),
    ):
        say_of(world, section, field, **said)
    say_of(
        world, "checkout", "goods_marking", group=world.norrvik, prefix=text[:20], default=text[:60]
    )
    fill_cart(world.actor(world.nora), (world.paper, 1))
    nora, greta, stina = (world.client(who) for who in (world.nora, world.greta, world.stina))
    pages = [
        (nora, "/checkout/"),
        (nora, "/my/addresses/new/"),
        (nora, "/my/security/"),
        (greta, "/my/group/addresses/new/"),
        (greta, "/my/group/users/new/"),
        (stina, f"/staff/groups/{world.norrvik.pk}/fields/"),
        (stina, f"/staff/groups/{world.norrvik.pk}/fields/checkout/goods_marking/"),
        (stina, f"/staff/customers/{world.school.pk}/fields/"),
        (stina, f"/staff/customers/{world.school.pk}/fields/checkout/cost_centre/"),
        (stina, f"/staff/customers/{world.school.pk}/addresses/new/"),
    ]
    wrong = []
    for client, url in pages:
        answer = client.get(url)
        faults = faults_of(answer.content.decode())
        if answer.status_code != 200 or faults:
            wrong.append(f"{url}: {answer.status_code} {faults[:2]}")
    assert not wrong, "\n".join(wrong)
    FieldRule.objects.filter(field="goods_marking").delete()
    order: Order = place(world, world.nora, (world.paper, 1))
    assert not faults_of(nora.get(f"/my/orders/{order.number}/").content.decode())
    mail = OutgoingEmail.objects.get(template="orders/confirmed")
    assert not became_code(mail.body_html)
    assert f"{text}: {details(world).delivery.street}" in mail.body_text
