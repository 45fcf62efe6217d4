"""A mail with a link that opens an account: read by its reader, kept by nobody."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from core.mail import MAX_ATTEMPTS, send_due
from core.mail_log import MailRefused, send_again
from core.models import EmailState, OutgoingEmail
from customers.services import passwords
from orders.models import Order
from tests.orders import place
from tests.world import World


def ask_for_a_link(world: World) -> OutgoingEmail:
    passwords.send_reset_link(
        actor=world.actor(world.sam), user=world.nora.user, verified_how="Called back"
    )
    written: OutgoingEmail = OutgoingEmail.objects.latest("id")
    return written


def test_a_link_is_in_the_mail_that_went_and_no_longer_in_the_outbox(world: World) -> None:
    written = ask_for_a_link(world)
    assert "/account/reset/" in written.body_text
    assert send_due() == 1
    sent: Any = mail.outbox[0]
    assert "/account/reset/" in str(sent.body)
    assert "/account/reset/" in str(sent.alternatives[0].content)
    written.refresh_from_db()
    assert (written.state, written.body_text, written.body_html) == (EmailState.SENT, "", "")
    assert written.subject, "that it went, to whom and when stays"


def test_a_mail_that_did_not_go_keeps_its_link_until_it_is_given_up(
    world: World, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.mail_backends.RefusesSome"
    written = ask_for_a_link(world)
    OutgoingEmail.objects.update(to_address="broken@example.org")
    for attempt in range(1, MAX_ATTEMPTS + 1):
        written.refresh_from_db()
        assert "/account/reset/" in written.body_text, f"before attempt {attempt}"
        OutgoingEmail.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
        send_due()
    written.refresh_from_db()
    assert (written.state, written.body_text, written.body_html) == (EmailState.FAILED, "", "")
    with pytest.raises(MailRefused) as refused:
        send_again(actor=world.actor(world.sam), mail_id=written.pk)
    assert refused.value.refusal.code == "wiped"
    page = world.client(world.sam).get(f"/staff/mail/{written.pk}/").content.decode()
    assert "This mail held a link that is too old now. Send a new one." in page
    assert f"/staff/mail/{written.pk}/again/" not in page


def test_the_demos_mailbox_keeps_them_because_nothing_else_shows_them(
    world: World, settings: Any
) -> None:
    settings.OUTBOX_KEEPS_SECRETS = True
    written = ask_for_a_link(world)
    send_due()
    written.refresh_from_db()
    assert "/account/reset/" in written.body_text


def test_a_mail_about_an_order_keeps_its_text(world: World) -> None:
    order: Order = place(world, world.otto, (world.paper, 1))
    send_due()
    told = OutgoingEmail.objects.filter(to_address="otto@example.com").latest("id")
    assert told.state == EmailState.SENT
    assert str(order.number) in told.body_text
