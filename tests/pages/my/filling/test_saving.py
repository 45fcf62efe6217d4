"""Filling in products: what choosing comes to before it is saved, and what is saved."""

import pytest

from core.models import OutgoingEmail
from tests.pages.my.filling.form import field, press, sku, url_of
from tests.pages.reading import page_of, read
from tests.services.orders.test_placing import limit
from tests.wishes import fill, fresh, wish
from tests.world import World

# Choosing, without saving


def test_adding_counts_the_sum_the_limit_and_the_chain_and_saves_nothing(shop: World) -> None:
    limit(shop.nora, "60000")
    order = wish(shop, shop.nora, delivery=shop.freight)
    client = shop.client(shop.ali)
    page = page_of(
        press(client, order, "add", str(sku("TE-14").pk), **{f"q-{sku('TE-14').pk}": "3"})
    )
    for words in (
        "26 970,00 kr",
        "Frakt, pall 149,00 kr",
        "Order value ex VAT 27 119,00 kr",
        "This order 27 119,00 kr Left after the order 32 881,00 kr",
        "After your yes the order goes on to Greta Sandström.",
        "3 chosen",
    ):
        assert words in page.text, words
    assert page.forms["fill"][field(sku("TE-14"))] == "3"
    assert not order.lines.exists()
    assert fresh(order).version == 1


def test_adding_twice_counts_both(shop: World) -> None:
    order = wish(shop, shop.nora)
    client = shop.client(shop.ali)
    laptop = sku("TE-14")
    response = press(client, order, "add", str(laptop.pk), **{field(laptop): "2"})
    assert page_of(response).forms["fill"][field(laptop)] == "3"


def test_what_goes_beyond_the_limit_is_said_before_it_is_saved(shop: World) -> None:
    limit(shop.nora, "5000")
    order = wish(shop, shop.nora)
    client = shop.client(shop.ali)
    page = page_of(press(client, order, "add", str(sku("TE-14").pk)))
    assert "3 990,00 kr over your purchase limit" in page.text
    page = page_of(press(client, order, "save", **{field(sku("TE-14")): "1"}), 409)
    assert "3 990,00 kr over your purchase limit" in page.text
    assert page.forms["fill"][field(sku("TE-14"))] == "1", "what was chosen is kept"
    assert not order.lines.exists()


@pytest.mark.parametrize("written", ["-1", "två", "1.5", "999999999999"])
def test_a_quantity_that_is_none_stays_as_it_was_typed(shop: World, written: str) -> None:
    order = wish(shop, shop.nora)
    laptop = field(sku("TE-14"))
    fill(shop, order, (sku("TE-14"), 1), by=shop.ali)
    page = page_of(press(shop.client(shop.ali), order, "save", **{laptop: written}), 422)
    assert page.forms["fill"][laptop] == written
    assert page.fields_in_error == [laptop]
    assert order.lines.get().quantity == 1


def test_nonsense_in_the_form_breaks_nothing(shop: World) -> None:
    order = wish(shop, shop.nora)
    client = shop.client(shop.ali)
    odd = {"n-": "1", "n-x": "1", f"n-{2**70}": "1", "n-٣": "1", "q-x": "1", "n--1": "2"}
    for button in ("add", "search", "save"):
        for value in ("", "x", str(2**63), "-1", "0", "999999"):
            response = client.post(
                url_of(order), odd | {button: value, "version": "1", "n-999999999": "1"}
            )
            assert response.status_code in {200, 409, 422}, (button, value)
    assert client.post(url_of(order), {"save": "1"}).status_code == 422  # without a version
    assert not order.lines.exists()


# Saving


def test_ali_saves_several_in_one_change_with_one_mail(shop: World) -> None:
    order = wish(shop, shop.nora)
    client = shop.client(shop.ali)
    laptop, bag = sku("TE-14"), sku("VA-14")
    response = press(client, order, "save", **{field(laptop): "1", field(bag): "2"})
    assert response["Location"] == f"/my/approvals/{order.number}/"
    assert {line.sku: line.quantity for line in order.lines.all()} == {"TE-14": 1, "VA-14": 2}
    assert OutgoingEmail.objects.filter(template="orders/changed").count() == 1
    page = read(client, f"/my/approvals/{order.number}/")
    assert "The order has 2 lines now. It still waits for your yes." in page.text
    assert "Approve 9 788,00 kr" in page.text


def test_ali_changes_and_removes_what_he_filled_in(shop: World) -> None:
    order = wish(shop, shop.nora)
    laptop, bag = sku("TE-14"), sku("VA-14")
    fill(shop, order, (laptop, 1), (bag, 2), by=shop.ali)
    client = shop.client(shop.ali)
    page = page_of(press(client, order, "update", **{field(bag): "0", field(laptop): "4"}))
    assert "goes when you save" in page.text
    assert "was 1, not saved yet" in page.text
    press(client, order, "save", **{field(bag): "0", field(laptop): "4"})
    assert {line.sku: line.quantity for line in order.lines.all()} == {"TE-14": 4}


def test_another_tab_that_saved_first_is_told_of_and_no_line_is_doubled(shop: World) -> None:
    order = wish(shop, shop.nora)
    client = shop.client(shop.ali)
    laptop = sku("TE-14")
    sent = read(client, url_of(order)).forms["fill"] | {field(laptop): "1", "save": "1"}
    client.post(url_of(order), sent)
    page = page_of(client.post(url_of(order), sent), 409)
    assert "The order has been changed since you opened it." in page.text
    assert order.lines.get().quantity == 1
    again = page.forms["fill"]
    assert again["version"] == "2"
    assert (
        "Nothing was changed."
        in page_of(client.post(url_of(order), again | {"save": "1"}), 409).text
    )
    assert order.lines.get().quantity == 1


def test_a_comment_where_the_organisation_wants_one(shop: World) -> None:
    shop.norrvik.comment_required = True
    shop.norrvik.save()
    order = wish(shop, shop.nora)
    client = shop.client(shop.ali)
    laptop = field(sku("TE-14"))
    page = page_of(press(client, order, "save", **{laptop: "1"}), 409)
    assert page.fields_in_error == ["comment"]
    press(client, order, "save", **{laptop: "1", "comment": "Samma som de andra har"})
    told = OutgoingEmail.objects.get(template="orders/changed")
    assert "Samma som de andra har" in told.body_text
