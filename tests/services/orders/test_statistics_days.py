"""The days of Norrvik's sales: the shop's own, its parts in time, the year before."""

from datetime import date
from decimal import Decimal

import pytest

from customers.periods import Period
from orders.models import Order
from orders.selectors.orders import organisation_orders
from orders.selectors.statistics import (
    Question,
    sales_figure,
    sales_in_time,
    sales_of,
    sales_the_year_before,
)
from tests.sales import at, sale
from tests.services.orders.figures import ALL_YEARS, MARCH, day, numbers
from tests.world import World


@pytest.mark.parametrize(
    ("placed", "counts_on"),
    [
        ("2026-03-28 23:59:59", "2026-03-28"),
        ("2026-03-29 00:00:00", "2026-03-29"),  # clocks go forward: 23 hours
        ("2026-03-29 23:59:59", "2026-03-29"),
        ("2026-03-30 00:00:00", "2026-03-30"),
        ("2026-10-24 23:59:59", "2026-10-24"),
        ("2026-10-25 00:00:00", "2026-10-25"),  # clocks go back: 25 hours
        ("2026-10-25 02:30:00", "2026-10-25"),
        ("2026-10-25 23:59:59", "2026-10-25"),
        ("2026-10-26 00:00:00", "2026-10-26"),
        ("2025-12-31 23:30:00", "2025-12-31"),
        ("2026-01-01 00:30:00", "2026-01-01"),
    ],
)
def test_an_order_counts_on_its_day_on_the_shops_wall(
    world: World, placed: str, counts_on: str
) -> None:
    order = sale(world.nora, [(world.dock, 1)], placed=at(placed))
    on = date.fromisoformat(counts_on)
    for ordinal in range(on.toordinal() - 1, on.toordinal() + 2):
        found = numbers(world, day(date.fromordinal(ordinal).isoformat()))
        assert found == ({order.number} if ordinal == on.toordinal() else set())
    month = Question(Period(on.replace(day=1), on))
    last = sales_in_time(world.actor(world.greta), month)[-1]
    assert (last.span.starts_on, last.figure.count) == (on, 1)


def test_the_hour_that_comes_twice_counts_once_each(world: World) -> None:
    first = at("2026-10-25 02:30")
    sale(world.nora, [(world.dock, 1)], placed=first)
    sale(world.nora, [(world.dock, 1)], placed=first.replace(fold=1))
    figure = sales_figure(sales_of(world.actor(world.greta), day("2026-10-25")))
    assert (figure.count, figure.net) == (2, Decimal("3180.00"))


def test_parts_without_a_sale_are_there_and_cut_ones_begin_where_the_range_does(
    world: World,
) -> None:
    sale(world.nora, [(world.dock, 1)], placed=at("2026-01-20 10:00"))
    sale(world.nora, [(world.dock, 1)], placed=at("2026-01-10 10:00"))
    sale(world.nora, [(world.paper, 1)], placed=at("2026-04-02 10:00"))
    span = Period(date(2026, 1, 15), date(2026, 4, 10))
    parts = sales_in_time(world.actor(world.greta), Question(span))
    assert [(part.span.starts_on.month, part.figure.net) for part in parts] == [
        (1, Decimal("1590.00")),
        (2, Decimal(0)),
        (3, Decimal(0)),
        (4, Decimal("289.00")),
    ]
    assert (parts[0].span.starts_on, parts[-1].span.ends_on) == (span.starts_on, span.ends_on)
    years = sales_in_time(world.actor(world.greta), ALL_YEARS)
    assert len(years) == 100
    assert sum(part.figure.count for part in years) == 3


def test_what_the_year_before_held(world: World) -> None:
    sale(world.nora, [(world.dock, 1)], placed=at("2025-03-31 23:00"))
    sale(world.nora, [(world.dock, 1)], placed=at("2025-04-01 00:00"))
    assert sales_the_year_before(world.actor(world.greta), MARCH).count == 1


def test_a_list_by_days_and_a_sale_by_days_are_the_same_orders(world: World) -> None:
    """The list of all orders and the statistics cut their days by the one rule."""
    for written in ("2026-02-28 23:59", "2026-03-01 00:00", "2026-03-31 23:59", "2026-04-01 00:00"):
        sale(world.nora, [(world.dock, 1)], placed=at(written))
    listed = organisation_orders(
        world.actor(world.greta), placed_from=date(2026, 3, 1), placed_to=date(2026, 3, 31)
    )
    assert set(listed.values_list("number", flat=True)) == numbers(world, MARCH)
    assert Order.objects.placed_within(None, date.max).count() == 4
