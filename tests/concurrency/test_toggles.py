"""Two people at one tick at once: one is heard, the other is told."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest

from customers.errors import CustomersRefused, StillNext, ToggledMeanwhile
from customers.models import (
    AccountEvent,
    Consent,
    ConsentKind,
    ConsentSource,
    Membership,
    StaffRole,
    User,
)
from customers.services.consents import choose_consents, undo_withdrawal, withdraw_for
from customers.services.memberships import Roles, update_membership
from orders.services.toggling import switch_in_list
from tests.concurrency.threads import at_once
from tests.world import World, build_world, make_user

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
NEWS = ConsentKind.NEWSLETTER


def clicking(world: World, who: User, whom: User, *, becomes: bool) -> Callable[[], object]:
    return partial(switch_in_list, actor=world.actor(who), user_id=whom.pk, becomes=becomes)


def test_two_who_switch_one_person_off_are_one_and_a_word() -> None:
    world = build_world()
    for round_number in range(8):
        becomes = bool(round_number % 2)
        jobs = [
            clicking(world, who, world.otto.user, becomes=becomes)
            for who in (world.sam, world.stina)
        ]
        answers = at_once(jobs)
        assert sorted(type(answer).__name__ for answer in answers) == ["ToggledMeanwhile", "User"]
        assert User.objects.get(pk=world.otto.user_id).is_active is becomes
    assert AccountEvent.objects.filter(user=world.otto.user).count() == 8


def test_two_administrators_who_switch_each_other_off_leave_one() -> None:
    world = build_world()
    other = make_user("siv@example.com", "Siv", "Ek", staff_role=StaffRole.ADMINISTRATOR)
    for _round in range(6):
        User.objects.update(is_active=True)
        answers = at_once(
            [
                clicking(world, world.stina, other, becomes=False),
                clicking(world, other, world.stina, becomes=False),
            ]
        )
        done = [answer for answer in answers if isinstance(answer, User)]
        assert len(done) == 1, answers
        assert all(isinstance(answer, User | CustomersRefused) for answer in answers), answers
        assert User.objects.active().filter(staff_role=StaffRole.ADMINISTRATOR).count() == 1


def test_a_chain_that_is_made_meanwhile_is_never_left_hanging() -> None:
    world = build_world()
    Membership.objects.filter(pk=world.nora.pk).update(next_approver=None, break_point=None)
    for _round in range(6):
        User.objects.filter(pk=world.ali.user_id).update(is_active=True)
        Membership.objects.filter(pk=world.nora.pk).update(next_approver=None, break_point=None)
        nora, ali = (
            Membership.objects.with_people().get(pk=each.pk) for each in (world.nora, world.ali)
        )
        chain = partial(
            update_membership,
            actor=world.actor(world.greta),
            membership=nora,
            roles=Roles.of(nora),
            next_approver=ali,
            break_point=Decimal(5000),
        )
        answers = at_once([clicking(world, world.sam, world.ali.user, becomes=False), chain])
        if isinstance(answers[0], User):
            assert isinstance(answers[1], CustomersRefused), answers
        else:
            assert isinstance(answers[0], StillNext), answers
            assert isinstance(answers[1], Membership), answers


def test_a_yes_is_taken_back_once_and_given_back_once() -> None:
    world = build_world()
    choose_consents(
        actor=world.actor(world.nora),
        user=world.nora.user,
        kinds=frozenset({NEWS}),
        source=ConsentSource.OWN_PAGES,
    )
    sam, stina = world.actor(world.sam), world.actor(world.stina)
    for _round in range(6):
        off = [
            partial(withdraw_for, actor=actor, user_id=world.nora.user_id, kind=NEWS)
            for actor in (sam, stina, sam)
        ]
        answers = at_once(off)
        gone = [answer for answer in answers if isinstance(answer, Consent)]
        assert len(gone) == 1, answers
        assert all(isinstance(each, Consent | ToggledMeanwhile) for each in answers), answers
        by = sam if gone[0].withdrawn_by_id == world.sam.pk else stina
        undo = partial(undo_withdrawal, actor=by, consent_id=gone[0].pk)
        answers = at_once([undo, undo])
        assert len([each for each in answers if isinstance(each, Consent)]) == 1, answers
        assert Consent.objects.filter(withdrawn_at=None).count() == 1
