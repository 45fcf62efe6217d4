"""An organisation that runs itself keeps an administrator, whichever way one goes.

Its own people are refused. Staff are told, and may then leave it to the shop.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.models import ImportStatus
from customers.errors import LastAdministrator
from customers.models import Membership, User
from customers.services.import_users import UserImport
from customers.services.memberships import Roles, end_membership, update_membership
from customers.services.users import set_active
from orders.services.leaving import TakeOver, leave_altogether, leave_customer
from orders.services.toggling import switch_in_list
from tests.imports import apply_file, apply_plan, plan_file
from tests.world import World


def sheet(folder: Path, heading: str, *rows: str) -> Path:
    path = folder / "people.csv"
    path.write_text(heading + "".join(f"{row}\n" for row in rows))
    return path


def greta(world: World) -> Membership:
    found: Membership = Membership.objects.with_people().get(pk=world.greta.pk)
    return found


def take_the_role(
    world: World, actor_of: Membership | User, *, leave_to_shop: bool = False
) -> Membership:
    return update_membership(
        actor=world.actor(actor_of),
        membership=greta(world),
        roles=Roles(is_approver=True),
        next_approver=None,
        break_point=None,
        leave_to_shop=leave_to_shop,
    )


WAYS: dict[str, Callable[[World], object]] = {
    "gives up the role": lambda world: take_the_role(world, world.greta),
    "ends the own connection": lambda world: end_membership(
        actor=world.actor(world.greta), membership=greta(world), force=True
    ),
    "is ended with what hangs on it": lambda world: leave_customer(
        actor=world.actor(world.greta),
        membership=greta(world),
        take_over=TakeOver(to_chain=True),
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_only_administrator_does_not_go_by_the_own_hand(world: World, way: str) -> None:
    with pytest.raises(LastAdministrator):
        WAYS[way](world)
    assert (greta(world).is_active, greta(world).is_group_admin) == (True, True)
    Membership.objects.filter(pk=world.ali.pk).update(is_group_admin=True)
    WAYS[way](world)
    assert not (greta(world).is_active and greta(world).is_group_admin)


def test_who_is_inactive_is_no_administrator_to_stay_behind(world: World) -> None:
    Membership.objects.filter(pk=world.ali.pk).update(is_group_admin=True)
    User.objects.filter(pk=world.ali.user_id).update(is_active=False)
    with pytest.raises(LastAdministrator):
        take_the_role(world, world.greta)


def test_one_administrator_does_not_make_the_last_other_one_inactive_and_go(world: World) -> None:
    Membership.objects.filter(pk=world.ali.pk).update(is_group_admin=True)
    set_active(actor=world.actor(world.ali), user=world.greta.user, is_active=False, force=True)
    with pytest.raises(LastAdministrator):
        end_membership(
            actor=world.actor(world.ali),
            membership=Membership.objects.with_people().get(pk=world.ali.pk),
            force=True,
        )


def test_a_click_of_staff_in_the_list_is_stopped(world: World) -> None:
    Membership.objects.filter(next_approver=world.greta).update(
        next_approver=None, break_point=None
    )
    with pytest.raises(LastAdministrator):
        switch_in_list(actor=world.actor(world.sam), user_id=world.greta.user_id, becomes=False)
    assert User.objects.get(pk=world.greta.user_id).is_active


def test_staff_on_the_card_say_it_first(world: World) -> None:
    with pytest.raises(LastAdministrator):
        take_the_role(world, world.sam)
    assert greta(world).is_group_admin
    assert not take_the_role(world, world.sam, leave_to_shop=True).is_group_admin


def test_nobody_but_staff_leaves_it_to_the_shop(world: World) -> None:
    with pytest.raises(LastAdministrator):
        take_the_role(world, world.greta, leave_to_shop=True)


def test_staff_leave_it_to_the_shop_when_somebody_leaves(world: World) -> None:
    gone = leave_altogether(
        actor=world.actor(world.sam), user=world.greta.user, take_over=TakeOver(to_chain=True)
    )
    assert not gone.is_active


COLUMNS = ("Kundgruppsadministratör", "Kopplad till kunden", "Aktiv")


def said(seat: Membership) -> str:
    return f"{seat.user.email};{seat.customer.number};nej"


@pytest.fixture
def two(world: World) -> World:
    """Ali administers too, and nobody has an approver above."""
    Membership.objects.update(next_approver=None, break_point=None)
    Membership.objects.filter(pk=world.ali.pk).update(is_group_admin=True)
    return world


@pytest.mark.parametrize("column", COLUMNS)
def test_a_sheet_of_an_administrator_leaves_one(two: World, tmp_path: Path, column: str) -> None:
    heading = f"E-post;Kundnummer;{column}\n"
    Membership.objects.filter(pk=two.nora.pk).update(is_group_admin=True)
    nora = two.actor(two.nora)
    Membership.objects.filter(pk=two.nora.pk).update(is_group_admin=False)
    both = sheet(tmp_path, heading, said(two.ali), said(two.greta))
    planned = plan_file(UserImport, both, actor=nora)
    assert planned.summary_line() == "create=0 update=0 unchanged=0 refused=2"
    assert {problem.column_label for row in planned.rows for problem in row.problems} == {column}
    assert "is the only administrator" in planned.messages[0]
    one = sheet(tmp_path, heading, said(two.ali))
    planned = plan_file(UserImport, one, actor=nora)
    assert planned.summary_line() == "create=0 update=1 unchanged=0 refused=0"


def test_a_sheet_may_name_the_next_one(two: World, tmp_path: Path) -> None:
    both = sheet(
        tmp_path,
        "E-post;Kundnummer;Kundgruppsadministratör\n",
        said(two.ali),
        said(two.greta),
        f"{two.nora.user.email};{two.nora.customer.number};ja",
    )
    planned = plan_file(UserImport, both, actor=two.actor(two.greta))
    assert planned.summary_line() == "create=0 update=3 unchanged=0 refused=0"


def test_a_new_one_whose_own_row_is_refused_counts_for_nothing(two: World, tmp_path: Path) -> None:
    both = sheet(
        tmp_path,
        "E-post;Kundnummer;Kundgruppsadministratör;Brytpunkt\n",
        f"{said(two.ali)};",
        f"{said(two.greta)};",
        f"{two.nora.user.email};{two.nora.customer.number};ja;100",
    )
    planned = plan_file(UserImport, both, actor=two.actor(two.greta))
    assert planned.counts.refused == 3


def test_a_sheet_of_staff_is_told_and_applied(two: World, tmp_path: Path) -> None:
    heading = "E-post;Kundnummer;Kundgruppsadministratör\n"
    both = sheet(tmp_path, heading, said(two.ali), said(two.greta))
    planned = plan_file(UserImport, both, actor=two.actor(two.sam))
    assert planned.summary_line() == "create=0 update=2 unchanged=0 refused=0"
    told = [caution.message for row in planned.rows for caution in row.cautions]
    assert len(told) == 2
    assert "is the only administrator" in told[0]
    apply_file(UserImport, both, actor=two.actor(two.sam))
    assert not greta(two).is_group_admin


def test_a_plan_is_made_anew_when_the_other_one_has_gone(two: World, tmp_path: Path) -> None:
    heading = "E-post;Kundnummer;Kundgruppsadministratör\n"
    actor = two.actor(two.greta)
    planned = plan_file(UserImport, sheet(tmp_path, heading, said(two.greta)), actor=actor)
    assert planned.counts.refused == 0
    Membership.objects.filter(pk=two.ali.pk).update(is_group_admin=False)
    applied = apply_plan(UserImport, planned, actor=actor)
    assert applied.job.status != ImportStatus.APPLIED
    assert greta(two).is_group_admin
