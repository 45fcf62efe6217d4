"""An order in somebody's own words, on two phones: written, filled in, approved, in the shop."""

import os
from collections.abc import Callable

import pytest

from catalogue.services.listing import refresh_all_listings
from catalogue.services.search_index import rebuild_search
from orders.models import Order
from orders.states import OrderStatus
from tests.browser.conftest import Visitor, let_the_worker_run, link_in_mail
from tests.wishes import may_write
from tests.world import build_world, make_product

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def test_a_laptop_is_asked_for_filled_in_and_ordered(
    visitor: Callable[..., Visitor], live_server: object
) -> None:
    world = build_world()
    laptop = make_product(
        "Laptop Tern 14", "TE-14", "8990.00", category=world.computers, vat=world.vat
    )
    bag = make_product("Laptop bag", "VA-14", "399.00", category=world.computers, vat=world.vat)
    refresh_all_listings()
    rebuild_search()
    may_write(world.nora)

    # Nora has nothing in the cart, and writes what she needs.
    nora = visitor(width=390)
    nora.log_in("nora@example.com")
    nora.open("/cart/")
    nora.press("Write what you need")
    nora.page.fill("[name=comment]", "I need a laptop for the new teacher")
    nora.press("Send to Ali to fill in")
    nora.sees("Sent to Ali Haddad, who fills in the products", "I need a laptop")
    nora.open("/my/orders/")
    nora.sees("No products yet: Ali fills them in")
    order = Order.objects.get()

    # Ali follows the link in his mail, and cannot say yes to nothing.
    let_the_worker_run()
    ali = visitor(width=390)
    ali.log_in("ali@example.com")
    ali.open(link_in_mail("ali@example.com", "orders/to_approve", live_server))
    ali.sees("I need a laptop for the new teacher")
    assert not ali.page.get_by_role("button", name="Approve").count()
    ali.press("Fill in items")
    ali.sees("Laptop Tern 14", "Laptop bag", "No products yet.")

    # He adds what fits, counts, takes one away again, finds another, and saves once.
    ali.page.click(f"#add-{laptop.pk}")
    ali.page.wait_for_selector(f"#n-{laptop.pk}")
    ali.sees("8 990,00 kr", "Your yes is enough.")
    ali.page.click(f"#add-{bag.pk}")
    ali.page.wait_for_selector(f"#n-{bag.pk}")
    ali.page.fill(f"#n-{laptop.pk}", "3")
    ali.page.locator(f"#n-{laptop.pk}").blur()
    ali.page.wait_for_selector("text=After your yes the order goes on to Greta")
    ali.page.fill(f"#n-{laptop.pk}", "1")
    ali.page.locator(f"#n-{laptop.pk}").blur()
    ali.page.wait_for_selector("text=Your yes is enough.")
    ali.page.fill("#fill [name=q]", "headset")
    ali.press("Search")
    ali.page.wait_for_selector(f"#add-{world.headset.pk}")
    ali.look()
    assert ali.page.input_value(f"#n-{laptop.pk}") == "1", "what was chosen stays"
    assert not order.lines.exists(), "nothing is saved yet"
    ali.press("Save the products")
    assert {line.sku: line.quantity for line in order.lines.all()} == {"TE-14": 1, "VA-14": 1}

    # The page he comes to has the yes.
    ali.sees("The order has 2 lines now.", "9 389,00 kr")
    ali.press("Approve")
    order.refresh_from_db()
    assert order.status == OrderStatus.UNPROCESSED
    stina = visitor()
    stina.log_in("stina@example.com")
    stina.open("/staff/orders/")
    stina.sees(str(order.number), "Unprocessed")
    nora.open(f"/my/orders/{order.number}/")
    nora.sees("Laptop Tern 14", "Unprocessed")
