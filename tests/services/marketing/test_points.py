"""Points: earned on completed orders, used once, given back, taken back; the ledger sums."""

from decimal import Decimal

import pytest

from marketing.models import LoyaltyEntry
from tests.orders import place
from tests.points import (
    balance,
    books_hold,
    complete,
    give,
    pay_with,
    set_up,
)
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_completed_order_earns_and_one_that_is_not_does_not(world: World) -> None:
    set_up()
    order = place(world, world.otto, (world.dock, 2))
    assert balance(world.vestby) == 0
    complete(world, order)
    assert balance(world.vestby) == 31  # 1 for each 100 of 3 180,00, rounded down
    (entry,) = LoyaltyEntry.objects.all()
    assert (entry.order_number, entry.user_id) == (order.number, world.otto.user_id)
    books_hold(world.vestby)


def test_points_pay_a_part_of_the_total_and_change_nothing_else(world: World) -> None:
    set_up()
    give(world, world.school, 500)
    plain = place(world, world.nora, (world.paper, 2))
    paid = pay_with(world, world.nora, 300, (world.paper, 2)).order
    for figure in ("value_net", "vat_total", "gross", "status", "goods_net"):
        assert getattr(paid, figure) == getattr(plain, figure)
    assert (paid.points_used, paid.points_amount) == (300, Decimal("300.00"))
    assert paid.payable == paid.gross - 300
    assert balance(world.school) == 200
    books_hold(world.school)
