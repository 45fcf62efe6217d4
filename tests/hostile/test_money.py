"""Money at the edges: goods that vanish, sums that no column holds, breaks, tokens, credit."""

from decimal import Decimal

import pytest

from catalogue.models import NOBODY_ID, PriceList, PriceListConnection, PriceRow, Variant
from catalogue.selectors.prices import quote
from customers.models import Membership
from customers.selectors.shop import shop_settings
from orders.errors import CartChanged, CartRefused, OrderRefused
from orders.models import Order
from orders.selectors.carts import basket_of, find_cart
from orders.services.carts import add_to_cart, change_quantities, join_anonymous_cart
from orders.services.handling import cancel_order, withdraw_order
from orders.services.placing import place_order
from tests.hostile.money import adds_up, change, fresh, ledger, line_ids, place_with_freight
from tests.orders import details, fill_cart, place, send_cart
from tests.world import World, make_product


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
