"""Small orders: refused or with a fee, at the cart, at placing, at an approver's change."""

from datetime import timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.db.models import Sum
from django.utils import timezone

from customers.actors import SYSTEM, Actor
from customers.models import Customer, CustomerGroup, Segment
from customers.periods import Period
from customers.selectors.shop import shop_settings
from orders.errors import CartChanged, OrderRefused
from orders.models import Order, SmallOrderRule
from orders.selectors.carts import basket_of, find_cart, offered_deliveries, offered_payments
from orders.selectors.small_orders import small_order_terms
from orders.selectors.statistics import Question, sales_figure, sales_of
from orders.services.changing import OrderChange, change_order
from orders.services.placing import place_order
from orders.services.small_orders import (
    SmallOrderDetails,
    delete_small_order_rule,
    save_small_order_rule,
)
from tests.orders import details, fill_cart, place, send_cart
from tests.wishes import approve, fill, fresh, wish
from tests.world import World


def ask(
    world: World,
    value: str,
    fee: str | None = None,
    *,
    of: Customer | CustomerGroup | Segment | None = None,
) -> SmallOrderRule:
    """The rule, said by Stina."""
    said = SmallOrderDetails(
        value_net=D(value),
        fee_net=D(fee) if fee else None,
        vat_rate=world.vat_food if fee else None,
        of=of,
    )
    return save_small_order_rule(actor=world.actor(world.stina), details=said)


def test_an_order_under_the_smallest_is_refused_with_what_is_missing(world: World) -> None:
    ask(world, "500")
    with pytest.raises(OrderRefused) as refused:
        place(world, world.nora, (world.paper, 1))
    assert refused.value.reasons.codes == ("small-order",)
    assert "211,00\u00a0kr more" in refused.value.reasons.reason
    assert not Order.objects.exists()
    fill_cart(world.actor(world.nora), (world.paper, 1))  # two lie there now
    assert send_cart(world, world.actor(world.nora)).order.small_order_fee_net == 0


def test_a_small_order_costs_its_fee_with_its_own_vat_in_the_order_value(world: World) -> None:
    ask(world, "500", "49")
    order = place(world, world.nora, (world.paper, 1))
    assert (order.small_order_fee_net, order.fees_net) == (D(49), D(49))
    assert order.value_net == D("338.00")
    assert [(vat.percent, vat.base_net, vat.amount) for vat in order.vat_rows.all()] == [
        (D(25), D("289.00"), D("72.25")),
        (D(12), D("49.00"), D("5.88")),
    ]
    assert order.gross == D("416.13")
    entry = order.limit_entries.get()
    assert entry.amount_net == order.value_net


def test_the_payments_own_fee_stands_beside_it(world: World) -> None:
    world.invoice.fee_net = D("29.00")
    world.invoice.save()
    ask(world, "500", "49")
    order = place(world, world.nora, (world.paper, 1))
    assert (order.fees_net, order.payment_fee_net) == (D(78), D(29))
    assert order.small_order_fee_net == D(49)


def test_the_fee_decides_who_must_approve(world: World) -> None:
    """4 996 of goods is below Nora's break point; with the fee it is above."""
    world.paper.list_price_net = D("4996.00")
    world.paper.save()
    assert place(world, world.nora, (world.paper, 1)).approval is None
    ask(world, "6000", "10")
    order = place(world, world.nora, (world.paper, 1))
    assert order.value_net == D("5006.00")
    assert order.approval is not None


def test_statistics_count_it_among_shipping_and_fees(world: World) -> None:
    ask(world, "500", "49")
    place(world, world.nora, (world.paper, 1))
    place(world, world.nora, (world.dock, 1))
    span = Period(timezone.localdate() - timedelta(days=1), timezone.localdate())
    figure = sales_figure(sales_of(world.actor(world.greta), Question(span)))
    assert figure.costs_net == D("49.00")
    assert figure.net == figure.goods_net + figure.costs_net
    assert figure.net == Order.objects.aggregate(net=Sum("value_net"))["net"]


@pytest.mark.parametrize("by", ["main", "further", "segment", "segment-group"])
def test_a_rule_reaches_main_and_further_groups_and_segments(world: World, by: str) -> None:
    segment = Segment.objects.create(name="Skolor")
    zone = CustomerGroup.objects.create(name="Zone")
    of: Any = segment
    if by == "main":
        of = world.norrvik
    elif by == "further":
        world.school.further_groups.add(zone)
        of = zone
    elif by == "segment":
        segment.customers.add(world.school)
    else:
        segment.groups.add(world.norrvik)
    ask(world, "700", of=of)
    ask(world, "100")
    held = small_order_terms(world.school)
    assert held is not None
    assert (held.value_net, held.source) == (D(700), str(of))
    others = small_order_terms(world.vestby)
    assert others is not None
    assert others.value_net == D(100)


def test_the_customers_own_rule_wins_and_0_frees_it(world: World) -> None:
    ask(world, "700", of=world.norrvik)
    ask(world, "0", of=world.school)
    assert place(world, world.nora, (world.paper, 1)).value_net == D("289.00")


def test_there_is_one_rule_for_each_and_sales_staff_set_none(world: World) -> None:
    rule = ask(world, "700", of=world.norrvik)
    ask(world, "700")
    for of in (world.norrvik, None):
        with pytest.raises(OrderRefused) as refused:
            ask(world, "900", of=of)
        assert refused.value.reasons.codes == ("taken",)
    sam = world.actor(world.sam)
    with pytest.raises(OrderRefused):
        save_small_order_rule(actor=sam, details=SmallOrderDetails(D(1)), rule=rule)
    with pytest.raises(OrderRefused):
        delete_small_order_rule(actor=sam, rule_id=rule.pk)
    delete_small_order_rule(actor=world.actor(world.stina), rule_id=rule.pk)
    assert SmallOrderRule.objects.count() == 1


def test_a_fee_that_came_after_the_page_was_shown_is_asked_about_first(world: World) -> None:
    nora = world.actor(world.nora)
    fill_cart(nora, (world.paper, 1))
    cart = find_cart(nora, "")
    assert cart is not None
    shown = basket_of(
        nora, cart, shop_settings(), delivery=world.pickup, payment=world.invoice
    ).fingerprint
    ask(world, "500", "49")
    with pytest.raises(CartChanged):
        place_order(
            actor=nora, token=cart.checkout_token, fingerprint=shown, details=details(world)
        )
    assert not Order.objects.exists()


def _changed(world: World, order: Order, quantity: int) -> Order:
    line = order.lines.get()
    change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=order.version,
        change=OrderChange(quantities={line.pk: quantity}),
    )
    return Order.objects.get(pk=order.pk)


def test_a_change_takes_the_fee_away_keeps_it_or_brings_todays(world: World) -> None:
    rule = ask(world, "9000", "49")
    order = place(world, world.nora, (world.dock, 4))
    assert (order.small_order_fee_net, order.value_net) == (D(49), D("6409.00"))
    rule.fee_net = D("80.00")
    rule.save()
    order = _changed(world, order, 5)
    assert (order.small_order_fee_net, order.value_net) == (D(49), D("7999.00"))
    order = _changed(world, order, 6)
    assert (order.small_order_fee_net, order.value_net) == (D(0), D("9540.00"))
    order = _changed(world, order, 5)
    assert (order.small_order_fee_net, order.value_net) == (D(80), D("8030.00"))
    assert order.limit_entries.aggregate(net=Sum("amount_net"))["net"] == order.value_net
    assert sum(vat.base_net for vat in order.vat_rows.all()) == order.value_net


def test_a_change_leaves_no_less_than_the_smallest_order(world: World) -> None:
    ask(world, "6000")
    order = place(world, world.nora, (world.dock, 4))
    with pytest.raises(OrderRefused) as refused:
        _changed(world, order, 3)
    assert refused.value.reasons.codes == ("small-order",)
    assert Order.objects.get(pk=order.pk).goods_net == D("6360.00")
    assert _changed(world, order, 5).goods_net == D("7950.00")


def test_a_waiting_order_smaller_than_a_rule_that_came_later_may_still_grow(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    ask(world, "90000")
    assert _changed(world, order, 5).goods_net == D("7950.00")


def _offered(actor: Actor) -> set[str]:
    return {str(each) for each in (*offered_deliveries(actor), *offered_payments(actor))}


def test_methods_are_limited_by_segment_too_and_one_of_all_is_enough(world: World) -> None:
    segment = Segment.objects.create(name="Skolor")
    world.freight.limit_segments.add(segment)
    world.card.limit_groups.add(world.retail)
    world.card.limit_segments.add(segment)
    nora, otto = world.actor(world.nora), world.actor(world.otto)
    assert _offered(nora) == {"Hämtas", "Faktura"}
    assert _offered(otto) == {"Hämtas", "Faktura", "Kort vid leverans"}
    segment.groups.add(world.norrvik)
    assert _offered(nora) == {"Frakt, pall", "Hämtas", "Faktura", "Kort vid leverans"}
    segment.groups.clear()
    segment.customers.add(world.school)
    assert _offered(nora) == {"Frakt, pall", "Hämtas", "Faktura", "Kort vid leverans"}
    assert _offered(SYSTEM) == {"Hämtas", "Faktura"}


def test_a_method_limited_by_a_further_group_is_not_placed_with_by_others(world: World) -> None:
    zone = CustomerGroup.objects.create(name="Zone")
    world.pickup.limit_groups.add(zone)
    nora = world.actor(world.nora)
    with pytest.raises(OrderRefused):
        place(world, world.nora, (world.paper, 1))
    world.school.further_groups.add(zone)
    assert "Hämtas" in _offered(nora)
    assert send_cart(world, world.actor(world.nora)).order.delivery_method_name == "Hämtas"


def test_an_order_in_own_words_is_judged_when_it_is_filled_in(world: World) -> None:
    """It is sent without goods, filled in bit by bit, and nobody can say yes while it is small."""
    ask(world, "500")
    order = wish(world, world.nora)
    order = fill(world, order, (world.paper, 1), by=world.ali)
    with pytest.raises(OrderRefused) as refused:
        approve(world, order, world.ali)
    assert refused.value.reasons.codes == ("small-order",)
    order = fill(world, fresh(order), (world.headset, 1), by=world.ali)
    approve(world, order, world.ali)
    assert fresh(order).status == "unprocessed"


def test_an_order_in_own_words_gets_the_fee_with_its_goods(world: World) -> None:
    rule = ask(world, "500", "49")
    order = wish(world, world.nora)
    assert order.value_net == 0
    order = fill(world, order, (world.paper, 1), by=world.ali)
    assert (order.small_order_fee_net, order.value_net) == (D(49), D("338.00"))
    delete_small_order_rule(actor=world.actor(world.stina), rule_id=rule.pk)
    approve(world, order, world.ali)
    assert fresh(order).value_net == D("338.00")  # what was agreed stays
