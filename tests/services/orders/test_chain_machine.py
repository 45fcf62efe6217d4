"""Whatever happens to people, an order is decided once, by somebody else, and waits on somebody.

Hypothesis plays an organisation of four hundred people and a chain of forty steps: orders are
placed, answered, asked about and changed while approvers go away, come back, leave, lose the right
and get another place in the chain. Every step runs the real services on PostgreSQL.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from approvals.errors import AbsenceRefused, ApprovalRefused
from approvals.models import Absence, Answer, ApprovalRequest
from approvals.policies import may_decide
from approvals.selectors.absences import away_today
from approvals.services.absences import end_absence
from customers.errors import ChainRefused
from customers.models import CustomerGroup, Membership, User
from customers.selectors.chains import links_above
from customers.services.chains import set_chain
from orders.errors import OrderRefused
from orders.models import Order
from orders.services.absences import go_away, heed_absences
from orders.services.asking import answer_question, ask_question
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order, reject_order
from orders.services.handling import withdraw_order
from orders.services.reminding import remind_and_pass_on
from orders.services.rerouting import reroute_broken
from orders.states import FINAL_STATUSES, OrderEventKind, OrderStatus
from tests.orders import place
from tests.world import World

STEPS, PEOPLE = 40, 400
PLAYS = int(os.environ.get("ATTEST_PLAYS", "8"))  # more of them for a night's search
FINAL = {OrderEventKind.APPROVED, OrderEventKind.REJECTED, OrderEventKind.WITHDRAWN}
somebody = st.integers(min_value=0, max_value=PEOPLE - 1)
near_the_bottom = st.sampled_from([0, 1, 2, STEPS, STEPS + 1, STEPS + 2])
climber = st.integers(min_value=0, max_value=5) | st.integers(min_value=0, max_value=STEPS - 1)


def build_organisation(world: World) -> Sequence[Membership]:
    """Forty people above each other, the rest below one of them; two administrators apart."""
    users = User.objects.bulk_create(
        User(email=f"p{number}@example.com", first_name=f"P{number}", last_name="Alm", password="!")
        for number in range(PEOPLE)
    )
    members = Membership.objects.bulk_create(
        Membership(
            user=user,
            customer=(world.school, world.care)[number % 2],
            is_approver=number < STEPS,
        )
        for number, user in enumerate(users)
    )
    for number, member in enumerate(members):
        above = number + 1 if number < STEPS else number % STEPS
        if number != STEPS - 1:
            member.next_approver = members[above]
            member.break_point = Decimal(1000 * number if number < STEPS else 0)
    Membership.objects.bulk_update(members, ["next_approver", "break_point"])
    return list(Membership.objects.filter(pk__in=[m.pk for m in members]).order_by("pk"))


def only(codes: Iterable[str], *expected: str) -> None:
    """A refusal that the play may meet; any other is a fault."""
    assert set(codes) <= set(expected)


class Organisation(RuleBasedStateMachine):
    """One play. `world` and `people` come from the test; what it writes is rolled back after."""

    world: World
    people: Sequence[Membership]

    def __init__(self) -> None:
        super().__init__()
        self.play = transaction.atomic()
        self.play.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.play.__exit__(None, None, None)

    @initialize(
        every_step=st.booleans(),
        days=st.sampled_from([None, 2]),
        orders=st.lists(st.tuples(near_the_bottom, st.integers(1, 30)), min_size=3, max_size=4),
    )
    def a_day_begins(
        self, every_step: bool, days: int | None, orders: list[tuple[int, int]]
    ) -> None:
        CustomerGroup.objects.filter(pk=self.world.norrvik.pk).update(
            every_step_must_approve=every_step, remind_after_days=None, escalate_after_days=days
        )
        for who, docks in orders:
            place(self.world, self.people[who], (self.world.dock, docks))

    @rule(who=somebody, docks=st.integers(1, 30))
    def places(self, who: int, docks: int) -> None:
        member = self.people[who]
        if not Membership.objects.active().filter(pk=member.pk).exists():
            return
        try:
            place(self.world, member, (self.world.dock, docks))
        except OrderRefused as refused:
            only(refused.reasons.codes, "nobody_to_approve")
            assert not self._able(member, placed_by=member.user_id)

    @rule(data=st.data(), answer=st.sampled_from(["approve", "approve", "approve", "reject"]))
    def whose_turn_it_is_answers(self, data: st.DataObject, answer: str) -> None:
        for order, decider in self._one_waiting(data):
            service = approve_order if answer == "approve" else reject_order
            service(actor=self.world.actor(decider), order_id=order.pk, version=order.version)

    @rule(data=st.data(), who=somebody)
    def somebody_else_tries(self, data: st.DataObject, who: int) -> None:
        for order, decider in self._one_waiting(data):
            other = self.people[who]
            if other.pk == decider.pk or other.pk == order.approval.step_id:  # type: ignore[union-attr]
                return
            with pytest.raises(ApprovalRefused):
                approve_order(
                    actor=self.world.actor(other), order_id=order.pk, version=order.version
                )

    @rule(data=st.data())
    def the_orderer_tries(self, data: st.DataObject) -> None:
        for order, _decider in self._one_waiting(data):
            assert order.membership is not None
            own = self.world.actor(order.membership)
            with pytest.raises(ApprovalRefused):
                approve_order(actor=own, order_id=order.pk, version=order.version)

    @rule(data=st.data(), quantity=st.integers(1, 40))
    def the_approver_changes_it(self, data: st.DataObject, quantity: int) -> None:
        for order, decider in self._one_waiting(data):
            change = OrderChange(quantities={order.lines.get().pk: quantity})
            try:
                change_order(
                    actor=self.world.actor(decider),
                    order_id=order.pk,
                    version=order.version,
                    change=change,
                )
            except OrderRefused as refused:
                only(refused.reasons.codes, "unchanged")

    @rule(data=st.data())
    def a_question_is_asked_and_answered(self, data: st.DataObject) -> None:
        for order, decider in self._one_waiting(data):
            asking = self.world.actor(decider)
            ask_question(actor=asking, order_id=order.pk, version=order.version, question="Why?")
            assert order.membership is not None
            answer_question(
                actor=self.world.actor(order.membership), order_id=order.pk, text="Because."
            )

    @rule(data=st.data())
    def the_orderer_withdraws(self, data: st.DataObject) -> None:
        for order, _decider in self._one_waiting(data):
            assert order.membership is not None
            withdraw_order(actor=self.world.actor(order.membership), order_id=order.pk)

    @rule(who=climber, substitute=st.none() | climber)
    def goes_away(self, who: int, substitute: int | None) -> None:
        today = timezone.localdate()
        try:
            go_away(
                actor=self.world.actor(self.world.greta),
                membership=self.people[who],
                starts_on=today,
                ends_on=today + timedelta(days=5),
                substitute=None if substitute is None else self.people[substitute],
            )
        except AbsenceRefused as refused:
            only([refused.refusal.code], "substitute", "starts_on")

    @rule(who=climber)
    def comes_back(self, who: int) -> None:
        for absence in Absence.objects.filter(membership=self.people[who]).select_related(
            "membership__customer__main_group"
        ):
            end_absence(actor=self.world.actor(self.world.greta), absence=absence)

    @rule(who=climber, is_active=st.booleans())
    def leaves_or_returns(self, who: int, is_active: bool) -> None:
        """Written straight to the row: no way of changing people may be forgotten."""
        Membership.objects.filter(pk=self.people[who].pk).update(is_active=is_active)

    @rule(who=climber, is_approver=st.booleans())
    def loses_or_gets_the_right(self, who: int, is_approver: bool) -> None:
        Membership.objects.filter(pk=self.people[who].pk).update(is_approver=is_approver)

    @rule(who=somebody, above=climber, break_point=st.integers(0, 60_000))
    def gets_another_place_in_the_chain(self, who: int, above: int, break_point: int) -> None:
        try:
            set_chain(
                actor=self.world.actor(self.world.greta),
                membership=self.people[who],
                next_approver=self.people[above],
                break_point=Decimal(break_point),
            )
        except ChainRefused as refused:
            only([refused.code], "self", "loop", "inactive", "no_approval_right")

    @rule(is_admin=st.booleans())
    def an_administrator_comes_or_goes(self, is_admin: bool) -> None:
        Membership.objects.filter(pk=self.world.ali.pk).update(is_group_admin=is_admin)

    @rule()
    def days_go_by(self) -> None:
        ApprovalRequest.objects.update(step_since=F("step_since") - timedelta(days=3))
        remind_and_pass_on()

    def _one_waiting(self, data: st.DataObject) -> Iterator[tuple[Order, Membership]]:
        """A waiting order that somebody decides, and that one: the step or who stands in."""
        self._the_worker_looks()
        waiting = Order.objects.filter(status=OrderStatus.AWAITING_APPROVAL)
        orders = list(waiting.filter(approval__step__isnull=False).order_by("pk"))
        if not orders:
            return
        order = data.draw(st.sampled_from(orders))
        yield order, self._decider(order)

    def _decider(self, order: Order) -> Membership:
        assert order.approval is not None
        step = order.approval.step
        assert step is not None
        away = away_today([step.pk], of=order.customer).get(step.pk)
        stand_in = away.stand_in if away else None
        if stand_in is None or stand_in.user_id in {order.orderer_id, order.placed_by_id}:
            return step
        return Membership.objects.get(pk=stand_in.membership_id)

    def _able(self, member: Membership, *, placed_by: int) -> set[int]:
        """Everyone who could decide in the end: approvers above and administrators, by user."""
        above = set(links_above(member.pk)) - {member.pk}
        found = Membership.objects.active().filter(user__staff_role="")
        climbing = found.filter(pk__in=above, is_approver=True)
        administering = found.filter(customer__main_group=self.world.norrvik, is_group_admin=True)
        users = {m.user_id for m in climbing} | {m.user_id for m in administering}
        return users - {member.user_id, placed_by}

    def _the_worker_looks(self) -> None:
        reroute_broken()
        heed_absences()

    @invariant()
    def no_order_waits_on_nobody(self) -> None:
        self._the_worker_looks()
        waiting = Order.objects.filter(status=OrderStatus.AWAITING_APPROVAL)
        for order in waiting.select_related(
            "approval__membership__customer__main_group", "approval__step__user", "membership"
        ):
            assert order.approval is not None
            assert order.membership is not None
            if order.approval.step is None:
                assert not self._able(order.membership, placed_by=order.placed_by_id)
                continue
            decider = self._decider(order)
            verdict = may_decide(self.world.actor(decider), order.approval)
            assert verdict.allowed, verdict.reason

    @invariant()
    def every_order_is_decided_once_and_never_by_its_orderer(self) -> None:
        for order in Order.objects.select_related("approval").prefetch_related("events"):
            kinds = Counter(event.kind for event in order.events.all())
            assert sum(kinds[kind] for kind in FINAL) <= 1
            if order.approval is None:
                continue
            yes = order.approval.decisions.filter(answer=Answer.APPROVE)
            turns = Counter(decision.in_place_of_id or decision.membership_id for decision in yes)
            assert not turns or max(turns.values()) == 1
            deciders = {decision.user_id for decision in order.approval.decisions.all()}
            assert not deciders & {order.orderer_id, order.placed_by_id}
            is_waiting = order.approval.state == "waiting"
            assert is_waiting == (order.status == OrderStatus.AWAITING_APPROVAL)
            if order.status in FINAL_STATUSES or order.status == OrderStatus.UNPROCESSED:
                assert sum(kinds[kind] for kind in FINAL) == 1


@pytest.mark.django_db
def test_no_order_waits_on_nobody_is_decided_twice_or_by_its_orderer(world: World) -> None:
    Organisation.world = world
    Organisation.people = build_organisation(world)
    world.dock.stock_quantity = 1_000_000
    world.dock.save()
    run_state_machine_as_test(
        Organisation,
        settings=settings(
            max_examples=PLAYS,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
