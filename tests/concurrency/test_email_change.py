"""Both mailboxes at once, a yes against a no, and two people who want one address."""

from collections.abc import Callable

import pytest

from core.models import OutgoingEmail
from customers.errors import LinkRefused
from customers.links import EMAIL_NEW, EMAIL_OLD, ChangeLink
from customers.models import EmailChange, EmailChangeState, User
from customers.services.email_change import Answer, Answered, ask_for_email, confirm, stop
from tests.concurrency.threads import at_once
from tests.world import PASSWORD, World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def asking(world: World, email: str) -> Callable[[], object]:
    nora = world.actor(world.nora)
    return lambda: ask_for_email(actor=nora, password=PASSWORD, email=email)


def saying_yes(change: EmailChange, side: ChangeLink) -> Callable[[], object]:
    return lambda: confirm(change_id=change.pk, side=side)


def ready(user: User, email: str) -> EmailChange:
    """A change that waits, as `ask_for_email` leaves it; asked many times a test."""
    EmailChange.objects.filter(user=user).delete()
    fresh = User.objects.get(pk=user.pk)
    change: EmailChange = EmailChange.objects.create(
        user=user, old_email=fresh.email, new_email=email, epoch=fresh.session_epoch
    )
    return change


def answers_of(results: list[object]) -> list[Answer]:
    assert all(isinstance(each, Answered) for each in results), results
    return sorted(each.answer for each in results if isinstance(each, Answered))


def test_both_mailboxes_say_yes_at_once_and_it_is_changed_once() -> None:
    world = build_world()
    for turn in range(8):
        change = ready(world.nora.user, f"nora{turn}@example.com")
        OutgoingEmail.objects.all().delete()
        found = at_once([saying_yes(change, EMAIL_OLD), saying_yes(change, EMAIL_NEW)])
        assert answers_of(found) == [Answer.DONE, Answer.WAITS]
        assert User.objects.get(pk=world.nora.user_id).email == f"nora{turn}@example.com"
        assert OutgoingEmail.objects.count() == 2, "each address is told once"


def test_the_last_yes_against_not_me_is_one_of_the_two() -> None:
    world = build_world()
    for turn in range(8):
        User.objects.filter(pk=world.nora.user_id).update(email="nora@example.com")
        change = ready(world.nora.user, f"thief{turn}@example.com")
        confirm(change_id=change.pk, side=EMAIL_NEW)
        found = at_once(
            [saying_yes(change, EMAIL_OLD), lambda pk=change.pk: stop(change_id=pk)]  # type: ignore[misc]
        )
        lost = [each for each in found if isinstance(each, LinkRefused)]
        assert len(lost) == 1, found
        change.refresh_from_db()
        email = User.objects.get(pk=world.nora.user_id).email
        if isinstance(found[0], LinkRefused):
            assert (change.state, email) == (EmailChangeState.STOPPED, "nora@example.com")
        else:
            assert (change.state, email) == (EmailChangeState.DONE, change.new_email)


def test_two_people_who_want_one_address_are_one_and_a_refusal() -> None:
    world = build_world()
    for turn in range(8):
        wanted = f"wanted{turn}@example.com"
        one, other = ready(world.nora.user, wanted), ready(world.otto.user, wanted.upper())
        for change in (one, other):
            confirm(change_id=change.pk, side=EMAIL_NEW)
        found = at_once([saying_yes(one, EMAIL_OLD), saying_yes(other, EMAIL_OLD)])
        assert answers_of(found) == [Answer.DONE, Answer.TAKEN]
        assert User.objects.filter(email__iexact=wanted).count() == 1


def test_two_tabs_ask_at_once_and_one_wish_waits() -> None:
    world = build_world()
    found = at_once([asking(world, "one@example.com"), asking(world, "two@example.com")])
    assert all(isinstance(each, EmailChange) for each in found), found
    assert EmailChange.objects.filter(state=EmailChangeState.PENDING).count() == 1
    assert EmailChange.objects.filter(state=EmailChangeState.REPLACED).count() == 1
