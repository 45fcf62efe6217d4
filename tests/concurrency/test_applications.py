"""Two members of staff answer the same application at once: one does, the other is told."""

from functools import partial

import pytest

from core.models import OutgoingEmail
from customers.models import Customer, Membership, User
from marketing.errors import MarketingRefused
from marketing.models import Application
from marketing.services.applications import SENT_AN_HOUR, withdraw
from marketing.services.deciding import approve, refuse
from tests.concurrency.threads import at_once
from tests.services.marketing.applications import EMAIL, approval, confirmed, send, tier
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_of_many_who_answer_at_once_one_wins_and_the_others_are_told(
    transactional_db: None,
) -> None:
    world = build_world()
    application = confirmed(files=1)
    how = approval(world, tier())
    actors = [world.actor(who) for who in (world.stina, world.sam) * 4]
    jobs = [
        partial(approve, actor=actor, application_id=application.pk, approval=how)
        if n % 2
        else partial(refuse, actor=actor, application_id=application.pk, reason="Nej.")
        for n, actor in enumerate(actors)
    ]
    found = at_once([*jobs, partial(withdraw, application_id=application.pk)])
    won = [each for each in found if isinstance(each, Application)]
    lost = [each for each in found if isinstance(each, MarketingRefused)]
    assert len(won) == 1, found
    assert len(lost) == len(found) - 1, found
    made = Customer.objects.filter(name="Dahlqvist Kontor AB").count()
    people = User.objects.filter(email=EMAIL).count()
    seats = Membership.objects.filter(user__email=EMAIL).count()
    assert made == people == seats
    answers = OutgoingEmail.objects.filter(template__in=["wholesale/approved", "wholesale/refused"])
    assert answers.count() == (0 if won[0].state == "withdrawn" else 1)
    assert made == (1 if won[0].state == "approved" else 0)


def test_two_applications_of_one_person_approved_at_once_make_one_account(
    transactional_db: None,
) -> None:
    world = build_world()
    how = approval(world, tier())
    held = [confirmed(company="Ett AB"), confirmed(company="Två AB", email=EMAIL.upper())]
    at_once(
        [
            partial(approve, actor=world.actor(who), application_id=each.pk, approval=how)
            for who, each in zip((world.stina, world.sam), held, strict=True)
        ]
    )
    assert User.objects.filter(email__iexact=EMAIL).count() == 1
    approved = Application.objects.filter(state="approved").count()
    assert Membership.objects.filter(user__email__iexact=EMAIL).count() == approved >= 1
    assert Customer.objects.filter(name__in=["Ett AB", "Två AB"]).count() == approved


def test_an_address_is_mailed_so_many_an_hour_however_many_send_at_once(
    transactional_db: None,
) -> None:
    build_world()
    found = at_once([send] * 8)
    assert sorted(map(str, found)) == ["False"] * (8 - SENT_AN_HOUR) + ["True"] * SENT_AN_HOUR
    assert OutgoingEmail.objects.filter(to_address=EMAIL).count() == SENT_AN_HOUR
