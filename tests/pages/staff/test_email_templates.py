"""The pages of e-mail templates: who may, what they show, what is refused, what is never lost."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from core import email_templates as templates
from core.email_kinds import kind_of
from core.email_words import Words
from core.models import EmailTemplateVersion, OutgoingEmail
from customers.services.passwords import mail_reset_link
from tests.orders import place
from tests.pages.reading import page_of
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]
LIST = "/staff/settings/mails/"
PAGE = f"{LIST}orders/confirmed/en/"
POSTED = {
    "subject": "Thanks for {{ order_number }}",
    "heading": "We have it",
    "intro": "Dear {{ first_name }},\n\n**thank you**.",
    "closing": "",
    "button": "",
    "seen": "0",
}


def stina(world: World) -> Client:
    return world.client(world.stina)


def publish(world: World, **words: str) -> None:
    kind = kind_of("orders/confirmed")
    assert kind is not None
    templates.publish(
        actor=world.actor(world.stina),
        kind=kind,
        language="en",
        words=Words(**words),
        seen=templates.state_of(kind, "en").number,
    )


def frame_of(client: Client, html: str) -> str:
    address = html.split('class="mail-frame" src="')[1].split('"')[0]
    answer = client.get(address)
    assert answer.status_code == 200
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    return answer.content.decode()


def test_only_staff_administrators_change_words(world: World) -> None:
    publish(world, subject="One")
    for who in (world.sam, world.nora, world.greta):
        client = world.client(who)
        for path in (LIST, PAGE, f"{PAGE}reset/", f"{PAGE}restore/"):
            assert client.post(path, POSTED).status_code == 403, path
        for path in (LIST, PAGE):
            assert client.get(path).status_code == 403, path
    assert EmailTemplateVersion.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    ["orders/confirmed/xx/", "orders/nothing/en/", "orders/_order/en/", "accounts/notice/en/"],
)
def test_what_is_no_mail_is_404(world: World, path: str) -> None:
    assert stina(world).get(LIST + path).status_code == 404
    assert stina(world).post(LIST + path, POSTED).status_code == 404


def test_the_list_says_which_mails_are_changed(world: World) -> None:
    publish(world, subject="One")
    page = page_of(stina(world).get(LIST))
    assert "Order confirmation" in page.text
    assert page.text.count("Changed : Order confirmation, English") == 1
    assert page.text.count("Changed :") == 1
    assert "Cannot be used" not in page.text


def test_the_editor_begins_with_our_words_and_lists_what_is_filled_in(world: World) -> None:
    html = stina(world).get(PAGE).content.decode()
    assert 'value="Order {{ order_number }} is received"' in html
    assert "Hello {{ first_name }}. {{ shop }} has received order {{ order_number }}." in html
    assert "<code>{{ order_value }}</code>" in html
    assert "who approved it" in html


def test_preview_shows_the_newest_real_order_and_saves_nothing(world: World) -> None:
    order = place(world, world.nora, (world.paper, 3))
    client = stina(world)
    answer = client.post(PAGE, POSTED | {"preview": "1"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f"Filled in with order {order.number}." in html
    assert f"Thanks for {order.number}" in html
    assert "Dear Nora," in html
    assert "Thanks for {{ order_number }}" in html, "what was typed is still there"
    framed = frame_of(client, html)
    assert "<strong>thank you</strong>" in framed
    assert "Kopieringspapper Björk A4" in framed
    assert not EmailTemplateVersion.objects.exists()


def test_without_an_order_an_example_is_shown(world: World) -> None:
    html = stina(world).post(PAGE, POSTED | {"preview": "1"}).content.decode()
    assert "Filled in with an example" in html
    assert "Dear Ronja," in html


def test_the_last_reader_is_shown_and_never_their_link(world: World) -> None:
    mail_reset_link(world.nora.user, event_key="reset-1")
    link = re.search(r"http\S+", OutgoingEmail.objects.get().body_text)
    assert link is not None
    client = stina(world)
    answer = client.post(
        f"{LIST}accounts/reset/en/", POSTED | {"subject": "X", "preview": "1"}
    )  # fmt: skip
    html = answer.content.decode()
    assert "Filled in with Nora Lindqvist. The links open nothing." in html
    assert "Dear Nora," in html
    for shown in (html, frame_of(client, html)):
        assert link[0] not in shown
        assert "/example/" in shown


def test_a_test_is_mailed_to_oneself(world: World) -> None:
    answer = stina(world).post(PAGE, POSTED | {"test": "1"})
    assert "A test is on its way to stina@example.com" in answer.content.decode()
    mail = OutgoingEmail.objects.get()
    assert (mail.to_address, mail.subject) == ("stina@example.com", "Thanks for 7040219")


def test_publishing_puts_the_words_in_force_and_shows_the_version(world: World) -> None:
    client = stina(world)
    assert client.post(PAGE, POSTED | {"publish": "1"}).status_code == 302
    page = page_of(client.get(PAGE))
    assert "Published" in page.text
    assert "Stina Falk" in page.text
    version = EmailTemplateVersion.objects.get()
    assert (version.subject, version.button) == ("Thanks for {{ order_number }}", "")
    assert client.post(PAGE, POSTED | {"publish": "1", "seen": "1"}).status_code == 409


@pytest.mark.parametrize("button", ["preview", "test", "publish"])
def test_wrong_words_are_refused_at_their_field_and_nothing_is_lost(
    world: World, button: str
) -> None:
    wrong = POSTED | {"intro": "Fine\n\n{{ settings.SECRET_KEY }}", button: "1"}
    answer = stina(world).post(PAGE, wrong)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 3: {{ settings.SECRET_KEY }} means nothing in this mail." in html
    assert 'id="id_intro_error"' in html
    assert "Thanks for {{ order_number }}" in html
    assert not EmailTemplateVersion.objects.exists()
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_a_broken_hidden_number_publishes_nothing(world: World, seen: str) -> None:
    answer = stina(world).post(PAGE, POSTED | {"seen": seen, "publish": "1"})
    assert answer.status_code in {409, 422}
    assert not EmailTemplateVersion.objects.exists()


def test_the_second_of_two_is_told_and_can_press_again(world: World) -> None:
    publish(world, subject="Somebody else's")
    client = stina(world)
    answer = client.post(PAGE, POSTED | {"publish": "1"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Stina Falk has changed this mail since you opened it." in html
    assert "Somebody else&#x27;s" in html
    assert 'name="seen" value="1"' in html
    assert client.post(PAGE, POSTED | {"publish": "1", "seen": "1"}).status_code == 302


def test_reset_and_an_older_version_again(world: World) -> None:
    publish(world, subject="One")
    client = stina(world)
    assert client.post(f"{PAGE}reset/", {"seen": "1"}).status_code == 302
    assert 'value="Order {{ order_number }} is received"' in client.get(PAGE).content.decode()
    stale = client.post(f"{PAGE}restore/", {"seen": "1", "number": "1"}, follow=True)
    assert "has changed this mail since you opened it" in stale.content.decode()
    client.post(f"{PAGE}restore/", {"seen": "2", "number": "1"})
    assert 'value="One"' in client.get(PAGE).content.decode()
    for number in ("9", "x", "", "-1", "9" * 20):
        sent: dict[str, Any] = {"seen": "3", "number": number}
        assert client.post(f"{PAGE}restore/", sent).status_code == 404
    assert EmailTemplateVersion.objects.count() == 3


def test_the_list_costs_the_same_with_many_versions(
    world: World, django_assert_num_queries: Counting
) -> None:
    client = stina(world)
    client.get(LIST)
    with django_assert_num_queries(6):
        client.get(LIST)
    for number in range(4):
        publish(world, subject=f"Number {number}")
    with django_assert_num_queries(6):
        client.get(LIST)


def test_the_editor_costs_the_same_with_many_versions_and_orders(
    world: World, django_assert_num_queries: Counting
) -> None:
    client = stina(world)
    client.get(PAGE)
    with django_assert_num_queries(6):
        client.get(PAGE)
    for number in range(4):
        publish(world, subject=f"Number {number}")
        place(world, world.otto, (world.paper, 1 + number))
    with django_assert_num_queries(6):
        client.get(PAGE)
