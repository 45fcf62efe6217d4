"""Who needs a yes meets the same shop as anybody, until the checkout (A-04, A-38)."""

import re

from customers.models import Membership
from orders.states import OrderStatus
from tests.orders import fill_cart, place
from tests.pages.reading import read
from tests.world import World

PAGES = ("/", "/c/datorer/", "/c/kontorsmaterial/", "/p/nd-4012-gb/", "/search/?q=dock")


def without_tokens(html: str) -> str:
    return re.sub(r'"[\w-]{64}"', "", html)


def test_who_needs_a_yes_reads_the_same_pages_until_the_checkout(world: World) -> None:
    fill_cart(world.actor(world.nora), (world.dock, 4))
    client = world.client(world.nora)
    client.get("/")
    asked = {url: without_tokens(client.get(url).content.decode()) for url in PAGES}
    cart, checkout = read(client, "/cart/").text, read(client, "/checkout/").text
    Membership.objects.filter(pk=world.nora.pk).update(next_approver=None, break_point=None)
    for url in PAGES:
        assert without_tokens(client.get(url).content.decode()) == asked[url], url
    free_cart, free_checkout = read(client, "/cart/").text, read(client, "/checkout/").text
    for words in ("1 590,00 kr", "6 360,00 kr"):
        assert words in cart
        assert words in free_cart
    assert "Send to Ali for approval" in checkout
    assert "Send the order to Kontorsgrossen" in free_checkout


def test_two_orders_each_within_the_break_point_both_go_straight(world: World) -> None:
    """It is 5 000,00 for each order; together they are 8 340,00."""
    for _turn in range(2):
        order = place(world, world.nora, (world.headset, 3))
        assert order.status == OrderStatus.UNPROCESSED
        assert order.value_net == 4170
