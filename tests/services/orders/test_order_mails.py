"""What the order mails say: each event has its card, whole without images."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from core.models import OutgoingEmail
from tests.orders import place
from tests.world import World

ORDER_MAILS = Path(settings.BASE_DIR) / "templates/emails/orders"

pytestmark = pytest.mark.django_db


def mail_to(address: str, template: str) -> OutgoingEmail:
    return OutgoingEmail.objects.get(to_address=address, template=template)


def test_approver_reads_who_wants_what_for_how_much_and_opens_the_order(world: World) -> None:
    order = place(world, world.nora, (world.dock, 12))
    mail = mail_to("ali@example.com", "orders/to_approve")
    assert "Nora" in mail.body_html
    assert f"Open order {order.number}" in mail.body_html
    assert f"/my/approvals/{order.number}/" in mail.body_html
    assert "Order value ex VAT" in mail.body_html
    assert all(line.name in mail.body_html for line in order.lines.all())


def test_mail_needs_no_image_script_or_form(world: World) -> None:
    place(world, world.nora, (world.dock, 12))
    for mail in OutgoingEmail.objects.all():
        assert not re.search(r"<(img|script|form|link|style)\b", mail.body_html), mail.template
        assert "class=" not in mail.body_html, mail.template


def test_words_of_the_orderer_are_escaped(world: World) -> None:
    person = world.nora.user
    person.first_name = "<b>Nora</b>"
    person.save()
    place(world, world.nora, (world.dock, 12))
    assert "<b>Nora" not in mail_to("ali@example.com", "orders/to_approve").body_html


def test_every_order_mail_has_a_card_and_plain_words() -> None:
    plain = {path.name.removesuffix(".subject.txt") for path in ORDER_MAILS.glob("*.subject.txt")}
    cards = {path.stem for path in ORDER_MAILS.glob("*.html")} - {"_order"}
    assert cards == plain
