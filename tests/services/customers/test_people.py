"""People created, invited, changed and shut out; and who may not."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.models import OutgoingEmail
from customers.actors import SYSTEM
from customers.errors import (
    ChainRefused,
    ChainsWouldBreak,
    CustomersRefused,
    EmailTaken,
    NotPermitted,
    StillNext,
)
from customers.models import AccountEvent, CustomerGroup, GroupKind, Membership, StaffRole, User
from customers.periods import Recurrence
from customers.selectors.limits import limit_of
from customers.selectors.users import straight_to
from customers.services.customers import CustomerDetails, change_main_group, create_customer
from customers.services.email_change import change_at_once
from customers.services.groups import GroupDetails, delete_group, update_group
from customers.services.limits import remove_limit, set_limit
from customers.services.memberships import Roles, add_membership, end_membership
from customers.services.users import (
    Person,
    create_user,
    invite_user,
    set_active,
    set_staff_role,
    update_user,
)
from tests.world import World, make_user

BECAUSE = {"reason": "The old mailbox is closed", "verified_how": "Called back"}
KIM = Person(first_name="Kim", last_name="Berg")


def test_greta_invites_kim_who_gets_an_activation_link(world: World) -> None:
    membership = invite_user(
        actor=world.actor(world.greta),
        email=" Kim.Berg@Example.com ",
        person=KIM,
        customer=world.care,
        roles=Roles(is_approver=True),
        next_approver=world.greta,
        break_point=Decimal(0),
    )
    kim = membership.user
    assert (kim.email, kim.has_usable_password()) == ("Kim.Berg@Example.com", False)
    assert (membership.is_approver, membership.next_approver_id) == (True, world.greta.pk)
    mail = OutgoingEmail.objects.get()
    assert (mail.to_address, mail.is_secret) == (kim.email, True)
    assert "/account/activate/" in mail.body_text
    assert "Omsorg Norrvik" in mail.body_html
    assert AccountEvent.objects.get().done_by_id == world.greta.user_id


def test_greta_invites_nobody_outside_her_organisation(world: World) -> None:
    with pytest.raises(NotPermitted):
        invite_user(
            actor=world.actor(world.greta), email="x@example.com", person=KIM, customer=world.vestby
        )
    assert not User.objects.filter(email="x@example.com").exists()


def test_an_invitation_with_a_bad_chain_leaves_nothing_behind(world: World) -> None:
    with pytest.raises(ChainRefused):
        invite_user(
            actor=world.actor(world.greta),
            email="kim@example.com",
            person=KIM,
            customer=world.care,
            next_approver=world.nora,
            break_point=Decimal(0),
        )
    assert not User.objects.filter(email="kim@example.com").exists()
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize("email", ["nora@example.com", "NORA@EXAMPLE.COM"])
def test_a_taken_address_is_refused_in_any_letter_case(world: World, email: str) -> None:
    with pytest.raises(EmailTaken):
        create_user(actor=world.actor(world.sam), email=email, person=KIM)
    with pytest.raises(EmailTaken):
        change_at_once(actor=world.actor(world.sam), user=world.otto.user, email=email, **BECAUSE)


def test_something_that_is_no_address_is_refused(world: World) -> None:
    with pytest.raises(CustomersRefused) as refused:
        create_user(actor=SYSTEM, email='just"not"right@example.com', person=KIM)
    assert refused.value.code == "email_invalid"


def test_only_staff_create_people_and_only_administrators_create_staff(world: World) -> None:
    with pytest.raises(NotPermitted):
        create_user(actor=world.actor(world.greta), email="k@example.com", person=KIM)
    with pytest.raises(NotPermitted):
        create_user(
            actor=world.actor(world.sam), email="k@example.com", person=KIM, staff_role="sales"
        )
    made = create_user(
        actor=world.actor(world.stina), email="k@example.com", person=KIM, staff_role="sales"
    )
    assert made.staff_role == StaffRole.SALES


def test_greta_changes_noras_name_but_not_one_who_also_belongs_elsewhere(world: World) -> None:
    update_user(actor=world.actor(world.greta), user=world.nora.user, person=KIM)
    world.nora.user.refresh_from_db()
    assert world.nora.user.full_name == "Kim Berg"
    Membership.objects.create(user=world.nora.user, customer=world.vestby)
    changes: tuple[Callable[[], User], ...] = (
        lambda: update_user(actor=world.actor(world.greta), user=world.nora.user, person=KIM),
        lambda: set_active(actor=world.actor(world.greta), user=world.nora.user, is_active=False),
    )
    for change in changes:
        with pytest.raises(NotPermitted) as refused:
            change()
        assert refused.value.code == "elsewhere"
    end_membership(actor=world.actor(world.greta), membership=world.nora)  # that she may


@pytest.mark.parametrize("who", ["greta", "nora", "ali"])
def test_no_customer_changes_an_address(world: World, who: str) -> None:
    with pytest.raises(NotPermitted):
        change_at_once(
            actor=world.actor(getattr(world, who)),
            user=world.nora.user,
            email="new@example.com",
            **BECAUSE,
        )


def test_sales_staff_do_not_take_over_the_administrator_by_address(world: World) -> None:
    with pytest.raises(NotPermitted):
        change_at_once(
            actor=world.actor(world.sam), user=world.stina, email="mine@example.com", **BECAUSE
        )
    with pytest.raises(NotPermitted):
        set_active(actor=world.actor(world.sam), user=world.stina, is_active=False)
    with pytest.raises(NotPermitted):
        update_user(actor=world.actor(world.sam), user=world.stina, person=KIM)


def test_both_addresses_hear_of_a_new_one(world: World) -> None:
    change_at_once(
        actor=world.actor(world.sam),
        user=world.nora.user,
        email="nora.l@example.com",
        reason="The old mailbox is closed",
        verified_how="Called back on the known number",
    )
    told = set(OutgoingEmail.objects.values_list("to_address", flat=True))
    assert told == {"nora@example.com", "nora.l@example.com"}
    event = AccountEvent.objects.get()
    assert (event.note, event.done_by_id) == ("Called back on the known number", world.sam.pk)


def test_stina_stays_the_last_administrator(world: World) -> None:
    other = make_user("tove@example.com", "Tove", "Ek", staff_role=StaffRole.ADMINISTRATOR)
    set_active(actor=world.actor(world.stina), user=other, is_active=False)
    with pytest.raises(NotPermitted) as refused:
        set_staff_role(actor=SYSTEM, user=world.stina, staff_role=StaffRole.NONE)
    assert refused.value.code == "last_administrator"
    with pytest.raises(NotPermitted):
        set_active(actor=SYSTEM, user=world.stina, is_active=False)


def test_ali_is_not_made_inactive_while_nora_depends_on_him(world: World) -> None:
    with pytest.raises(StillNext):
        set_active(actor=world.actor(world.stina), user=world.ali.user, is_active=False)
    world.ali.user.refresh_from_db()
    assert world.ali.user.is_active
    set_active(
        actor=world.actor(world.stina),
        user=world.ali.user,
        is_active=False,
        reassign_to=world.greta,
    )
    world.nora.refresh_from_db()
    assert world.nora.next_approver_id == world.greta.pk


def test_an_inactive_person_is_out_at_once_and_old_sessions_stay_dead(world: World) -> None:
    browser = world.client(world.nora)
    assert browser.get("/my/security/").status_code == 200
    set_active(actor=world.actor(world.sam), user=world.nora.user, is_active=False)
    assert browser.get("/my/security/").status_code == 302
    set_active(actor=world.actor(world.sam), user=world.nora.user, is_active=True)
    assert browser.get("/my/security/").status_code == 302


def test_an_ended_membership_comes_back_with_new_roles(world: World) -> None:
    end_membership(actor=SYSTEM, membership=world.nora)
    again = add_membership(
        actor=SYSTEM, user=world.nora.user, customer=world.school, roles=Roles(is_buyer=False)
    )
    assert (again.pk, again.is_active, again.is_buyer) == (world.nora.pk, True, False)
    assert again.next_approver_id is None
    with pytest.raises(CustomersRefused) as refused:
        add_membership(actor=SYSTEM, user=world.nora.user, customer=world.school)
    assert refused.value.code == "already_member"


def test_a_limit_is_set_changed_and_removed(world: World) -> None:
    greta = world.actor(world.greta)
    set_limit(
        actor=greta,
        membership=world.nora,
        amount=Decimal(20000),
        starts_on=date(2026, 1, 31),
        recurrence=Recurrence.MONTHLY,
    )
    set_limit(
        actor=greta,
        membership=world.nora,
        amount=Decimal(0),
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
    )
    limit = limit_of(world.nora)
    assert limit is not None
    assert (limit.amount, limit.recurrence) == (Decimal(0), "")
    assert limit.ends_on == date(2026, 12, 31)
    assert limit_of(world.ali) is None
    remove_limit(actor=greta, membership=world.nora)
    assert limit_of(world.nora) is None


@pytest.mark.parametrize(
    ("amount", "ends_on", "recurrence"),
    [
        ("-0.01", date(2026, 12, 31), None),
        ("0.001", date(2026, 12, 31), None),
        ("1", None, None),
        ("1", date(2026, 12, 31), Recurrence.YEARLY),
        ("1", date(2025, 12, 31), None),
    ],
)
def test_a_limit_that_makes_no_sense_is_refused(
    world: World, amount: str, ends_on: date | None, recurrence: Recurrence | None
) -> None:
    with pytest.raises(CustomersRefused):
        set_limit(
            actor=SYSTEM,
            membership=world.nora,
            amount=Decimal(amount),
            starts_on=date(2026, 1, 1),
            ends_on=ends_on,
            recurrence=recurrence,
        )
    assert limit_of(world.nora) is None


@pytest.mark.parametrize("who", ["nora", "ali", "otto"])
def test_nobody_raises_a_limit_without_the_right(world: World, who: str) -> None:
    with pytest.raises(NotPermitted):
        set_limit(
            actor=world.actor(getattr(world, who)),
            membership=world.nora,
            amount=Decimal(1),
            starts_on=date(2026, 1, 1),
            recurrence=Recurrence.MONTHLY,
        )


def test_a_move_to_another_organisation_names_the_chains_it_cuts(world: World) -> None:
    vera = add_membership(
        actor=SYSTEM,
        user=make_user("vera@example.com", "Vera", "Lund"),
        customer=world.care,
        next_approver=world.ali,
        break_point=Decimal(0),
    )
    with pytest.raises(ChainsWouldBreak) as refused:
        change_main_group(
            actor=world.actor(world.sam), customer=world.care, main_group=world.retail
        )
    assert [m.pk for m in refused.value.broken] == [vera.pk]
    assert "Vera Lund" in str(refused.value.reason)
    change_main_group(
        actor=world.actor(world.sam),
        customer=world.care,
        main_group=world.retail,
        yes_to_cuts=refused.value.cuts,
    )
    vera.refresh_from_db()
    world.nora.refresh_from_db()
    assert (vera.next_approver_id, vera.break_point) == (None, None)
    assert world.nora.next_approver_id == world.ali.pk


def test_a_group_that_stops_being_an_organisation_names_them_too(world: World) -> None:
    add_membership(
        actor=SYSTEM,
        user=make_user("vera@example.com", "Vera", "Lund"),
        customer=world.care,
        next_approver=world.ali,
        break_point=Decimal(0),
    )
    details = GroupDetails(name="Norrviks kommun", kind=GroupKind.COMMERCIAL)
    with pytest.raises(ChainsWouldBreak) as refused:
        update_group(actor=world.actor(world.sam), group=world.norrvik, details=details)
    update_group(
        actor=world.actor(world.sam),
        group=world.norrvik,
        details=details,
        yes_to_cuts=refused.value.cuts,
    )
    world.norrvik.refresh_from_db()
    assert not world.norrvik.is_organisation


def test_a_yes_to_some_cuts_is_none_to_others(world: World) -> None:
    vera = add_membership(
        actor=SYSTEM,
        user=make_user("vera@example.com", "Vera", "Lund"),
        customer=world.care,
        next_approver=world.ali,
        break_point=Decimal(0),
    )
    sam = world.actor(world.sam)
    with pytest.raises(ChainsWouldBreak) as first:
        change_main_group(actor=sam, customer=world.care, main_group=world.retail)
    late = add_membership(
        actor=SYSTEM,
        user=make_user("late@example.com", "Late", "Ek"),
        customer=world.care,
        next_approver=world.ali,
        break_point=Decimal(0),
    )
    with pytest.raises(ChainsWouldBreak) as second:
        change_main_group(
            actor=sam,
            customer=world.care,
            main_group=world.retail,
            yes_to_cuts=first.value.cuts,
        )
    assert [seat.pk for seat in second.value.broken] == [vera.pk, late.pk]
    vera.refresh_from_db()
    assert vera.next_approver_id == world.ali.pk


def test_a_customer_number_is_nobody_elses(world: World) -> None:
    details = CustomerDetails(name="Ny AB", number=world.school.number)
    with pytest.raises(CustomersRefused) as refused:
        create_customer(actor=world.actor(world.sam), details=details, main_group=world.retail)
    assert refused.value.code == "number_taken"
    with pytest.raises(NotPermitted):
        create_customer(
            actor=world.actor(world.greta),
            details=CustomerDetails(name="Ny AB"),
            main_group=world.retail,
        )


def test_a_group_in_use_or_built_in_is_not_deleted(world: World) -> None:
    with pytest.raises(NotPermitted):
        delete_group(actor=world.actor(world.sam), group=world.norrvik)
    spare = CustomerGroup.objects.create(name="Spare")
    delete_group(actor=world.actor(world.sam), group=spare)
    assert not CustomerGroup.objects.filter(name="Spare").exists()


@pytest.mark.parametrize("what", ["variant", "category", "freight"])
def test_a_group_that_goods_or_methods_are_limited_to_is_not_deleted(
    world: World, what: str
) -> None:
    """Or what was limited to it would open to everyone."""
    spare = CustomerGroup.objects.create(name="Spare")
    limited: Any = {"variant": world.dock, "category": world.docks, "freight": world.freight}[what]
    limited.limit_groups.add(spare)
    with pytest.raises(NotPermitted):
        delete_group(actor=world.actor(world.sam), group=spare)
    assert limited.limit_groups.get() == spare


def test_a_bare_number_is_a_customer_number_first_then_a_user_id(world: World) -> None:
    sam = world.actor(world.sam)
    assert straight_to(sam, f" {world.school.number} ") == world.school
    world.school.number = "A-1"
    world.school.save()
    assert straight_to(sam, str(world.nora.user.pk)) in {world.nora.user}
    assert straight_to(sam, "nora") is None
    assert straight_to(world.actor(world.otto), str(world.nora.user.pk)) is None
