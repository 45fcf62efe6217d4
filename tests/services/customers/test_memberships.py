"""What the database itself refuses about memberships and limits."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from customers.models import Membership, User
from tests.world import World, make_user


def test_email_is_unique_in_any_letter_case(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user("NORA@Example.com", "Nora", "Two")
    assert User.objects.filter(email__iexact="nora@example.com").count() == 1


@pytest.mark.parametrize(
    ("has_approver", "break_point"), [(True, None), (False, Decimal(0)), (False, Decimal(5000))]
)
def test_next_approver_and_break_point_come_together_or_not_at_all(
    world: World, has_approver: bool, break_point: Decimal | None
) -> None:
    world.otto.next_approver = world.ali if has_approver else None
    world.otto.break_point = break_point
    with pytest.raises(IntegrityError), transaction.atomic():
        world.otto.save()


def test_nobody_is_their_own_next_approver(world: World) -> None:
    world.nora.next_approver = world.nora
    with pytest.raises(IntegrityError), transaction.atomic():
        world.nora.save()


def test_a_user_has_one_membership_at_a_customer(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=world.nora.user, customer=world.school)
