"""Money at the edges: changes, cancellations, goods that vanish, sums that no column holds."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db.models import Sum

from catalogue.models import NOBODY_ID, PriceList, PriceListConnection, PriceRow, Variant
from catalogue.selectors.prices import quote
from customers.models import Membership
from customers.selectors.shop import shop_settings
from orders.errors import CartChanged, CartRefused, OrderRefused
from orders.models import LimitEntry, Order, OrderVat
from orders.selectors.carts import basket_of, find_cart
from orders.services.carts import add_to_cart, change_quantities, join_anonymous_cart
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order, reject_order
from orders.services.handling import cancel_order, withdraw_order
from orders.services.placing import place_order
from orders.states import OrderStatus
from tests.orders import details, fill_cart, place, send_cart
from tests.world import World, make_product


def fresh(order: Order) -> Order:
    found: Order = Order.objects.get(pk=order.pk)
    return found


def ledger(order: Order) -> Decimal:
    total: Decimal | None = LimitEntry.objects.filter(order=order).aggregate(s=Sum("amount_net"))[
        "s"
    ]
    return total or Decimal(0)


def line_ids(order: Order) -> dict[str, int]:
    return dict(order.lines.values_list("sku", "pk"))


def change(world: World, order: Order, **wanted: object) -> Order:
    return change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=fresh(order).version,
        change=OrderChange(**wanted),  # type: ignore[arg-type]
    )


def adds_up(order: Order) -> bool:
    """The order's sums are those of its lines and of its VAT rows."""
    order = fresh(order)
    goods = sum((line.line_net for line in order.lines.all()), Decimal(0))
    vat = OrderVat.objects.filter(order=order)
    bases = sum((row.base_net for row in vat), Decimal(0))
    amounts = sum((row.amount for row in vat), Decimal(0))
    return goods == order.goods_net and bases == order.value_net and amounts == order.vat_total


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


def place_with_freight(world: World, *wishes: tuple[object, int]) -> Order:
    actor = world.actor(world.nora)
    fill_cart(actor, *wishes)
    cart = find_cart(actor, "")
    assert cart is not None
    shop = shop_settings()
    shown = basket_of(actor, cart, shop, delivery=world.freight, payment=world.invoice)
    placed = place_order(
        actor=actor,
        token=cart.checkout_token,
        fingerprint=shown.fingerprint,
        details=replace(details(world), delivery_method_id=world.freight.pk),
    )
    return placed.order


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


def test_a_sum_that_no_column_holds_is_refused_with_a_sentence(world: World) -> None:
    tower = make_product("Torn", "TO-1", "99999999.99", category=world.office, vat=world.vat)
    actor = world.actor(world.otto)
    fill_cart(actor, (tower, 99_999))
    with pytest.raises(OrderRefused) as refused:
        send_cart(world, actor, on_account=False)
    assert refused.value.reasons.codes == ("too-large",)
    assert Order.objects.count() == 0


def test_goods_that_lose_their_price_before_checkout_are_not_ordered_for_nothing(
    world: World,
) -> None:
    actor = world.actor(world.otto)
    fill_cart(actor, (world.paper, 2), (world.headset, 1))
    cart = find_cart(actor, "")
    assert cart is not None
    shown = basket_of(actor, cart, shop_settings(), delivery=world.pickup, payment=world.card)
    world.paper.list_price_net = None
    world.paper.save()
    with pytest.raises(CartChanged):
        place_order(
            actor=actor,
            token=cart.checkout_token,
            fingerprint=shown.fingerprint,
            details=details(world, on_account=False),
        )
    with pytest.raises(OrderRefused) as refused:
        send_cart(world, actor, on_account=False)
    assert refused.value.reasons.codes == ("no-price",)


def test_what_is_free_on_purpose_costs_nothing_and_can_be_ordered(world: World) -> None:
    gift = make_product(
        "Katalog", "KA-1", "0.00", category=world.office, vat=world.vat, is_free=True
    )
    order = place(world, world.otto, (gift, 3), on_account=False)
    assert order.gross == 0
    assert ledger(order) == 0
    cancel_order(actor=world.actor(world.otto), order_id=order.pk)
    assert ledger(order) == 0


@pytest.mark.parametrize(
    ("quantity", "unit"), [(1, "289.00"), (9, "289.00"), (10, "250.00"), (11, "250.00")]
)
def test_list_cart_and_order_agree_on_both_sides_of_a_break(
    world: World, quantity: int, unit: str
) -> None:
    prices = PriceList.objects.create(name="Skolor")
    PriceListConnection.objects.create(price_list=prices, customer=world.vestby)
    PriceRow.objects.create(
        price_list=prices, variant=world.paper, from_quantity=10, unit_net=Decimal("250.00")
    )
    actor = world.actor(world.otto)
    shown = quote(actor, {world.paper.pk: quantity})[world.paper.pk].unit_net
    fill_cart(actor, (world.paper, quantity))
    cart = find_cart(actor, "")
    assert cart is not None
    assert cart.lines.get().seen_unit_net == shown == Decimal(unit)
    order = send_cart(world, actor, on_account=False).order
    assert order.lines.get().unit_net == Decimal(unit)
    assert adds_up(order)


def test_two_additions_that_reach_a_break_together_are_priced_by_their_sum(world: World) -> None:
    prices = PriceList.objects.create(name="Skolor")
    PriceListConnection.objects.create(price_list=prices, customer=world.vestby)
    PriceRow.objects.create(
        price_list=prices, variant=world.paper, from_quantity=10, unit_net=Decimal("250.00")
    )
    actor = world.actor(world.otto)
    fill_cart(actor, (world.paper, 6), (world.paper, 4))
    assert send_cart(world, actor, on_account=False).order.goods_net == Decimal("2500.00")


@pytest.mark.parametrize("quantity", [0, -1, 100_000, 10**30])
def test_no_service_takes_a_quantity_that_is_none(world: World, quantity: int) -> None:
    actor = world.actor(world.otto)
    with pytest.raises(CartRefused):
        add_to_cart(actor=actor, session_token="", variant_id=world.paper.pk, quantity=quantity)
    fill_cart(actor, (world.paper, 1))
    if quantity:
        with pytest.raises(CartRefused):
            change_quantities(actor=actor, session_token="", quantities={world.paper.pk: quantity})
    cart = find_cart(actor, "")
    assert cart is not None
    assert cart.lines.get().quantity == 1


def test_the_token_of_anothers_cart_places_nothing(world: World) -> None:
    otto, colleague = (
        world.actor(world.otto),
        Membership.objects.create(user=world.ulla, customer=world.vestby),
    )
    ulla = world.actor(colleague)
    fill_cart(otto, (world.paper, 1))
    fill_cart(ulla, (world.paper, 1))
    theirs, own = find_cart(otto, ""), find_cart(ulla, "")
    assert theirs is not None
    assert own is not None
    shown = basket_of(ulla, own, shop_settings(), delivery=world.pickup, payment=world.card)
    with pytest.raises(CartChanged):
        place_order(
            actor=ulla,
            token=theirs.checkout_token,
            fingerprint=shown.fingerprint,
            details=details(world, on_account=False),
        )
    assert Order.objects.count() == 0
    send_cart(world, otto, on_account=False)
    with pytest.raises(CartChanged):  # nor is the order of another handed out for its token
        place_order(
            actor=ulla,
            token=theirs.checkout_token,
            fingerprint=shown.fingerprint,
            details=details(world, on_account=False),
        )


def test_freight_and_fee_are_given_back_with_the_goods(world: World) -> None:
    world.invoice.fee_net = Decimal("20.00")
    world.invoice.save()
    order = place_with_freight(world, (world.dock, 4))
    assert ledger(order) == Decimal("6529.00")
    withdraw_order(actor=world.actor(world.nora), order_id=order.pk)
    assert ledger(order) == 0


def test_a_change_may_use_the_whole_credit_and_not_one_ore_more(world: World) -> None:
    """Five docks are 9 937,50 inc VAT; the order's own four are not counted twice."""
    order = place(world, world.nora, (world.dock, 4))
    line = line_ids(order)["ND-4012-GB"]
    world.school.allowed_outstanding = Decimal("9937.49")
    world.school.save()
    with pytest.raises(OrderRefused) as refused:
        change(world, order, quantities={line: 5})
    assert refused.value.reasons.codes == ("credit_exceeded",)
    assert fresh(order).version == 1
    world.school.allowed_outstanding = Decimal("9937.50")
    world.school.save()
    change(world, order, quantities={line: 5})
    assert fresh(order).gross == Decimal("9937.50")


def test_a_line_of_a_strangers_cart_that_one_may_not_see_stays_behind(world: World) -> None:
    stranger = world.actor(None)
    for variant in (world.paper, world.headset):
        add_to_cart(actor=stranger, session_token="visit", variant_id=variant.pk, quantity=2)
    world.headset.audience_id = NOBODY_ID
    world.headset.save()
    lost = join_anonymous_cart(actor=world.actor(world.otto), session_token="visit")
    assert lost == [world.headset.product.name]
    cart = find_cart(world.actor(world.otto), "")
    assert cart is not None
    assert [line.variant for line in cart.lines.all()] == [world.paper]


def test_an_item_limited_to_others_after_it_was_put_in_the_cart_is_not_ordered(
    world: World,
) -> None:
    actor = world.actor(world.otto)
    fill_cart(actor, (world.paper, 1), (world.headset, 1))
    Variant.objects.filter(pk=world.headset.pk).update(audience_id=NOBODY_ID)
    with pytest.raises(OrderRefused) as refused:
        send_cart(world, actor, on_account=False)
    assert refused.value.reasons.codes == ("gone",)
    assert Order.objects.count() == 0


def test_an_approver_adds_nothing_that_the_orderer_may_not_see(world: World) -> None:
    """Nor more of what is in the order, once it is limited to others; taking it away works."""
    order = place(world, world.nora, (world.dock, 4), (world.headset, 1))
    Variant.objects.filter(pk=world.headset.pk).update(audience_id=NOBODY_ID)
    Variant.objects.filter(pk=world.paper.pk).update(is_active=False)
    line = line_ids(order)["LY-0650-UC"]
    for wanted in (
        {"added": {world.headset.pk: 1}},
        {"added": {world.paper.pk: 1}},
        {"quantities": {line: 2}},
    ):
        with pytest.raises(OrderRefused) as refused:
            change(world, order, **wanted)
        assert refused.value.reasons.codes == ("gone",)
    change(world, order, quantities={line: 0})
    assert fresh(order).goods_net == Decimal("6360.00")
