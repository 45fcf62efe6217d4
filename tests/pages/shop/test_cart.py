"""The cart: what each of the cast reads there, changes, and is refused."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from catalogue.models import PriceList, PriceListConnection, PriceRow, Variant
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from customers.models import Membership
from orders.models import CartLine
from tests.orders import fill_cart
from tests.pages.reading import page_of, read
from tests.pages.shop.buying import line, may_go_on, nora_with, with_limit
from tests.world import World


def test_an_empty_cart_says_what_to_do(world: World) -> None:
    page = read(world.client(world.nora), "/cart/")
    assert "Nothing in the cart" in page.text
    assert "/" in page.links


def test_nora_reads_lines_sums_vat_limit_and_who_approves(world: World) -> None:
    with_limit(world, "60000")
    world.paper.vat_rate = world.vat_food
    world.paper.save()
    page = read(nora_with(world, (world.dock, 13), (world.paper, 1)), "/cart/")
    for words in (
        "Dockningsstation Nordock Pro 14",
        "ND-4012-GB",
        "100 in stock",
        "1 590,00 kr",
        "20 670,00 kr",
        "25 837,50 kr inc VAT",
        "Sum ex VAT 20 959,00 kr",
        "VAT 12 % of 289,00 kr 34,68 kr",
        "VAT 25 % of 20 670,00 kr 5 167,50 kr",
        "To pay inc VAT 26 161,18 kr",
        "Left after the order 39 041,00 kr",
        "Your break point is 5 000,00 kr. The order is 15 959,00 kr over.",
        "Ali is enough",
        "Ali + Greta",
    ):
        assert words in page.text, words
    assert may_go_on(page)


def test_initials_are_those_of_the_name_also_when_it_says_you(world: World) -> None:
    html = nora_with(world, (world.dock, 4)).get("/cart/").content.decode()
    path = html[html.index('id="approval-path"') :]
    assert re.findall(r'aria-hidden="true">(\w\w)</span>', path) == ["NL", "AH", "GS", "KO"]


def test_next_quantity_price_and_the_steps_stand_on_the_line(world: World) -> None:
    prices = PriceList.objects.create(name="Norrvik", valid_from=date(2020, 1, 1))
    PriceListConnection.objects.create(price_list=prices, group=world.norrvik)
    PriceRow.objects.create(
        price_list=prices,
        variant=world.dock,
        from_quantity=10,
        unit_net=Decimal("1301.04"),
        valid_from=date(2020, 1, 1),
    )
    page = read(nora_with(world, (world.dock, 4)), "/cart/")
    assert "From 10: 1 301,04 kr each" in page.text
    assert "6 more needed" in page.text


def test_quantities_and_comments_are_saved(world: World) -> None:
    client = nora_with(world, (world.dock, 1), (world.paper, 2))
    sent = read(client, "/cart/").forms["cart"]
    sent |= {f"quantity-{world.dock.pk}": "7", f"comment-{world.paper.pk}": "Till kopiatorn"}
    assert client.post("/cart/change/", sent)["Location"] == "/cart/"
    assert line(world, world.dock).quantity == 7
    page = read(client, "/cart/")
    assert page.forms["cart"][f"comment-{world.paper.pk}"] == "Till kopiatorn"


def test_enter_in_a_field_updates_and_removes_nothing(world: World) -> None:
    """A browser presses the first submit button of the form; Remove must not be it."""
    html = nora_with(world, (world.dock, 1)).get("/cart/").content.decode()
    form = html[html.index('id="cart"') : html.index("</form>", html.index('id="cart"'))]
    buttons = [
        button for button in re.findall(r"<button[^>]*>", form) if 'type="button"' not in button
    ]
    assert "name=" not in buttons[0]


@pytest.mark.parametrize("written", ["-3", "två", "1.5", "9999999"])
def test_a_quantity_that_is_none_stays_as_it_was_typed(world: World, written: str) -> None:
    client = nora_with(world, (world.dock, 1), (world.paper, 2))
    sent = read(client, "/cart/").forms["cart"]
    sent |= {f"quantity-{world.dock.pk}": written, f"comment-{world.paper.pk}": "Kvar"}
    page = page_of(client.post("/cart/change/", sent), 422)
    assert page.forms["cart"][f"quantity-{world.dock.pk}"] == written
    assert page.forms["cart"][f"comment-{world.paper.pk}"] == "Kvar"
    assert page.fields_in_error == [f"quantity-{world.dock.pk}"]
    assert line(world, world.dock).quantity == 1


def test_a_line_goes_by_its_own_button_whatever_stands_in_it(world: World) -> None:
    client = nora_with(world, (world.dock, 1), (world.paper, 2))
    client.post("/cart/change/", {f"quantity-{world.dock.pk}": "två", "remove": str(world.dock.pk)})
    assert [row.variant for row in CartLine.objects.all()] == [world.paper]


def test_another_persons_line_is_not_touched(world: World) -> None:
    fill_cart(world.actor(world.ali), (world.dock, 3))
    client = nora_with(world, (world.paper, 1))
    client.post("/cart/change/", {f"quantity-{world.dock.pk}": "9", "remove": str(world.dock.pk)})
    assert CartLine.objects.get(variant=world.dock).quantity == 3


def test_a_changed_price_is_shown_old_and_new_and_asked_about(world: World) -> None:
    client = nora_with(world, (world.headset, 1))
    Variant.objects.filter(pk=world.headset.pk).update(list_price_net=Decimal("1490.00"))
    page = read(client, "/cart/")
    assert "from 1 390,00 kr → to 1 490,00 kr" in page.text
    assert not may_go_on(page)
    client.post("/cart/tidy/")
    page = read(client, "/cart/")
    assert "has changed" not in page.text
    assert may_go_on(page)


def test_what_may_no_longer_be_bought_is_named_and_removed(world: World) -> None:
    client = nora_with(world, (world.headset, 1), (world.paper, 1))
    set_limit_groups(actor=SYSTEM, target=world.headset.product, groups=[world.retail])
    page = read(client, "/cart/")
    assert "1 item is no longer available to you. Headset Lyra 65 Flex UC" in page.text
    assert not may_go_on(page)
    client.post("/cart/change/", {"remove": str(world.headset.pk)})
    assert may_go_on(read(client, "/cart/"))


def test_every_reason_stands_beside_the_dead_button(world: World) -> None:
    with_limit(world, "1000")
    Variant.objects.filter(pk=world.paper.pk).update(no_backorder=True, stock_quantity=2)
    Membership.objects.filter(pk=world.greta.pk).update(is_active=False)
    Membership.objects.filter(pk=world.ali.pk).update(is_active=False)
    page = read(nora_with(world, (world.dock, 4), (world.paper, 3)), "/cart/")
    assert "2 are left. Order fewer." in page.text
    assert "over your purchase limit" in page.text
    assert "Nobody can approve this order now." in page.text
    assert not may_go_on(page)


def test_a_stranger_fills_a_cart_logs_in_and_goes_on(world: World) -> None:
    client = Client()
    client.post("/cart/add/", {"variant": world.paper.pk, "quantity": 2})
    page = read(client, "/cart/")
    assert "Sum ex VAT 578,00 kr" in page.text
    assert "/account/login/?next=%2Fcart%2F" in page.links
    assert "Who approves" not in page.text
    assert client.get("/checkout/").status_code == 302


def test_a_stranger_reads_no_amount_where_the_shop_hides_prices(world: World) -> None:
    client = Client()
    client.post("/cart/add/", {"variant": world.paper.pk, "quantity": 2})
    world.shop.anonymous_sees_prices = False
    world.shop.save()
    html = client.get("/cart/").content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    assert "Price after log-in" in main
    assert "289" not in main
    assert "\u00a0kr" not in main


def test_somebody_without_a_customer_is_told_why_not(world: World) -> None:
    client = world.client(world.ulla)
    client.post("/cart/add/", {"variant": world.paper.pk, "quantity": 2})
    page = read(client, "/cart/")
    assert "not connected to a customer yet" in page.text
    assert not may_go_on(page)
    assert client.get("/checkout/").status_code == 403
