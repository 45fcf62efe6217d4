"""Next approver and break point: both or neither, in one organisation, no loop (A-33..A-37)."""

from decimal import Decimal
from typing import Any

import pytest

from core.models import OutgoingEmail
from customers.actors import SYSTEM
from customers.errors import ChainRefused, NotPermitted, StillNext
from customers.models import Customer, Membership
from customers.selectors.chains import approvers_above, approvers_to_choose, depends_on
from customers.services.chains import set_chain
from customers.services.memberships import (
    Roles,
    add_membership,
    end_membership,
    update_membership,
)
from tests.world import World, make_user

APPROVER = Roles(is_approver=True)


def chain(membership: Membership) -> tuple[int | None, Decimal | None]:
    membership.refresh_from_db()
    return membership.next_approver_id, membership.break_point


def test_greta_gives_otto_no_chain_in_another_organisation(world: World) -> None:
    with pytest.raises(NotPermitted):
        set_chain(
            actor=world.actor(world.greta),
            membership=world.otto,
            next_approver=world.ali,
            break_point=Decimal(0),
        )
    assert chain(world.otto) == (None, None)


def test_staff_cannot_join_chains_of_two_organisations(world: World) -> None:
    with pytest.raises(ChainRefused) as refused:
        set_chain(
            actor=world.actor(world.stina),
            membership=world.otto,
            next_approver=world.ali,
            break_point=Decimal(0),
        )
    assert refused.value.code == "organisation"


def test_customers_of_one_commercial_group_are_not_one_organisation(world: World) -> None:
    neighbour = Customer.objects.create(name="Sunde El", main_group=world.retail)
    boss = Membership.objects.create(
        user=make_user("boss@example.com", "Bo", "Ek"), customer=neighbour, is_approver=True
    )
    with pytest.raises(ChainRefused) as refused:
        set_chain(actor=SYSTEM, membership=world.otto, next_approver=boss, break_point=Decimal(0))
    assert refused.value.code == "organisation"


def test_a_next_approver_may_sit_at_another_customer_of_the_organisation(world: World) -> None:
    vera = add_membership(
        actor=world.actor(world.greta),
        user=make_user("vera@example.com", "Vera", "Lund"),
        customer=world.care,
        next_approver=world.ali,
        break_point=Decimal("0.00"),
    )
    assert chain(vera) == (world.ali.pk, Decimal(0))


@pytest.mark.parametrize(("with_next", "break_point"), [(True, None), (False, Decimal(1))])
def test_next_approver_and_break_point_are_set_together(
    world: World, with_next: bool, break_point: Decimal | None
) -> None:
    with pytest.raises(ChainRefused) as refused:
        set_chain(
            actor=world.actor(world.greta),
            membership=world.nora,
            next_approver=world.greta if with_next else None,
            break_point=break_point,
        )
    assert refused.value.code == "together"
    assert chain(world.nora) == (world.ali.pk, Decimal("5000.00"))


def test_nora_loses_her_chain_when_both_are_blank(world: World) -> None:
    set_chain(
        actor=world.actor(world.greta), membership=world.nora, next_approver=None, break_point=None
    )
    assert chain(world.nora) == (None, None)


def test_nobody_is_their_own_next_approver_nor_at_another_customer(world: World) -> None:
    there = add_membership(actor=SYSTEM, user=world.ali.user, customer=world.care, roles=APPROVER)
    for own in (world.ali, there):
        with pytest.raises(ChainRefused) as refused:
            set_chain(actor=SYSTEM, membership=world.ali, next_approver=own, break_point=Decimal(0))
        assert refused.value.code == "self"


def test_a_next_approver_without_approval_right_is_refused(world: World) -> None:
    kim = add_membership(
        actor=SYSTEM, user=make_user("kim@example.com", "Kim", "Berg"), customer=world.school
    )
    with pytest.raises(ChainRefused) as refused:
        set_chain(actor=SYSTEM, membership=world.nora, next_approver=kim, break_point=Decimal(0))
    assert refused.value.code == "no_approval_right"
    assert "Kim Berg" in str(refused.value.reason)


@pytest.mark.parametrize("what", ["person", "membership", "customer"])
def test_an_inactive_next_approver_is_refused(world: World, what: str) -> None:
    vera = add_membership(
        actor=SYSTEM,
        user=make_user("vera@example.com", "Vera", "Lund"),
        customer=world.care,
        roles=APPROVER,
    )
    gone: Any = {"person": vera.user, "membership": vera, "customer": vera.customer}[what]
    gone.is_active = False
    gone.save()
    with pytest.raises(ChainRefused) as refused:
        set_chain(actor=SYSTEM, membership=world.nora, next_approver=vera, break_point=Decimal(0))
    assert refused.value.code == "inactive"


def test_a_loop_is_refused_and_named(world: World) -> None:
    update_membership(
        actor=SYSTEM,
        membership=world.nora,
        roles=APPROVER,
        next_approver=world.ali,
        break_point=Decimal(5000),
    )
    with pytest.raises(ChainRefused) as refused:
        set_chain(
            actor=world.actor(world.greta),
            membership=world.greta,
            next_approver=world.nora,
            break_point=Decimal(0),
        )
    assert refused.value.code == "loop"
    assert "Nora Lindqvist already has Greta Sandström above" in str(refused.value.reason)
    assert chain(world.greta) == (None, None)


def test_a_chain_of_twelve_works_and_its_end_cannot_be_its_start(world: World) -> None:
    people = [world.greta]
    for number in range(12):
        people.append(
            add_membership(
                actor=SYSTEM,
                user=make_user(f"p{number}@example.com", f"P{number}", "Ek"),
                customer=world.school,
                roles=APPROVER,
                next_approver=people[-1],
                break_point=Decimal(number),
            )
        )
    above = approvers_above(people[-1])
    assert [m.pk for m in above] == [m.pk for m in reversed(people[:-1])]
    with pytest.raises(ChainRefused):
        set_chain(
            actor=SYSTEM, membership=world.greta, next_approver=people[-1], break_point=Decimal(0)
        )


@pytest.mark.parametrize("amount", ["-1", "0.001", "NaN", "Infinity", "1000000000000"])
def test_a_break_point_that_is_no_amount_is_refused(world: World, amount: str) -> None:
    with pytest.raises(ChainRefused) as refused:
        set_chain(
            actor=SYSTEM,
            membership=world.nora,
            next_approver=world.ali,
            break_point=Decimal(amount),
        )
    assert refused.value.code == "break_point"


def test_ali_does_not_administer(world: World) -> None:
    with pytest.raises(NotPermitted):
        set_chain(
            actor=world.actor(world.ali),
            membership=world.ali,
            next_approver=None,
            break_point=None,
        )


def test_the_choice_of_approvers_is_the_organisations_and_never_oneself(world: World) -> None:
    names = [m.user.first_name for m in approvers_to_choose(world.care)]
    assert names == ["Ali", "Greta"]
    assert [m.user.first_name for m in approvers_to_choose(world.school, besides=world.ali)] == [
        "Greta"
    ]
    assert approvers_to_choose(world.vestby) == []


def test_alis_right_is_not_taken_while_he_approves_for_nora(world: World) -> None:
    with pytest.raises(StillNext) as refused:
        update_membership(
            actor=world.actor(world.greta),
            membership=world.ali,
            roles=Roles(is_approver=False),
            next_approver=world.greta,
            break_point=Decimal(20000),
        )
    assert [m.pk for m in refused.value.dependents] == [world.nora.pk]
    assert "Nora Lindqvist" in str(refused.value.reason)
    world.ali.refresh_from_db()
    assert world.ali.is_approver
    assert not OutgoingEmail.objects.exists()


def test_greta_takes_over_from_ali_and_nora_is_told(world: World) -> None:
    update_membership(
        actor=world.actor(world.greta),
        membership=world.ali,
        roles=Roles(is_approver=False),
        next_approver=world.greta,
        break_point=Decimal(20000),
        reassign_to=world.greta,
    )
    assert chain(world.nora) == (world.greta.pk, Decimal("5000.00"))
    assert depends_on(world.ali) == []
    mail = OutgoingEmail.objects.get()
    assert mail.to_address == "nora@example.com"
    assert "Greta Sandström" in mail.body_text


def test_with_force_the_link_stays_for_the_router_to_pass_over(world: World) -> None:
    end_membership(actor=world.actor(world.greta), membership=world.ali, force=True)
    assert chain(world.nora) == (world.ali.pk, Decimal("5000.00"))
    world.ali.refresh_from_db()
    assert not world.ali.is_active
    assert OutgoingEmail.objects.get().to_address == "nora@example.com"


def test_one_from_below_who_takes_over_moves_up_instead_of_looping(world: World) -> None:
    end_membership(actor=SYSTEM, membership=world.greta, reassign_to=world.ali)
    assert chain(world.ali) == (None, None)
    assert chain(world.nora) == (world.ali.pk, Decimal("5000.00"))
    assert "take over the place of Greta" in OutgoingEmail.objects.get().body_text


def test_nobody_without_approval_right_takes_over(world: World) -> None:
    kim = add_membership(
        actor=SYSTEM, user=make_user("kim@example.com", "Kim", "Berg"), customer=world.school
    )
    with pytest.raises(ChainRefused):
        end_membership(actor=SYSTEM, membership=world.ali, reassign_to=kim)
    world.ali.refresh_from_db()
    assert world.ali.is_active


def test_the_change_is_in_history_with_who_did_it_and_for_whom(world: World) -> None:
    set_chain(
        actor=world.actor(world.greta, acted_by=world.stina),
        membership=world.nora,
        next_approver=world.greta,
        break_point=Decimal(100),
    )
    changed: Any = world.nora  # its history is pghistory's
    event = changed.history.order_by("pgh_id").last()
    assert event is not None
    assert event.break_point == Decimal(100)
    assert event.pgh_context.metadata["action"] == "membership.set_chain"
    assert event.pgh_context.metadata["user"] == world.greta.user_id
    assert event.pgh_context.metadata["acted_by"] == world.stina.pk
