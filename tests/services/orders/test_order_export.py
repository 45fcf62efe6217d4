"""The list of orders out: each view's own orders, with what was agreed on them."""

from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from core.exchange.reader import read_table
from core.exports import Asked, export_now
from core.models import ExportFormat
from orders.exports import ORDERS
from orders.models import Order
from orders.states import OrderStatus
from tests.orders import place
from tests.world import World


def _rows(world: World, tmp_path: Path, asked: Asked) -> list[dict[str, object]]:
    path = tmp_path / "orders.xlsx"
    export_now(
        actor=world.actor(world.sam),
        export=ORDERS,
        asked=asked,
        file_format=ExportFormat.XLSX,
        currency="SEK",
        target=path,
    )
    table = read_table(path)
    return [dict(zip(table.headings, row.cells, strict=True)) for row in table.rows]


def _number(order: Order) -> str:
    return str(order.number)


def test_an_order_goes_out_as_it_was_agreed(world: World, tmp_path: Path) -> None:
    order = place(world, world.nora, (world.paper, 2))
    [row] = _rows(world, tmp_path, {"view": "process"})
    assert (row["Order"], row["Status"]) == (_number(order), "Unprocessed")
    assert (row["Customer number"], row["Customer"]) == (world.school.number, order.customer_name)
    assert (row["Ordered by"], row["E-mail"]) == ("Nora Lindqvist", world.nora.user.email)
    assert (row["Order value ex VAT"], row["Total inc VAT"]) == ("578", Decimal("722.5"))
    assert row["Placed"] == timezone.localtime(order.placed_at).replace(tzinfo=None, microsecond=0)
    assert (row["Currency"], row["Paid"]) == ("SEK", None)


def test_each_view_has_its_own_orders(world: World, tmp_path: Path) -> None:
    straight = place(world, world.nora, (world.paper, 1))
    waiting = place(world, world.nora, (world.dock, 4))
    other = place(world, world.otto, (world.paper, 1))
    assert waiting.status == OrderStatus.AWAITING_APPROVAL

    def numbers(**asked: str) -> list[object]:
        return [row["Order"] for row in _rows(world, tmp_path, asked)]

    assert numbers(view="process", sort="placed") == [_number(straight), _number(other)]
    assert numbers(view="waiting") == [_number(waiting)]
    assert numbers(view="all", customer=world.vestby.number) == [_number(other)]
    assert numbers(customer="no such") == []
    assert numbers(status="unprocessed", sort="-placed") == [_number(other), _number(straight)]
    assert numbers(placed_from="2999-01-01") == []
    assert len(numbers(placed_from="not a day", view="kings")) == 3
