"""Several workers on one birthday: one greeting. A no at the same moment: none after it."""

from datetime import UTC, date, datetime
from functools import partial

import pytest

from core.models import OutgoingEmail
from customers.models import Consent, ConsentKind, ConsentSource, User
from customers.services.birthdays import greet, greet_birthdays
from customers.services.consents import withdraw_own
from tests.concurrency.threads import at_once
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
NOON = datetime(2026, 5, 17, 10, tzinfo=UTC)


def birthday_world() -> World:
    """Nora, Ali and Otto were born on the same day."""
    world = build_world()
    world.shop.birthday_in_use = world.shop.birthday_greeting = True
    world.shop.save()
    for who in (world.nora, world.ali, world.otto):
        User.objects.filter(pk=who.user_id).update(birthday=date(1990, 5, 17))
        Consent.objects.create(
            user=who.user, kind=ConsentKind.NEWSLETTER, given_source=ConsentSource.OWN_PAGES
        )
    return world


def test_four_workers_greet_each_person_once() -> None:
    birthday_world()
    for year in range(2026, 2032):
        answers = at_once([partial(greet_birthdays, now=NOON.replace(year=year))] * 4)
        assert sum(int(str(answer)) for answer in answers) == 3, answers
    assert OutgoingEmail.objects.count() == 18


def test_a_new_address_at_the_same_moment_is_no_second_greeting() -> None:
    world = birthday_world()
    otto = world.otto.user

    def move(number: int) -> bool:
        User.objects.filter(pk=otto.pk).update(email=f"otto{number}@example.com")
        return greet(actor=world.actor(None), user_id=otto.pk, today=date(2026, 5, 17))

    answers = at_once([partial(move, number) for number in range(6)])
    assert sorted(map(str, answers)) == ["False"] * 5 + ["True"]
    assert OutgoingEmail.objects.count() == 1


def test_a_no_at_the_same_moment_comes_before_or_after_the_mail() -> None:
    world = birthday_world()
    for year in range(2026, 2034):
        Consent.objects.update(withdrawn_at=None, withdrawn_source="")
        OutgoingEmail.objects.all().delete()
        no = partial(
            withdraw_own,
            actor=world.actor(world.otto),
            user=world.otto.user,
            kind=ConsentKind.NEWSLETTER,
            source=ConsentSource.OWN_PAGES,
        )
        at_once([no, partial(greet_birthdays, now=NOON.replace(year=year))])
        gone = Consent.objects.get(user=world.otto.user)
        mails = OutgoingEmail.objects.filter(to_user=world.otto.user)
        assert gone.withdrawn_at is not None
        assert not mails.filter(created_at__gt=gone.withdrawn_at).exists()
