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
from customers.errors import NotPermitted
from customers.links import ACTIVATION
from customers.models import (
    AccountEvent,
    AccountEventKind,
    Membership,
    NoticeRecipient,
    PasswordNotice,
    User,
)
from customers.services import passwords
from customers.services.notice_sending import send_batch
from customers.services.notices import queue_activations
from tests.world import World

NEW = "en helt ny lösen fras"


def new_people(count: int, **fields: object) -> list[User]:
    """People as an import makes them: without a password."""
    people = []
    for number in range(count):
        person = User(
            email=f"new{number}@example.com", first_name=f"Ny{number}", last_name="Person", **fields
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
