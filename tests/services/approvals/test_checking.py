"""The nightly check tells administrators what is new, once, and nobody who has left."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import connection

from approvals.models import ChainCheck
from approvals.services.checking import check_all
from approvals.tasks import check_chains
from core.models import OutgoingEmail
from customers.models import Customer, CustomerGroup, GroupKind, Membership, User
from tests.world import World, make_user


def set_active(membership: Membership, is_active: bool) -> None:
    User.objects.filter(pk=membership.user.pk).update(is_active=is_active)


def letters() -> list[tuple[str, str]]:
    rows = OutgoingEmail.objects.filter(template="approvals/chain_trouble").order_by("id")
    return list(rows.values_list("to_address", "body_text"))


def test_sound_chains_are_checked_and_nobody_is_written_to(world: World) -> None:
    assert check_all() == 0
    assert letters() == []
    assert [(c.group_id, c.customer_id, c.known) for c in ChainCheck.objects.all()] == [
        (world.norrvik.pk, None, [])
    ]


def test_greta_is_told_once_in_her_language_with_the_way_there(world: World) -> None:
    User.objects.filter(pk=world.greta.user.pk).update(language="en")
    set_active(world.ali, False)
    check_chains(0)
    check_chains(0)
    [(address, text)] = letters()
    assert address == "greta@example.com"
    assert "Ali Haddad is inactive, and is next approver of 1 person." in text
    assert f"/my/as/{world.greta.pk}/?next=/my/group/chains/" in text
    assert f"%3Fperson%3D{world.ali.pk}" in text


def test_it_is_told_again_when_it_has_been_away(world: World) -> None:
    for is_active in (False, False, True, True, False):
        set_active(world.ali, is_active)
        check_all()
    assert len(letters()) == 2


def test_only_what_is_new_is_told(world: World) -> None:
    User.objects.filter(pk=world.greta.user.pk).update(language="en")
    set_active(world.ali, False)
    check_all()
    Membership.objects.create(
        user=make_user("dan@example.com", "Dan", "Ek"), customer=world.care, is_approver=True
    )
    check_all()
    assert len(letters()) == 2
    assert "No order ever reaches Dan Ek." in letters()[1][1]
    assert "Ali" not in letters()[1][1]


def test_those_who_left_get_no_mail(world: World) -> None:
    gone = Membership.objects.create(
        user=make_user("gone@example.com", "Gun", "Ek"),
        customer=world.care,
        is_group_admin=True,
        is_active=False,
    )
    off = Membership.objects.create(
        user=make_user("off@example.com", "Olof", "Ek"), customer=world.care, is_group_admin=True
    )
    set_active(off, False)
    set_active(world.ali, False)
    check_all()
    assert [address for address, _text in letters()] == ["greta@example.com"]
    assert gone.user.email not in str(letters())


@dataclass(frozen=True)
class Other:
    """A second organisation with a chain that is broken."""

    group: CustomerGroup
    boss: Membership


@pytest.fixture
def other(world: World) -> Other:
    group = CustomerGroup.objects.create(name="Söderås", kind=GroupKind.ORGANISATION)
    customer = Customer.objects.create(name="Söderås skolor", main_group=group)
    boss = Membership.objects.create(
        user=make_user("eva@example.com", "Eva", "Alm"),
        customer=customer,
        is_group_admin=True,
        is_approver=True,
    )
    left = Membership.objects.create(
        user=make_user("per@example.com", "Per", "Alm"), customer=customer, is_approver=True
    )
    Membership.objects.create(
        user=make_user("pia@example.com", "Pia", "Bok"),
        customer=customer,
        next_approver=left,
        break_point=Decimal(1),
    )
    set_active(left, False)
    return Other(group, boss)


def test_each_organisation_hears_of_its_own(world: World, other: Other) -> None:
    set_active(world.ali, False)
    assert check_all() == 2
    told = dict(letters())
    assert set(told) == {"greta@example.com", "eva@example.com"}
    assert "Per Alm" in told["eva@example.com"]
    assert "Per Alm" not in told["greta@example.com"]


def test_one_that_fails_does_not_stop_the_others(
    world: World, other: Other, caplog: pytest.LogCaptureFixture
) -> None:
    set_active(world.ali, False)
    refuse = "ALTER TABLE approvals_chaincheck ADD CONSTRAINT broken CHECK (group_id <> %s)"
    with connection.cursor() as cursor:
        cursor.execute(refuse, [world.norrvik.pk])
    assert check_all() == 1
    assert [address for address, _text in letters()] == ["eva@example.com"]
    assert "could not be checked" in caplog.text
    assert list(ChainCheck.objects.values_list("group_id", flat=True)) == [other.group.pk]


def test_a_company_by_itself_is_checked_too(world: World) -> None:
    boss = Membership.objects.create(
        user=make_user("mona@example.com", "Mona", "Moen"),
        customer=world.vestby,
        is_approver=True,
        is_group_admin=True,
    )
    Membership.objects.filter(pk=world.otto.pk).update(next_approver=boss, break_point=1)
    assert check_all() == 0
    check = ChainCheck.objects.get(customer=world.vestby)
    assert check.checked_at is not None
