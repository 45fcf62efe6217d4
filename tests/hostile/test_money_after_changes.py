"""Money after an approver's changes and after every end: ledger, freight, VAT."""

from decimal import Decimal

import pytest

from orders.errors import OrderRefused
from orders.models import LimitEntry, Order
from orders.services.deciding import approve_order, reject_order
from orders.services.handling import cancel_order, withdraw_order
from orders.states import OrderStatus
from tests.hostile.money import adds_up, change, fresh, ledger, line_ids, place_with_freight
from tests.orders import place
from tests.world import World, make_product


@pytest.mark.parametrize("end", ["cancelled", "withdrawn", "rejected"])
def test_after_changes_and_an_end_the_ledger_sums_to_nothing(world: World, end: str) -> None:
    order = place(world, world.nora, (world.dock, 4), (world.paper, 7))
    change(world, order, quantities={line_ids(order)["ND-4012-GB"]: 5})
    change(world, order, quantities={line_ids(order)["BJ-A480-K"]: 0})
    assert ledger(order) == fresh(order).value_net == Decimal("7950.00")
    assert adds_up(order)
    version = fresh(order).version
    if end == "withdrawn":
        withdraw_order(actor=world.actor(world.nora), order_id=order.pk)
    elif end == "rejected":
        reject_order(actor=world.actor(world.ali), order_id=order.pk, version=version)
    else:
        approve_order(actor=world.actor(world.ali), order_id=order.pk, version=version)
        assert ledger(order) == Decimal("7950.00")
        cancel_order(actor=world.actor(world.nora), order_id=order.pk)
    assert ledger(order) == 0
    days = set(LimitEntry.objects.filter(order=order).values_list("counts_on", flat=True))
    assert len(days) == 1
    world.dock.refresh_from_db()
    assert world.dock.stock_quantity == 100


def test_an_end_after_the_connection_is_gone_still_ends_the_order(world: World) -> None:
    order = place(world, world.nora, (world.paper, 2))
    Order.objects.filter(pk=order.pk).update(membership=None)
    cancel_order(actor=world.actor(world.stina), order_id=order.pk)
    assert fresh(order).status == OrderStatus.CANCELLED


def test_an_approver_removes_goods_that_were_deleted_from_the_shop(world: World) -> None:
    """Two lines without a variant: each is removed by itself, the other one stays as agreed."""
    lamp = make_product("Lampa", "LA-1", "700.00", category=world.office, vat=world.vat)
    order = place(world, world.nora, (world.dock, 4), (world.paper, 2), (lamp, 1))
    world.paper.delete()
    lamp.delete()
    change(world, order, quantities={line_ids(order)["LA-1"]: 0})
    assert set(line_ids(order)) == {"ND-4012-GB", "BJ-A480-K"}
    assert fresh(order).goods_net == Decimal("6938.00")
    assert adds_up(order)
    with pytest.raises(OrderRefused) as refused:
        change(world, order, quantities={line_ids(order)["BJ-A480-K"]: 3})
    assert refused.value.reasons.codes == ("gone",)
    change(world, order, quantities={line_ids(order)["BJ-A480-K"]: 0})
    assert fresh(order).goods_net == Decimal("6360.00")


def test_the_last_line_cannot_be_removed_even_if_its_goods_are_gone(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    world.dock.delete()
    with pytest.raises(OrderRefused) as refused:
        change(world, order, quantities={line_ids(order)["ND-4012-GB"]: 0})
    assert refused.value.reasons.codes == ("empty",)


def test_a_line_of_another_order_is_not_touched_by_a_change(world: World) -> None:
    mine = place(world, world.nora, (world.dock, 4))
    other = place(world, world.nora, (world.dock, 5))
    with pytest.raises(OrderRefused) as refused:
        change(world, mine, quantities={line_ids(other)["ND-4012-GB"]: 1})
    assert refused.value.reasons.codes == ("unchanged",)
    assert fresh(other).goods_net == Decimal("7950.00")


@pytest.mark.parametrize("quantity", [-1, 100_000, 10**30])
def test_an_approver_cannot_write_a_quantity_that_is_none(world: World, quantity: int) -> None:
    order = place(world, world.nora, (world.dock, 4))
    for wanted in (
        {"quantities": {line_ids(order)["ND-4012-GB"]: quantity}},
        {"added": {world.dock.pk: quantity}},
        {"added": {world.paper.pk: quantity}},
    ):
        with pytest.raises(OrderRefused):
            change(world, order, **wanted)
    assert fresh(order).goods_net == Decimal("6360.00")


def test_added_pieces_of_a_full_line_never_pass_the_most(world: World) -> None:
    pins = make_product("Nålar", "NA-1", "0.10", category=world.office, vat=world.vat)
    order = place(world, world.nora, (world.dock, 4), (pins, 99_999))
    with pytest.raises(OrderRefused) as refused:
        change(world, order, added={pins.pk: 1})
    assert refused.value.reasons.codes == ("quantity",)


def test_a_change_keeps_the_freight_and_fee_that_were_agreed(world: World) -> None:
    """The shop raises both while the order waits; the approver only takes one dock away."""
    world.invoice.fee_net = Decimal("20.00")
    world.invoice.save()
    order = place_with_freight(world, (world.dock, 5))
    assert order.value_net == Decimal("8119.00")
    world.freight.cost_net = Decimal("999.00")
    world.freight.vat_rate = world.vat_food
    world.freight.save()
    world.invoice.fee_net = Decimal("50.00")
    world.invoice.save()
    change(world, order, quantities={line_ids(order)["ND-4012-GB"]: 4})
    order = fresh(order)
    assert (order.shipping_net, order.fees_net) == (Decimal("149.00"), Decimal("20.00"))
    assert [row.percent for row in order.vat_rows.all()] == [Decimal("25.00")]
    assert adds_up(order)


def test_what_was_fetched_for_nothing_costs_nothing_after_a_change(world: World) -> None:
    order = place(world, world.nora, (world.dock, 5))
    world.pickup.cost_net = Decimal("75.00")
    world.pickup.save()
    change(world, order, quantities={line_ids(order)["ND-4012-GB"]: 4})
    assert fresh(order).shipping_net == 0


def test_freight_comes_and_goes_with_the_free_limit_when_an_approver_changes(world: World) -> None:
    world.freight.free_from_net = Decimal("7000.00")
    world.freight.save()
    order = place_with_freight(world, (world.dock, 5))
    assert order.shipping_net == 0
    line = line_ids(order)["ND-4012-GB"]
    change(world, order, quantities={line: 4})
    assert fresh(order).shipping_net == Decimal("149.00")
    change(world, order, quantities={line: 6})
    assert fresh(order).shipping_net == 0
    assert adds_up(order)
    assert ledger(order) == fresh(order).value_net


def test_a_changed_order_keeps_the_vat_treatment_it_was_placed_with(world: World) -> None:
    """The customer's card says Norway with a VAT number from today; the order was Swedish."""
    order = place(world, world.nora, (world.dock, 4))
    world.school.country = "NO"
    world.school.vat_number = "NO123456789MVA"
    world.school.save()
    change(world, order, added={world.paper.pk: 1})
    assert {line.vat_percent for line in order.lines.all()} == {Decimal("25.00")}
    order = fresh(order)
    assert order.vat_total == Decimal("1662.25")
    assert adds_up(order)


def test_an_order_abroad_stays_without_vat_when_the_customer_moves_home(world: World) -> None:
    world.school.country = "FI"
    world.school.vat_number = "FI12345678"
    world.school.save()
    order = place(world, world.nora, (world.dock, 4))
    assert order.vat_treatment == "reverse_charge"
    assert order.vat_total == 0
    world.school.country = "SE"
    world.school.save()
    change(world, order, added={world.paper.pk: 1})
    assert {line.vat_percent for line in order.lines.all()} == {Decimal(0)}
    assert fresh(order).vat_total == 0
    assert adds_up(order)
