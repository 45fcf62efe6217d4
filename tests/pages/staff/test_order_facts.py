"""Delivery and references on an order's page in the back office, as the field rules have them."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.models import Order
from tests.orders import place
from tests.pages.reading import read
from tests.rules import say_of
from tests.world import World


def written(world: World) -> Order:
    order = place(world, world.nora, (world.paper, 1))
    order.cost_centre, order.goods_marking, order.delivery_attention = "<b>44", "Hall B", "Eva"
    order.save()
    return order


def test_staff_read_the_fields_as_the_customer_does(world: World) -> None:
    order = written(world)
    url, client = f"/staff/orders/{order.number}/", world.client(world.stina)
    text = read(client, url).text
    for words in (
        f"The customer's order number {order.customer_reference}",
        "Cost centre <b>44",
        "Goods marking Hall B",
        "Eva",
        "Delivery method",
    ):
        assert words in text, words
    say_of(
        world, "checkout", "cost_centre", group=world.norrvik, labels={"en": "Project"}, position=1
    )
    say_of(world, "checkout", "goods_marking", customer=world.school, is_hidden=True)
    say_of(world, "addresses", "attention", group=world.norrvik, is_hidden=True)
    say_of(world, "addresses", "street", group=world.norrvik, labels={"en": "Gate"})
    page = read(client, url).text
    assert "Gate: Hamngatan 14" in page
    assert page.index("Project <b>44") < page.index("The customer's order number")
    for hidden in ("Hall B", "Goods marking", "Eva"):
        assert hidden not in page
    say_of(
        world, "checkout", "customer_reference", customer=world.school, labels={"en": "Requisition"}
    )
    page = read(client, url).text
    assert f"Requisition {order.customer_reference}" in page
    assert "order number" not in page


def test_rules_cost_the_page_one_query_at_most(world: World) -> None:
    order = written(world)
    url, client = f"/staff/orders/{order.number}/", world.client(world.stina)
    client.get(url)
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    say_of(world, "checkout", "cost_centre", group=world.norrvik, max_length=12)
    say_of(world, "checkout", "goods_marking", customer=world.school, max_length=12)
    with CaptureQueriesContext(connection) as after:
        client.get(url)
    assert len(after) == len(before) + 1
