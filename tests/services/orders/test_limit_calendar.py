"""A purchase limit counts in days of the shop: Europe/Stockholm, its clock changes included."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from customers.limits import OutsideWindow
from customers.models import Membership, PurchaseLimit
from customers.periods import Period, Recurrence
from orders.errors import OrderRefused
from orders.models import LimitEntry, Order
from orders.selectors.limit_statement import limit_statement
from orders.selectors.limits import standing_of
from orders.services.handling import cancel_order
from tests.orders import fill_cart, place, send_cart
from tests.world import World

STOCKHOLM = ZoneInfo("Europe/Stockholm")
Clock = Callable[[str], datetime]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets what time it is in the shop; `+01:00` tells the second half past two from the first."""

    def set_to(moment: str) -> datetime:
        now = datetime.fromisoformat(moment)
        if now.tzinfo is None:
            now = now.replace(tzinfo=STOCKHOLM)
        monkeypatch.setattr(timezone, "now", lambda: now.astimezone(UTC))
        return now

    return set_to


def limit_of(
    membership: Membership,
    amount: str,
    starts_on: str,
    *,
    ends_on: str = "",
    recurrence: str = "",
    outside: OutsideWindow = OutsideWindow.BLOCK,
) -> PurchaseLimit:
    limit: PurchaseLimit = PurchaseLimit.objects.create(
        membership=membership,
        amount=Decimal(amount),
        starts_on=date.fromisoformat(starts_on),
        ends_on=date.fromisoformat(ends_on) if ends_on else None,
        recurrence=recurrence,
        outside=outside.value,
    )
    return limit


def counts_on(order: Order) -> date:
    return LimitEntry.objects.get(order=order).counts_on


def refusal(world: World, who: Membership) -> tuple[str, ...]:
    """The codes that the cart of `who` is refused with; () when it is placed."""
    try:
        send_cart(world, world.actor(who))
    except OrderRefused as refused:
        return refused.reasons.codes
    return ()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # Winter, summer, and the nights between: the clock goes from 2 to 3, and from 3 to 2.
        ("2026-01-31 23:30", "2026-01-31"),
        ("2026-06-30 23:30", "2026-06-30"),
        ("2026-03-28 23:30", "2026-03-28"),
        ("2026-03-29 00:30", "2026-03-29"),
        ("2026-03-29 23:30", "2026-03-29"),
        ("2026-03-30 00:30", "2026-03-30"),
        ("2026-10-24 23:30", "2026-10-24"),
        ("2026-10-25T02:30:00+02:00", "2026-10-25"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25"),
        ("2026-10-25 23:30", "2026-10-25"),
        ("2026-10-26 00:30", "2026-10-26"),
        ("2025-12-31 23:59:59.999", "2025-12-31"),
        ("2026-01-01 00:00", "2026-01-01"),
        ("2028-02-29 23:30", "2028-02-29"),
    ],
)
def test_an_order_counts_on_the_day_of_the_shops_wall(
    world: World, clock: Clock, moment: str, day: str
) -> None:
    limit_of(world.otto, "1000.00", day, ends_on=day)
    clock(moment)
    order = place(world, world.otto, (world.paper, 1))
    assert counts_on(order) == date.fromisoformat(day)
    shown = limit_statement(world.otto)
    assert shown.today == date.fromisoformat(day)
    assert shown.standing.used == Decimal("289.00")


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-22", 24)]
)
def test_every_hour_of_a_short_or_a_long_day_is_that_day(
    world: World, clock: Clock, day: str, hours: int
) -> None:
    limit_of(world.otto, "100000.00", day, ends_on=day)
    begins = datetime.fromisoformat(day).replace(tzinfo=STOCKHOLM).astimezone(UTC)
    for hour in range(hours):
        clock((begins + timedelta(hours=hour, minutes=30)).isoformat())
        place(world, world.otto, (world.paper, 1), on_account=False)
    assert standing_of(world.otto, day=date.fromisoformat(day)).used == 289 * hours
    clock((begins + timedelta(hours=hours)).isoformat())
    fill_cart(world.actor(world.otto), (world.paper, 1))
    assert refusal(world, world.otto) == ("limit_outside_dates",)


def test_a_week_is_monday_to_sunday_night_in_stockholm(world: World, clock: Clock) -> None:
    limit_of(world.otto, "300.00", "2026-10-19", ends_on="2026-10-25")  # the 25-hour Sunday
    fill_cart(world.actor(world.otto), (world.paper, 1))
    clock("2026-10-18 23:59:59")
    assert refusal(world, world.otto) == ("limit_outside_dates",)
    clock("2026-10-19 00:00")
    assert refusal(world, world.otto) == ()
    fill_cart(world.actor(world.otto), (world.paper, 1))
    clock("2026-10-25 23:30")
    assert refusal(world, world.otto) == ("limit_exceeded",), "Sunday night is the old week"
    clock("2026-10-26 00:00")
    assert refusal(world, world.otto) == ("limit_outside_dates",)
    PurchaseLimit.objects.update(outside=OutsideWindow.UNLIMITED)
    assert refusal(world, world.otto) == ()


def test_from_31_january_the_months_end_where_they_are_short(world: World, clock: Clock) -> None:
    limit_of(world.otto, "300.00", "2026-01-31", recurrence="monthly")
    for day, starts_afresh in [
        ("2026-01-31", True),
        ("2026-02-27", False),
        ("2026-02-28", True),
        ("2026-03-30", False),
        ("2026-03-31", True),
        ("2026-04-30", True),
        ("2026-05-30", False),
        ("2026-05-31", True),
    ]:
        clock(f"{day} 23:59:59")
        if starts_afresh:
            place(world, world.otto, (world.paper, 1))
        else:
            fill_cart(world.actor(world.otto), (world.paper, 1))
            assert refusal(world, world.otto) == ("limit_exceeded",)
            world.otto.user.carts.all().delete()
    shown = limit_statement(world.otto, on=date(2026, 2, 14))
    assert shown.statement is not None
    assert shown.statement.period == Period(date(2026, 1, 31), date(2026, 2, 27))
    assert shown.statement.closing == Decimal("11.00")
    assert (shown.earlier, shown.later) == (None, date(2026, 2, 28))


def test_a_year_from_a_leap_day_and_the_turn_of_the_year(world: World, clock: Clock) -> None:
    limit_of(world.otto, "300.00", "2024-02-29", recurrence="yearly")
    limit_of(world.nora, "300.00", "2025-01-01", recurrence="quarterly")
    clock("2027-02-27 23:59")
    place(world, world.otto, (world.paper, 1))
    clock("2028-02-28 12:00")
    place(world, world.otto, (world.paper, 1))
    clock("2028-02-29 00:01")
    place(world, world.otto, (world.paper, 1))
    assert limit_statement(world.otto).standing.period == Period(
        date(2028, 2, 29), date(2029, 2, 27)
    )
    clock("2025-12-31 23:59:59")
    place(world, world.nora, (world.paper, 1))
    clock("2026-01-01 00:00")
    place(world, world.nora, (world.paper, 1))
    old = limit_statement(world.nora, on=date(2025, 12, 31))
    assert old.standing.remaining == Decimal("11.00")
    assert old.later == date(2026, 1, 1)


@pytest.mark.parametrize("reads", range(12))
def test_an_order_over_midnight_is_checked_on_the_day_that_it_counts_on(
    world: World, monkeypatch: pytest.MonkeyPatch, reads: int
) -> None:
    """However often the clock is read before it strikes twelve."""
    limit_of(world.otto, "1000.00", "2026-05-01", ends_on="2026-05-31")
    fill_cart(world.actor(world.otto), (world.paper, 1))
    midnight = datetime(2026, 6, 1, tzinfo=STOCKHOLM)
    left = iter([midnight - timedelta(milliseconds=1)] * reads)
    monkeypatch.setattr(timezone, "now", lambda: next(left, midnight))
    assert refusal(world, world.otto) in {(), ("limit_outside_dates",)}
    for order in Order.objects.all():
        assert counts_on(order) == date(2026, 5, 31)


def test_a_cancellation_gives_back_to_the_period_of_the_order(world: World, clock: Clock) -> None:
    limit_of(world.otto, "1000.00", "2026-01-01", recurrence=Recurrence.MONTHLY.value)
    clock("2026-10-31 23:30")
    order = place(world, world.otto, (world.paper, 1))
    clock("2026-11-01 00:30")
    place(world, world.otto, (world.paper, 2))
    cancel_order(actor=world.actor(world.otto), order_id=order.pk)
    october = limit_statement(world.otto, on=date(2026, 10, 31))
    assert october.standing.remaining == Decimal("1000.00")
    assert october.statement is not None
    assert [line.change for line in october.statement.lines if line.order_number] == [-289, 289]
    assert limit_statement(world.otto).standing.remaining == Decimal("422.00")
