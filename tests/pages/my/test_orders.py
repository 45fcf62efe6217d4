"""One's own orders: found, read, taken back, ordered again; and whose one may not see."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.models import Variant
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from customers.models import Membership
from orders.models import CartLine, Order
from orders.services.deciding import approve_order, reject_order
from orders.services.handling import handle_order
from orders.states import OrderEventKind, OrderStatus
from tests.orders import place
from tests.pages.reading import page_of, read
from tests.world import World, make_product

LIST_QUERIES = 10
DETAIL_QUERIES = 24


def approve(world: World, who: Membership, order: Order, comment: str = "") -> None:
    approve_order(actor=world.actor(who), order_id=order.pk, version=order.version, comment=comment)


def status(order: Order) -> str:
    return Order.objects.get(pk=order.pk).status


# The list


def test_nora_sees_her_orders_and_who_has_them(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    page = read(world.client(world.nora), "/my/orders/")
    assert f"/my/orders/{order.number}/" in page.links
    assert "Awaiting approval waits for Ali Haddad" in page.text
    assert "6 360,00 kr 7 950,00 kr inc VAT" in page.text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?q=zz31220", {"first", "second"}),
        ("?q=lindqvist", {"first", "second"}),
        ("?q=nobody", set()),
        ("?status=unprocessed", {"second"}),
        ("?q=zz31220&status=awaiting_approval", {"first"}),
        ("?status=no-such", {"first", "second"}),
        ("?q=%00&cursor=damaged&sort=no-such", {"first", "second"}),
        ("?q=" + "9" * 40, set()),
    ],
)
def test_orders_are_found_by_words_and_status(world: World, asked: str, found: set[str]) -> None:
    names = {
        place(world, world.nora, (world.dock, 4)).number: "first",
        place(world, world.nora, (world.paper, 1)).number: "second",
    }
    page = read(world.client(world.nora), f"/my/orders/{asked}")
    assert {name for pk, name in names.items() if f"/my/orders/{pk}/" in page.links} == found
    assert ("No order fits" in page.text) == (not found)


def test_an_order_is_found_by_its_number(world: World) -> None:
    place(world, world.nora, (world.dock, 4))
    order = place(world, world.nora, (world.dock, 4))
    page = read(world.client(world.nora), f"/my/orders/?q={order.number}")
    assert [link for link in page.links if link.startswith("/my/orders/1")] == [
        f"/my/orders/{order.number}/"
    ]


def test_older_orders_are_a_page_away_and_keep_the_filter(world: World) -> None:
    first = place(world, world.nora, (world.paper, 1))
    for _turn in range(30):
        place(world, world.nora, (world.paper, 1))
    client = world.client(world.nora)
    page = read(client, "/my/orders/?status=unprocessed")
    assert f"/my/orders/{first.number}/" not in page.links
    older = next(link for link in page.links if "cursor=" in link)
    assert "status=unprocessed" in older
    assert f"/my/orders/{first.number}/" in read(client, f"/my/orders/{older}").links


def test_a_new_buyer_is_told_what_will_stand_here(world: World) -> None:
    assert "No orders yet" in read(world.client(world.otto), "/my/orders/").text


# One order


def test_the_order_says_what_was_agreed(world: World) -> None:
    world.norrvik.discount_percent = Decimal(10)
    world.norrvik.save()
    world.paper.vat_rate = world.vat_food
    world.paper.save()
    order = place(world, world.nora, (world.dock, 4), (world.paper, 2))
    Variant.objects.filter(pk=world.dock.pk).update(list_price_net=Decimal("9999.00"))
    text = read(world.client(world.nora), f"/my/orders/{order.number}/").text
    for words in (
        "1 431,00 kr",  # 1 590 − 10 %
        "5 724,00 kr 7 155,00 kr inc VAT",
        "discount",
        "VAT 12 % of 520,20 kr 62,42 kr",
        "VAT 25 % of 5 724,00 kr 1 431,00 kr",
        "To pay inc VAT 7 737,62 kr",
        "Strandskolan Hamngatan 14 531 32 Norrvik",
        "ZZ31220",
        "You, Nora Lindqvist",
        "Ali Haddad",
        "Placed",
    ):
        assert words in text, words
    assert "9 999" not in text


def test_the_history_tells_decisions_and_old_and_new(world: World) -> None:
    order = place(world, world.nora, (world.dock, 13))
    sent = read(world.client(world.ali), f"/my/approvals/{order.number}/change/").forms[""]
    line = order.lines.get()
    sent |= {f"quantity-{line.pk}": "14", "goods_marking": "Sal 3", "comment": "En till"}
    assert (
        world.client(world.ali).post(f"/my/approvals/{order.number}/change/", sent).status_code
        == 302
    )
    order.refresh_from_db()
    approve(world, world.ali, order, "Ja")
    text = read(world.client(world.nora), f"/my/orders/{order.number}/").text
    assert "Ali Haddad: Dockningsstation Nordock Pro 14: 13 → 14." in text
    assert "Goods marking: – → Sal 3." in text
    assert "20 670,00 kr → 22 260,00 kr. En till" in text
    assert "Said yes" in text
    reject_order(
        actor=world.actor(world.greta), order_id=order.pk, version=order.version, comment="Nej"
    )
    text = read(world.client(world.nora), f"/my/orders/{order.number}/").text
    assert "Greta Sandström: Nej" in text
    assert "Who approves this order" not in text


def test_strangers_meet_404_and_those_without_login_the_log_in(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    url = f"/my/orders/{order.number}/"
    assert world.client(world.otto).get(url).status_code == 404
    assert Client().get(url)["Location"].startswith("/account/login/")
    for action in ("withdraw", "cancel", "again"):
        assert world.client(world.otto).post(f"{url}{action}/").status_code == 404
    assert status(order) == OrderStatus.AWAITING_APPROVAL


def test_greta_may_look_and_take_nothing_back(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.greta)
    page = read(client, f"/my/orders/{order.number}/")
    assert f"/my/orders/{order.number}/withdraw/" not in page.forms
    answer = client.post(f"/my/orders/{order.number}/withdraw/")
    assert "Only the one who ordered can withdraw it." in page_of(answer, 409).text
    assert status(order) == OrderStatus.AWAITING_APPROVAL


# Taking back


def test_nora_withdraws_while_it_waits(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.nora)
    page = read(client, f"/my/orders/{order.number}/")
    assert f"Withdraw order {order.number}?" in page.text
    assert f"/my/orders/{order.number}/cancel/" not in page.forms
    sent = page.forms[f"/my/orders/{order.number}/withdraw/"] | {"comment": "Fel sal"}
    client.post(f"/my/orders/{order.number}/withdraw/", sent)
    page = read(client, f"/my/orders/{order.number}/")
    assert "is withdrawn. Nobody is asked any more." in page.text
    assert "Nora Lindqvist: Fel sal" in page.text
    assert status(order) == OrderStatus.WITHDRAWN
    assert client.post(f"/my/orders/{order.number}/withdraw/").status_code == 409


def test_nora_cancels_until_the_shop_has_begun_and_is_told_why_not_after(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    url = f"/my/orders/{order.number}/"
    client = world.client(world.nora)
    assert f"Cancel order {order.number}?" in read(client, url).text
    handle_order(
        actor=world.actor(world.stina), order_id=order.pk, event=OrderEventKind.PROCESSING_STARTED
    )
    reason = "The shop has begun to work on the order. Contact the shop to cancel it."
    page = read(client, url)
    assert f"{url}cancel/" not in page.forms
    assert reason in page.text
    assert reason in page_of(client.post(f"{url}cancel/"), 409).text
    second = place(world, world.nora, (world.paper, 1))
    client.post(f"/my/orders/{second.number}/cancel/")
    assert status(second) == OrderStatus.CANCELLED


# Again


def test_ordering_again_names_what_is_gone(world: World) -> None:
    order = place(world, world.nora, (world.dock, 2), (world.paper, 1))
    set_limit_groups(actor=SYSTEM, target=world.paper.product, groups=[world.retail])
    client = world.client(world.nora)
    page = page_of(client.post(f"/my/orders/{order.number}/again/", follow=True))
    assert "1 line is in the cart, at today's price." in page.text
    assert "No longer available to you: Kopieringspapper Björk A4." in page.text
    line = CartLine.objects.get()
    assert (line.variant, line.quantity) == (world.dock, 2)
    links = read(client, f"/my/orders/{order.number}/").links
    assert "/p/nd-4012-gb/" in links
    assert "/p/bj-a480-k/" not in links


# Cost


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_thirty_orders_and_thirty_lines_cost_no_more_queries_than_one(world: World) -> None:
    client = world.client(world.nora)
    order = place(world, world.nora, (world.dock, 4))
    client.get("/my/")  # the first visit writes when it was
    few = [queries(client, "/my/orders/"), queries(client, f"/my/orders/{order.number}/")]
    for _turn in range(28):
        place(world, world.nora, (world.paper, 1))
    goods = [
        (make_product(f"Vara {n}", f"V-{n}", "500.00", category=world.office, vat=world.vat), 1)
        for n in range(29)
    ]
    order = place(world, world.nora, (world.dock, 1), *goods)
    many = [queries(client, "/my/orders/"), queries(client, f"/my/orders/{order.number}/")]
    assert many == few == [LIST_QUERIES, DETAIL_QUERIES]
