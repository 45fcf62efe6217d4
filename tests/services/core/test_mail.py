"""The outbox: written with what it tells of, sent afterwards, tried again, given up at last."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from core.mail import MAX_ATTEMPTS, enqueue, send_due
from core.mail_log import MailRefused, send_again
from core.models import EmailState, OutgoingEmail
from tests.world import World


def write(world: World, key: str = "reset-1", **options: Any) -> OutgoingEmail:
    """A real mail of the shop; `to_address` or `to` says to whom."""
    if "to_address" not in options:
        options.setdefault("to", world.nora.user)
    written = enqueue(
        event_key=key,
        template="accounts/reset",
        context={"shop": world.shop, "link": "http://testserver/x/", "person": world.nora.user},
        language="en",
        **options,
    )
    assert written is not None
    return written


def due_now() -> None:
    """As if the waiting time had passed."""
    OutgoingEmail.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_a_mail_goes_once_with_its_message_id_as_text_and_html(world: World) -> None:
    written = write(world)
    assert mail.outbox == [], "a page never waits for the mail server"
    assert send_due() == 1
    assert send_due() == 0
    [sent] = mail.outbox
    assert sent.to == ["nora@example.com"]
    assert sent.extra_headers["Message-ID"] == written.message_id
    assert sent.message()["Message-ID"] == written.message_id
    assert [kind for _content, kind in sent.alternatives] == ["text/html"]  # type: ignore[union-attr]
    written.refresh_from_db()
    assert (written.state, written.attempts) == (EmailState.SENT, 1)
    assert written.sent_at is not None


def test_one_event_is_told_once_to_each_address(world: World) -> None:
    write(world, "order-1-placed")
    again = enqueue(
        event_key="order-1-placed",
        template="accounts/reset",
        context={"shop": world.shop, "link": "http://testserver/x/"},
        language="en",
        to=world.nora.user,
    )
    assert again is None
    write(world, "order-1-placed", to_address="order@kontorsgrossen.example")
    assert OutgoingEmail.objects.count() == 2


def test_what_is_rolled_back_is_told_to_nobody(world: World) -> None:
    def tell_and_fail() -> None:
        with transaction.atomic():
            write(world)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        tell_and_fail()
    assert OutgoingEmail.objects.count() == 0
    assert send_due() == 0


def test_the_readers_language_comes_before_the_shops(world: World) -> None:
    world.nora.user.language = "sv"
    world.nora.user.save()
    assert write(world).language == "sv"
    assert write(world, "reset-2", to_address="someone@example.org").language == "en"


def test_a_mail_that_fails_waits_longer_each_time_and_keeps_its_message_id(
    world: World, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.mail_backends.RefusesSome"
    written = write(world, to_address="broken@example.org")
    for attempt, minutes in enumerate((2, 4, 8, 16, 32, 64, 128, 240, 240), start=1):
        due_now()
        assert send_due() == 0
        row = OutgoingEmail.objects.get()
        assert (row.state, row.attempts) == (EmailState.WAITING, attempt)
        assert row.message_id == written.message_id
        assert "SMTPServerDisconnected: Connection unexpectedly closed" in row.last_error
        wait = row.next_attempt_at - timezone.now()
        assert timedelta(minutes=minutes - 1) < wait <= timedelta(minutes=minutes)
        assert send_due() == 0
        assert OutgoingEmail.objects.get().attempts == attempt, "not before its time"


def test_a_mail_server_that_comes_back_gets_the_mail(world: World, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.mail_backends.RefusesSome"
    written = write(world, to_address="broken@example.org")
    send_due()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    due_now()
    assert send_due() == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == written.message_id
    row = OutgoingEmail.objects.get()
    assert (row.state, row.attempts, row.last_error) == (EmailState.SENT, 2, "")


def test_after_the_last_try_it_is_given_up_and_never_tried_again(
    world: World, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.mail_backends.RefusesSome"
    write(world, to_address="broken@example.org")
    for _attempt in range(MAX_ATTEMPTS + 3):
        due_now()
        send_due()
    row = OutgoingEmail.objects.get()
    assert (row.state, row.attempts) == (EmailState.FAILED, MAX_ATTEMPTS)


def test_one_bad_address_does_not_stop_the_others(world: World, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.mail_backends.RefusesSome"
    write(world, "a", to_address="broken@example.org")
    write(world, "b", to_address="ali@example.com")
    write(world, "c", to_address="greta@example.com")
    assert send_due() == 2
    assert sorted(sent.to[0] for sent in mail.outbox) == ["ali@example.com", "greta@example.com"]


def test_the_oldest_goes_first_and_a_turn_has_an_end(world: World) -> None:
    for number in range(5):
        write(world, f"reset-{number}", to_address=f"p{number}@example.org")
    assert send_due(at_most=3) == 3
    assert [sent.to[0][:2] for sent in mail.outbox] == ["p0", "p1", "p2"]
    assert send_due() == 2


def test_a_failed_mail_is_sent_again_when_staff_say_so(world: World) -> None:
    written = write(world)
    OutgoingEmail.objects.update(
        state=EmailState.FAILED,
        attempts=MAX_ATTEMPTS,
        last_error="gone",
        next_attempt_at=timezone.now() + timedelta(hours=4),
    )
    send_again(actor=world.actor(world.sam), mail_id=written.pk)
    assert send_due() == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == written.message_id
    assert OutgoingEmail.objects.get().attempts == 1


@pytest.mark.parametrize("state", [EmailState.WAITING, EmailState.SENT])
def test_only_a_failed_mail_is_sent_again(world: World, state: EmailState) -> None:
    written = write(world)
    OutgoingEmail.objects.update(state=state)
    with pytest.raises(MailRefused):
        send_again(actor=world.actor(world.sam), mail_id=written.pk)
    assert OutgoingEmail.objects.get().state == state
