"""What was answered in extra fields, where it is read again: mails, papers, exports."""

from io import BytesIO
from pathlib import Path

from django.utils import translation
from pypdf import PdfReader

from core.exchange.reader import read_table
from core.exports import export_now
from core.models import ExportFormat, OutgoingEmail
from customers.selectors.shop import shop_settings
from orders.exports import ORDERS
from orders.papers import order_pdf
from orders.selectors.orders import order_detail_of
from orders.selectors.person_file import person_file
from tests.questions import answering, ask
from tests.world import World


def test_the_mails_say_what_was_answered(world: World) -> None:
    field = ask(world, "Project", place="order", label_sv="Projekt")
    room = ask(world, "Room", place="line")
    world.nora.user.language = "sv"
    world.nora.user.save()
    answering(
        world,
        world.nora,
        (world.headset, 1),
        extra={field.key: "P-12 <b>"},
        line_extra={world.headset.pk: {room.key: "A1"}},
    )
    for template, label in (("orders/confirmed", "Projekt"), ("orders/new_order", "Project")):
        mail = OutgoingEmail.objects.get(template=template)
        assert f"{label}: P-12 <b>" in mail.body_text
        assert "Room: A1" in mail.body_text
        assert label in mail.body_html
        assert "P-12 &lt;b&gt;" in mail.body_html
        assert "Room: A1" in mail.body_html


def test_the_paper_and_the_workbook_say_what_was_answered(world: World, tmp_path: Path) -> None:
    project = ask(world, "Project", label_sv="Projekt")
    room = ask(world, "Room", place="line")
    order = answering(
        world,
        world.nora,
        (world.headset, 1),
        extra={project.key: "=HYPERLINK(1)"},
        line_extra={world.headset.pk: {room.key: "A1"}},
    )
    with translation.override("sv"):
        written = order_pdf(order_detail_of(world.actor(world.nora), order.number), shop_settings())
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(written)).pages)
    assert "Projekt" in words
    assert "=HYPERLINK(1)" in words
    assert "Room: A1" in words
    path = tmp_path / "orders.xlsx"
    export_now(
        actor=world.actor(world.sam),
        export=ORDERS,
        asked={"view": "process"},
        file_format=ExportFormat.XLSX,
        currency="SEK",
        target=path,
    )
    table = read_table(path)
    row = dict(zip(table.headings, next(iter(table.rows)).cells, strict=True))
    assert row["Extra fields"] == "Project: =HYPERLINK(1)"
    assert row["Extra fields of lines"] == f"{world.headset.sku}: Room: A1"


def test_a_person_is_told_their_own_answers(world: World) -> None:
    project = ask(world, "Project")
    answering(world, world.nora, (world.headset, 1), extra={project.key: "Call Nora at home"})
    parts = {part.key: part for part in person_file(world.nora.user)}
    assert "Call Nora at home" in str(parts["orders"].rows)
