"""Mails with a link to choose a password, to many people at once (U-22, C4)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from core.models import OutgoingEmail
from customers.actors import SYSTEM
from customers.errors import CustomersRefused, NotPermitted
from customers.links import ACTIVATION, RESET
from customers.models import (
    AccountEvent,
    AccountEventKind,
    Membership,
    NoticeRecipient,
    PasswordNotice,
    SentLink,
    User,
)
from customers.notice_text import NoticeText, problems_of
from customers.services import passwords
from customers.services.notice_letter import preview, text_to_begin_with
from customers.services.notice_sending import send_batch
from customers.services.notices import open_notice, queue_activations, stop_notice
from tests.world import World

NEW = "en helt ny lösen fras"
TEXT = NoticeText("Lösenord hos {shop}", "Hej {name}.\n\n{link}\n\nFör {customers}.", "sv")


def new_people(count: int) -> list[User]:
    """People as an import makes them: without a password."""
    people = []
    for number in range(count):
        person = User(
            email=f"new{number}@example.com", first_name=f"Ny{number}", last_name="Person"
        )
        person.set_unusable_password()
        people.append(person)
    made: list[User] = User.objects.bulk_create(people)
    return made


def ids(people: Iterable[User]) -> list[int]:
    return [person.pk for person in people]


def sent_to() -> list[str]:
    return sorted(OutgoingEmail.objects.values_list("to_address", flat=True))


def told() -> dict[str, tuple[str, str]]:
    """What became of each recipient: address → (state, reason or link)."""
    rows = NoticeRecipient.objects.values_list("user__email", "state", "reason", "link")
    return {email: (state, reason or link) for email, state, reason, link in rows}


def jobs() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name="customers.send_notices").order_by("id"))


def a_minute_later() -> None:
    """As if everything that was sent had been sent a minute earlier."""
    sent = NoticeRecipient.objects.filter(state="sent")
    sent.update(sent_at=F("sent_at") - timedelta(minutes=1))


def test_the_people_of_an_import_get_the_activation_mail(world: World) -> None:
    kim, lo = new_people(2)
    Membership.objects.create(user=kim, customer=world.school)
    queue_activations(actor=world.actor(world.stina), user_ids=ids([kim, lo]))
    assert not OutgoingEmail.objects.exists(), "nothing is rendered while the import runs"
    assert send_batch() == 2
    assert sent_to() == [kim.email, lo.email]
    mail = OutgoingEmail.objects.get(to_user=kim)
    assert mail.is_secret
    assert "Barn och utbildning" in mail.body_text
    token = mail.body_text.partition("/activate/")[2].partition("/")[0]
    passwords.choose_password(kind=ACTIVATION, token=token, new=NEW)
    event = AccountEvent.objects.get(user=lo)
    assert (event.kind, event.done_by) == (AccountEventKind.INVITED, world.stina)


def test_those_who_have_a_password_or_are_inactive_are_passed_over(world: World) -> None:
    kim, lo = new_people(2)
    User.objects.filter(pk=lo.pk).update(is_active=False)
    queue_activations(
        actor=world.actor(world.stina), user_ids=ids([kim, lo, world.nora.user, world.stina])
    )
    assert send_batch() == 1
    assert told() == {
        kim.email: ("sent", "activation"),
        lo.email: ("skipped", "inactive"),
        "nora@example.com": ("skipped", "has_password"),
        "stina@example.com": ("skipped", "has_password"),
    }
    assert AccountEvent.objects.count() == 1


def test_the_job_comes_and_goes_with_the_import(world: World) -> None:
    kim, *_rest = new_people(1)
    with transaction.atomic():
        queue_activations(actor=SYSTEM, user_ids=[kim.pk])
        assert len(jobs()) == 1
        transaction.set_rollback(True)  # the import fails later on
    assert not jobs()
    assert not PasswordNotice.objects.exists()
    queue_activations(actor=SYSTEM, user_ids=[kim.pk])
    [job] = jobs()
    assert job.scheduled_at is None, "the first batch goes at once"


def test_an_import_of_nobody_leaves_nothing(world: World) -> None:
    queue_activations(actor=world.actor(world.stina), user_ids=[])
    assert not jobs()
    assert not PasswordNotice.objects.exists()


def test_a_person_named_twice_is_mailed_once(world: World) -> None:
    [kim] = new_people(1)
    queue_activations(actor=world.actor(world.stina), user_ids=[kim.pk, kim.pk, 999_999_999])
    assert send_batch() == 1
    assert send_batch() == 0
    assert sent_to() == [kim.email]


@pytest.mark.parametrize("who", ["nora", "ali", "otto", "ulla"])
def test_a_buyer_cannot_invite(world: World, who: str) -> None:
    with pytest.raises(NotPermitted):
        queue_activations(actor=world.actor(getattr(world, who)), user_ids=[world.ulla.pk])
    assert not PasswordNotice.objects.exists()


def test_a_group_administrator_invites_only_people_of_the_organisation(world: World) -> None:
    kim, lo, bo = new_people(3)
    Membership.objects.create(user=kim, customer=world.care)
    Membership.objects.create(user=lo, customer=world.vestby)
    Membership.objects.create(user=bo, customer=world.care)
    Membership.objects.create(user=bo, customer=world.vestby)
    queue_activations(actor=world.actor(world.greta), user_ids=ids([kim, lo, bo]))
    send_batch()
    assert told() == {kim.email: ("sent", "activation"), bo.email: ("skipped", "no_right")}


def test_only_so_many_go_a_minute(world: World, settings: Any) -> None:
    settings.ATTEST_NOTICES_A_MINUTE = 3
    people = new_people(7)
    queue_activations(actor=SYSTEM, user_ids=ids(people))
    first, *_none = jobs()
    assert [send_batch(), send_batch()] == [3, 0]
    later = jobs()[-1]
    assert later.pk != first.pk
    assert later.scheduled_at is not None
    assert 50 < (later.scheduled_at - timezone.now()).total_seconds() <= 61
    assert len(jobs()) == 2, "one job is enough for the rest"
    a_minute_later()
    assert [send_batch(), send_batch()] == [3, 0]
    a_minute_later()
    assert [send_batch(), send_batch()] == [1, 0]
    assert sent_to() == sorted(person.email for person in people)


def test_a_few_new_people_do_not_wait_for_a_large_notice(world: World, settings: Any) -> None:
    settings.ATTEST_NOTICES_A_MINUTE = 6
    people = new_people(22)
    queue_activations(actor=SYSTEM, user_ids=ids(people[:20]))
    queue_activations(actor=SYSTEM, user_ids=ids(people[20:]))
    while send_batch():
        pass
    assert {people[20].email, people[21].email} <= set(sent_to())
    assert len(sent_to()) == 6


def test_sending_costs_the_same_queries_beside_the_mails(
    world: World, django_assert_max_num_queries: Any
) -> None:
    people = new_people(30)
    queue_activations(actor=SYSTEM, user_ids=ids(people))
    mails = 30 * 3  # each: savepoint, insert, release
    with django_assert_max_num_queries(mails + 22):
        assert send_batch() == 30


def mail_to(person: User) -> OutgoingEmail:
    return OutgoingEmail.objects.get(to_user=person)


def token_in(text: str, page: str) -> str:
    return text.partition(f"/account/{page}/")[2].partition("/")[0]


def test_each_gets_the_link_that_fits_and_never_a_password(world: World) -> None:
    [kim] = new_people(1)
    nora = world.nora.user
    # The frame of the mail follows the person, the text stays as it was written.
    User.objects.filter(pk__in=[kim.pk, nora.pk]).update(language="en")
    before = nora.password
    open_notice(actor=world.actor(world.sam), user_ids=ids([kim, nora]), text=TEXT)
    assert send_batch() == 2
    first, again = mail_to(kim), mail_to(nora)
    assert first.is_secret
    assert again.is_secret
    assert (first.subject, again.subject) == ("Lösenord hos Kontorsgrossen",) * 2
    assert again.body_text.count("Hej Nora.") == 1
    assert "För Barn och utbildning." in again.body_text
    assert "seven days" in first.body_text
    assert "one hour" in again.body_text
    nora.refresh_from_db()
    assert nora.password == before, "the old one works until a new one is chosen"
    passwords.choose_password(kind=ACTIVATION, token=token_in(first.body_text, "activate"), new=NEW)
    passwords.choose_password(kind=RESET, token=token_in(again.body_text, "reset"), new=NEW)
    kinds = set(AccountEvent.objects.filter(done_by=world.sam).values_list("user__email", "kind"))
    assert kinds == {(kim.email, "invited"), (nora.email, "reset_asked")}


def test_a_person_is_looked_at_anew_when_the_turn_comes(world: World) -> None:
    """Made inactive, activated or made staff between the button and the mail."""
    kim, lo, bo = new_people(3)
    open_notice(actor=world.actor(world.sam), user_ids=ids([kim, lo, bo]), text=TEXT)
    User.objects.filter(pk=kim.pk).update(is_active=False)
    lo.set_password(NEW)
    lo.save()
    User.objects.filter(pk=bo.pk).update(staff_role="sales")
    assert send_batch() == 1
    assert told() == {
        kim.email: ("skipped", "inactive"),
        lo.email: ("sent", "reset"),
        bo.email: ("skipped", "no_right"),
    }


def test_only_a_staff_administrator_reaches_staff(world: World) -> None:
    for who, fate in ((world.sam, ("skipped", "no_right")), (world.stina, ("sent", "reset"))):
        NoticeRecipient.objects.all().delete()
        open_notice(actor=world.actor(who), user_ids=[world.stina.pk], text=TEXT)
        send_batch()
        assert told() == {"stina@example.com": fate}


@pytest.mark.parametrize("who", ["nora", "ali", "greta", "otto", "ulla"])
def test_no_buyer_writes_or_stops_a_notice(world: World, who: str) -> None:
    actor = world.actor(getattr(world, who))
    with pytest.raises(NotPermitted):
        open_notice(actor=actor, user_ids=[world.nora.user_id], text=TEXT)
    assert not PasswordNotice.objects.exists()
    notice = open_notice(actor=world.actor(world.sam), user_ids=[world.nora.user_id], text=TEXT)
    with pytest.raises(NotPermitted):
        stop_notice(actor=actor, notice_id=notice.pk)
    assert send_batch() == 1


@pytest.mark.parametrize(
    ("subject", "body", "code"),
    [
        ("", "{link}", "no_subject"),
        ("Hej", "Hej", "no_link"),
        ("{link}", "{link}", "link_in_subject"),
        ("Hej", "{link} {password}", "unknown_placeholder"),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused(
    world: World, subject: str, body: str, code: str
) -> None:
    with pytest.raises(CustomersRefused) as refused:
        open_notice(
            actor=world.actor(world.sam),
            user_ids=[world.nora.user_id],
            text=NoticeText(subject, body, "sv"),
        )
    assert refused.value.code == code
    assert not PasswordNotice.objects.exists()


def test_stopping_leaves_those_who_have_it_and_skips_the_rest(world: World, settings: Any) -> None:
    settings.ATTEST_NOTICES_A_MINUTE = 2
    people = new_people(5)
    notice = open_notice(actor=world.actor(world.sam), user_ids=ids(people), text=TEXT)
    assert send_batch() == 2
    stopped = stop_notice(actor=world.actor(world.stina), notice_id=notice.pk)
    assert stopped.stopped_by == world.stina
    a_minute_later()
    assert send_batch() == 0
    fates = [fate for _who, fate in sorted(told().items())]
    assert fates == [("sent", "activation")] * 2 + [("skipped", "stopped")] * 3
    again = stop_notice(actor=world.actor(world.sam), notice_id=notice.pk)
    assert again.stopped_by == world.stina, "the second press changes nothing"


def test_a_finished_notice_is_not_stopped(world: World) -> None:
    notice = open_notice(actor=world.actor(world.sam), user_ids=[world.nora.user_id], text=TEXT)
    send_batch()
    assert stop_notice(actor=world.actor(world.sam), notice_id=notice.pk).stopped_at is None


def test_the_preview_is_the_mail_but_for_the_link(world: World) -> None:
    nora = world.nora.user
    shown = preview(TEXT, user=nora, link=SentLink.RESET)
    open_notice(actor=world.actor(world.sam), user_ids=[nora.pk], text=TEXT)
    send_batch()
    sent = mail_to(nora)
    token = token_in(sent.body_text, "reset")
    assert shown.subject == sent.subject
    assert shown.text == sent.body_text.replace(token, "example")
    assert shown.html == sent.body_html.replace(token, "example")


def test_what_people_are_called_is_never_read_as_text_to_fill_in(world: World) -> None:
    nora = world.nora.user
    nora.first_name = "{link}\r\n\r\nBcc: all@example.com {shop} <a href=x>&"
    nora.save()
    open_notice(
        actor=world.actor(world.sam),
        user_ids=[nora.pk],
        text=NoticeText("Hej {name}", "Hej {name}.\n\n<b>{link}</b> {{link}}", "sv"),
    )
    send_batch()
    sent = mail_to(nora)
    assert sent.subject == "Hej {link} Bcc: all@example.com {shop} <a href=x>&"
    assert "Hej {link} Bcc: all@example.com {shop} <a href=x>&." in sent.body_text
    assert "{link} Bcc: all@example.com {shop} &lt;a href=x&gt;&amp;." in sent.body_html
    assert "&lt;b&gt;<a href=" in sent.body_html


def test_each_language_begins_with_its_own_text(world: World) -> None:
    assert "{link}" in text_to_begin_with("sv").body
    open_notice(actor=world.actor(world.sam), user_ids=[world.nora.user_id], text=TEXT)
    assert text_to_begin_with("sv") == TEXT
    assert text_to_begin_with("nb") != TEXT
    queue_activations(actor=world.actor(world.sam), user_ids=[world.nora.user_id])
    assert text_to_begin_with("sv") == TEXT, "an activation has no text of its own"


def test_the_standing_texts_can_be_sent_as_they_are(world: World) -> None:
    for language in ("en", "sv", "nb"):
        text = text_to_begin_with(language)
        assert problems_of(text.subject, text.body) == {}


def test_opening_writes_rows_and_renders_nothing(
    world: World, django_assert_max_num_queries: Any
) -> None:
    people = new_people(1_000)
    with django_assert_max_num_queries(12):
        open_notice(actor=world.actor(world.sam), user_ids=ids(people), text=TEXT)
    assert NoticeRecipient.objects.count() == 1_000
    assert not OutgoingEmail.objects.exists()


def test_a_shops_name_stands_in_a_subject_as_it_is_written(world: World) -> None:
    world.shop.name = "Kontor & Co"
    world.shop.save()
    [kim] = new_people(1)
    queue_activations(actor=SYSTEM, user_ids=[kim.pk])
    send_batch()
    assert mail_to(kim).subject == "Your account at Kontor & Co: choose a password"
