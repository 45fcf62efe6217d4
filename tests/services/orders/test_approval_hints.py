"""What an approver is told to look at: true and false cases, and only what may be seen."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import Variant
from catalogue.services.assortments import ItemDraft, create_assortment, put_in_assortment
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from customers.models import Customer, CustomerGroup, Membership, Segment
from orders.models import Order
from orders.selectors.approval_hints import ApprovalHints, hints_of
from orders.selectors.orders import order_detail_of
from orders.services.deciding import approve_order, reject_order
from orders.services.handling import cancel_order, withdraw_order
from tests.orders import place
from tests.world import World, make_product, make_user

HINT_QUERIES = 10


def told(world: World, order: Order, who: Membership | None = None) -> ApprovalHints:
    actor = world.actor(who or world.ali)
    return hints_of(actor, order_detail_of(actor, order.number))


def back(order: Order, days: int) -> Order:
    """The order, placed so many days ago."""
    Order.objects.filter(pk=order.pk).update(placed_at=timezone.now() - timedelta(days=days))
    return order


# Possible duplicates


def test_the_same_lines_again_within_thirty_days_are_named(world: World) -> None:
    earlier = back(place(world, world.nora, (world.dock, 4), (world.paper, 2)), 29)
    order = place(world, world.nora, (world.dock, 5), (world.headset, 1))
    (found,) = told(world, order).duplicates
    assert found.order == earlier
    assert found.order.orderer == world.nora.user
    assert found.variant_ids == {world.dock.pk}


def test_the_later_of_two_is_named_on_the_earlier_too(world: World) -> None:
    earlier = place(world, world.nora, (world.dock, 4))
    later = place(world, world.nora, (world.dock, 4))
    assert [each.order for each in told(world, earlier).duplicates] == [later]


def test_more_than_thirty_days_apart_is_no_repetition(world: World) -> None:
    back(place(world, world.nora, (world.dock, 4)), 31)
    assert not told(world, place(world, world.nora, (world.dock, 4))).duplicates


def test_another_quantity_or_mostly_other_goods_are_no_repetition(world: World) -> None:
    place(world, world.nora, (world.dock, 13))
    others = [
        make_product(f"Vara {n}", f"V-{n}", "900.00", category=world.office, vat=world.vat)
        for n in range(3)
    ]
    place(world, world.nora, (world.headset, 4), *((each, 5) for each in others))
    order = place(world, world.nora, (world.dock, 4), (world.headset, 4), (world.paper, 1))
    assert not told(world, order).duplicates


def test_what_came_to_nothing_is_no_repetition(world: World) -> None:
    ali, nora = world.actor(world.ali), world.actor(world.nora)
    rejected = place(world, world.nora, (world.dock, 4))
    reject_order(actor=ali, order_id=rejected.pk, version=1)
    withdrawn = place(world, world.nora, (world.dock, 4))
    withdraw_order(actor=nora, order_id=withdrawn.pk)
    cancelled = place(world, world.nora, (world.dock, 4))
    approve_order(actor=ali, order_id=cancelled.pk, version=1)
    cancel_order(actor=nora, order_id=cancelled.pk)
    assert not told(world, place(world, world.nora, (world.dock, 4))).duplicates


def test_only_orders_that_the_approver_may_open_are_named(world: World) -> None:
    """Ulla's own small order was never shown to Ali; Greta administers and may see it."""
    ulla = Membership.objects.create(user=world.ulla, customer=world.school)
    small = place(world, ulla, (world.dock, 3))
    order = place(world, world.nora, (world.dock, 4))
    assert not told(world, order).duplicates
    assert [each.order for each in told(world, order, world.greta).duplicates] == [small]


def test_another_customer_never_counts(world: World) -> None:
    """Not even one of the same organisation, for who may see both."""
    other = Membership.objects.create(
        user=make_user("olle@example.com", "Olle", "Ek"), customer=world.care
    )
    place(world, other, (world.dock, 4))
    place(world, world.otto, (world.dock, 4))
    order = place(world, world.nora, (world.dock, 4))
    assert not told(world, order, world.greta).duplicates


# Several just under a break point


def small_orders(world: World, *prices: str) -> list[Order]:
    """Nora's own, each of one thing at that price."""
    found = []
    for number, price in enumerate(prices):
        sku = f"S-{price[:-3]}-{number}"
        goods = make_product(sku, sku, price, category=world.office, vat=world.vat)
        found.append(place(world, world.nora, (goods, 1)))
    return found


def test_two_just_under_her_break_point_before_this_one_are_told(world: World) -> None:
    small_orders(world, "4900.00", "4500.00", "1200.00")
    (split,) = told(world, place(world, world.nora, (world.dock, 4))).splits
    assert (split.break_point, split.count) == (Decimal(5000), 2)
    assert split.total_net == Decimal("9400.00")


def test_ali_hears_how_many_and_greta_reads_which(world: World) -> None:
    """Orders under the break point were never shown to Ali, so he is not led to them."""
    small = small_orders(world, "4900.00", "4500.00")
    order = place(world, world.nora, (world.dock, 4))
    assert told(world, order).splits[0].orders == ()
    assert set(told(world, order, world.greta).splits[0].orders) == set(small)


@pytest.mark.parametrize("prices", [("4900.00",), ("4900.00", "4499.99"), ("5000.01", "5200.00")])
def test_one_or_none_near_it_is_no_pattern(world: World, prices: tuple[str, ...]) -> None:
    small_orders(world, *prices)
    assert not told(world, place(world, world.nora, (world.dock, 4))).splits


def test_old_cancelled_and_other_peoples_orders_are_no_part_of_it(world: World) -> None:
    old, cancelled, _counted = small_orders(world, "4900.00", "4900.00", "4900.00")
    back(old, 31)
    cancel_order(actor=world.actor(world.nora), order_id=cancelled.pk)
    ulla = Membership.objects.create(
        user=world.ulla,
        customer=world.school,
        next_approver=world.ali,
        break_point=Decimal("5000.00"),
    )
    place(world, ulla, (world.dock, 3))
    assert not told(world, place(world, world.nora, (world.dock, 4))).splits


def test_orders_just_under_alis_own_break_point_are_told_too(world: World) -> None:
    small_orders(world, "19900.00", "19000.00")
    (split,) = told(world, place(world, world.nora, (world.dock, 4))).splits
    assert (split.break_point, split.count) == (Decimal(20000), 2)


def test_one_purchase_in_two_halves_is_told_when_this_is_one_of_them(world: World) -> None:
    """19 900,00 and 19 080,00: Greta would be asked about both together, about neither alone."""
    small_orders(world, "19900.00", "12000.00")
    assert not told(world, place(world, world.nora, (world.dock, 5))).splits
    (split,) = told(world, place(world, world.nora, (world.dock, 12))).splits
    assert (split.break_point, split.count) == (Decimal(20000), 1)
    assert split.total_net == Decimal("19900.00")


# Outside the agreement


def agree(
    world: World, *items: tuple[Variant, str], holder: Customer | CustomerGroup | Segment
) -> None:
    made = create_assortment(actor=SYSTEM, name=f"Avtal {holder}", holders=[holder])
    drafts = [ItemDraft(variant, Decimal(price)) for variant, price in items]
    put_in_assortment(actor=SYSTEM, assortment=made, items=drafts)


def arms(world: World) -> tuple[Variant, Variant]:
    """Rask outside, and Lyft of the same kind."""
    rask = make_product("Monitorarm Rask", "AR-RSK", "389.00", category=world.office, vat=world.vat)
    lyft = make_product("Monitorarm Lyft", "AR-LFT", "500.00", category=world.office, vat=world.vat)
    return rask, lyft


def test_a_line_outside_is_told_with_the_agreed_one_at_noras_price(world: World) -> None:
    rask, lyft = arms(world)
    agree(world, (lyft, "329.00"), (world.paper, "250.00"), holder=world.norrvik)
    order = place(world, world.nora, (rask, 20), (world.paper, 1))
    hints = told(world, order)
    (found,) = hints.alternatives.values()
    assert (found.line.sku, found.variant) == ("AR-RSK", lyft)
    assert found.unit_net == Decimal("329.00")
    assert found.saving_net == hints.saving_net == Decimal("1200.00")
    assert found.has_page


def test_another_version_of_the_same_product_is_preferred(world: World) -> None:
    rask, lyft = arms(world)
    white = Variant.objects.create(
        product=rask.product, sku="AR-RSK-V", name="Vit", list_price_net=400, vat_rate=world.vat
    )
    agree(world, (lyft, "329.00"), (white, "350.00"), holder=world.school)
    (found,) = told(world, place(world, world.nora, (rask, 20))).alternatives.values()
    assert (found.variant, found.name) == (white, "Monitorarm Rask, Vit")


def test_a_dearer_agreement_saves_nothing_and_is_still_named(world: World) -> None:
    rask, lyft = arms(world)
    agree(world, (lyft, "400.00"), holder=world.norrvik)
    hints = told(world, place(world, world.nora, (rask, 20)))
    (found,) = hints.alternatives.values()
    assert found.saving_net == Decimal("-220.00")
    assert hints.saving_net == 0


def test_lines_whose_kind_is_not_agreed_on_are_left_in_peace(world: World) -> None:
    agree(world, (world.paper, "250.00"), holder=world.norrvik)
    order = place(world, world.nora, (world.dock, 4), (world.headset, 1))
    assert not told(world, order).alternatives


def test_the_agreement_of_somebody_else_or_of_another_year_says_nothing(world: World) -> None:
    rask, lyft = arms(world)
    agree(world, (lyft, "329.00"), holder=world.vestby)
    ended = create_assortment(
        actor=SYSTEM,
        name="Förra årets",
        holders=[world.norrvik],
        valid_from=date(2020, 1, 1),
        valid_until=date(2020, 12, 31),
    )
    put_in_assortment(actor=SYSTEM, assortment=ended, items=[ItemDraft(lyft, Decimal(1))])
    assert not told(world, place(world, world.nora, (rask, 20))).alternatives


def test_an_agreed_item_that_nora_may_not_see_is_no_way_out(world: World) -> None:
    rask, lyft = arms(world)
    agree(world, (lyft, "329.00"), holder=world.norrvik)
    set_limit_groups(actor=SYSTEM, target=lyft.product, groups=[world.retail])
    assert not told(world, place(world, world.nora, (rask, 20))).alternatives


# Cost


def test_three_hundred_lines_ask_no_more_questions_than_two(world: World) -> None:
    rask, lyft = arms(world)
    agree(world, (lyft, "329.00"), holder=world.norrvik)

    def cost(order: Order) -> int:
        actor = world.actor(world.ali)
        detail = order_detail_of(actor, order.number)
        with CaptureQueriesContext(connection) as asked:
            assert hints_of(actor, detail).alternatives
        return len(asked)

    few = cost(place(world, world.nora, (rask, 20), (world.headset, 1)))
    goods = [
        (make_product(f"Arm {n}", f"A-{n}", "50.00", category=world.office, vat=world.vat), 1)
        for n in range(300)
    ]
    assert cost(place(world, world.nora, *goods)) == few == HINT_QUERIES
