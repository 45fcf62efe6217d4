"""The statement of a purchase limit, written by the real services."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approvals.errors import ApprovalRefused
from core.money import ZERO
from customers.limits import OutsideWindow
from customers.models import Membership, PurchaseLimit
from customers.periods import Recurrence
from customers.services.limits import remove_limit, set_limit
from orders.errors import OrderRefused
from orders.models import LimitEntry, Order
from orders.selectors.limit_statement import LimitStatement, limit_statement
from orders.selectors.limits import standing_of
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order, reject_order
from orders.services.handling import cancel_order, withdraw_order
from orders.statement_words import next_reset, outside_words, words_of
from tests.orders import fill_cart, place, send_cart
from tests.world import World

MONTHLY = Recurrence.MONTHLY


def first_of_month() -> date:
    return timezone.localdate().replace(day=1)


def set_by(world: World, who: Membership, whom: Membership, amount: str, **terms: Any) -> None:
    terms = terms or {"starts_on": first_of_month(), "recurrence": MONTHLY}
    set_limit(actor=world.actor(who), membership=whom, amount=Decimal(amount), **terms)


def words(shown: LimitStatement) -> list[str]:
    assert shown.statement is not None
    return [str(words_of(line, "SEK")).replace("\u00a0", " ") for line in shown.statement.lines]


def change(world: World, order: Order, quantity: int) -> None:
    change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=Order.objects.get(pk=order.pk).version,
        change=OrderChange(quantities={order.lines.get().pk: quantity}),
    )


def test_noras_month_as_it_happened(world: World) -> None:
    set_by(world, world.greta, world.nora, "20000.00")
    small = place(world, world.nora, (world.headset, 3))  # 4 170,00
    waiting = place(world, world.nora, (world.dock, 4))  # 6 360,00
    change(world, waiting, 3)
    change(world, waiting, 4)
    approve_order(actor=world.actor(world.ali), order_id=waiting.pk, version=3)
    refused = place(world, world.nora, (world.dock, 5))
    reject_order(actor=world.actor(world.ali), order_id=refused.pk, version=1)
    withdrawn = place(world, world.nora, (world.dock, 4), acted_by=world.sam)
    withdraw_order(actor=world.actor(world.nora), order_id=withdrawn.pk)
    cancel_order(actor=world.actor(world.nora), order_id=small.pk)
    set_by(world, world.greta, world.nora, "25000.00")

    shown = limit_statement(world.nora)
    assert words(shown) == [
        f"Limit set to 20 000,00 kr by Greta Sandström, monthly from {in_words(first_of_month())}.",
        "Limit raised from 20 000,00 kr to 25 000,00 kr by Greta Sandström.",
        "Bought",
        "Reserved, waits for approval",
        "Changed by Ali Haddad: 6 360,00 kr → 4 770,00 kr",
        "Changed by Ali Haddad: 4 770,00 kr → 6 360,00 kr",
        "Approved by Ali Haddad: 6 360,00 kr moves from reserved to used",
        "Reserved, waits for approval",
        "Given back: rejected by Ali Haddad",
        "Reserved, waits for approval. Placed by Sam Öberg.",
        "Given back: withdrawn by Nora Lindqvist",
        "Given back: cancelled by Nora Lindqvist",
    ]
    assert shown.statement is not None
    assert shown.statement.opening == Decimal("20000.00")
    assert shown.statement.closing == Decimal("18640.00") == standing_of(world.nora).remaining
    assert (shown.standing.used, shown.standing.reserved) == (Decimal("6360.00"), ZERO)
    numbers = [line.order_number for line in shown.statement.lines]
    assert numbers[2:4] == [small.number, waiting.number]


def in_words(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def test_an_order_that_waits_is_reserved_and_not_used(world: World) -> None:
    set_by(world, world.greta, world.nora, "20000.00")
    place(world, world.nora, (world.dock, 4))
    standing = limit_statement(world.nora).standing
    assert (standing.used, standing.reserved) == (ZERO, Decimal("6360.00"))


def test_a_removed_limit_is_in_the_history_and_ends_the_statement(world: World) -> None:
    set_by(world, world.greta, world.nora, "20000.00")
    remove_limit(actor=world.actor(world.stina), membership=world.nora)
    shown = limit_statement(world.nora)
    assert shown.statement is None
    assert shown.now.terms is None
    assert shown.now.can_buy is None
    set_by(world, world.greta, world.nora, "500.00")
    assert words(limit_statement(world.nora))[1] == "Limit removed by Stina Falk."
    assert limit_statement(world.nora).standing.remaining == Decimal("500.00")


def test_a_limit_whose_history_was_cleared_away_still_sums(world: World) -> None:
    set_by(world, world.greta, world.nora, "20000.00")
    place(world, world.nora, (world.headset, 1))
    model: Any = PurchaseLimit
    model.pgh_event_model.objects.all().delete()
    shown = limit_statement(world.nora)
    assert shown.statement is not None
    assert shown.statement.closing == Decimal("18610.00") == standing_of(world.nora).remaining


def test_a_limit_of_zero_has_a_statement_and_buys_nothing(world: World) -> None:
    set_by(world, world.greta, world.nora, "0.00")
    shown = limit_statement(world.nora)
    assert shown.statement is not None
    assert shown.now.can_buy == 0
    assert shown.now.blocks_all


@pytest.mark.parametrize(
    ("outside", "can_buy", "sentence"),
    [
        (OutsideWindow.BLOCK, Decimal(0), "Until it is renewed nothing may be bought."),
        (OutsideWindow.UNLIMITED, None, "Now there is no limit."),
    ],
)
def test_after_its_window_a_limit_says_which_holds_and_keeps_the_statement(
    world: World, outside: OutsideWindow, can_buy: Decimal | None, sentence: str
) -> None:
    today = timezone.localdate()
    first, last = today - timedelta(days=20), today - timedelta(days=5)
    set_by(
        world,
        world.greta,
        world.nora,
        "9000.00",
        starts_on=first,
        ends_on=last,
        outside=outside,
    )
    shown = limit_statement(world.nora)
    assert shown.statement is None
    assert shown.now.can_buy == can_buy
    assert str(outside_words(shown.now, today)).endswith(sentence)
    assert shown.earlier == last
    assert limit_statement(world.nora, on=last).standing.remaining == Decimal("9000.00")
    inside = limit_statement(world.nora, today=last)
    assert "It ends on" in str(next_reset(inside.standing))


def test_lowered_below_what_is_bought_less_than_nothing_is_left_and_nothing_can_be_bought(
    world: World,
) -> None:
    set_by(world, world.greta, world.nora, "5000.00")
    place(world, world.nora, (world.headset, 3))
    set_by(world, world.greta, world.nora, "4000.00")
    shown = limit_statement(world.nora)
    assert shown.standing.remaining == Decimal("-170.00")
    assert shown.now.can_buy == 0


def test_the_statement_is_the_memberships_own(world: World) -> None:
    set_by(world, world.greta, world.nora, "20000.00")
    elsewhere = Membership.objects.create(user=world.nora.user, customer=world.care)
    place(world, elsewhere, (world.paper, 1))
    shown = limit_statement(world.nora)
    assert shown.statement is not None
    assert [line.order_number for line in shown.statement.lines] == [None]
    assert limit_statement(elsewhere).statement is None


@pytest.mark.parametrize("orders", [1, 12])
def test_more_lines_cost_no_more_queries(
    world: World, orders: int, django_assert_num_queries: Any
) -> None:
    set_by(world, world.greta, world.nora, "90000.00")
    for number in range(orders):
        order = place(world, world.nora, (world.dock, 4 if number % 2 else 5))
        if number % 3 == 0:
            approve_order(actor=world.actor(world.ali), order_id=order.pk, version=1)
    with django_assert_num_queries(6):
        limit_statement(world.nora)


# The law, through the real services

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["place", "place", "wait", "wait", "change", "yes", "no", "back", "cancel", "limit"]
        ),
        st.integers(1, 7),
        st.integers(0, 5),
    ),
    min_size=4,
    max_size=14,
)


@contextmanager
def taken_back() -> Iterator[None]:
    """One example's changes do not reach the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def do(world: World, what: str, number: int, choice: int) -> None:
    """One step; what the rules refuse is refused."""
    orders = list(Order.objects.order_by("id"))
    order = orders[choice % len(orders)] if orders else None
    nora, ali = world.actor(world.nora), world.actor(world.ali)
    if what == "limit":
        _set_any(world, number, choice)
    elif what == "place" or order is None:
        fill_cart(nora, (world.headset, number))
        send_cart(world, nora)
    elif what == "wait":
        fill_cart(nora, (world.dock, number + 3))
        send_cart(world, nora)
    elif what == "change":
        change(world, order, number)
    elif what == "yes":
        approve_order(actor=ali, order_id=order.pk, version=order.version)
    elif what == "no":
        reject_order(actor=ali, order_id=order.pk, version=order.version)
    elif what == "back":
        withdraw_order(actor=nora, order_id=order.pk)
    else:
        cancel_order(actor=world.actor(world.stina), order_id=order.pk)


def _set_any(world: World, number: int, choice: int) -> None:
    today = timezone.localdate()
    amount = Decimal(number * 9000)
    if choice == 0:
        remove_limit(actor=world.actor(world.greta), membership=world.nora)
    elif choice == 1:
        set_limit(
            actor=world.actor(world.greta),
            membership=world.nora,
            amount=amount,
            starts_on=today - timedelta(days=number * 9),
            ends_on=today,
        )
    else:
        set_limit(
            actor=world.actor(world.greta),
            membership=world.nora,
            amount=amount,
            starts_on=today - timedelta(days=number * 13),
            recurrence=list(Recurrence)[choice % 3],
        )


def some_days_back(membership: Membership, days: int) -> None:
    """The last order was placed so many days ago: other periods get orders too."""
    entry = LimitEntry.objects.filter(membership=membership).order_by("id").last()
    if entry is not None and entry.kind == "reserve":
        placed_at = timezone.now() - timedelta(days=days * 11)
        Order.objects.filter(pk=entry.order_id).update(placed_at=placed_at)
        LimitEntry.objects.filter(pk=entry.pk).update(counts_on=timezone.localdate(placed_at))


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_whatever_is_done_every_periods_statement_sums_to_its_standing(
    world: World, steps: list[tuple[str, int, int]]
) -> None:
    with taken_back():
        set_by(world, world.greta, world.nora, "60000.00")
        for what, number, choice in steps:
            with suppress(OrderRefused, ApprovalRefused), transaction.atomic():
                do(world, what, number, choice)
            some_days_back(world.nora, choice)
        _every_period_sums(world.nora)


def _every_period_sums(membership: Membership) -> None:
    on: date | None = None
    for _period in range(30):
        shown = limit_statement(membership, on=on)
        standing = standing_of(membership, day=on)
        if shown.statement is not None:
            assert shown.statement.closing == shown.standing.remaining
            if standing.period == shown.statement.period:
                assert shown.statement.closing == standing.remaining
                assert shown.standing == standing
        else:
            assert standing.period is None
        if shown.earlier is None:
            break
        on = shown.earlier
