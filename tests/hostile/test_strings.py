"""Naughty text through every door that takes it: no crash, always escaped, kept as it was."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from core.models import OutgoingEmail
from customers.models import Customer, Membership, User
from orders.models import Cart, Order
from orders.services.handling import cancel_order, withdraw_order
from tests.hostile.strings import MARK, NUL, OWN, faults_of, naughty
from tests.hostile.test_borders import form_of
from tests.orders import fill_cart, place
from tests.world import World

REFERENCES = ("customer_reference", "cost_centre", "goods_marking", "invoice_reference")
ADDRESS = ("name", "attention", "street", "city")


def ask(client: Client, urls: Iterable[str]) -> None:
    """Every address answers with a page or a plain refusal, and runs nothing it was sent."""
    client.raise_request_exception = False
    wrong = []
    for url in urls:
        response = client.get(url)
        page = response.content.decode() if "html" in response.get("Content-Type", "") else ""
        if response.status_code >= 500 or faults_of(page):
            wrong.append(f"{url[:120]!r}: {response.status_code} {faults_of(page)[:2]}")
    assert not wrong, "\n".join(wrong[:20])


def became_code(mail_html: str) -> list[str]:
    """Faults of a mail, which has its looks inline and links that lead to the shop."""
    faults = faults_of(mail_html)
    return [f for f in faults if not f.endswith(" style>") and not f.endswith("leads away")]


def in_query(path: str, name: str, texts: Iterable[str]) -> list[str]:
    return [f"{path}?{name}={quote(text)}" for text in texts]


def test_naughty_strings_can_be_searched_for(world: World) -> None:
    texts = [*OWN, NUL, *naughty()[::4]]
    ask(world.client(None), in_query("/search/", "q", texts))
    ask(world.client(world.nora), in_query("/search/suggest", "q", [NUL, *naughty()[1::3]]))


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("nora", "/my/orders/"),
        ("sam", "/staff/find/"),
        ("sam", "/staff/users/"),
        ("sam", "/staff/customers/"),
        ("sam", "/staff/orders/"),
    ],
)
def test_naughty_strings_can_be_looked_for_in_a_list(world: World, who: str, path: str) -> None:
    place(world, world.nora, (world.paper, 1))
    texts = [*OWN, NUL, "a " * 200, *naughty()[::16]]
    ask(world.client(getattr(world, who)), in_query(path, "q", texts))


def test_a_nul_cannot_be_put_together_from_its_pieces(world: World) -> None:
    pieces = ("%0%000x", "a%0%00%000")
    ask(world.client(world.nora), [f"/my/orders/?q={piece}" for piece in pieces])
    for path in ("/staff/orders/", "/staff/users/"):
        ask(world.client(world.sam), [f"{path}?q={piece}" for piece in pieces])


@pytest.mark.parametrize("nul", ["%00", "%0%000", "\x00"])
def test_a_nul_within_an_address_that_is_sent_along_is_no_crash(world: World, nul: str) -> None:
    asked = f"q=a{nul}b"
    browser = world.client(world.stina)
    customer = f"/staff/customers/{world.nora.customer_id}/"
    ask(browser, [f"{customer}?in=customers&within={quote(asked)}"])
    for path, sent in (
        ("/staff/products/bulk/", {"all": "1", "asked": asked}),
        ("/staff/exports/new/customers/", {"asked": asked, "format": "csv"}),
    ):
        assert browser.post(path, sent).status_code < 400, path


@pytest.mark.parametrize("who", ["nora", "ali", "stina"])
def test_no_parameter_of_any_page_breaks_it(world: World, who: str) -> None:
    place(world, world.nora, (world.dock, 4))
    pages = {
        "nora": "/ /c/datorer/ /p/nd-4012-gb/ /search/ /assortment/ /cart/ /checkout/ /my/"
        f" /my/orders/ /account/login/ /why/{world.dock.pk}/",
        "ali": "/my/approvals/",
        "stina": "/staff/ /staff/orders/ /staff/users/ /staff/customers/ /staff/groups/"
        " /staff/mail/ /staff/imports/ /staff/imports/new/ /staff/users/new/ /staff/find/",
    }[who].split()
    names = (
        *("q", "sort", "cursor", "after", "v", "quantity", "brand", "view", "next", "status"),
        *("customer", "role", "active", "group", "kind", "placed_from", "placed_to", "page"),
    )
    texts = (NUL, OWN[1], "-", "-1", str(10**30), "1e999", "NaN", "[]", "٣")
    client = world.client(getattr(world, who))
    for page in pages:
        ask(client, [f"{page}?" + "&".join(f"{name}={quote(t)}" for name in names) for t in texts])


def test_a_damaged_cursor_is_the_first_page(world: World) -> None:
    for _number in range(3):
        place(world, world.otto, (world.paper, 1), on_account=False)
    client = world.client(world.otto)
    whole = client.get("/my/orders/").context["page"].rows
    assert len(whole) == 3
    for cursor in ("x", "a:b:c", "W10:1tXYZ:sig", "=" * 999, str(10**30), "é", "%00"):
        page = client.get(f"/my/orders/?cursor={quote(cursor)}").context["page"]
        assert page.rows == whole, cursor
    for sort in ("nothing", "-nothing", "--placed", "customer__staff_note", "?", "-"):
        page = client.get(f"/my/orders/?sort={sort}").context["page"]
        assert page.sort == "-placed", sort


def test_bytes_that_are_no_text_are_read_as_well_as_can_be(world: World) -> None:
    ask(
        world.client(None),
        [f"/search/?q={raw}" for raw in ("%ff%fe", "%C3%28", "%ED%A0%80", "%", "%zz", "%E2%82")],
    )
    ask(world.client(None), ["/c/%ff/", "/c/a%00b/", "/p/%00/", "/account/reset/a%00b/", "/%00"])
    client = world.client(world.otto)
    client.raise_request_exception = False
    for content_type in (
        "application/x-www-form-urlencoded; charset=bogus",
        "application/x-www-form-urlencoded; charset=utf-16",
        "multipart/form-data; boundary=",
        "multipart/form-data",
        "application/json",
        "",
    ):
        response = client.generic("POST", "/cart/add/", b"\xff=%ff&quantity=\x00", content_type)
        assert response.status_code < 500, content_type


def test_no_cookie_breaks_a_page(world: World) -> None:
    for name in ("sessionid", "csrftoken", "django_language", "messages"):
        for value in (r'"abcdefgh\000ijk"', "é" * 40, "a" * 4000, "[]", '{"a":1}', MARK):
            client = Client(raise_request_exception=False)
            client.cookies[name] = "x"
            response = client.get("/cart/", headers={"cookie": f"{name}={value}"})
            assert response.status_code < 500, (name, value)


def test_naughty_strings_may_be_tried_as_a_log_in(world: World) -> None:
    client = Client(raise_request_exception=False)
    for text in [*OWN, NUL, *naughty()[::40]]:
        page = client.post("/account/login/", {"username": text, "password": text, "next": text})
        assert page.status_code in {200, 422, 429}, text
        assert not faults_of(page.content.decode()), text
        page = client.post("/account/reset/", {"email": text})
        assert page.status_code in {200, 302, 422, 429}, text
        assert not faults_of(page.content.decode()), text
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "quantity",
    ["", "0", "-1", "1.5", "1,5", "1e3", "x", str(10**30), "NaN", "١", NUL, "0x1", " 7 "],
)
def test_the_cart_takes_whole_numbers_and_nothing_else(world: World, quantity: str) -> None:
    client = world.client(world.otto)
    client.post("/cart/add/", {"variant": world.paper.pk, "quantity": quantity})
    lines = list(Cart.objects.get(user=world.otto.user).lines.all()) if Cart.objects.all() else []
    whole = {" 7 ": 7, "١": 1}.get(quantity)
    assert [line.quantity for line in lines] == ([whole] if whole else [])
    fill_cart(world.actor(world.otto), (world.headset, 2))
    response = client.post("/cart/change/", {f"quantity-{world.headset.pk}": quantity})
    assert response.status_code < 500
    line = Cart.objects.get(user=world.otto.user).lines.filter(variant=world.headset).first()
    if quantity.strip() == "0":
        assert line is None
    else:
        assert line is not None
        assert line.quantity == (whole or 2)


@pytest.mark.parametrize("variant", ["", "-1", str(2**63), str(10**30), "x", NUL, "1.5"])
def test_no_id_of_an_item_breaks_the_cart(world: World, variant: str) -> None:
    client = world.client(world.otto)
    client.raise_request_exception = False
    for url, data in (
        ("/cart/add/", {"variant": variant, "quantity": 1}),
        ("/cart/change/", {"remove": variant, f"quantity-{variant}": 1}),
    ):
        assert client.post(url, data).status_code < 500


@pytest.mark.parametrize(
    "path",
    [
        *("/why/{}/", "/pictures/{}/card/", "/checkout/{}/", "/my/orders/{}/", "/my/as/{}/"),
        *("/my/approvals/{}/", "/staff/customers/{}/", "/staff/users/{}/", "/staff/groups/{}/"),
        *("/staff/imports/{}/", "/staff/mail/{}/", "/staff/memberships/{}/", "/staff/orders/{}/"),
        "/staff/settings/vat/{}/",
    ],
)
@pytest.mark.parametrize("number", [2**63 - 1, 10**30])
def test_a_number_too_large_is_an_object_that_is_not_there(
    world: World, path: str, number: int
) -> None:
    who = world.stina if path.startswith("/staff/") else world.greta
    client = world.client(who)
    client.raise_request_exception = False
    assert client.get(path.format(number)).status_code == 404


def test_what_the_orderer_writes_is_kept_as_it_was_and_escaped_everywhere(world: World) -> None:
    """Eight texts an order; each is found in the database as sent, and runs nowhere."""
    texts = [t for t in [*OWN, *naughty()] if len(t.strip()) <= 60 and "\x00" not in t]
    kept = 0
    for start in range(0, len(texts), 9 * 8):
        batch = texts[start : start + 9]
        fill_cart(world.actor(world.otto), (world.paper, 1))
        client = world.client(world.otto)
        texts_of = dict(zip((*REFERENCES, *ADDRESS, "comment"), batch, strict=False))
        form = form_of(
            client, address="own", name="N", street="S", city="C", postal_code="1", country="NO"
        )
        response = client.post("/checkout/", form | texts_of)
        if response.status_code == 422:
            assert response.context["form"].errors
            Cart.objects.all().delete()
            continue
        order = Order.objects.latest("pk")
        for name, text in texts_of.items():
            column = f"delivery_{name}" if name in ADDRESS else name
            expected = text.strip().replace("\r\n", "\n")
            assert getattr(order, column).replace("\r\n", "\n") == expected, name
            kept += 1
        ask(client, [f"/my/orders/{order.number}/", f"/checkout/{order.number}/"])
        ask(world.client(world.sam), [f"/staff/orders/{order.number}/"])
    assert kept > 40
    for mail in OutgoingEmail.objects.all():
        assert not became_code(mail.body_html), mail.template
        assert "\n" not in mail.subject


def test_marks_in_names_goods_and_comments_stay_text_on_every_page_and_in_every_mail(
    world: World,
) -> None:
    """The names themselves are hostile: people, customer, group, product, methods, shop."""
    mark = f"Å'\"&{MARK}"
    User.objects.filter(pk__in=[m.user_id for m in (world.nora, world.ali, world.greta)]).update(
        first_name=mark, last_name=mark
    )
    for row in (world.school, world.norrvik, world.freight, world.pickup, world.invoice):
        row.name = mark + str(row.pk)
        row.save()
    world.dock.product.name = mark
    world.dock.product.brand = mark
    world.dock.product.save()
    world.shop.name = mark
    world.shop.save()
    order = place(world, world.nora, (world.dock, 4))
    nora, ali = world.client(world.nora), world.client(world.ali)
    line = order.lines.get()
    changed = ali.post(
        f"/my/approvals/{order.number}/change/",
        form_values(ali, order) | {f"quantity-{line.pk}": 5, "comment": mark},
    )
    assert changed.status_code == 302
    ask(nora, ["/", "/cart/", "/my/", "/my/orders/", f"/my/orders/{order.number}/", "/my/limit/"])
    ask(nora, ["/c/datorer/", "/p/nd-4012-gb/", f"/why/{world.dock.pk}/", "/search/?q=zqx"])
    ask(ali, ["/my/approvals/", f"/my/approvals/{order.number}/", "/my/"])
    ask(ali, [f"/my/approvals/{order.number}/change/"])
    sam = world.client(world.sam)
    ask(sam, [f"/staff/orders/{order.number}/", "/staff/orders/?view=all", "/staff/users/"])
    ask(sam, ["/staff/customers/", f"/staff/customers/{world.school.pk}/", "/staff/mail/"])
    ask(sam, [f"/staff/users/{world.nora.user.pk}/", f"/staff/groups/{world.norrvik.pk}/"])
    ask(sam, [f"/staff/mail/{mail.pk}/" for mail in OutgoingEmail.objects.all()])
    rejected = ali.post(
        f"/my/approvals/{order.number}/reject/", {"version": 2, "comment": f"{mark}\n{mark}"}
    )
    assert rejected.status_code == 302
    assert order.approval is not None
    assert order.approval.decisions.get(answer="reject").comment == f"{mark}\n{mark}"
    mails = list(OutgoingEmail.objects.all())
    assert len(mails) >= 4
    for mail in mails:
        assert not became_code(mail.body_html), mail.template
        assert "&lt;zqx" not in mail.body_text, mail.template
        assert "&lt;zqx" not in mail.subject, mail.template


def form_values(client: Client, order: Order) -> dict[str, Any]:
    form = client.get(f"/my/approvals/{order.number}/change/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize("text", [NUL, "a" * 3000])
def test_a_text_that_cannot_be_kept_is_refused_at_its_field(world: World, text: str) -> None:
    order = place(world, world.nora, (world.dock, 4))
    ali = world.client(world.ali)
    for way in ("approve", "reject", "change"):
        values = form_values(ali, order) if way == "change" else {"version": 1}
        page = ali.post(f"/my/approvals/{order.number}/{way}/", values | {"comment": text})
        assert page.status_code == 422, way
        assert "comment" in page.context["form"].errors
    fill_cart(world.actor(world.otto), (world.paper, 1))
    otto = world.client(world.otto)
    for name in (*REFERENCES, "comment"):
        page = otto.post("/checkout/", form_of(otto) | {name: text})
        assert page.status_code == 422
        assert name in page.context["form"].errors
    assert Order.objects.count() == 1


def test_a_note_on_taking_back_may_hold_anything_that_text_can_hold(world: World) -> None:
    for text in (NUL, MARK, "a" * 5000):
        waiting = place(world, world.nora, (world.dock, 4))
        straight = place(world, world.nora, (world.paper, 1))
        client = world.client(world.nora)
        client.raise_request_exception = False
        for order, way in ((waiting, "withdraw"), (straight, "cancel")):
            page = client.post(f"/my/orders/{order.number}/{way}/", {"comment": text})
            assert page.status_code in {302, 422}, (way, text)
        ask(client, [f"/my/orders/{waiting.number}/"])
    straight = place(world, world.nora, (world.paper, 1))
    cancel_order(actor=world.actor(world.nora), order_id=straight.pk, comment=MARK)
    waiting = place(world, world.nora, (world.dock, 4))
    withdraw_order(actor=world.actor(world.nora), order_id=waiting.pk, comment=MARK)
    for mail in OutgoingEmail.objects.all():
        assert not became_code(mail.body_html), mail.template


def test_cards_keep_what_staff_wrote_or_say_why_not(world: World) -> None:
    client = world.client(world.stina)
    client.raise_request_exception = False
    kept = 0
    for text in [*OWN[:9], NUL, *naughty()[::60]]:
        page = client.post(
            f"/staff/users/{world.ulla.pk}/edit/",
            {"first_name": text, "last_name": text, "staff_note": text, "language": ""},
        )
        assert page.status_code in {200, 302, 422}, text
        if page.status_code == 302:
            world.ulla.refresh_from_db()
            assert world.ulla.first_name == text.strip()
            kept += 1
            ask(client, [f"/staff/users/{world.ulla.pk}/"])
        page = client.post(
            "/staff/customers/new/",
            {
                "name": text,
                "org_number": text[:30],
                "country": "SE",
                "discount_percent": "0",
                "payment_days": "30",
                "is_active": "on",
                "main_group": world.retail.pk,
            },
        )
        assert page.status_code in {200, 302, 422}, text
        if page.status_code == 302:
            made = Customer.objects.latest("pk")
            assert made.name == text.strip()
            kept += 1
            ask(client, [f"/staff/customers/{made.pk}/"])
        else:
            assert page.context["form"].errors
            assert not faults_of(page.content.decode())
    assert kept > 10
    assert not Membership.objects.filter(user=world.ulla).exists()


@pytest.mark.parametrize(
    "amount", ["1e400", "NaN", "Infinity", str(10**30), "-1", NUL, "1,2,3", "x"]
)
def test_no_amount_breaks_a_card(world: World, amount: str) -> None:
    client = world.client(world.stina)
    client.raise_request_exception = False
    page = client.post(
        f"/staff/memberships/{world.nora.pk}/",
        {
            "is_buyer": "on",
            "next_approver": world.ali.pk,
            "break_point": amount,
            "limit_amount": amount,
            "limit_from": amount,
            "limit_renewed": "monthly",
            "limit_outside": "block",
        },
    )
    assert page.status_code in {200, 409, 422}
    assert page.context["form"].errors
    world.nora.refresh_from_db()
    assert str(world.nora.break_point) == "5000.00"
    for url in ("/staff/settings/deliveries/new/", "/staff/settings/payments/new/"):
        page = client.post(url, {"name": "X", "cost_net": amount, "fee_net": amount})
        assert page.status_code in {200, 422}
