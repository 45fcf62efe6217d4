"""What was bought before: each item once, the price then and now, one press to the cart."""

from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import Variant
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from orders.models import CartLine, Order, OrderLine
from orders.selectors.bought import recently_bought
from orders.states import OrderStatus
from tests.orders import place
from tests.pages.reading import read
from tests.world import World, make_product

URL = "/my/bought/"
QUERIES = 25  # the same for one item and for a page of them


def test_nora_sees_each_item_once_at_todays_price_and_buys_it_again(world: World) -> None:
    place(world, world.nora, (world.paper, 3))
    place(world, world.nora, (world.paper, 5), (world.headset, 1))
    Variant.objects.filter(pk=world.paper.pk).update(list_price_net=Decimal("300.00"))
    client = world.client(world.nora)
    page = read(client, URL)
    assert page.text.count("Kopieringspapper Björk A4") == page.text.count("5 pcs") == 1
    assert "289,00 kr 300,00 kr dearer" in page.text
    assert URL in page.links
    client.post("/cart/add/", {"variant": world.paper.pk, "quantity": "5"})
    assert CartLine.objects.get().quantity == 5


def test_a_waiting_or_rejected_order_is_nothing_bought(world: World) -> None:
    place(world, world.nora, (world.dock, 4))
    assert "Nothing bought yet" in read(world.client(world.nora), URL).text
    assert recently_bought(world.actor(world.nora), 8) == []
    Order.objects.update(status=OrderStatus.REJECTED)
    assert "Nothing bought yet" in read(world.client(world.nora), URL).text


def test_what_colleagues_bought_shows_only_with_the_right(world: World) -> None:
    place(world, world.nora, (world.paper, 3))
    theirs = f"{URL}?whose=customer"
    assert "Nothing bought yet" in read(world.client(world.ali), theirs).text
    world.ali.sees_customer_orders = True
    world.ali.save()
    client = world.client(world.ali)
    assert "Nothing bought yet" in read(client, URL).text
    assert "Nora Lindqvist" in read(client, theirs).text
    assert "Kopieringspapper" not in read(world.client(world.otto), theirs).text


def test_goods_that_were_limited_since_are_gone_from_it(world: World) -> None:
    place(world, world.nora, (world.paper, 3))
    set_limit_groups(actor=SYSTEM, target=world.paper.product, groups=[world.retail])
    assert "Kopieringspapper" not in read(world.client(world.nora), URL).text
    assert recently_bought(world.actor(world.nora), 8) == []


def test_the_front_pages_strip_is_one_query_latest_first(world: World) -> None:
    place(world, world.nora, (world.paper, 3))
    older = place(world, world.nora, (world.headset, 1))
    Order.objects.filter(pk=older.pk).update(placed_at=timezone.now() - timedelta(days=9))
    actor = world.actor(world.nora)
    with CaptureQueriesContext(connection) as queries:
        assert recently_bought(actor, 8) == [world.paper.pk, world.headset.pk]
    assert len(queries) == 1
    assert recently_bought(actor, 1) == [world.paper.pk]
    assert recently_bought(world.actor(None), 8) == []


def test_forty_items_turn_pages_and_cost_the_queries_of_one(world: World) -> None:
    order = place(world, world.nora, (world.paper, 3))
    line = order.lines.get()
    client = world.client(world.nora)
    read(client, URL)
    with CaptureQueriesContext(connection) as queries:
        read(client, URL)
    assert len(queries) <= QUERIES, len(queries)
    for n in range(40):
        variant = make_product(
            f"Penna {n}", f"PE-{n}", "9.00", category=world.office, vat=world.vat
        )
        line.pk, line.variant, line.sku = None, variant, variant.sku
        line.save()
    assert OrderLine.objects.count() == 41
    with CaptureQueriesContext(connection) as many:
        first = read(client, URL)
    assert len(many) == len(queries)
    second = read(client, first.next)
    names = {f"PE-{n}" for n in range(40)}
    seen = [{name for name in names if f"{name} " in f"{page.text} "} for page in (first, second)]
    assert seen[0] | seen[1] == names
    assert not seen[0] & seen[1]
