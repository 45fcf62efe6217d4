"""What orders do to 'in stock' in the lists: word is left only when the stock begins or ends."""

from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from catalogue.models import FacetDue, Variant
from catalogue.services.facet_due import refresh_due
from catalogue.services.listing import refresh_all_listings
from orders.models import Order
from orders.services.stock import return_stock, take_stock
from tests.facets import from_scratch, stored
from tests.orders import place
from tests.world import World


def left() -> list[int]:
    return list(FacetDue.objects.values_list("product_id", flat=True))


def order_of(world: World, quantity: int) -> Order:
    """An order that takes so many of the hundred docks, not yet taken."""
    order = place(world, world.otto, (world.dock, 1))
    unit = F("unit_net")
    order.lines.update(quantity=quantity, line_net=unit * quantity)
    Variant.objects.filter(pk=world.dock.pk).update(stock_quantity=100)
    FacetDue.objects.all().delete()
    return order


def test_an_order_that_leaves_some_leaves_no_word(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    order = order_of(world, 99)
    with django_assert_num_queries(3):  # lines, lock, one variant
        take_stock(order)
    assert left() == []


def test_the_last_piece_is_told_with_one_statement_and_counted_by_the_worker(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    refresh_all_listings()
    order = order_of(world, 100)
    with django_assert_num_queries(4):
        take_stock(order)
    assert left() == [world.dock.product_id]
    assert refresh_due() == 1
    assert stored() == from_scratch()
    take_stock(order)  # from none to less than none
    assert left() == []


def test_a_cancelled_order_brings_it_back(world: World) -> None:
    order = order_of(world, 100)
    take_stock(order)
    refresh_due()
    return_stock(order)
    assert left() == [world.dock.product_id]
    assert refresh_due() == 1
    assert stored() == from_scratch()
    Variant.objects.filter(pk=world.dock.pk).update(stock_quantity=5)
    return_stock(order)
    assert left() == []


def test_what_is_given_back_costs_the_same_for_any_number_of_lines(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = place(world, world.otto, (world.dock, 2))
    three = place(world, world.otto, (world.dock, 3), (world.paper, 4), (world.headset, 5))
    goods = (world.dock, world.paper, world.headset)
    Variant.objects.filter(pk__in=[each.pk for each in goods]).update(stock_quantity=10)
    with django_assert_num_queries(4):  # lines, lock, one update, what came back
        return_stock(one)
    with django_assert_num_queries(4):
        return_stock(three)
    left = dict(Variant.objects.values_list("sku", "stock_quantity"))
    assert [left[each.sku] for each in goods] == [15, 14, 15]


def test_an_order_whose_goods_are_gone_gives_nothing_back(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    order = place(world, world.otto, (world.dock, 2))
    order.lines.update(variant=None)
    before = list(Variant.objects.order_by("pk").values_list("stock_quantity", flat=True))
    with django_assert_num_queries(1):
        return_stock(order)
    after = Variant.objects.order_by("pk").values_list("stock_quantity", flat=True)
    assert list(after) == before
