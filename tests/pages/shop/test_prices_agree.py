"""One price everywhere: list, product page, cart, checkout, order and mail; never shared by caches.

The prices are generated; each page is read as a browser gets it.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.models import PriceList, PriceListConnection, PriceRow, Variant
from core.models import OutgoingEmail
from core.money import format_money
from customers.models import Membership, User
from orders.models import Order
from orders.totals import gross_of
from tests.orders import fill_cart, place
from tests.pages.reading import read
from tests.world import World

LONG_AGO = date(2020, 1, 1)
PRICES = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)
PERCENTS = st.decimals(Decimal(0), Decimal(40), places=2)


@dataclass(frozen=True)
class Rules:
    """What somebody has decided about the price of the dock."""

    list_net: Decimal
    rows: tuple[tuple[int, Decimal], ...]  # from quantity, price of Norrvik's list
    group_percent: Decimal
    customer_percent: Decimal
    vat_percent: Decimal
    quantity: int


RULES = st.builds(
    Rules,
    list_net=PRICES,
    rows=st.lists(
        st.tuples(st.integers(1, 12), PRICES), max_size=3, unique_by=lambda row: row[0]
    ).map(tuple),
    group_percent=PERCENTS,
    customer_percent=PERCENTS,
    vat_percent=st.sampled_from([Decimal(0), Decimal(6), Decimal(12), Decimal(25)]),
    quantity=st.integers(1, 15),
)


def decide(world: World, rules: Rules) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(list_price_net=rules.list_net)
    type(world.vat).objects.filter(pk=world.vat.pk).update(percent=rules.vat_percent)
    world.norrvik.discount_percent = rules.group_percent
    world.norrvik.save()
    world.school.discount_percent = rules.customer_percent
    world.school.save()
    if rules.rows:
        prices = PriceList.objects.create(name="Norrvik", valid_from=LONG_AGO)
        PriceListConnection.objects.create(price_list=prices, group=world.norrvik)
        for quantity, unit_net in rules.rows:
            PriceRow.objects.create(
                price_list=prices,
                variant=world.dock,
                from_quantity=quantity,
                unit_net=unit_net,
                valid_from=LONG_AGO,
            )


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ").split())


def shown(amount: Decimal) -> str:
    return format_money(amount).replace("\u00a0", " ")


def send_order(client: Client) -> Order:
    sent = read(client, "/checkout/").forms["checkout"]
    assert client.post("/checkout/", sent).status_code == 302
    return Order.objects.get()


@given(RULES)
@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_page_and_mail_says_the_same_price(world: World, rules: Rules) -> None:
    with transaction.atomic():
        decide(world, rules)
        check_one_price_everywhere(world, rules)
        transaction.set_rollback(True)


def check_one_price_everywhere(world: World, rules: Rules) -> None:
    nora = world.client(world.nora)
    fill_cart(world.actor(world.nora), (world.dock, rules.quantity))
    cart = read(nora, "/cart/").text
    checkout = read(nora, "/checkout/").text
    order = send_order(nora)
    line = order.lines.get()
    page = read(nora, f"/my/orders/{order.number}/").text
    # Nora's order asks Ali or goes straight: either way one mail to her, one to whoever acts.
    mails = [words_of(mail.body_html) for mail in OutgoingEmail.objects.all()]
    plain = [words_of(mail.body_text) for mail in OutgoingEmail.objects.all()]
    assert len(mails) == 2

    unit, net = shown(line.unit_net), shown(line.line_net)
    gross = shown(gross_of(line.line_net, rules.vat_percent))
    for text in (cart, checkout, page):
        assert f"{unit} Why?" in text
        assert f"{net} {gross} inc VAT" in text
    for text in (checkout, page):
        assert f"Order value ex VAT {shown(order.value_net)}" in text
        assert f"To pay inc VAT {shown(order.gross)}" in text
    for text in mails + plain:
        assert net in text
        assert shown(order.value_net) in text
        assert shown(order.gross) in text

    # Lists and product pages say the price of one piece.
    one = place(world, world.greta, (world.dock, 1)).lines.get()
    single = (
        f"{shown(one.unit_net)} ex VAT, {shown(gross_of(one.unit_net, rules.vat_percent))} inc VAT"
    )
    for url in (
        "/c/datorer/dockningsstationer/",
        "/c/datorer/dockningsstationer/?view=rows",
        "/p/nd-4012-gb/",
    ):
        assert single in read(nora, url).text, url


@pytest.mark.parametrize("visitor", ["anonymous", "ulla", "nora", "ali", "stina"])
def test_no_page_rests_in_a_shared_cache(world: World, visitor: str) -> None:
    who: dict[str, Membership | User | None] = {
        "anonymous": None,
        "ulla": world.ulla,
        "nora": world.nora,
        "ali": world.ali,
        "stina": world.stina,
    }
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(who[visitor])
    if visitor != "stina":
        client.post("/cart/add/", {"variant": world.paper.pk, "quantity": 1})
    for url in (
        "/",
        "/c/datorer/",
        "/p/nd-4012-gb/",
        f"/why/{world.dock.pk}/",
        "/search/?q=dock",
        "/search/suggest/?q=dock",
        "/assortment/",
        "/cart/",
        "/checkout/",
        f"/checkout/{order.number}/",
        "/my/",
        "/my/orders/",
        f"/my/orders/{order.number}/",
        "/my/approvals/",
        f"/my/approvals/{order.number}/",
        "/my/limit/",
        "/staff/",
    ):
        response = client.get(url)
        assert "private" in response.headers["Cache-Control"], url
        assert "public" not in response.headers["Cache-Control"], url
        assert "Cookie" in response.headers["Vary"], url


def test_the_wanted_price_is_nobody_elses(world: World) -> None:
    """Otto's page never carries what Norrvik pays, also straight after Nora's."""
    world.norrvik.discount_percent = Decimal(10)
    world.norrvik.save()
    assert "1 431,00" in read(world.client(world.nora), "/p/nd-4012-gb/").text
    for stranger in (world.otto, world.ulla, None):
        assert "1 431,00" not in read(world.client(stranger), "/p/nd-4012-gb/").text
