"""An order as a PDF, read back: what it says, in which language, over how many pages."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import translation
from pypdf import PdfReader

from core import pdf_writer
from core.pdf import can_write_pdf, write_pdf
from customers.models import Membership
from customers.selectors.shop import shop_settings
from orders.models import Order, OrderLine
from orders.papers import order_pdf, paper_title
from orders.selectors.orders import order_detail_of
from orders.services.deciding import approve_order, reject_order
from tests.orders import place
from tests.rules import say_of
from tests.world import World

pytestmark = pytest.mark.django_db


def pages_of(world: World, order: Order, who: Membership | None = None) -> list[str]:
    """The words of each page, with one kind of space."""
    actor = world.actor(who or world.nora)
    written = order_pdf(order_detail_of(actor, order.number), shop_settings())
    reader = PdfReader(BytesIO(written))
    return [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in reader.pages]


def test_a_waiting_order_is_a_request_with_everything_agreed(world: World) -> None:
    shop = shop_settings()
    shop.org_number, shop.phone, shop.email = "556677-8899", "08-123 45 67", "order@shop.example"
    shop.save()
    world.paper.vat_rate = world.vat_food
    world.paper.save()
    order = place(world, world.nora, (world.dock, 4), (world.paper, 2), acted_by=world.greta.user)
    order.comment, order.cost_centre = "Till läsåret på Strandskolan", "4410"
    order.save()
    [text] = pages_of(world, order)
    for words in (
        f"Order request {order.number}",
        "Awaiting approval",
        "Barn och utbildning",
        "212000-1355",
        "Hamngatan 14",
        "Ordered by Nora Lindqvist",
        "Placed by Greta Sandström",
        "Your order number ZZ31220",
        "Cost centre 4410",
        "Till läsåret på Strandskolan",
        "ND-4012-GB Dockningsstation Nordock Pro 14 4 25 % 1 590,00 6 360,00",
        "BJ-A480-K Kopieringspapper Björk A4 2 12 % 289,00 578,00",
        "Waits for Ali Haddad",
        "Order value ex VAT 6 938,00 kr",
        "VAT 25 % of 6 360,00 kr 1 590,00 kr",
        "VAT 12 % of 578,00 kr 69,36 kr",
        "Total inc VAT 8 597,36 kr",
        "All amounts are in SEK.",
        "Kontorsgrossen",
        "Organisation number 556677-8899",
        "order@shop.example 08-123 45 67",
        "Page 1 of 1",
    ):
        assert words in text, words


def test_fields_are_named_ordered_and_left_out_as_the_customers_rules_say(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    order.cost_centre, order.goods_marking, order.delivery_attention = "4410", "Hall B", "Eva"
    order.invoice_reference = "R7"
    order.save()
    say_of(
        world, "checkout", "cost_centre", group=world.norrvik, labels={"en": "Project"}, position=1
    )
    say_of(world, "checkout", "goods_marking", customer=world.school, is_hidden=True)
    say_of(world, "addresses", "attention", group=world.norrvik, is_hidden=True)
    say_of(world, "addresses", "street", group=world.norrvik, labels={"en": "Gate"})
    [text] = pages_of(world, order)
    assert "Gate: Hamngatan 14" in text
    assert "References Project 4410 Your order number" in text
    assert "Invoice reference R7" in text
    for hidden in ("Hall B", "Goods marking", "Eva"):
        assert hidden not in text
    other = place(world, world.otto, (world.paper, 1), on_account=False)
    other.cost_centre = "77"
    other.save()
    [text] = pages_of(world, other, world.otto)
    assert "Cost centre 77" in text
    assert "Gate" not in text


def test_an_approved_one_is_a_confirmation_with_who_said_yes(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    approve_order(
        actor=world.actor(world.ali), order_id=order.pk, version=order.version, comment="Bra pris"
    )
    [text] = pages_of(world, order)
    assert f"Order confirmation {order.number} Unprocessed" in text
    assert "Ali Haddad: Approved" in text
    assert "Bra pris" in text
    assert "Waits for" not in text


def test_a_rejected_one_confirms_nothing(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    reject_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    order.refresh_from_db()
    assert paper_title(order) == f"Order {order.number}"
    [text] = pages_of(world, order)
    assert "confirmation" not in text
    assert "Ali Haddad: Rejected" in text


def test_the_reader_chooses_the_language(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    with translation.override("sv"):
        [text] = pages_of(world, order)
    assert "Väntar på attest" in text
    assert "Artikelnummer" in text
    assert "Ordervärde ex moms 6 360,00 kr" in text


@pytest.mark.parametrize(
    ("treatment", "words"),
    [
        ("reverse_charge", "Reverse charge: the buyer accounts for the VAT."),
        ("export", "Delivered outside the EU: no VAT."),
        ("domestic", ""),
    ],
)
def test_the_vat_is_explained(world: World, treatment: str, words: str) -> None:
    order = place(world, world.nora, (world.dock, 4))
    Order.objects.filter(pk=order.pk).update(vat_treatment=treatment, vat_number="NO999888777")
    [text] = pages_of(world, order)
    assert words in text
    assert ("Reverse charge" in text, "outside the EU" in text) == (
        treatment == "reverse_charge",
        treatment == "export",
    )
    assert "VAT number NO999888777" in text


def test_three_hundred_lines_have_their_heading_on_every_page(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            position=number,
            sku=f"V-{number:03}",
            name=f"Pärm nummer {number}",
            quantity=1,
            unit_net=Decimal("10.00"),
            line_net=Decimal("10.00"),
            vat_percent=Decimal(25),
        )
        for number in range(2, 301)
    )
    pages = pages_of(world, order)
    assert len(pages) > 5
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
        assert "Article number Item Quantity" in text
        assert f"Order request {order.number}" in text
    everything = " ".join(pages)
    assert all(f"V-{number:03} Pärm nummer {number} 1" in everything for number in range(2, 301))
    assert "Total inc VAT" in pages[-1]


def test_long_names_and_letters_of_the_north_stay_on_the_paper(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    order.lines.update(name="Extraordinärt" * 30, comment="Čáhcesuolu, Ánne Biret – đŋŧž")
    [text] = pages_of(world, order)
    assert ("Extraordinärt" * 30) in text.replace(" ", "")
    assert "Čáhcesuolu, Ánne Biret – đŋŧž" in text


def test_words_of_people_are_words_and_fetch_nothing(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    order.comment = '<img src="http://127.0.0.1:9/x.png"><b>Fet</b>'
    order.save()
    [text] = pages_of(world, order)
    assert '<img src="http://127.0.0.1:9/x.png"><b>Fet</b>' in text


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.woff2",
        "file:///etc/passwd",
        "data:font/woff2;base64,AAAA",
        "attest:../../config/settings/base.py",
        "inter-latin-wght-normal.woff2",
    ],
)
def test_no_address_but_the_shops_own_fonts_is_answered(address: str) -> None:
    with pytest.raises(ValueError, match="asks for nothing"):
        pdf_writer.OwnFonts().fetch(address)


def test_a_paper_that_asks_for_a_file_is_written_without_it() -> None:
    html = '<p>Hej</p><img src="file:///etc/passwd"><link rel="stylesheet" href="file:///etc/x">'
    [page] = PdfReader(BytesIO(write_pdf(html=html, css=""))).pages
    assert page.extract_text().strip() == "Hej"
    assert list(page.images) == []


def test_this_machine_writes_them() -> None:
    assert can_write_pdf()
