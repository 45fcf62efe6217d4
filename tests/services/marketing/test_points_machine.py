"""Whatever happens to orders and points, the ledger sums to a balance that is never below zero.

Hypothesis mixes orders placed with and without points, completed, cancelled, withdrawn, rejected,
changed and credited, gifts, takings, and nights on which points expire. Every step runs the real
services on PostgreSQL; a plain count of points beside them says what the balance must be.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
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

from customers.models import Membership
from marketing.errors import MarketingRefused
from marketing.models import LoyaltyEntry, LoyaltyKind, LoyaltyLot
from marketing.services.loyalty_accounts import adjust_points, heed_expiry
from orders.errors import OrderRefused
from orders.models import CartLine, Order
from orders.services.changing import OrderChange, change_order
from orders.services.crediting import credit_order
from orders.services.deciding import reject_order
from orders.services.handling import cancel_order, handle_order, withdraw_order
from orders.states import OrderStatus
from tests.points import STEPS, approved, balance, books_hold, pay_with, set_up
from tests.world import World

PLAYS = int(os.environ.get("ATTEST_PLAYS", "4"))
which = st.integers(min_value=0, max_value=30)
few = st.integers(min_value=1, max_value=6)
many = st.integers(min_value=1, max_value=400)


class Points(RuleBasedStateMachine):
    world: World

    @initialize(
        life=st.sampled_from([None, 1, 12]),
        percent=st.sampled_from([100, 50]),
        value=st.sampled_from(["1", "0.37", "2.5"]),
    )
    def begin(self, life: int | None, percent: int, value: str) -> None:
        self.savepoint = transaction.savepoint()
        set_up(
            life_months=life,
            largest_percent=percent,
            point_value=Decimal(value),
            notice_days=10,
            rounding="nearest",
        )
        self.day = timezone.localdate()
        self.orders: list[int] = []

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    @rule(quantity=few, points=st.integers(min_value=0, max_value=500), asks=st.booleans())
    def place(self, quantity: int, points: int, asks: bool) -> None:
        who: Membership = self.world.nora if asks else self.world.ali
        wishes = (self.world.dock, quantity) if asks else (self.world.paper, quantity)
        had = balance(self.world.school)
        try:
            order = pay_with(self.world, who, points, wishes).order
        except OrderRefused:
            assert balance(self.world.school) == had
            CartLine.objects.filter(cart__user=who.user).delete()
            return
        assert balance(self.world.school) == had - points
        self.orders.append(order.pk)

    @rule(at=which)
    def move_on(self, at: int) -> None:
        def step(order: Order) -> None:
            if order.status == OrderStatus.AWAITING_APPROVAL:
                approved(self.world, order)
                return
            stina = self.world.actor(self.world.stina)
            for event in STEPS:
                handle_order(actor=stina, order_id=order.pk, event=event)

        self._with(at, step)

    @rule(at=which)
    def come_to_nothing(self, at: int) -> None:
        def end(order: Order) -> None:
            if order.status != OrderStatus.AWAITING_APPROVAL:
                cancel_order(actor=self.world.actor(self.world.stina), order_id=order.pk)
            elif at % 2:
                withdraw_order(actor=self.world.actor(order.membership), order_id=order.pk)
            else:
                ali = self.world.actor(self.world.ali)
                reject_order(actor=ali, order_id=order.pk, version=order.version)

        self._with(at, end)

    @rule(at=which, quantity=few)
    def change(self, at: int, quantity: int) -> None:
        def smaller(order: Order) -> None:
            if order.status != OrderStatus.AWAITING_APPROVAL:
                return
            line = order.lines.get()
            change_order(
                actor=self.world.actor(self.world.ali),
                order_id=order.pk,
                version=order.version,
                change=OrderChange(quantities={line.pk: quantity}),
            )

        self._with(at, smaller)

    @rule(at=which, percent=st.sampled_from([100, 50, 33, 1]))
    def credit(self, at: int, percent: int) -> None:
        def give_back(order: Order) -> None:
            left = order.value_net - order.credited_net
            net = (left * percent / 100).quantize(Decimal("0.01"))
            credit_order(
                actor=self.world.actor(self.world.stina), order_id=order.pk, net=net, reason="Late"
            )

        self._with(at, give_back)

    @rule(points=many, takes=st.booleans())
    def adjust(self, points: int, takes: bool) -> None:
        had = balance(self.world.school)
        asked = -points if takes else points
        try:
            adjust_points(
                actor=self.world.actor(self.world.stina),
                customer_id=self.world.school.pk,
                points=asked,
                reason="Counted",
            )
        except MarketingRefused:
            assert takes
            assert points > had
            return
        assert balance(self.world.school) == had + asked

    @rule(days=st.sampled_from([1, 9, 40, 400]))
    def nights_pass(self, days: int) -> None:
        self.day += timedelta(days=days)
        heed_expiry(today=self.day)

    def _with(self, at: int, act: Callable[[Order], None]) -> None:
        if not self.orders:
            return
        order = Order.objects.select_related("membership").get(
            pk=self.orders[at % len(self.orders)]
        )
        try:
            with transaction.atomic():
                act(order)
        except OrderRefused:
            return

    @invariant()
    def the_books_hold(self) -> None:
        if not hasattr(self, "orders"):
            return
        with connection.cursor() as cursor:  # what would be checked at commit
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        books_hold(self.world.school)
        assert not LoyaltyLot.objects.filter(points_left__lt=0).exists()

    @invariant()
    def each_order_has_what_is_its(self) -> None:
        for order in Order.objects.filter(pk__in=getattr(self, "orders", [])):
            entries = LoyaltyEntry.objects.filter(order_number=order.number)
            sums = {
                kind: sum(each.points for each in entries if each.kind == kind)
                for kind in LoyaltyKind
            }
            still_used = -sums[LoyaltyKind.REDEEM] - sums[LoyaltyKind.RETURN]
            assert still_used >= 0
            if order.status in {"rejected", "withdrawn", "cancelled"}:
                assert still_used == 0
            elif not order.credited_net:
                assert still_used == order.points_used
            if order.credited_net == order.value_net:
                assert still_used == 0
                assert order.credited_money == order.payable
            assert order.points_amount + order.credited_money <= order.gross
            assert order.value_net == order.goods_net + order.shipping_net + order.fees_net


@pytest.mark.django_db
def test_any_mix_of_events_leaves_a_ledger_that_sums(world: World) -> None:
    Points.world = world
    world.dock.stock_quantity = world.paper.stock_quantity = 1_000_000
    world.dock.save()
    world.paper.save()
    run_state_machine_as_test(
        Points,
        settings=settings(
            max_examples=PLAYS,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
