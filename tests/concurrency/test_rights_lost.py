"""A right that is lost while its owner waits for a lock writes nothing any more.

Every time the lock is held by the test, so that the waiter certainly waits.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db.models import QuerySet

from customers.actors import Actor
from customers.errors import NotPermitted
from customers.models import CustomerGroup, Membership, SalesTeam, User
from customers.services.chains import set_chain
from customers.services.memberships import Roles, update_membership
from tests.concurrency.threads import while_it_waits
from tests.teams import make_teams
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def rows_of(world: World) -> "QuerySet[CustomerGroup]":
    """What every change of a chain or role in Norrvik waits for."""
    return CustomerGroup.objects.filter(pk=world.norrvik.pk)


def raising(world: World, actor: Actor, who: Membership) -> Callable[[], object]:
    """Makes somebody an administrator of the organisation."""
    membership = Membership.objects.with_people().get(pk=who.pk)
    return lambda: update_membership(
        actor=actor,
        membership=membership,
        roles=replace(Roles.of(membership), is_group_admin=True),
        next_approver=membership.next_approver,
        break_point=membership.break_point,
    )


def test_an_administrator_who_is_one_no_more_gives_nobody_a_role() -> None:
    world = build_world()
    greta = world.actor(world.greta)
    answer = while_it_waits(
        rows_of(world),
        raising(world, greta, world.nora),
        lambda: Membership.objects.filter(pk=world.greta.pk).update(is_group_admin=False),
    )
    assert isinstance(answer, NotPermitted), answer
    assert not Membership.objects.get(pk=world.nora.pk).is_group_admin


def test_nor_does_one_who_has_left_set_a_chain() -> None:
    world = build_world()
    greta, nora = world.actor(world.greta), Membership.objects.with_people().get(pk=world.nora.pk)
    answer = while_it_waits(
        rows_of(world),
        lambda: set_chain(
            actor=greta, membership=nora, next_approver=world.greta, break_point=Decimal(1)
        ),
        lambda: User.objects.filter(pk=world.greta.user_id).update(is_active=False),
    )
    assert isinstance(answer, NotPermitted), answer
    assert Membership.objects.get(pk=nora.pk).next_approver == world.ali


@pytest.mark.parametrize("loses", ["team", "role", "activity"])
def test_staff_who_lose_the_team_the_role_or_the_account_write_no_more(loses: str) -> None:
    world = build_world()
    teams = make_teams(world)
    tove = world.actor(teams.tove)
    assert tove.team_ids == frozenset({teams.south.pk})  # asked and kept, as in a visit
    other = SalesTeam.objects.create(name="Öst")

    def lost() -> None:
        if loses == "team":
            teams.south.members.remove(teams.tove)
            other.members.add(teams.tove)
        elif loses == "role":
            User.objects.filter(pk=teams.tove.pk).update(staff_role="")
        else:
            User.objects.filter(pk=teams.tove.pk).update(is_active=False)

    answer = while_it_waits(rows_of(world), raising(world, tove, world.nora), lost)
    assert isinstance(answer, NotPermitted), answer
    assert not Membership.objects.get(pk=world.nora.pk).is_group_admin


def test_whoever_keeps_the_right_writes_after_the_wait() -> None:
    """So that the refusals above are for the lost right, not for the waiting."""
    world = build_world()
    answer = while_it_waits(
        rows_of(world), raising(world, world.actor(world.greta), world.nora), lambda: None
    )
    assert isinstance(answer, Membership), answer
    assert Membership.objects.get(pk=world.nora.pk).is_group_admin
