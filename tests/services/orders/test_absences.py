"""Away from work: the substitute decides, and no order waits for somebody on a beach."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from approvals.errors import AbsenceRefused, ApprovalRefused
from approvals.models import Absence
from approvals.selectors.requests import how_many_wait_for
from approvals.services.absences import end_absence
from core.models import OutgoingEmail
from customers.errors import NotPermitted
from customers.models import Membership
from orders.models import Order
from orders.services.absences import go_away, heed_absences
from orders.services.deciding import approve_order, reject_order
from orders.states import OrderEventKind, OrderStatus
from tests.orders import place
from tests.world import World, make_user

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def dan(world: World) -> Membership:
    """Another approver of Norrvik, outside the chain."""
    person = make_user("dan@example.com", "Dan", "Ek", language="en")
    return Membership.objects.create(user=person, customer=world.care, is_approver=True)


def leave(
    world: World,
    who: Membership,
    substitute: Membership | None = None,
    *,
    by: Membership | None = None,
    first: int = 0,
    last: int = 7,
) -> Absence:
    return go_away(
        actor=world.actor(by or who),
        membership=who,
        starts_on=today() + timedelta(days=first),
        ends_on=today() + timedelta(days=last),
        substitute=substitute,
    )


def waiting_for(order: Order) -> Membership | None:
    return Order.objects.get(pk=order.pk).approval.step  # type: ignore[union-attr]


def mails_to(person: Membership, template: str) -> int:
    return OutgoingEmail.objects.filter(to_address=person.user.email, template=template).count()


def test_the_substitute_has_the_order_and_says_yes_for_ali(world: World, dan: Membership) -> None:
    leave(world, world.ali, dan)
    order = place(world, world.nora, (world.dock, 4))
    assert waiting_for(order) == world.ali
    assert how_many_wait_for(world.actor(dan)) == 1
    assert mails_to(dan, "orders/to_approve") == 1
    assert mails_to(world.ali, "orders/to_approve") == 0
    approve_order(actor=world.actor(dan), order_id=order.pk, version=order.version)
    order.refresh_from_db()
    assert order.status == OrderStatus.UNPROCESSED
    decision = order.approval.decisions.get()  # type: ignore[union-attr]
    assert (decision.membership, decision.in_place_of) == (dan, world.ali)


def test_ali_may_still_decide_from_the_beach_but_not_after_dan(
    world: World, dan: Membership
) -> None:
    leave(world, world.ali, dan)
    order = place(world, world.nora, (world.dock, 4))
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    with pytest.raises(ApprovalRefused) as refused:
        reject_order(actor=world.actor(dan), order_id=order.pk, version=order.version)
    assert refused.value.refusal.code == "settled"


def test_before_the_first_day_and_after_the_last_dan_decides_nothing(
    world: World, dan: Membership
) -> None:
    leave(world, world.ali, dan, first=1)
    order = place(world, world.nora, (world.dock, 4))
    assert how_many_wait_for(world.actor(dan)) == 0
    with pytest.raises(ApprovalRefused) as refused:
        approve_order(actor=world.actor(dan), order_id=order.pk, version=order.version)
    assert refused.value.refusal.code == "not-your-turn"
    Absence.objects.update(starts_on=today() - timedelta(days=9), ends_on=today() - timedelta(1))
    with pytest.raises(ApprovalRefused):
        approve_order(actor=world.actor(dan), order_id=order.pk, version=order.version)


def test_an_order_that_waits_already_is_handed_to_the_substitute(
    world: World, dan: Membership
) -> None:
    order = place(world, world.nora, (world.dock, 4))
    leave(world, world.ali, dan)
    assert mails_to(dan, "orders/to_approve") == 1
    assert heed_absences() == 1
    assert mails_to(dan, "orders/to_approve") == 1, "asked once, however often the worker looks"
    assert waiting_for(order) == world.ali


def test_without_a_substitute_it_goes_past_to_greta(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    leave(world, world.ali)
    assert waiting_for(order) == world.greta
    events = order.events.filter(kind=OrderEventKind.REASSIGNED)
    assert events.get().details["from"] == world.ali.user.full_name
    later = place(world, world.nora, (world.dock, 4))
    assert waiting_for(later) == world.greta


def test_an_absence_that_begins_at_midnight_is_heeded_by_the_worker(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    absence = leave(world, world.ali, first=1)
    assert waiting_for(order) == world.ali
    Absence.objects.filter(pk=absence.pk).update(starts_on=today())
    heed_absences()
    assert waiting_for(order) == world.greta


def test_a_substitute_who_loses_the_right_hands_the_order_on(world: World, dan: Membership) -> None:
    leave(world, world.ali, dan)
    order = place(world, world.nora, (world.dock, 4))
    Membership.objects.filter(pk=dan.pk).update(is_approver=False)
    with pytest.raises(ApprovalRefused):
        approve_order(actor=world.actor(dan), order_id=order.pk, version=order.version)
    heed_absences()
    assert waiting_for(order) == world.greta


def test_a_substitute_never_decides_on_the_own_order(world: World, dan: Membership) -> None:
    Membership.objects.filter(pk=world.nora.pk).update(is_approver=True)
    leave(world, world.ali, world.nora)
    order = place(world, world.nora, (world.dock, 4))
    assert waiting_for(order) == world.greta
    with pytest.raises(ApprovalRefused) as refused:
        approve_order(actor=world.actor(world.nora), order_id=order.pk, version=order.version)
    assert refused.value.refusal.code == "own"


def test_nobody_decides_in_place_of_somebody_while_acting_as_the_substitute(
    world: World, dan: Membership
) -> None:
    leave(world, world.ali, dan)
    order = place(world, world.nora, (world.dock, 4))
    acting = world.actor(dan, acted_by=world.stina)
    with pytest.raises(ApprovalRefused) as refused:
        approve_order(actor=acting, order_id=order.pk, version=order.version)
    assert refused.value.refusal.code == "acting"


@pytest.mark.parametrize(
    ("first", "last", "code"), [(3, 2, "ends_on"), (-9, -2, "ends_on"), (0, 400, "ends_on")]
)
def test_days_that_cannot_be_are_refused(world: World, first: int, last: int, code: str) -> None:
    with pytest.raises(AbsenceRefused) as refused:
        leave(world, world.ali, first=first, last=last)
    assert refused.value.refusal.code == code


def test_two_absences_never_share_a_day(world: World) -> None:
    leave(world, world.ali, first=0, last=7)
    with pytest.raises(AbsenceRefused) as refused:
        leave(world, world.ali, first=7, last=9)
    assert refused.value.refusal.code == "starts_on"
    leave(world, world.ali, first=8, last=9)
    assert world.ali.absences.count() == 2


def test_who_cannot_stand_in_is_refused(world: World, dan: Membership) -> None:
    for nobody in (world.nora, world.otto, world.ali):
        with pytest.raises(AbsenceRefused) as refused:
            leave(world, world.ali, nobody)
        assert refused.value.refusal.code == "substitute"
    leave(world, dan, first=5, last=6)
    with pytest.raises(AbsenceRefused) as refused:
        leave(world, world.ali, dan)
    assert "is away too" in str(refused.value.refusal.reason)


def test_an_administrator_writes_it_down_for_ali_and_nobody_else_does(world: World) -> None:
    leave(world, world.ali, by=world.greta)
    for stranger in (world.nora, world.otto):
        with pytest.raises(NotPermitted):
            leave(world, world.ali, by=stranger, first=20, last=21)
    acting = replace(world.actor(world.ali), acted_by=world.stina)
    with pytest.raises(NotPermitted):
        go_away(
            actor=acting,
            membership=world.ali,
            starts_on=today() + timedelta(days=30),
            ends_on=today() + timedelta(days=31),
            substitute=None,
        )


def test_back_early_ali_has_the_next_order_again(world: World, dan: Membership) -> None:
    absence = leave(world, world.ali, dan)
    end_absence(actor=world.actor(world.ali), absence=absence)
    assert not Absence.objects.exists(), "an absence of no days is none"
    order = place(world, world.nora, (world.dock, 4))
    assert how_many_wait_for(world.actor(dan)) == 0
    assert how_many_wait_for(world.actor(world.ali)) == 1
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)


def test_a_substitute_has_no_more_right_than_the_one_who_is_away(
    world: World, dan: Membership
) -> None:
    leave(world, world.ali, dan)
    order = place(world, world.nora, (world.dock, 4))
    for lost in ({"is_active": False}, {"is_active": True, "is_approver": False}):
        Membership.objects.filter(pk=world.ali.pk).update(**lost)
        with pytest.raises(ApprovalRefused) as refused:
            approve_order(actor=world.actor(dan), order_id=order.pk, version=order.version)
        assert refused.value.refusal.code == "not-your-turn"


def test_a_substitute_who_goes_away_too_decides_nothing(world: World, dan: Membership) -> None:
    leave(world, world.ali, dan)
    waits = place(world, world.nora, (world.dock, 4))
    leave(world, dan)
    assert waiting_for(place(world, world.nora, (world.dock, 4))) == world.greta
    with pytest.raises(ApprovalRefused):
        approve_order(actor=world.actor(dan), order_id=waits.pk, version=waits.version)
    heed_absences()
    assert waiting_for(waits) == world.greta
