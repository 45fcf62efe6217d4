"""Two administrators at once never close a loop between them, nor leave nobody to approve."""

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection

from customers.actors import Actor
from customers.chains import find_loop
from customers.errors import ChainRefused, CustomersRefused, EmailTaken, StillNext
from customers.models import Membership, User
from customers.services.chain_steps import set_step
from customers.services.chains import set_chain
from customers.services.memberships import Roles, update_membership
from customers.services.users import Person, create_user
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Each job in a thread and connection of its own; answers or exceptions, in order."""
    answers: list[object] = [None] * len(jobs)
    gate = threading.Barrier(len(jobs))

    def run(index: int, job: Callable[[], object]) -> None:
        gate.wait(timeout=30)
        try:
            answers[index] = job()
        except CustomersRefused as refused:
            answers[index] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "a deadlock"
    return answers


def next_of() -> dict[int, int | None]:
    return dict(Membership.objects.values_list("pk", "next_approver_id"))


def joining(actor: Actor, membership: Membership, above: Membership) -> Callable[[], object]:
    return lambda: set_chain(
        actor=actor, membership=membership, next_approver=above, break_point=Decimal(0)
    )


def approvers(world: World, how_many: int) -> list[Membership]:
    return [
        Membership.objects.create(
            user=User.objects.create_user(
                email=f"p{number}@example.com", first_name=f"P{number}", last_name="Ek"
            ),
            customer=world.care if number % 2 else world.school,
            is_approver=True,
        )
        for number in range(how_many)
    ]


def test_two_administrators_at_once_cannot_close_a_loop() -> None:
    world = build_world()
    greta, stina = world.actor(world.greta), world.actor(world.stina)
    for _round in range(10):
        Membership.objects.filter(customer=world.care).update(next_approver=None, break_point=None)
        one, other = approvers(world, 2)
        answers = at_once(joining(greta, one, other), joining(stina, other, one))
        refused = [answer for answer in answers if isinstance(answer, ChainRefused)]
        assert [answer.code for answer in refused] == ["loop"]
        assert find_loop(next_of()) is None
        Membership.objects.filter(pk__in=[one.pk, other.pk]).update(
            next_approver=None, break_point=None
        )
        Membership.objects.filter(pk__in=[one.pk, other.pk]).delete()
        User.objects.filter(email__in=["p0@example.com", "p1@example.com"]).delete()


def test_a_ring_of_eight_closed_by_eight_at_once_stays_open() -> None:
    world = build_world()
    ring = approvers(world, 8)
    actor = world.actor(world.stina)
    jobs = [joining(actor, ring[i], ring[(i + 1) % 8]) for i in range(8)]
    answers = at_once(*jobs)
    assert sum(isinstance(answer, ChainRefused) for answer in answers) == 1
    assert find_loop(next_of()) is None


def test_a_right_is_not_taken_while_somebody_else_chooses_its_holder() -> None:
    world = build_world()
    bo, kim = approvers(world, 2)
    actor = world.actor(world.stina)
    for _round in range(20):
        Membership.objects.filter(pk=kim.pk).update(next_approver=None, break_point=None)
        Membership.objects.filter(pk=bo.pk).update(is_approver=True)
        answers = at_once(
            joining(actor, kim, bo),
            lambda: update_membership(
                actor=actor, membership=bo, roles=Roles(), next_approver=None, break_point=None
            ),
        )
        assert sum(isinstance(answer, ChainRefused | StillNext) for answer in answers) == 1
        bo.refresh_from_db()
        kim.refresh_from_db()
        assert (kim.next_approver_id == bo.pk) == bo.is_approver


def test_one_address_entered_by_eight_at_once_is_one_user() -> None:
    world = build_world()
    actor = world.actor(world.stina)
    jobs = [
        (lambda email=email: create_user(actor=actor, email=email, person=Person("Kim", "Berg")))
        for email in ["kim@example.com", "KIM@example.com"] * 4
    ]
    answers = at_once(*jobs)
    assert sum(isinstance(answer, User) for answer in answers) == 1
    assert sum(isinstance(answer, EmailTaken) for answer in answers) == 7


def test_two_cards_of_the_chain_page_saved_at_once_cannot_close_a_loop() -> None:
    world = build_world()
    greta, stina = world.actor(world.greta), world.actor(world.stina)
    one, other = approvers(world, 2)
    for _round in range(10):
        Membership.objects.filter(pk__in=[one.pk, other.pk]).update(
            next_approver=None, break_point=None
        )
        answers = at_once(saving(greta, one, other), saving(stina, other, one))
        refused = [answer for answer in answers if isinstance(answer, ChainRefused)]
        assert [answer.code for answer in refused] == ["loop"]
        assert find_loop(next_of()) is None


def saving(actor: Actor, membership: Membership, above: Membership) -> Callable[[], object]:
    return lambda: set_step(
        actor=actor,
        membership=membership,
        is_approver=True,
        next_approver=above,
        break_point=Decimal(0),
    )
