"""An approver's raise, a lower limit and an order at the same moment: the limit holds."""

import threading
import time
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone

from customers.periods import Recurrence
from customers.services.limits import set_limit
from orders.errors import OrderRefused
from orders.selectors.limit_statement import limit_statement
from orders.selectors.limits import standing_of
from orders.services.changing import OrderChange, change_order
from tests.concurrency.threads import at_once
from tests.orders import fill_cart, place, send_cart
from tests.services.orders.test_placing import limit
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_an_approvers_raise_and_an_order_at_once_never_pass_the_limit_together() -> None:
    """Room for one of them: whichever comes second is refused."""
    world = build_world()
    limit(world.nora, "10000.00")
    order = place(world, world.nora, (world.dock, 4))  # 6 360,00 reserved
    line = order.lines.get()
    for _round in range(4):
        order.refresh_from_db()
        fill_cart(world.actor(world.nora), (world.headset, 2))  # 2 780,00
        results = at_once(
            [
                partial(
                    change_order,
                    actor=world.actor(world.ali),
                    order_id=order.pk,
                    version=order.version,
                    change=OrderChange(quantities={line.pk: 6}),  # + 3 180,00
                ),
                partial(send_cart, world, world.actor(world.nora)),
            ]
        )
        errors = [result for result in results if isinstance(result, Exception)]
        assert all(isinstance(error, OrderRefused) for error in errors), errors
        assert errors, "both cannot fit"
        remaining = standing_of(world.nora).remaining
        assert remaining is not None
        assert remaining >= 0


def test_a_limit_lowered_while_orders_are_sent_is_never_passed_after_it() -> None:
    """Every line of the statement after the lower limit leaves something."""
    world = build_world()
    limit(world.otto, "100000.00")
    terms = limit_statement(world.otto).now.terms
    assert terms is not None
    for round_number in range(4):
        fill_cart(world.actor(world.otto), (world.paper, 1))
        used = standing_of(world.otto).used
        lower = partial(
            set_limit,
            actor=world.actor(world.stina),
            membership=world.otto,
            amount=used + Decimal(round_number),
            starts_on=terms.starts_on,
            recurrence=terms.recurrence,
        )
        results = at_once([lower, partial(send_cart, world, world.actor(world.otto))])
        assert not isinstance(results[0], Exception), results[0]
        left = standing_of(world.otto).remaining
        assert left is not None
        sent = not isinstance(results[1], Exception)
        # Sent before the limit was lowered, or refused after it: never sent against it.
        assert left == Decimal(round_number) - (Decimal("289.00") if sent else 0)
        shown = limit_statement(world.otto)
        assert shown.statement is not None
        assert shown.statement.closing == left
        world.otto.user.carts.all().delete()


def test_an_order_that_waits_for_a_limit_is_held_to_it() -> None:
    world = build_world()
    limit(world.nora, "100000.00")
    fill_cart(world.actor(world.nora), (world.paper, 1))
    order = partial(send_cart, world, world.actor(world.nora))
    got: list[object] = []

    def send() -> None:
        got.extend(at_once([order]))

    sending = threading.Thread(target=send)
    with transaction.atomic():
        set_limit(
            actor=world.actor(world.stina),
            membership=world.nora,
            amount=Decimal(0),
            starts_on=timezone.localdate(),
            recurrence=Recurrence.MONTHLY,
        )
        sending.start()
        _until_somebody_waits()
    sending.join(timeout=60)
    assert isinstance(got[0], OrderRefused), got
    assert standing_of(world.nora).used == 0


def _until_somebody_waits() -> None:
    waiting = """SELECT count(*) FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'"""
    for _try in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waited")
