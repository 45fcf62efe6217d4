"""What the statistics tell of Norrvik, as sets and sums to hold against each other."""

from datetime import date
from decimal import Decimal

from customers.periods import Period
from orders.selectors.statistics import (
    Question,
    goods_figure,
    lines_of,
    product_groups,
    sales_figure,
    sales_in_time,
    sales_of,
    seat_groups,
)
from orders.selectors.statistics_categories import spread_of
from tests.sales import at
from tests.world import World

MARCH = Question(Period(date(2026, 3, 1), date(2026, 3, 31)))
NOON = at("2026-03-10 12:00")
ALL_YEARS = Question(Period(date(2000, 1, 1), date(2099, 12, 31)))


def day(written: str) -> Question:
    return Question(Period(date.fromisoformat(written), date.fromisoformat(written)))


def numbers(world: World, question: Question) -> set[int]:
    found = sales_of(world.actor(world.greta), question)
    return set(found.values_list("number", flat=True))


def sums(world: World, question: Question) -> list[Decimal]:
    """The same total, told by every table."""
    actor = world.actor(world.greta)
    total = sales_figure(sales_of(actor, question))
    spread = spread_of(actor, question)
    zero = Decimal(0)
    return [
        total.net,
        sum((row["net"] for row in seat_groups(actor, question)), zero),
        sum((part.figure.net for part in sales_in_time(actor, question)), zero),
        sum((each.figure.net for each in spread.level()), spread.other.net) + total.costs_net,
        sum((each.figure.net for each in spread.leaves()), total.costs_net),
        sum((row["net"] for row in product_groups(actor, question)), zero) + total.costs_net,
        goods_figure(lines_of(actor, question)).net + total.costs_net,
        sum((order.value_net for order in sales_of(actor, question)), zero),
    ]
