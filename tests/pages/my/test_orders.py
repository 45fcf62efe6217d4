"""One's own orders: found, read, taken back, ordered again; and whose one may not see."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.models import Variant
from catalogue.services.visibility import set_limit_groups
from core import exports, pdf
from customers.actors import SYSTEM
from customers.models import Membership
from orders.models import CartLine, Order
from orders.services.deciding import approve_order, reject_order
from orders.services.handling import handle_order
from orders.states import OrderEventKind, OrderStatus
from tests.orders import place, stuck_order
from tests.pages.reading import Page, page_of, read
from tests.services.orders.test_handling import in_status
from tests.world import World, make_product

LIST_QUERIES = 5
DETAIL_QUERIES = 15


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
    shown = {link for link in page.links if re.fullmatch(r"/my/orders/\d+/", link)}
    assert shown == {f"/my/orders/{order.number}/"}


def test_older_orders_are_a_page_away_and_keep_the_filter(world: World) -> None:
    first = place(world, world.nora, (world.paper, 1))
    for _turn in range(30):
        place(world, world.nora, (world.paper, 1))
    client = world.client(world.nora)
    page = read(client, "/my/orders/?status=unprocessed")
    assert f"/my/orders/{first.number}/" not in page.links
    older = next(link for link in page.links if "cursor=" in link)
    assert "status=unprocessed" in older
    assert f"/my/orders/{first.number}/" in read(client, older).links


def test_a_new_buyer_is_told_what_will_stand_here(world: World) -> None:
    assert "No orders yet" in read(world.client(world.otto), "/my/orders/").text


def numbers(page: Page) -> set[int]:
    """The orders that a list shows."""
    found = (re.fullmatch(r"/my/orders/(\d+)/", link) for link in page.links)
    return {int(match[1]) for match in found if match}


def test_orders_are_found_by_the_days_of_the_shop(world: World) -> None:
    orders = [place(world, world.nora, (world.paper, 1)) for _turn in range(3)]
    moments = ("2026-03-28 23:30+01:00", "2026-03-29 00:30+01:00", "2026-03-29 23:30+02:00")
    for order, moment in zip(orders, moments, strict=True):
        Order.objects.filter(pk=order.pk).update(placed_at=moment)
    first, second, third = (order.number for order in orders)
    client = world.client(world.nora)
    for asked, expected in (
        ("placed_from=2026-03-29&placed_to=2026-03-29", {second, third}),
        ("placed_to=2026-03-28", {first}),
        ("placed_from=2026-03-30", set()),
        ("placed_from=2026-03-28&placed_to=2026-03-28&status=unprocessed", {first}),
    ):
        page = read(client, f"/my/orders/?{asked}")
        assert numbers(page) == expected, asked
        kept = {name for name in page.inputs if name.startswith("placed")}
        assert kept == {"placed_from", "placed_to"}


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ("placed_from=2026-02-30", "placed_from", "Enter a valid date."),
        ("placed_to=no", "placed_to", "Enter a valid date."),
        (
            "placed_from=2026-03-02&placed_to=2026-03-01",
            "placed_to",
            "The last day is before the first.",
        ),
    ],
)
@pytest.mark.parametrize("url", ["/my/orders/", "/my/group/orders/"])
def test_a_day_that_is_none_says_so_at_its_field(
    world: World, url: str, asked: str, field: str, words: str
) -> None:
    page = read(world.client(world.greta), f"{url}?{asked}")
    assert words in page.text
    assert page.fields_in_error == [field]


def test_who_sees_others_orders_can_see_only_their_own(world: World) -> None:
    Membership.objects.filter(pk=world.greta.pk).update(is_buyer=True)
    noras = place(world, world.nora, (world.paper, 1))
    gretas = place(world, world.greta, (world.paper, 1))
    client = world.client(world.greta)
    page = read(client, "/my/orders/?status=unprocessed")
    assert numbers(page) == {noras.number, gretas.number}
    own = next(link for link in page.links if "whose=mine" in link)
    assert "status=unprocessed" in own
    assert numbers(read(client, own)) == {gretas.number}
    page = read(world.client(world.nora), "/my/orders/?whose=mine")
    assert numbers(page) == {noras.number}
    assert "Only mine" not in page.text


def test_the_list_goes_out_as_it_is_narrowed(world: World) -> None:
    place(world, world.nora, (world.dock, 4))
    order = place(world, world.nora, (world.paper, 1))
    place(world, world.otto, (world.paper, 1))
    client = world.client(world.nora)
    sent = read(client, "/my/orders/?status=unprocessed").forms["/my/orders/export/"]
    answer = client.post("/my/orders/export/", sent | {"format": "csv"})
    written = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert len(written.splitlines()) == 2
    assert str(order.number) in written
    assert client.post("/my/orders/export/", sent | {"format": "exe"}).status_code == 404


def test_a_list_too_long_for_one_file_says_what_to_do(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 1)
    for _turn in range(2):
        place(world, world.nora, (world.paper, 1))
    client = world.client(world.nora)
    answer = client.post("/my/orders/export/", {"asked": "", "format": "csv"}, follow=True)
    assert "More than 1 orders do not fit in one file. Choose fewer days." in page_of(answer).text


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


@pytest.mark.parametrize(
    ("reached", "words"),
    [
        (OrderStatus.AWAITING_APPROVAL, "It waits for Ali Haddad to say yes."),
        (OrderStatus.UNPROCESSED, "Kontorsgrossen has it, and has not begun with it yet."),
        (OrderStatus.PROCESSING, "Kontorsgrossen is working on it."),
        (OrderStatus.SHIPPED, "Kontorsgrossen has sent it."),
        (OrderStatus.COMPLETED, "Kontorsgrossen has delivered it, and nothing is left to do."),
        (OrderStatus.REJECTED, "The answer was no, so it did not reach Kontorsgrossen."),
        (OrderStatus.WITHDRAWN, "It was taken back before it reached Kontorsgrossen."),
        (OrderStatus.CANCELLED, "It was cancelled, and Kontorsgrossen does not deliver it."),
    ],
)
def test_every_status_is_said_in_a_sentence(world: World, reached: OrderStatus, words: str) -> None:
    order = in_status(world, reached)
    assert words in read(world.client(world.nora), f"/my/orders/{order.number}/").text


def test_an_order_that_nobody_can_decide_on_says_so(world: World) -> None:
    order = stuck_order(world)
    page = read(world.client(world.nora), f"/my/orders/{order.number}/")
    assert "Nobody can decide on it now." in page.text


# On paper


def test_its_people_open_the_order_as_a_pdf_and_others_do_not(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    for who in (world.nora, world.ali, world.greta):
        client = world.client(who)
        assert (
            f"/my/orders/{order.number}/pdf/" in read(client, f"/my/orders/{order.number}/").links
        )
        answer = client.get(f"/my/orders/{order.number}/pdf/")
        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
        assert answer["Content-Disposition"] == f'inline; filename="order-{order.number}.pdf"'
        assert "no-store" in answer["Cache-Control"]
    assert world.client(world.otto).get(f"/my/orders/{order.number}/pdf/").status_code == 404
    staff = world.client(world.sam)
    assert (
        f"/staff/orders/{order.number}/pdf/" in read(staff, f"/staff/orders/{order.number}/").links
    )
    assert staff.get(f"/staff/orders/{order.number}/pdf/").content[:5] == b"%PDF-"


def test_a_machine_without_pango_offers_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_IS_POSSIBLE", False)
    order = place(world, world.nora, (world.dock, 4))
    for client, url in (
        (world.client(world.nora), f"/my/orders/{order.number}/"),
        (world.client(world.sam), f"/staff/orders/{order.number}/"),
    ):
        assert f"{url}pdf/" not in read(client, url).links
        assert client.get(f"{url}pdf/").status_code == 404


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
