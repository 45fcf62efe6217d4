"""Naughty text as labels, help, choices and answers of extra fields: refused or kept, never run."""

import csv
from pathlib import Path

from core.exchange.formula_guard import would_run
from core.exports import export_now
from core.models import ExportFormat, OutgoingEmail
from customers.models import ExtraField
from customers.selectors.shop import shop_settings
from orders.exports import ORDERS
from orders.models import Order
from orders.papers import order_pdf
from orders.selectors.orders import order_detail_of
from tests.hostile.strings import MARK, NUL, OWN, faults_of, naughty
from tests.orders import fill_cart
from tests.pages.shop.buying import checkout_form
from tests.questions import ask
from tests.world import World

URL = "/staff/settings/extra-fields/"
SENT = {"place": "order", "kind": "text", "version": "0", "label": "Field"}


def test_naughty_text_makes_a_field_or_a_refusal(world: World) -> None:
    stina = world.client(world.stina)
    stina.raise_request_exception = False
    wrong = []
    for text in [*OWN, NUL, *naughty()[::12]]:
        for name in ("label", "help", "choices", "default", "minimum", "label_sv"):
            kind = {"choices": "choice", "minimum": "number"}.get(name, "text")
            response = stina.post(f"{URL}new/", SENT | {"kind": kind, name: text})
            if response.status_code not in {302, 409, 422} or faults_of(response.content.decode()):
                wrong.append(f"{name} {text[:60]!r}: {response.status_code}")
    assert not wrong, "\n".join(wrong[:20])
    page = stina.get(URL).content.decode()
    assert not faults_of(page)
    assert MARK not in page


def test_naughty_answers_are_escaped_wherever_they_are_shown(world: World, tmp_path: Path) -> None:
    evil = f"\"'>{MARK}{{{{ 7|add:7 }}}}"
    field = ask(world, MARK, help=MARK, label_sv="</script>")
    choice = ask(world, "=1+1", kind="choice", choices=(MARK, "=HYPERLINK(1)"))
    line = ask(world, evil[:60], place="line", help="<b>")
    nora = world.client(world.nora)
    fill_cart(world.actor(world.nora), (world.dock, 4))
    answers = {
        f"extra-{field.key}": evil,
        f"extra-{choice.key}": "=HYPERLINK(1)",
        f"extra-{world.dock.pk}-{line.key}": evil,
    }
    for url in ("/cart/", "/checkout/"):
        assert not faults_of(nora.get(url).content.decode())
    again = nora.post("/checkout/", checkout_form(nora) | answers | {"update": "1"})
    assert not faults_of(again.content.decode())
    assert nora.post("/checkout/", checkout_form(nora) | answers).status_code == 302
    order = Order.objects.get()
    assert order.extra_told[0].value == evil
    number = order.number
    for who, url in (
        (world.nora, f"/my/orders/{number}/"),
        (world.ali, f"/my/approvals/{number}/"),
        (world.ali, f"/my/approvals/{number}/change/"),
        (world.sam, f"/staff/orders/{number}/"),
    ):
        page = world.client(who).get(url).content.decode()
        assert not faults_of(page), url
        assert MARK not in page, url
    for mail in OutgoingEmail.objects.all():
        assert MARK not in mail.body_html
        assert "\n" not in mail.subject
    assert order_pdf(order_detail_of(world.actor(world.nora), number), shop_settings())
    path = tmp_path / "orders.csv"
    export_now(
        actor=world.actor(world.sam), export=ORDERS, asked={"view": "waiting"},
        file_format=ExportFormat.CSV, currency="SEK", target=path,
    )  # fmt: skip
    text = path.read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(text.splitlines(), delimiter=";") for cell in row]
    assert any("=HYPERLINK(1)" in cell for cell in cells)
    assert not [cell for cell in cells if would_run(cell) and not cell.startswith("'")]


def test_naughty_answers_are_kept_or_refused_one_by_one(world: World) -> None:
    fields = {
        kind: ask(world, kind, kind=kind, choices=("A",)) for kind in ("text", "choice", "date")
    }
    fields["number"] = ask(world, "number", kind="number")
    nora = world.client(world.nora)
    nora.raise_request_exception = False
    fill_cart(world.actor(world.nora), (world.dock, 4))
    form = checkout_form(nora)
    wrong = []
    for text in [*OWN, NUL, *naughty()[::10]]:
        sent = {f"extra-{field.key}": text for kind, field in fields.items() if kind != "text"}
        for answers in (sent, {f"extra-{text}": text, "extra-1-x": text, "update": "1"}):
            response = nora.post("/checkout/", form | answers)
            if response.status_code >= 500 or faults_of(response.content.decode()):
                wrong.append(f"{text[:60]!r}: {response.status_code}")
            if response.status_code == 302:
                fill_cart(world.actor(world.nora), (world.dock, 1))
                form = checkout_form(nora)
    assert not wrong, "\n".join(wrong[:20])
    for text in [*OWN, NUL, *naughty()[::25]]:
        response = nora.post(
            "/checkout/", form | {f"extra-{fields['text'].key}": text, "update": "1"}
        )
        assert response.status_code == 200
        assert not faults_of(response.content.decode())


def test_who_is_no_staff_makes_no_field(world: World) -> None:
    for who in (world.nora, world.greta):
        client = world.client(who)
        assert client.post(f"{URL}new/", SENT).status_code == 403
    for scope in ("settings", f"groups/{world.norrvik.pk}", f"customers/{world.school.pk}"):
        assert world.client(world.greta).get(f"/staff/{scope}/extra-fields/").status_code == 403
    assert not ExtraField.objects.exists()
