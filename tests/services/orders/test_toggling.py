"""One click in the list of users: who may be switched off at once, and who needs answers first."""

import pytest

from customers.errors import LastAdministrator, NotPermitted, StillNext, ToggledMeanwhile
from customers.models import AccountEvent, Membership, User
from orders.services.toggling import OrdersWait, switch_in_list
from tests.orders import place
from tests.world import World


def off(world: World, by: User, whom: User) -> User:
    return switch_in_list(actor=world.actor(by), user_id=whom.pk, becomes=False)


def test_ulla_is_out_at_once_and_back_with_an_undo(world: World) -> None:
    client = world.client(world.ulla)
    done = off(world, world.sam, world.ulla)
    assert not done.is_active
    assert client.get("/my/").status_code == 302, "her session has ended"
    back = switch_in_list(
        actor=world.actor(world.sam), user_id=done.pk, becomes=True, epoch=done.session_epoch
    )
    assert back.is_active
    assert client.get("/my/").status_code == 302, "an old session stays ended"
    kinds = list(AccountEvent.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["made_inactive", "made_active"]


def test_an_approver_with_people_below_needs_answers_first(world: World) -> None:
    with pytest.raises(StillNext) as refused:
        off(world, world.sam, world.ali.user)
    assert "Nora Lindqvist" in str(refused.value.reason)
    assert User.objects.get(pk=world.ali.user_id).is_active


def test_the_last_administrator_is_asked_about_also_when_staff_click(world: World) -> None:
    Membership.objects.update(next_approver=None, break_point=None)
    with pytest.raises(LastAdministrator):
        off(world, world.stina, world.greta.user)
    Membership.objects.filter(pk=world.ali.pk).update(is_group_admin=True)
    assert not off(world, world.stina, world.greta.user).is_active


def test_orders_that_wait_are_asked_about(world: World) -> None:
    place(world, world.nora, (world.dock, 4))
    with pytest.raises(OrdersWait):
        off(world, world.sam, world.nora.user)
    Membership.objects.filter(pk=world.nora.pk).update(next_approver=None, break_point=None)
    with pytest.raises(OrdersWait):
        off(world, world.sam, world.ali.user)


def test_a_click_on_an_old_page_changes_nothing_and_says_who_was_first(world: World) -> None:
    off(world, world.sam, world.ulla)
    with pytest.raises(ToggledMeanwhile) as refused:
        off(world, world.stina, world.ulla)
    assert "Sam Öberg" in str(refused.value.reason)


def test_an_undo_is_refused_when_the_account_has_changed_since(world: World) -> None:
    done = off(world, world.sam, world.ulla)
    stina = world.actor(world.stina)
    switch_in_list(actor=stina, user_id=done.pk, becomes=True)
    off(world, world.stina, world.ulla)
    with pytest.raises(ToggledMeanwhile):
        switch_in_list(
            actor=world.actor(world.sam), user_id=done.pk, becomes=True, epoch=done.session_epoch
        )
    assert not User.objects.get(pk=world.ulla.pk).is_active


def test_sam_switches_no_colleague_off_and_nobody_themselves(world: World) -> None:
    for by, whom in ((world.sam, world.stina), (world.sam, world.sam), (world.stina, world.stina)):
        with pytest.raises(NotPermitted):
            off(world, by, whom)
    assert User.objects.filter(is_active=False).count() == 0
