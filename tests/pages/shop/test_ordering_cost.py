"""What cart, checkout and placing cost, for one line and for thirty."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.models import Variant
from orders.models import Order
from tests.orders import fill_cart
from tests.pages.shop.buying import checkout_form, nora_with, with_limit
from tests.world import World, make_product

# A page costs the same for one line and for thirty. A change of these numbers is looked at.
CART_QUERIES = 12
CHECKOUT_QUERIES = 15
# BEGIN and COMMIT counted, as they are in each of these.
PLACING_QUERIES = 30
PLACING_STRAIGHT_QUERIES = 26


def goods(world: World, count: int) -> list[tuple[Variant, int]]:
    return [
        (make_product(f"Vara {n}", f"V-{n}", "10.00", category=world.office, vat=world.vat), 1)
        for n in range(count)
    ]


def queries(client: Client, url: str, sent: dict[str, str] | None = None) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url) if sent is None else client.post(url, sent)
    assert response.status_code == (200 if sent is None else 302)
    return len(captured)


def test_thirty_lines_cost_no_more_queries_than_one(world: World) -> None:
    with_limit(world, "60000")
    client = nora_with(world, (world.dock, 4))
    client.get("/my/")  # the first visit writes when it was
    few = [queries(client, "/cart/"), queries(client, "/checkout/")]
    few.append(queries(client, "/checkout/", checkout_form(client)))
    fill_cart(world.actor(world.nora), (world.dock, 4), *goods(world, 29))
    many = [queries(client, "/cart/"), queries(client, "/checkout/")]
    many.append(queries(client, "/checkout/", checkout_form(client)))
    assert Order.objects.count() == 2
    assert many == few
    assert few == [CART_QUERIES, CHECKOUT_QUERIES, PLACING_QUERIES]


def test_an_order_that_waits_for_nobody_costs_the_same_however_long(world: World) -> None:
    """It takes stock too, in one statement however many lines."""
    with_limit(world, "60000")
    few = _straight(world, (world.dock, 1))
    many = _straight(world, (world.dock, 1), *goods(world, 29))
    assert Order.objects.filter(status="unprocessed").count() == 2
    assert (few, many) == (PLACING_STRAIGHT_QUERIES, PLACING_STRAIGHT_QUERIES)


def _straight(world: World, *lines: tuple[Variant, int]) -> int:
    client = nora_with(world, *lines)
    client.get("/my/")
    return queries(client, "/checkout/", checkout_form(client))
