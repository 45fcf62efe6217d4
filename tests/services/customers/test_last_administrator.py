"""An organisation that runs itself keeps an administrator, whichever way one goes.

Its own people are refused. Staff are told, and may then leave it to the shop.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.imports.rows import rows_of
from core.models import ImportStatus
from customers.access import Perm
from customers.errors import LastAdministrator
from customers.models import Customer, Membership, StaffRole, User
from customers.selectors.chains import administrators_of
from customers.services.customers import change_main_group
from customers.services.import_users import UserImport
from customers.services.memberships import Roles, end_membership, update_membership
from customers.services.users import set_active, set_staff_role
from orders.services.leaving import TakeOver, leave_altogether, leave_customer
from orders.services.toggling import switch_in_list
from tests.imports import Planned, apply_file, apply_plan, plan_file, undo_import
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


ALONE = "The organisation would be without an administrator."
APPLIED = {
    "gets the role": "Kundgruppsadministratör",
    "is connected again": "Kopplad till kunden",
    "is active again": "Aktiv",
}


def nora_by_sheet(world: World, folder: Path, column: str) -> Planned:
    """A sheet of Greta's makes Nora one more administrator."""
    nora = Membership.objects.filter(pk=world.nora.pk)
    nora.update(is_group_admin=True)
    if column == "Kundgruppsadministratör":
        nora.update(is_group_admin=False)
    elif column == "Kopplad till kunden":
        nora.update(is_active=False)
    else:
        User.objects.filter(pk=world.nora.user_id).update(is_active=False)
    path = sheet(
        folder,
        f"E-post;Kundnummer;{column}\n",
        f"{world.nora.user.email};{world.nora.customer.number};ja",
    )
    return apply_file(UserImport, path, actor=world.actor(world.greta))


@pytest.mark.parametrize("way", APPLIED)
def test_an_import_is_not_taken_back_from_the_only_administrator_whom_it_made(
    two: World, tmp_path: Path, way: str
) -> None:
    applied = nora_by_sheet(two, tmp_path, APPLIED[way])
    Membership.objects.exclude(pk=two.nora.pk).update(is_group_admin=False)
    nora = two.actor(Membership.objects.get(pk=two.nora.pk))
    undone = undo_import(UserImport, applied, actor=nora)
    assert undone.job.undone == {"undone": 0, "kept": 1}
    assert [row.kept_because for row in rows_of(undone.job, kept=True)] == [ALONE]
    assert [seat.pk for seat in administrators_of(two.school)] == [two.nora.pk]


def test_an_import_keeps_all_whom_it_made_if_no_other_administrator_would_be_left(
    two: World, tmp_path: Path
) -> None:
    number = two.school.number
    path = sheet(
        tmp_path,
        "E-post;Förnamn;Efternamn;Kundnummer;Kundgruppsadministratör\n",
        f"eva@example.org;Eva;Ek;{number};ja",
        f"nora@example.com;Nora;Lindqvist;{number};ja",
        f"bo@example.org;Bo;Ek;{number};nej",
    )
    applied = apply_file(UserImport, path, actor=two.actor(two.greta))
    Membership.objects.filter(pk__in=[two.greta.pk, two.ali.pk]).update(is_group_admin=False)
    nora = two.actor(Membership.objects.get(pk=two.nora.pk))
    undone = undo_import(UserImport, applied, actor=nora)
    assert undone.job.undone == {"undone": 1, "kept": 2}
    assert [row.kept_because for row in rows_of(undone.job, kept=True)] == [ALONE, ALONE]
    left = {seat.user.email for seat in administrators_of(two.school)}
    assert left == {"eva@example.org", "nora@example.com"}


def test_an_import_is_taken_back_while_another_administrator_stays(
    two: World, tmp_path: Path
) -> None:
    applied = nora_by_sheet(two, tmp_path, "Kundgruppsadministratör")
    undone = undo_import(UserImport, applied, actor=two.actor(two.greta))
    assert undone.job.undone == {"undone": 1, "kept": 0}


def test_staff_take_an_import_back_and_leave_it_to_the_shop(two: World, tmp_path: Path) -> None:
    applied = nora_by_sheet(two, tmp_path, "Kundgruppsadministratör")
    Membership.objects.exclude(pk=two.nora.pk).update(is_group_admin=False)
    undone = undo_import(UserImport, applied, actor=two.actor(two.stina))
    assert undone.job.undone == {"undone": 1, "kept": 0}
    assert not administrators_of(two.school)


def moved(world: World, *, leave_to_shop: bool = False) -> Customer:
    """Greta's customer goes to the shops; others of the municipality stay."""
    return change_main_group(
        actor=world.actor(world.sam),
        customer=Customer.objects.get(pk=greta(world).customer_id),
        main_group=world.retail,
        leave_to_shop=leave_to_shop,
    )


@pytest.fixture
def apart(two: World) -> World:
    """Greta alone administers, from a customer of her own; Ali stays at another."""
    Membership.objects.filter(pk=two.ali.pk).update(is_group_admin=False)
    Membership.objects.filter(pk=two.greta.pk).update(customer=two.care)
    return two


def test_a_move_does_not_take_the_only_administrator_along_unsaid(apart: World) -> None:
    with pytest.raises(LastAdministrator) as refused:
        moved(apart)
    name = greta(apart).user.full_name
    said = f"{name} is the only administrator. Choose somebody else first."
    assert str(refused.value.reason) == said
    assert Customer.objects.get(pk=apart.care.pk).main_group == apart.norrvik
    assert moved(apart, leave_to_shop=True).main_group == apart.retail


def test_a_move_that_leaves_another_administrator_asks_nothing(apart: World) -> None:
    Membership.objects.filter(pk=apart.ali.pk).update(is_group_admin=True)
    assert moved(apart).main_group == apart.retail


def test_a_move_that_leaves_nobody_behind_asks_nothing(apart: World) -> None:
    Membership.objects.exclude(customer=apart.care).update(is_active=False)
    assert moved(apart).main_group == apart.retail


def test_an_administrator_who_becomes_staff_stays_the_organisations(world: World) -> None:
    """A staff role comes on top: it takes nothing from the connection, so nobody is asked."""
    set_staff_role(
        actor=world.actor(world.stina), user=world.greta.user, staff_role=StaffRole.SALES
    )
    assert [seat.pk for seat in administrators_of(world.school)] == [world.greta.pk]
    assert world.actor(greta(world)).has(Perm.GROUP_ADMINISTER)
