"""The buyer's own tools in a browser: pasted lines, an order form there and back, shelf labels."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from catalogue.services.search_index import rebuild_search
from orders.models import CartLine
from tests.browser.conftest import Visitor
from tests.orders import place
from tests.pages.shop.browsing import agree
from tests.world import World, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = pytest.mark.parametrize("width", [390, 1280])
PASTED = "ND-4012-GB\t2\nnd 4012 gb\t1\nFINNS-EJ\t3\nBJ-A480-K\tmany"


def in_cart() -> dict[str, int]:
    return dict(CartLine.objects.values_list("variant__sku", "quantity"))


def nora_at(visitor: Callable[..., Visitor], width: int) -> tuple[World, Visitor]:
    world = build_world()
    rebuild_search()
    nora = visitor(width=width)
    nora.log_in("nora@example.com")
    return world, nora


@WIDTHS
def test_nora_pastes_reads_the_verdicts_and_fills_the_cart(
    visitor: Callable[..., Visitor], width: int
) -> None:
    _world, nora = nora_at(visitor, width)
    nora.open("/quick-order/")
    nora.page.fill("[name=pasted]", PASTED)
    nora.press("Check the lines")
    nora.sees("1 can be ordered", "2 need a look", "2 lines of this item are one: 2 + 1.")
    nora.sees("No item with this number is available to you.")
    assert in_cart() == {}
    nora.press("Add 1 line to the cart")
    assert in_cart() == {"ND-4012-GB": 3}
    written = nora.page.eval_on_selector_all("#lines input", "all => all.map(one => one.value)")
    assert {"FINNS-EJ", "BJ-A480-K"} <= set(written)  # what needs a look is not dropped
    nora.open("/cart/")
    nora.sees("Nordock Pro 14")


@WIDTHS
def test_nora_gets_an_order_form_fills_it_in_and_sends_it_back(
    visitor: Callable[..., Visitor], width: int, tmp_path: Path
) -> None:
    world, nora = nora_at(visitor, width)
    agree(world, "1111.00", world.dock, world.paper)
    nora.open("/quick-order/form/")
    nora.page.check("[name=goods][value=agreed]")
    path = form_got(nora, tmp_path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    places = {sheet.cell(row, 1).value: row for row in (2, 3)}
    assert set(places) == {"ND-4012-GB", "BJ-A480-K"}
    sheet.cell(places["BJ-A480-K"], 4).value = 4
    book.save(path)
    nora.open("/quick-order/")
    nora.page.set_input_files("[name=file]", path)
    nora.press("Check the lines")
    nora.sees("1 row without a quantity was left out.", "1 can be ordered")
    nora.press("Add 1 line to the cart")
    assert in_cart() == {"BJ-A480-K": 4}


def form_got(nora: Visitor, folder: Path) -> Path:
    """A short form comes at once."""
    path = folder / "order-form.xlsx"
    with nora.page.expect_download() as got:
        nora.page.get_by_role("button", name="Get the order form").click()
    got.value.save_as(path)
    return path


@WIDTHS
def test_nora_prints_a_label_and_orders_by_it(visitor: Callable[..., Visitor], width: int) -> None:
    world, nora = nora_at(visitor, width)
    place(world, world.nora, (world.paper, 2))
    nora.open("/my/labels/")
    nora.page.locator(f"[name=chosen][value='{world.paper.pk}']").check()
    nora.page.fill(f"[name=quantity-{world.paper.pk}]", "5")
    nora.press("Page to print")
    nora.sees("BJ-A480-K")
    nora.open("/r/BJ-A480-K/?n=5")
    nora.press("Add 5 to the cart")
    assert in_cart() == {"BJ-A480-K": 5}
    nora.page.get_by_role("button", name="Add 5 to the cart").click()
    nora.arrive()
    nora.complaints.clear()  # the browser tells of a page that comes with 409
    nora.look()
    nora.sees("You added this less than a minute ago.")
    assert in_cart() == {"BJ-A480-K": 5}  # a second press asks first
    nora.press("Yes, add 5 more")
    assert in_cart() == {"BJ-A480-K": 10}
