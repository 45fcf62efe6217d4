"""What a change of prices would mean: weighed on what was bought, before anybody pays it."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.models import PriceList, Variant
from catalogue.pricing.proposed import ProposedRow
from catalogue.services.assortments import ItemDraft, create_assortment, put_in_assortment
from catalogue.services.prices import Buyer, PriceDraft, create_price_list, set_prices
from customers.actors import SYSTEM
from customers.models import Customer, PricingTier, Segment
from orders.models import Order
from orders.price_impact import Impact
from orders.selectors import price_touched
from orders.selectors.price_impact import impact_of, impact_of_discount
from orders.states import OrderStatus
from tests.orders import fill_cart, place
from tests.sales import sale
from tests.world import World

LAST_MONTH = timezone.now() - timedelta(days=30)


def a_list(
    world: World, buyer: Buyer, variant: Variant, *rows: tuple[int, int], name: str = "Ramavtal"
) -> PriceList:
    """A list in force for `buyer` with (from quantity, price) of one article."""
    actor = world.actor(world.stina)
    made = create_price_list(actor=actor, name=name, connected_to=[buyer])
    drafts = [PriceDraft(variant, Decimal(price), quantity) for quantity, price in rows]
    set_prices(actor=actor, price_list=made, prices=drafts)
    return made


def proposed(price_list: PriceList, variant: Variant, *rows: tuple[int, int]) -> list[ProposedRow]:
    return [
        ProposedRow(price_list.pk, variant.pk, quantity, Decimal(price)) for quantity, price in rows
    ]


def weigh(rows: Sequence[ProposedRow]) -> Impact:
    return impact_of(rows, day=timezone.localdate(), actor=SYSTEM)


def told(impact: Impact) -> list[tuple[str, Decimal]]:
    return [(each.payer.name, each.difference) for each in impact.customers]


def test_a_school_that_bought_twelve_pays_twelve_differences_more(world: World) -> None:
    listed = a_list(world, world.norrvik, world.dock, (1, 1000))
    sale(world.nora, [(world.dock, 5)], placed=LAST_MONTH)
    sale(world.nora, [(world.dock, 7)], placed=LAST_MONTH)
    impact = weigh(proposed(listed, world.dock, (1, 1100)))
    assert told(impact) == [("Barn och utbildning", Decimal("1200.00"))]
    assert impact.difference == impact.more_net == Decimal("1200.00")
    assert (impact.pay_more, impact.pay_less) == (1, 0)
    assert impact.losers[0].percent == Decimal(10)


def test_each_line_is_weighed_at_its_own_quantity(world: World) -> None:
    """Ten at a time reach the quantity price, one at a time do not."""
    listed = a_list(world, world.norrvik, world.dock, (1, 1000), (10, 900))
    sale(world.nora, [(world.dock, 1)], placed=LAST_MONTH)
    sale(world.nora, [(world.dock, 10)], placed=LAST_MONTH)
    impact = weigh(proposed(listed, world.dock, (10, 800)))
    assert told(impact) == [("Barn och utbildning", Decimal("-1000.00"))]
    assert [each.payer.name for each in impact.winners] == ["Barn och utbildning"]
    assert impact.losers == []


def test_who_pays_most_more_stands_first_and_groups_are_summed(world: World) -> None:
    segment = Segment.objects.create(name="Skolor")
    segment.groups.add(world.norrvik)
    segment.customers.add(world.vestby)
    listed = a_list(world, segment, world.dock, (1, 1000))
    sale(world.nora, [(world.dock, 2)], placed=LAST_MONTH)
    sale(world.otto, [(world.dock, 3)], placed=LAST_MONTH)
    impact = weigh(proposed(listed, world.dock, (1, 1010)))
    assert told(impact) == [
        ("Vestby Elektro", Decimal("30.00")),
        ("Barn och utbildning", Decimal("20.00")),
    ]
    assert [(group.name, group.difference) for group in impact.groups] == [
        ("Retail", Decimal("30.00")),
        ("Norrviks kommun", Decimal("20.00")),
    ]


def test_an_ended_row_brings_the_list_price_back(world: World) -> None:
    listed = a_list(world, world.norrvik, world.dock, (1, 1000))
    sale(world.nora, [(world.dock, 1)], placed=LAST_MONTH)
    impact = weigh([ProposedRow(listed.pk, world.dock.pk, 1, None, ends=True)])
    assert told(impact) == [("Barn och utbildning", Decimal("590.00"))]


@pytest.mark.parametrize("status", [OrderStatus.CANCELLED, OrderStatus.REJECTED])
def test_what_was_no_sale_weighs_nothing(world: World, status: OrderStatus) -> None:
    listed = a_list(world, world.norrvik, world.dock, (1, 1000))
    sale(world.nora, [(world.dock, 1)], placed=LAST_MONTH, status=status)
    sale(world.nora, [(world.dock, 1)], placed=timezone.now() - timedelta(days=370))
    assert weigh(proposed(listed, world.dock, (1, 1100))).customers == []


def test_a_stranger_to_the_list_is_not_weighed(world: World) -> None:
    listed = a_list(world, world.norrvik, world.dock, (1, 1000))
    sale(world.otto, [(world.dock, 9)], placed=LAST_MONTH)
    assert weigh(proposed(listed, world.dock, (1, 1))).customers == []


def test_a_contract_price_shields_and_is_named(world: World) -> None:
    actor = world.actor(world.stina)
    listed = a_list(world, world.school, world.dock, (1, 1000))
    agreed = create_assortment(actor=actor, name="Skolavtalet", holders=[world.school])
    put_in_assortment(
        actor=actor, assortment=agreed, items=[ItemDraft(world.dock, Decimal("1200"))]
    )
    sale(world.nora, [(world.dock, 4)], placed=LAST_MONTH)
    impact = weigh(proposed(listed, world.dock, (1, 700)))
    assert impact.customers == []
    [(article, unmoved)] = impact.unmoved
    assert article.sku == "ND-4012-GB"
    assert unmoved.why == "Agreement price (Skolavtalet) holds all the same."


def test_a_lower_row_and_an_own_row_shield_too(world: World) -> None:
    a_list(world, world.norrvik, world.dock, (1, 500), name="Kommunen")
    listed = a_list(world, world.retail, world.paper, (1, 200), name="Butik")
    a_list(world, world.vestby, world.paper, (1, 250), name="Vestbys egen")
    own = a_list(world, world.norrvik, world.dock, (1, 800), name="Gamla")
    impact = weigh([*proposed(own, world.dock, (1, 700)), *proposed(listed, world.paper, (1, 100))])
    reasons = {article.sku: unmoved.why for article, unmoved in impact.unmoved}
    assert "another price is as low or lower" in reasons["ND-4012-GB"]
    assert "the customer has a price of its own" in reasons["BJ-A480-K"]


def test_a_price_that_nobody_bought_yet_is_not_called_useless(world: World) -> None:
    listed = a_list(world, world.norrvik, world.dock, (1, 1000))
    assert weigh(proposed(listed, world.dock, (1, 900), (10, 800))).unmoved == []


def test_a_list_that_nobody_has_on_the_day_says_so(world: World) -> None:
    today = timezone.localdate()
    listed = a_list(world, world.norrvik, world.dock, (1, 1000))
    PriceList.objects.filter(pk=listed.pk).update(valid_until=today)
    rows = proposed(listed, world.dock, (1, 900))
    impact = impact_of(rows, day=today + timedelta(days=1), actor=SYSTEM)
    assert "Nobody has this list" in impact.unmoved[0][1].why


def test_noras_open_cart_is_touched_and_waiting_orders_keep_their_prices(world: World) -> None:
    listed = a_list(world, world.norrvik, world.dock, (1, 1000))
    waiting = place(world, world.nora, (world.dock, 6))
    assert waiting.status == OrderStatus.AWAITING_APPROVAL
    fill_cart(world.actor(world.nora), (world.dock, 2), (world.paper, 1))
    fill_cart(world.actor(world.otto), (world.dock, 2))
    impact = weigh(proposed(listed, world.dock, (1, 1100)))
    [cart] = impact.carts
    assert (cart.who, cart.payer.name) == ("Nora Lindqvist", "Barn och utbildning")
    [line] = cart.lines
    assert (line.quantity, line.unit_before, line.unit_after) == (
        2,
        Decimal("1000.00"),
        Decimal("1100.00"),
    )
    assert [order.number for order in impact.orders] == [waiting.number]
    kept = Order.objects.get(pk=waiting.pk).lines.get()
    assert kept.unit_net == Decimal("1000.00")


def test_who_loses_the_only_price_is_named_and_in_no_sum(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(list_price_net=None)
    listed = a_list(world, world.norrvik, world.dock, (1, 1000))
    sale(world.nora, [(world.dock, 1)], placed=LAST_MONTH)
    impact = weigh([ProposedRow(listed.pk, world.dock.pk, 1, None, ends=True)])
    assert [pair.payer.name for pair in impact.losing_price] == ["Barn och utbildning"]
    assert impact.difference == 0


def test_nothing_is_changed_by_asking(world: World) -> None:
    listed = a_list(world, world.norrvik, world.dock, (1, 1000))
    weigh(proposed(listed, world.dock, (1, 1)))
    assert listed.rows.get().unit_net == Decimal("1000.00")


@pytest.mark.parametrize("kind", ["group", "customer", "tier"])
def test_a_discount_of_ten_per_cent_saves_a_tenth(world: World, kind: str) -> None:
    tier = PricingTier.objects.create(name="Reseller", discount_percent=0)
    Customer.objects.filter(pk=world.school.pk).update(pricing_tier=tier)
    sale(world.nora, [(world.dock, 2)], placed=LAST_MONTH)
    sale(world.otto, [(world.dock, 2)], placed=LAST_MONTH)
    of = {"group": world.norrvik.pk, "customer": world.school.pk, "tier": tier.pk}
    impact = impact_of_discount(kind, of[kind], Decimal(10), actor=SYSTEM)  # type: ignore[arg-type]
    assert told(impact) == [("Barn och utbildning", Decimal("-318.00"))]


def test_the_smallest_are_left_out_and_it_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(price_touched, "MOST_PAIRS", 1)
    listed = a_list(world, world.norrvik, world.dock, (1, 1000))
    rows = proposed(listed, world.dock, (1, 1100))
    set_prices(
        actor=world.actor(world.stina),
        price_list=listed,
        prices=[PriceDraft(world.paper, Decimal(200))],
    )
    sale(world.nora, [(world.dock, 1), (world.paper, 2)], placed=LAST_MONTH)
    impact = weigh([*rows, *proposed(listed, world.paper, (1, 100))])
    assert [pair.article.sku for pair in impact.pairs] == ["ND-4012-GB"]
    assert impact.left_out
    assert (impact.left_out.pairs, impact.left_out.net) == (1, Decimal("578.00"))


def test_the_cost_does_not_grow(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tier = PricingTier.objects.create(name="Reseller", discount_percent=5)
    Customer.objects.update(pricing_tier=tier)
    segment = Segment.objects.create(name="Skolor")
    segment.groups.add(world.norrvik)
    create_assortment(actor=world.actor(world.stina), name="Avtal", holders=[segment])
    listed = a_list(world, segment, world.dock, (1, 1000))
    rows = proposed(listed, world.dock, (1, 1100))
    for member in (world.nora, world.otto):
        sale(member, [(world.dock, 1), (world.paper, 2)], placed=LAST_MONTH)
        fill_cart(world.actor(member), (world.dock, 2))
    with django_assert_num_queries(21):
        weigh(rows)
    create_assortment(actor=world.actor(world.stina), name="Avtal 2", holders=[world.school])
    for _turn in range(3):
        sale(world.greta, [(world.dock, 1), (world.headset, 2)], placed=LAST_MONTH)
    fill_cart(world.actor(world.greta), (world.dock, 2))
    with django_assert_num_queries(21):
        weigh(rows)
    with django_assert_num_queries(20):
        impact_of_discount("group", world.norrvik.pk, Decimal(10), actor=SYSTEM)
