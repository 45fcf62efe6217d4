"""From an application with a document to the first tier price on a product page."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Visitor, let_the_worker_run, link_in_mail
from tests.services.marketing.applications import EMAIL, tier
from tests.uploads import pdf
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long and quiet sentence 26"


@pytest.mark.parametrize("width", [390, 1280])
def test_from_application_to_the_first_tier_price(
    visitor: Callable[..., Visitor], live_server: object, tmp_path: Path, width: int
) -> None:
    world = build_world()
    tier("Wholesaler", 20)
    certificate = tmp_path / "bevis.pdf"
    certificate.write_bytes(pdf())

    vera = visitor(width=width)
    vera.open("/")
    vera.press("Apply for wholesale terms")
    vera.sees("What happens next")
    page = vera.page
    for name, value in (
        ("company", "Dahlqvist Kontor AB"),
        ("org_number", "556036-0793"),
        ("street", "Storgatan 4"),
        ("postal_code", "531 30"),
        ("city", "Lidköping"),
        ("first_name", "Vera"),
        ("last_name", "Dahlqvist"),
        ("email", EMAIL),
        ("phone", "08-555 010 20"),
        ("words", "Vi säljer kontorsmöbler i Skaraborg."),
    ):
        page.fill(f"[name={name}]", value)
    page.get_by_label("Wholesaler").check()
    page.set_input_files("[name=documents]", str(certificate))
    page.wait_for_timeout(3100)  # nobody writes faster
    vera.press("Send the application")
    vera.sees("Look in your mail")
    let_the_worker_run()
    vera.open(link_in_mail(EMAIL, "wholesale/received", live_server))
    vera.sees("Dahlqvist Kontor AB", "E-mail not confirmed")
    vera.press("Confirm the application")
    vera.sees("Waits for an answer")

    stina = visitor(width=width)
    stina.log_in("stina@example.com")
    stina.open("/staff/applications/")
    stina.press("Dahlqvist Kontor AB")
    stina.sees("Storgatan 4", "bevis.pdf", "Vi säljer kontorsmöbler", "E-mail confirmed")
    stina.press("Approve")
    stina.page.get_by_label("Main group").select_option(index=0)
    stina.press("Approve")
    stina.sees("Dahlqvist Kontor AB is approved", "Wholesale sign-up")

    let_the_worker_run()
    vera.open(link_in_mail(EMAIL, "wholesale/approved", live_server))
    page.fill("[name=new]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.click("main button[type=submit]")
    vera.look()
    vera.open(f"/c/{world.docks.path}/")
    page.locator(".product-card .product-name a").first.click()
    vera.look()
    vera.sees("1 272,00")  # 1 590,00 less 20 %
    vera.open("/my/documents/")
    vera.sees("bevis")
