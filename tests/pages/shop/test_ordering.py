"""Cart, checkout and what follows: what each of the cast sees, sends, and is refused."""

import re
import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import PriceList, PriceListConnection, PriceRow, Variant
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from customers.models import Membership, PurchaseLimit
from customers.periods import Recurrence
from orders.models import Cart, CartLine, Order
from tests.orders import fill_cart, place
from tests.pages.reading import Page, page_of, read
from tests.world import World, make_product

# A page costs the same for one line and for thirty. A change of these numbers is looked at.
CART_QUERIES = 26
CHECKOUT_QUERIES = 29
PLACING_QUERIES = 59


def with_limit(world: World, amount: str) -> None:
    PurchaseLimit.objects.create(
        membership=world.nora,
        amount=Decimal(amount),
        starts_on=date(2020, 1, 1),
        recurrence=Recurrence.MONTHLY,
    )


def nora_with(world: World, *wishes: tuple[Variant, int]) -> Client:
    fill_cart(world.actor(world.nora), *wishes)
    return world.client(world.nora)


def may_go_on(page: Page) -> bool:
    """Whether the page has the button that leads on: to the checkout, or sends the order."""
    return any(
        "btn-main" in button.get("class", "") and "disabled" not in button
        for button in page.buttons
    )


def line(world: World, variant: Variant) -> CartLine:
    found: CartLine = CartLine.objects.get(cart__user=world.nora.user, variant=variant)
    return found


# Cart


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
    assert "/account/login/?next=/cart/" in page.links
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


# Checkout


def checkout_form(client: Client) -> dict[str, str]:
    return read(client, "/checkout/").forms["checkout"]


def send(client: Client, **changed: Any) -> Any:
    return client.post("/checkout/", checkout_form(client) | changed)


def test_nora_sends_the_order_as_it_was_shown(world: World) -> None:
    client = nora_with(world, (world.dock, 4))
    response = send(
        client,
        customer_reference="ZZ31220",
        cost_centre="4100",
        goods_marking="Sal 3",
        invoice_reference="Nora",
        requested_on=str(timezone.localdate() + timedelta(days=7)),
        comment="Före lov",
        attention="Vaktmästaren",
    )
    order = Order.objects.get()
    assert response["Location"] == f"/checkout/{order.number}/"
    assert order.value_net == Decimal("6509.00")  # 4 × 1 590 and the freight, chosen first
    assert (order.customer_reference, order.cost_centre) == ("ZZ31220", "4100")
    assert (order.goods_marking, order.invoice_reference) == ("Sal 3", "Nora")
    assert order.requested_on == timezone.localdate() + timedelta(days=7)
    assert (order.delivery_name, order.delivery_attention) == ("Strandskolan", "Vaktmästaren")
    page = page_of(client.get(response["Location"]))
    assert "Sent to Ali Haddad for approval" in page.text
    assert "6 509,00 kr" in page.text
    assert read(client, "/cart/").text.count("Nothing in the cart") == 1


def test_the_button_says_what_happens(world: World) -> None:
    assert "Send to Ali for approval" in read(nora_with(world, (world.dock, 4)), "/checkout/").text
    client = world.client(world.greta)
    fill_cart(world.actor(world.greta), (world.dock, 4))
    assert "Send the order to Kontorsgrossen" in read(client, "/checkout/").text
    response = send(client)
    assert "Kontorsgrossen has the order" in read(client, response["Location"]).text


def test_ways_show_what_they_cost(world: World) -> None:
    world.freight.description = "Till godsmottagningen"
    world.freight.free_from_net = Decimal(10_000)
    world.freight.save()
    client = nora_with(world, (world.dock, 1))
    text = read(client, "/checkout/").text
    assert "Frakt, pall Till godsmottagningen No cost from 10 000 kr 149,00 kr" in text
    assert "Hämtas no cost" in text
    client.post("/cart/change/", {f"quantity-{world.dock.pk}": "7"})
    assert "Frakt, pall Till godsmottagningen no cost" in read(client, "/checkout/").text


def test_another_way_to_deliver_changes_sum_path_and_what_is_agreed(world: World) -> None:
    Membership.objects.filter(pk=world.nora.pk).update(break_point=Decimal("1600.00"))
    client = nora_with(world, (world.dock, 1))
    sent = checkout_form(client)
    chosen = sent | {"delivery_method": str(world.pickup.pk), "update": "1"}
    response = client.post("/checkout/", chosen, headers={"HX-Request": "true"})
    html = response.content.decode()
    part = page_of(response)
    assert "Order value ex VAT 1 590,00 kr" in part.text
    assert 'hx-swap-oob="true"' in html
    assert "Nobody has to approve it." in part.text
    assert part.forms["checkout"]["token"] == sent["token"]
    assert part.forms["checkout"]["fingerprint"] != sent["fingerprint"]
    # The old fingerprint belongs to another sum; the new one to this.
    old = client.post("/checkout/", sent | {"delivery_method": str(world.pickup.pk)})
    assert old.status_code == 409
    now = sent | part.forms["checkout"] | {"delivery_method": str(world.pickup.pk)}
    assert client.post("/checkout/", now).status_code == 302
    assert Order.objects.get().value_net == Decimal("1590.00")


def test_without_script_the_sum_is_updated_and_nothing_written_is_lost_or_judged(
    world: World,
) -> None:
    client = nora_with(world, (world.dock, 1))
    sent = checkout_form(client) | {
        "delivery_method": str(world.pickup.pk),
        "comment": "Före lov",
        "address": "own",
        "name": "Slöjdsalen",
        "requested_on": "snart",
        "update": "1",
    }
    page = page_of(client.post("/checkout/", sent))
    kept = page.forms["checkout"]
    assert (kept["comment"], kept["name"], kept["requested_on"]) == (
        "Före lov",
        "Slöjdsalen",
        "snart",
    )
    assert kept["address"] == "own"
    assert kept["delivery_method"] == str(world.pickup.pk)
    assert page.fields_in_error == []
    assert not Order.objects.exists()


def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(world: World) -> None:
    client = nora_with(world, (world.dock, 1))
    page = page_of(
        send(client, address="own", name="Slöjdsalen", requested_on="2020-01-01", comment="Hej"),
        422,
    )
    assert set(page.fields_in_error) == {"street", "postal_code", "city", "requested_on"}
    kept = page.forms["checkout"]
    assert (kept["name"], kept["comment"], kept["requested_on"]) == (
        "Slöjdsalen",
        "Hej",
        "2020-01-01",
    )
    assert not Order.objects.exists()


def test_an_address_of_ones_own_only_where_the_customer_allows_it(world: World) -> None:
    own = {
        "address": "own",
        "name": "Slöjdsalen",
        "street": "Ågatan 1",
        "postal_code": "531 30",
        "city": "Norrvik",
        "country": "SE",
    }
    client = nora_with(world, (world.dock, 1))
    world.school.free_delivery_address = False
    world.school.save()
    assert "Another address" not in read(client, "/checkout/").text
    assert send(client, **own).status_code == 422
    world.school.free_delivery_address = True
    world.school.save()
    assert send(client, **own).status_code == 302
    assert Order.objects.get().delivery_street == "Ågatan 1"


@pytest.mark.parametrize("written", ["2031-12-08", "08.12.2031"])
def test_a_day_is_read_alike_in_every_language(world: World, written: str) -> None:
    assert send(nora_with(world, (world.dock, 1)), requested_on=written).status_code == 302
    assert Order.objects.get().requested_on == date(2031, 12, 8)


def test_a_refused_order_keeps_what_was_written_and_says_every_reason(world: World) -> None:
    client = nora_with(world, (world.dock, 1))
    sent = checkout_form(client) | {"comment": "Före lov", "cost_centre": "4100"}
    with_limit(world, "100")
    world.school.allowed_outstanding = Decimal(100)
    world.school.save()
    page = page_of(client.post("/checkout/", sent), 409)
    assert "over your purchase limit" in page.text
    assert "over the credit" in page.text
    assert page.forms["checkout"]["comment"] == "Före lov"
    assert page.forms["checkout"]["cost_centre"] == "4100"
    assert not may_go_on(page)
    assert not Order.objects.exists()


def test_a_price_that_changed_meanwhile_is_accepted_first(world: World) -> None:
    client = nora_with(world, (world.headset, 1))
    sent = checkout_form(client) | {"comment": "Före lov"}
    Variant.objects.filter(pk=world.headset.pk).update(list_price_net=Decimal("1490.00"))
    page = page_of(client.post("/checkout/", sent), 409)
    assert "no longer what you were shown" in page.text
    assert "from 1 390,00 kr → to 1 490,00 kr" in page.text
    assert not may_go_on(page)
    page = page_of(client.post("/checkout/", page.forms["checkout"] | {"update": "tidy"}))
    assert page.forms["checkout"]["comment"] == "Före lov"
    assert client.post("/checkout/", page.forms["checkout"]).status_code == 302
    assert Order.objects.get().goods_net == Decimal("1490.00")


def test_a_second_send_finds_the_first_order_also_when_the_cart_is_empty(world: World) -> None:
    client = nora_with(world, (world.dock, 1))
    sent = checkout_form(client)
    first = client.post("/checkout/", sent)
    again = client.post("/checkout/", sent)
    assert again["Location"] == first["Location"]
    assert Order.objects.count() == 1
    assert "already sent" in read(client, again["Location"]).text
    fill_cart(world.actor(world.nora), (world.paper, 1))
    assert client.post("/checkout/", sent)["Location"] == first["Location"]
    assert Order.objects.count() == 1


def test_a_token_of_nobodys_asks_again(world: World) -> None:
    client = nora_with(world, (world.dock, 1))
    assert send(client, token=str(uuid.uuid4())).status_code == 409
    assert send(client, token="x").status_code == 422
    assert not Order.objects.exists()


def test_a_way_that_is_not_offered_is_refused(world: World) -> None:
    world.freight.limit_groups.add(world.retail)
    client = nora_with(world, (world.dock, 1))
    assert "Frakt, pall" not in read(client, "/checkout/").text
    assert send(client, delivery_method=str(world.freight.pk)).status_code == 422


def test_an_empty_cart_has_no_checkout(world: World) -> None:
    client = world.client(world.nora)
    assert client.get("/checkout/")["Location"] == "/cart/"
    Cart.objects.create(user=world.nora.user, customer=world.school)
    assert client.get("/checkout/")["Location"] == "/cart/"


def test_who_may_only_look_is_told_and_has_no_checkout(world: World) -> None:
    client = nora_with(world, (world.dock, 1))
    Membership.objects.filter(pk=world.nora.pk).update(is_buyer=False)
    assert client.get("/checkout/").status_code == 403
    page = read(client, "/cart/")
    assert "You may look but not buy at this customer." in page.text
    assert not may_go_on(page)


def test_only_those_who_may_see_the_order_see_that_it_was_placed(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    url = f"/checkout/{order.number}/"
    assert world.client(world.nora).get(url).status_code == 200
    assert world.client(world.greta).get(url).status_code == 200
    assert world.client(world.otto).get(url).status_code == 404
    assert Client().get(url)["Location"].startswith("/account/login/")


# Cost


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
