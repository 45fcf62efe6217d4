"""Shelf labels: chosen, printed, read by a phone; one press orders more, a second one asks."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from catalogue.services.visibility import set_limit_groups
from core.pdf import can_write_pdf
from customers.actors import SYSTEM
from orders.models import CartLine
from orders.services.lists import save_to_list
from tests.orders import place
from tests.pages.reading import page_of, read
from tests.world import World, make_product

LABEL = "/r/ND-4012-GB/?n=6"
SHEET = "/my/labels/sheet/"
QUERIES = 20


def test_a_stranger_logs_in_first_and_comes_back(world: World) -> None:
    answer = Client().get(LABEL)
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=%2Fr%2FND-4012-GB%2F%3Fn%3D6"


def test_one_press_orders_and_a_second_within_a_minute_asks(world: World) -> None:
    client = world.client(world.nora)
    page = read(client, LABEL)
    assert "Add 6 to the cart" in page.text
    assert "9 540,00 kr" in page.text
    assert client.post(LABEL)["Location"] == LABEL
    asked = page_of(client.post(LABEL), 409)
    assert "You added this less than a minute ago. Add 6 more?" in asked.text
    assert CartLine.objects.get().quantity == 6
    yes = {"again": asked.inputs["again"]}
    assert client.post(LABEL, yes).status_code == 302
    assert client.post(LABEL, yes).status_code == 409
    assert CartLine.objects.get().quantity == 12


def test_limited_and_unknown_goods_are_404(world: World) -> None:
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.retail])
    client = world.client(world.nora)
    for url in (LABEL, "/r/FINNS-EJ/", "/r/%00/", "/r/a/b/c/"):
        assert client.get(url).status_code == 404, url
        assert client.post(url).status_code == 404, url
    assert world.client(world.otto).get(LABEL).status_code == 200
    assert not CartLine.objects.exists()


@pytest.mark.parametrize(("n", "pieces"), [("", 6), ("7", 12), ("0", 6), ("x", 6), ("9" * 40, 6)])
def test_a_label_says_whole_packs_whatever_its_address_says(
    world: World, n: str, pieces: int
) -> None:
    world.dock.pack_size = 6
    world.dock.save()
    page = read(world.client(world.nora), f"/r/ND-4012-GB/?n={n}")
    assert f"Add {pieces} to the cart" in page.text


def test_labels_of_an_order_a_list_and_what_was_bought(world: World) -> None:
    order = place(world, world.nora, (world.paper, 3))
    kept = save_to_list(
        actor=world.actor(world.nora), variant_id=world.dock.pk, quantity=1, new_name="Hylla"
    )
    client = world.client(world.nora)
    for source, name in (
        (f"from=order&order={order.number}", "Kopieringspapper"),
        (f"from=list&list={kept.wish_list_id}", "Dockningsstation"),
        ("from=mine", "Kopieringspapper"),
    ):
        assert name in read(client, f"/my/labels/?{source}").text
        assert "Nothing to label" in read(world.client(world.otto), f"/my/labels/?{source}").text


def test_the_sheet_has_a_code_for_each_that_was_ticked(world: World) -> None:
    place(world, world.nora, (world.paper, 3), (world.headset, 1))
    client = world.client(world.nora)
    sent = {"from": "mine", "chosen": [world.paper.pk, world.dock.pk]}
    page = client.post(SHEET, sent | {f"quantity-{world.paper.pk}": "20", "page": "1"})
    html = page.content.decode()
    assert html.count('class="label-code"') == 1  # the dock was never bought
    assert "BJ-A480-K" in html
    assert "20 pcs" in html
    assert client.post(SHEET, {"from": "mine", "page": "1"}).status_code == 422


@pytest.mark.skipif(not can_write_pdf(), reason="this machine has no pango")
@pytest.mark.parametrize(("paper", "pages"), [("a4", 1), ("single", 24)])
def test_the_labels_as_a_pdf_are_24_on_an_a4_or_one_a_page(
    world: World, paper: str, pages: int
) -> None:
    goods = [
        make_product(f"Penna {n}", f"PE-{n}", "9.00", category=world.office, vat=world.vat)
        for n in range(24)
    ]
    place(world, world.nora, *((each, 1) for each in goods))
    sent = {"from": "mine", "chosen": [each.pk for each in goods], "pdf": "1", "paper": paper}
    answer = world.client(world.nora).post(SHEET, sent)
    assert answer["Content-Type"] == "application/pdf"
    found = PdfReader(BytesIO(answer.content)).pages
    assert len(found) == pages
    assert "PE-0" in found[0].extract_text()


def test_sixty_labels_cost_the_queries_of_one(world: World) -> None:
    client = world.client(world.nora)
    one = save_to_list(
        actor=world.actor(world.nora), variant_id=world.dock.pk, quantity=1, new_name="Hylla"
    )
    url = f"/my/labels/?from=list&list={one.wish_list_id}"
    read(client, url)
    with CaptureQueriesContext(connection) as few:
        read(client, url)
    for n in range(60):
        more = make_product(f"P {n}", f"P-{n}", "9.00", category=world.office, vat=world.vat)
        save_to_list(
            actor=world.actor(world.nora),
            variant_id=more.pk,
            quantity=1,
            list_id=one.wish_list_id,
        )
    with CaptureQueriesContext(connection) as many:
        read(client, url)
    assert len(many) == len(few) <= QUERIES, len(few)
