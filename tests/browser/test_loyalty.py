"""Points in a browser: an order is completed, earns points, and they pay for the next."""

from collections.abc import Callable

import pytest

from catalogue.services.search_index import rebuild_search
from orders.models import Order
from tests.browser.conftest import Visitor
from tests.orders import fill_cart, place
from tests.points import balance
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_points_are_earned_seen_and_used(visitor: Callable[..., Visitor], width: int) -> None:
    world = build_world()
    rebuild_search()
    stina = visitor(width=width)
    stina.log_in("stina@example.com")
    stina.open("/staff/settings/loyalty/")
    stina.sees("Nothing earns points yet.")
    stina.page.fill("[name=points_name]", "stars")
    stina.press("Save")
    stina.press("New rule")
    stina.page.fill("[name=points_per_100]", "2")
    stina.press("Save")
    stina.sees("The rule is saved.", "Everybody")

    order = place(world, world.otto, (world.dock, 3))
    stina.open(f"/staff/orders/{order.number}/")
    stina.press("Start processing")
    stina.press("Mark as shipped")
    stina.press("Complete")
    assert balance(world.vestby) == 95  # 2 for each 100 of 4 770,00

    otto = visitor(width=width)
    otto.log_in("otto@example.com")
    otto.open("/my/points/")
    otto.sees("95", "4 770,00 kr of goods ex VAT, 2 for each 100.", f"order {order.number}")
    fill_cart(world.actor(world.otto), (world.paper, 1))
    otto.open("/checkout/")
    otto.sees("You have 95 stars, worth 95,00 kr.")
    otto.press("Use 95")
    otto.sees("Paid with 95 stars", "452,50 kr")
    otto.page.fill("[name=points]", "40")
    otto.page.press("[name=points]", "Tab")
    otto.page.get_by_text("Paid with 40 stars").wait_for()
    otto.look()
    otto.sees("507,50 kr")  # of 547,50
    otto.press("Send the order")
    otto.sees("40 stars paid for some of it.")
    paid = Order.objects.latest("id")
    assert (paid.points_used, paid.payable) == (40, paid.gross - 40)
    otto.open(f"/my/orders/{paid.number}/")
    otto.sees("Paid with 40 stars", "To pay inc VAT")
    otto.open("/my/points/")
    otto.sees("55", "Paid for a part of the order.")
    stina.open(f"/staff/customers/{world.vestby.pk}/points/")
    stina.sees("Vestby Elektro", "Give or take points")
    stina.open("/staff/points/")
    stina.open(f"/staff/orders/{order.number}/credit/")
    stina.page.fill("[name=net]", "1590")
    stina.page.fill("[name=reason]", "One was broken")
    stina.press("Credit the order")
    stina.sees("is credited. The orderer is told.", "Credited inc VAT")
