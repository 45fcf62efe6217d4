"""Naughty text as the words of a mail: refused at its field, or mailed as it was written."""

import re
from html import unescape

import pytest
from django.conf import settings

from core import email_templates as templates
from core.email_kinds import kind_of
from core.email_words import LINE_MAX, TEXT_MAX, Words
from core.models import EmailTemplateVersion, OutgoingEmail
from customers.models import User
from tests.hostile.strings import MARK, NUL, OWN, faults_of, naughty
from tests.hostile.test_strings import became_code
from tests.orders import place
from tests.pages.staff.test_email_templates import LIST, PAGE, POSTED, stina
from tests.world import World

# What would read or run something in one template language or another.
TEMPLATES = (
    "{{ settings.SECRET_KEY }}",
    "{{settings}}",
    "{% include 'emails/base.html' %}",
    "{% load static %}{% debug %}",
    "{{ ''.__class__.__mro__ }}",
    "{{ first_name.__class__ }}",
    "{{ first_name|safe }}",
    "{{ first_name() }}",
    "{{ 7 * 7 }}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "{# {{ first_name }} #}",
    "{{ {{ first_name }} }}",
    "{{ edited }}",
    "{{ to.password }}",
    "{{ block.super }}",
    "[x](javascript:alert(1))",
    "[x](  JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    '[x](https://a.example/" onmouseover="alert(1))',
    '[x](https://a.example "onload=alert(1)")',
    "![x](https://a.example/x.png)",
)
PARTS = ("subject", "heading", "intro", "closing", "button")


@pytest.mark.parametrize("part", PARTS)
def test_naughty_words_are_looked_at_and_run_nothing(world: World, part: str) -> None:
    client = stina(world)
    texts = [*TEMPLATES, *OWN, NUL, *naughty()[PARTS.index(part) :: 12]]
    wrong = []
    for text in texts:
        answer = client.post(PAGE, POSTED | {part: text, "preview": "1"})
        html = answer.content.decode()
        framed = ""
        if 'class="mail-frame"' in html:
            framed = client.get(html.split('mail-frame" src="')[1].split('"')[0]).content.decode()
        faults = [*faults_of(html), *became_code(framed)]
        faults += [settings.SECRET_KEY] * (settings.SECRET_KEY in html + framed)
        if answer.status_code not in {200, 422} or faults:
            wrong.append(f"{text[:80]!r}: {answer.status_code} {faults[:2]}")
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("text", TEMPLATES[:15])
def test_what_would_read_something_is_refused_in_every_part(world: World, text: str) -> None:
    for part in PARTS:
        answer = stina(world).post(PAGE, POSTED | {part: text, "publish": "1"})
        assert answer.status_code == 422, part
    assert not EmailTemplateVersion.objects.exists()


def test_naughty_words_are_mailed_as_they_were_written(world: World) -> None:
    """All that may be published, in every part at once, to a buyer with a naughty name."""
    kind = kind_of("orders/confirmed")
    assert kind is not None
    context = dict(kind.sample())
    shown = 0
    for text in [*TEMPLATES, *OWN, *naughty()]:
        line, body = text[:LINE_MAX], text[:TEXT_MAX]
        words = Words(subject=line, heading=line, intro=body, closing=body, button=line)
        try:
            mail = templates.preview(kind=kind, language="en", words=words, context=context)
        except templates.TemplateRefused:
            continue
        shown += 1
        assert "\n" not in mail.subject
        assert "\r" not in mail.subject
        assert not became_code(mail.html), text[:80]
        heading = " ".join(line.split())
        if heading:
            assert heading in mail.text
            assert heading in unescape(mail.html)
    assert shown > 200, "most of the strings are only strange, and allowed"


def test_a_naughty_name_is_only_a_name(world: World) -> None:
    sly = f"{{{{ order_number }}}} {MARK} **b**"
    User.objects.filter(pk=world.otto.user_id).update(first_name=sly, last_name="x\r\nBcc: a@b.c")
    stina(world).post(
        PAGE,
        POSTED | {"subject": "{{ full_name }}", "heading": "{{ first_name }}", "publish": "1"},
    )
    order = place(world, world.otto, (world.paper, 1))
    mail = OutgoingEmail.objects.get(
        template="orders/confirmed", event_key__startswith=f"order-{order.number}-"
    )
    assert mail.subject == f"{sly} x Bcc: a@b.c"
    assert f"Dear {sly}," in mail.body_text
    assert not became_code(mail.body_html)
    assert re.search(r"<h1[^>]*>\{\{ order_number \}\} &lt;zqx", mail.body_html)


def test_naughty_addresses_lead_to_no_mail(world: World) -> None:
    client = stina(world)
    for path in (
        "..%2f..%2fetc/passwd/en/",
        "orders/confirmed/%00/",
        "orders/_order/en/",
        "a/b/c/",
    ):
        assert client.get(LIST + path).status_code == 404
