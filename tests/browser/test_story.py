"""The story end to end: from an Excel sheet to an approved order."""

import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from core.models import OutgoingEmail
from orders.models import Order
from orders.states import OrderStatus
from tests.browser.conftest import Visitor, let_the_worker_run, link_in_mail
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PASSWORD = "brevlådan-är-gul-42"


def write_sheet(path: Path, customer_number: str) -> None:
    """A new buyer Bea and her approver Carl, who comes further down; above Carl stands Greta."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("E-post", "Förnamn", "Efternamn", "Kundnummer", "Attesträtt", "Nästa i attestkedjan",
         "Brytpunkt"),
        ("bea@example.com", "Bea", "Nyman", customer_number, "nej", "carl@example.com", 1000),
        ("carl@example.com", "Carl", "Öst", customer_number, "ja", "greta@example.com", 5000),
    ):  # fmt: skip
        sheet.append(row)
    book.save(path)


def test_from_an_excel_sheet_to_an_approved_order(
    visitor: Callable[..., Visitor], live_server: object, tmp_path: Path
) -> None:
    world = build_world()

    # Stina takes the people in from Excel.
    sheet = tmp_path / "people.xlsx"
    write_sheet(sheet, world.school.number)
    stina = visitor()
    stina.log_in("stina@example.com")
    stina.open("/staff/imports/new/?kind=users")
    stina.page.set_input_files("input[type=file]", str(sheet))
    stina.page.check("[name=send_activation]")
    stina.press("Upload and review")
    stina.while_away(let_the_worker_run)
    stina.sees("bea@example.com", "carl@example.com")
    stina.press("Apply all 2 changes")
    stina.while_away(let_the_worker_run)
    stina.sees("2 created")

    # Bea and Carl choose a password by the link in their mail.
    people = {}
    for name in ("bea", "carl"):
        person = visitor(width=390 if name == "carl" else 1280)
        person.open(link_in_mail(f"{name}@example.com", "accounts/activation", live_server))
        for field in person.page.query_selector_all("input[type=password]"):
            field.fill(PASSWORD)
        person.page.click("main button[type=submit]")
        person.arrive()
        person.look()
        people[name] = person
    bea, carl = people["bea"], people["carl"]

    # Bea orders over her break point.
    bea.open(f"/p/{world.dock.product.slug}/")
    bea.page.fill("main input[name=quantity]", "4")
    bea.press("Add to cart")
    bea.open("/cart/")
    bea.sees("Carl Öst", "6 360,00 kr")
    bea.press("To the checkout")
    bea.press("Send to Carl")
    bea.sees("Carl Öst")
    order = Order.objects.get()
    assert order.status == OrderStatus.AWAITING_APPROVAL

    # Carl, on his phone, follows the link in his mail, changes the order and says yes.
    let_the_worker_run()
    carl.open(link_in_mail("carl@example.com", "orders/to_approve", live_server))
    carl.sees("Bea Nyman")
    carl.press("Change")
    carl.page.fill("[name=added_sku]", world.paper.sku)
    carl.page.fill("[name=added_quantity]", "2")
    carl.page.fill("[name=comment]", "Papper behövs också")
    carl.press("Save the change")
    order.refresh_from_db()
    assert (order.version, order.lines.count()) == (2, 2)
    carl.press("Approve")
    order.refresh_from_db()
    assert order.approval is not None
    assert order.approval.step == world.greta, "7 087,00 is over Carl's break point"

    # Greta, next in the chain, approves.
    greta = visitor()
    greta.open("/account/login/")
    greta.log_in("greta@example.com")
    greta.open(link_in_mail("greta@example.com", "orders/to_approve", live_server))
    greta.sees("Papper behövs också")
    greta.press("Approve")

    # Staff have it, and Bea has it in writing.
    order.refresh_from_db()
    assert order.status == OrderStatus.UNPROCESSED
    stina.open("/staff/orders/")
    stina.sees(str(order.number), "Unprocessed")
    let_the_worker_run()
    told = OutgoingEmail.objects.filter(to_address="bea@example.com").order_by("id")
    assert [mail.template for mail in told] == [
        "accounts/activation",
        "orders/sent_for_approval",
        "orders/changed",
        "orders/step_approved",
        "orders/confirmed",
    ]
    assert {mail.state for mail in told} == {"sent"}
    bea.open(f"/my/orders/{order.number}/")
    bea.sees("Unprocessed", "Carl Öst", "Greta Sandström", "Papper behövs också")
