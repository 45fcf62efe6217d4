"""The order form: goods with my prices in Excel, filled in, sent back, told what has changed."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from adminpanel.tasks import make_export
from catalogue.models import Assortment, AssortmentItem, OwnArticleNumber, Variant
from catalogue.search.words import fold_code
from catalogue.services.visibility import set_limit_groups
from core.exports import request_export
from core.models import ExportFormat, ExportJob
from customers.actors import SYSTEM
from customers.selectors.imports import own_scope_of
from orders.models import CartLine
from orders.order_form import ORDER_FORM
from orders.services.lists import make_list, save_to_list
from tests.orders import place
from tests.pages.reading import Page, page_of, read
from tests.world import World, make_product

URL = "/quick-order/form/"
QUERIES = 45  # the same for two rows and for a hundred


def got(client: Client, **asked: str) -> Any:
    answer: Any = client.post(URL, asked)
    assert answer.status_code == 200, answer.status_code
    assert answer["Cache-Control"] == "private, no-store"
    return openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))


def cells(sheet: Any, row: int) -> dict[str, Any]:
    return {head.value: cell.value for head, cell in zip(sheet[1], sheet[row], strict=True)}


def sent_back(client: Client, book: Any, status: int = 200) -> Page:
    kept = BytesIO()
    book.save(kept)
    file = SimpleUploadedFile("order.xlsx", kept.getvalue())
    return page_of(client.post("/quick-order/", {"check": "1", "file": file}), status)


def agreed(world: World, *variants: Variant) -> None:
    agreement = Assortment.objects.create(name="Avtal")
    agreement.groups.add(world.norrvik)
    for variant in variants:
        AssortmentItem.objects.create(
            assortment=agreement, variant=variant, contract_price_net=Decimal("100.00")
        )


def test_the_form_has_my_prices_numbers_and_last_order_and_an_empty_quantity(
    world: World,
) -> None:
    agreed(world, world.dock, world.paper)
    Variant.objects.filter(pk=world.paper.pk).update(pack_size=6, unit="kartong")
    OwnArticleNumber.objects.create(
        variant=world.paper, customer=world.school, number="BUN-7", folded=fold_code("BUN-7")
    )
    place(world, world.nora, (world.paper, 6))
    client = world.client(world.nora)
    sheet, about = got(client, goods="agreed").worksheets
    assert (sheet.title, about.title) == ("Order form", "About")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("D2", "A1:Q3")
    assert sheet.column_dimensions["Q"].hidden
    row = cells(sheet, 3)
    assert (row["Article number"], row["Own article number"]) == ("BJ-A480-K", "BUN-7")
    assert (row["Price ex VAT"], row["Pieces in a pack"], row["Unit"]) == (100, 6, "kartong")
    assert (row["Quantity"], row["Last quantity"]) == (None, 6)
    assert row["Sum ex VAT"].startswith("=IF(ISNUMBER(D3)")
    rule = sheet.data_validations.dataValidation[0]
    assert (str(rule.sqref), "MOD(D2,G2)=0" in rule.formula1) == ("D2:D3", True)
    assert about["B4"].value == "=SUM('Order form'!E2:E3)"
    assert ExportJob.objects.get().created_by == world.nora.user


def test_nora_fills_it_in_sends_it_back_and_is_told_what_changed(world: World) -> None:
    make_list(actor=world.actor(world.nora), name="Höst")
    for variant in (world.dock, world.paper, world.headset):
        line = save_to_list(
            actor=world.actor(world.nora), variant_id=variant.pk, quantity=1, new_name=variant.sku
        )
    agreed(world, world.dock, world.paper, world.headset)
    client = world.client(world.nora)
    assert len(list(got(client, goods="list", wish_list=str(line.wish_list_id)).worksheets[0])) == 2
    book = got(client, goods="agreed")
    sheet = book.worksheets[0]
    places = {sheet.cell(row, 1).value: row for row in (2, 3, 4)}
    sheet.cell(places["ND-4012-GB"], 4).value = 2
    sheet.cell(places["BJ-A480-K"], 4).value = 3
    sheet.cell(places["BJ-A480-K"], 8).value = 1  # nobody pays what a file says
    AssortmentItem.objects.filter(variant=world.paper).update(contract_price_net=Decimal("120.00"))
    Variant.objects.filter(pk=world.dock.pk).update(is_active=False)
    page = sent_back(client, book)
    assert "1 row without a quantity was left out." in page.text
    assert "The price was 100,00 kr in your form and is 120,00 kr now." in page.text
    assert "No longer available to you." in page.text
    client.post("/quick-order/", page.forms["quick-order"] | {"add": "1"})
    line_in_cart = CartLine.objects.get()
    assert (line_in_cart.variant, line_in_cart.quantity) == (world.paper, 3)
    assert line_in_cart.seen_unit_net == Decimal("120.00")


def test_a_form_that_asks_for_nothing_says_so(world: World) -> None:
    agreed(world, world.dock)
    client = world.client(world.nora)
    page = sent_back(client, got(client, goods="agreed"), 422)
    assert "No row of the file says how many." in page.text


def test_it_holds_only_what_its_buyer_may_see(world: World) -> None:
    shown = got(world.client(world.nora), goods="category", category="datorer").worksheets[0]
    assert {cells(shown, row)["Article number"] for row in (2, 3)} == {"ND-4012-GB", "LY-0650-UC"}
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.retail])
    left = got(world.client(world.nora), goods="category", category="datorer").worksheets[0]
    assert left.max_row == 2
    secret = save_to_list(
        actor=world.actor(world.otto), variant_id=world.paper.pk, quantity=1, new_name="Ottos"
    )
    client = world.client(world.nora)
    make_list(actor=world.actor(world.nora), name="Min")
    answer = client.post(URL, {"goods": "list", "wish_list": str(secret.wish_list_id)})
    assert answer.status_code == 422
    assert read(client, URL).forms


def test_nothing_to_put_on_it_is_said_at_the_field(world: World) -> None:
    page = page_of(world.client(world.nora).post(URL, {"goods": "mine"}), 422)
    assert "There is nothing of this for you now." in page.text


def test_a_hundred_rows_cost_the_queries_of_two(world: World) -> None:
    client = world.client(world.nora)
    read(client, URL)
    with CaptureQueriesContext(connection) as few:
        got(client, goods="category", category="datorer")
    for n in range(100):
        make_product(f"Dator {n}", f"DA-{n}", "9.00", category=world.computers, vat=world.vat)
    with CaptureQueriesContext(connection) as many:
        assert got(client, goods="category", category="datorer").worksheets[0].max_row == 103
    assert len(many) == len(few) <= QUERIES, len(few)


def test_a_long_form_is_made_by_the_worker_with_the_prices_of_who_asked(world: World) -> None:
    agreed(world, world.dock)
    actor = world.actor(world.nora)
    job = request_export(
        actor=actor,
        export=ORDER_FORM,
        asked={"from": "agreed"},
        file_format=ExportFormat.XLSX,
        scope=own_scope_of(actor),
    )
    make_export(job.pk, job.kind, actor.user_id, None, job.scope)
    client, page, file = world.client(world.nora), f"{URL}{job.pk}/", f"{URL}{job.pk}/file/"
    assert "The file is ready" in read(client, page).text
    answer: Any = client.get(file)
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert cells(book.worksheets[0], 2)["Price ex VAT"] == 100
    for other in (world.otto, world.ali):
        assert world.client(other).get(page).status_code == 404
        assert world.client(other).get(file).status_code == 404


def test_who_left_the_customer_gets_no_form_from_the_worker(world: World) -> None:
    agreed(world, world.dock)
    actor = world.actor(world.nora)
    job = request_export(
        actor=actor,
        export=ORDER_FORM,
        asked={"from": "agreed"},
        file_format=ExportFormat.XLSX,
        scope=own_scope_of(actor),
    )
    world.nora.is_active = False
    world.nora.save()
    make_export(job.pk, job.kind, actor.user_id, None, job.scope)
    job.refresh_from_db()
    assert (job.status, bool(job.file)) == ("failed", False)
