"""A link of Ulla's own: made by Stina, followed by Nora, paid, and read by Ulla."""

from collections.abc import Callable

import pytest

from catalogue.services.listing import refresh_all_listings
from orders.models import Order
from tests.browser.conftest import Visitor
from tests.orders import fill_cart
from tests.services.marketing.test_affiliates import complete
from tests.world import World, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def made_by(stina: Visitor, world: World) -> None:
    stina.log_in("stina@example.com")
    stina.open("/staff/affiliates/")
    stina.press("New affiliate")
    for name, value in (
        ("email", world.ulla.email),
        ("code", "ulla"),
        ("shown_as", "Ullas kontorstips"),
        ("rate", "5"),
    ):
        stina.page.fill(f"[name={name}]", value)
    stina.press("Save")
    stina.sees("Ullas kontorstips", "/a/ulla/")


@pytest.mark.parametrize("width", [1280, 390])
def test_ullas_link_from_its_making_to_its_payout(
    visitor: Callable[..., Visitor], width: int
) -> None:
    world = build_world()
    refresh_all_listings()
    stina = visitor(width=width)
    made_by(stina, world)

    fill_cart(world.actor(world.nora), (world.dock, 1))
    nora = visitor(width=width)
    nora.log_in("nora@example.com")
    nora.open("/a/ulla/")
    nora.sees("Ullas kontorstips recommended us")
    nora.press("Yes")
    nora.sees("Forget who recommended us")
    nora.open("/checkout/")
    nora.press("Send the order to")
    order = Order.objects.get()
    assert order.affiliate is not None
    complete(world, order)

    stina.open(f"/staff/affiliates/{order.affiliate_id}/")
    stina.press("Mark a payout")
    stina.page.fill("[name=reference]", "BG 5050-1055")
    stina.press("Mark as paid")
    stina.sees("BG 5050-1055", str(order.number))
    stina.open("/staff/affiliates/")
    stina.sees("79,50")

    ulla = visitor(width=width)
    ulla.log_in(world.ulla.email)
    ulla.open("/my/affiliate/")
    ulla.sees("BG 5050-1055", str(order.number), "79,50")
    assert "Nora" not in ulla.page.inner_text("main")
    ulla.press("Copy the link")
