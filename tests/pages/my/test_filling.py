"""Filling in an order in somebody's own words: what is offered, what it comes to, what is saved."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import Assortment, AssortmentItem, Variant
from catalogue.services.listing import refresh_all_listings
from catalogue.services.search_index import rebuild_search
from catalogue.services.visibility import set_limit_groups
from core.models import OutgoingEmail
from customers.actors import SYSTEM
from customers.models import Customer, CustomerGroup, Membership
from orders.models import Order
from orders.services.deciding import approve_order, reject_order
from orders.states import OrderStatus
from tests.orders import place
from tests.pages.reading import Page, page_of, read
from tests.services.customers.test_visits import act
from tests.services.orders.test_placing import limit
from tests.wishes import WISH, fill, fresh, wish
from tests.world import World, make_product

# Thirty suggestions cost no more than one. A change of these numbers is looked at.
# With so few hits as one the search itself looks further: two queries more, or one.
FILL_QUERIES = {"one": 38, "thirty": 36}
SEARCH_QUERIES = {"one": 37, "thirty": 36}


@pytest.fixture
def shop(world: World) -> World:
    """The cast's shop with two laptops, a bag for one, and all of it in the search."""
    add(world, "Bärbar dator Tern 14", "TE-14", "8990.00")
    add(world, "Bärbar dator Tern 16 Pro", "TE-16", "14990.00")
    add(world, "Väska till bärbar dator", "VA-14", "399.00")
    refresh_all_listings()
    rebuild_search()
    return world


def add(world: World, name: str, sku: str, price: str) -> Variant:
    return make_product(name, sku, price, category=world.computers, vat=world.vat)


def sku(name: str) -> Variant:
    return Variant.objects.get(sku=name)


def url_of(order: Order) -> str:
    return f"/my/approvals/{order.number}/fill/"


def offered(page: Page) -> list[int]:
    """The variants with an Add button, in order."""
    return [int(button["value"]) for button in page.buttons if button.get("name") == "add"]


def names(page: Page) -> list[str]:
    found = Variant.objects.in_bulk(offered(page))
    return [found[pk].sku for pk in offered(page)]


def press(client: Client, order: Order, button: str, value: str = "1", **written: str) -> Any:
    """Sends the page as it now is, with what was written, by this button."""
    sent = read(client, url_of(order)).forms["fill"]
    return client.post(url_of(order), sent | written | {button: value})


def field(variant: Variant) -> str:
    return f"n-{variant.pk}"


# What the page offers


def test_ali_reads_noras_words(shop: World) -> None:
    order = wish(shop, shop.nora)
    page = read(shop.client(shop.ali), url_of(order))
    for words in (
        "What Nora Lindqvist needs",
        WISH,
        "No products yet. Add what Nora needs from below.",
        "Nobody can say yes to the order before it has products.",
        "Only what Nora may buy, at the prices Nora has.",
    ):
        assert words in page.text, words
    assert not any(button.get("name") == "save" for button in page.buttons)


def test_what_fits_the_words_comes_first_and_a_headset_not_at_all(shop: World) -> None:
    order = wish(shop, shop.nora, "Hej! Jag behöver en bärbar dator till nya läraren, tack.")
    assert names(read(shop.client(shop.ali), url_of(order))) == ["TE-14", "TE-16", "VA-14"]


@pytest.mark.parametrize("text", ["I need two laptops of the kind TE-16", "TE-16"])
def test_an_article_number_among_the_words_is_found(shop: World, text: str) -> None:
    order = wish(shop, shop.nora, text)
    assert names(read(shop.client(shop.ali), url_of(order)))[0] == "TE-16"


def test_of_what_fits_the_one_ordered_before_comes_first_and_says_so(shop: World) -> None:
    place(shop, shop.greta, (sku("TE-16"), 1))
    place(shop, shop.greta, (sku("TE-16"), 2))
    order = wish(shop, shop.nora)
    page = read(shop.client(shop.ali), url_of(order))
    assert names(page) == ["TE-16", "TE-14", "VA-14"]
    assert "Ordered 2 times, last" in page.text


def test_what_the_organisation_often_orders_stands_after_what_fits(shop: World) -> None:
    place(shop, shop.greta, (shop.paper, 1))
    place(shop, shop.greta, (shop.paper, 1), (shop.headset, 1))
    order = wish(shop, shop.nora)
    page = read(shop.client(shop.ali), url_of(order))
    assert "Often ordered in your organisation" in page.text
    assert names(page)[-2:] == [shop.paper.sku, shop.headset.sku]


def test_what_others_order_says_nothing(shop: World) -> None:
    place(shop, shop.otto, (shop.paper, 1))
    place(shop, shop.nora, (shop.dock, 9))  # waits, and reached nobody
    order = wish(shop, shop.nora)
    page = read(shop.client(shop.ali), url_of(order))
    assert "Often ordered" not in page.text


def test_only_what_nora_may_see_is_offered_and_at_her_price(shop: World) -> None:
    """Ali works at the other customer of the organisation, which has prices of its own."""
    Membership.objects.filter(pk=shop.ali.pk).update(customer=shop.care)
    Customer.objects.filter(pk=shop.school.pk).update(discount_percent=Decimal(10))
    Customer.objects.filter(pk=shop.care.pk).update(discount_percent=Decimal(50))
    further = CustomerGroup.objects.create(name="Vård")
    shop.care.further_groups.add(further)
    set_limit_groups(actor=SYSTEM, target=sku("TE-16"), groups=[further])
    rebuild_search()
    order = wish(shop, shop.nora)
    for url in (url_of(order), f"{url_of(order)}?q=dator", f"{url_of(order)}?q=TE-16"):
        page = read(shop.client(shop.ali), url)
        assert sku("TE-16").pk not in offered(page)
    page = read(shop.client(shop.ali), url_of(order))
    assert "8 091,00 kr" in page.text
    assert "4 495,00 kr" not in page.text


def test_who_sees_only_the_agreement_is_offered_only_that(shop: World) -> None:
    Membership.objects.filter(pk=shop.nora.pk).update(only_agreement_assortment=True)
    agreement = Assortment.objects.create(
        name="Avtal", valid_from=timezone.localdate() - timedelta(days=1)
    )
    agreement.customers.add(shop.school)
    AssortmentItem.objects.create(
        assortment=agreement, variant=sku("TE-14"), contract_price_net=Decimal(7000)
    )
    place(shop, shop.greta, (shop.paper, 1))
    order = wish(shop, shop.nora)
    page = read(shop.client(shop.ali), url_of(order))
    assert names(page) == ["TE-14"]
    assert "7 000,00 kr" in page.text
    assert names(read(shop.client(shop.ali), f"{url_of(order)}?q=bärbar+dator")) == ["TE-14"]
    response = press(shop.client(shop.ali), order, "save", **{field(sku("TE-16")): "1"})
    assert "The orderer may not buy this item." in page_of(response, 409).text
    assert not order.lines.exists()


def test_ali_searches_by_himself_and_what_he_chose_stays(shop: World) -> None:
    order = wish(shop, shop.nora)
    client = shop.client(shop.ali)
    response = press(client, order, "search", q="headset", **{field(sku("TE-14")): "2"})
    page = page_of(response)
    assert "What fits “headset”" in page.text
    assert names(page) == [shop.headset.sku]
    assert page.forms["fill"][field(sku("TE-14"))] == "2"
    nothing = read(client, f"{url_of(order)}?q=traktor")
    assert "Nothing that Nora may buy fits." in nothing.text


def test_what_is_typed_is_shown_as_it_is(shop: World) -> None:
    order = wish(shop, shop.nora, "<script>alert(1)</script> dator")
    html = shop.client(shop.ali).get(f"{url_of(order)}?q=<b>x</b>\x00").content.decode()
    assert "<script>alert" not in html
    assert "<b>x" not in html


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


# Who may


def test_another_than_the_current_step_reads_why_not(shop: World) -> None:
    order = wish(shop, shop.nora)
    client = shop.client(shop.greta)
    page = read(client, url_of(order))
    assert "The order waits for Ali Haddad." in page.text
    assert "fill" not in page.forms
    sent = {"save": "1", "version": "1", field(sku("TE-14")): "1"}
    assert "The order waits for Ali Haddad." in page_of(client.post(url_of(order), sent), 409).text
    assert not order.lines.exists()


def test_strangers_meet_404_and_buyers_403(shop: World) -> None:
    order = wish(shop, shop.nora)
    Membership.objects.filter(pk=shop.otto.pk).update(is_approver=True, is_group_admin=True)
    for method in ("get", "post"):
        assert getattr(shop.client(shop.otto), method)(url_of(order)).status_code == 404
        assert getattr(shop.client(shop.nora), method)(url_of(order)).status_code == 403


def test_nobody_fills_in_while_acting_as_ali(shop: World) -> None:
    order = wish(shop, shop.nora)
    client = act(shop, shop.stina, shop.ali)
    assert "Nobody decides while logged in as somebody else." in read(client, url_of(order)).text
    sent = {"save": "1", "version": "1", field(sku("TE-14")): "1"}
    assert client.post(url_of(order), sent).status_code == 409
    assert not order.lines.exists()


def test_a_decided_order_is_not_filled_in(shop: World) -> None:
    order = wish(shop, shop.nora)
    reject_order(actor=shop.actor(shop.ali), order_id=order.pk, version=1, comment="Nej")
    page = read(shop.client(shop.ali), url_of(order))
    assert "This order has already been decided." in page.text


def test_an_ordinary_order_is_not_filled_in(shop: World) -> None:
    order = place(shop, shop.nora, (shop.dock, 4))
    response = shop.client(shop.ali).get(url_of(order))
    assert response["Location"] == f"/my/orders/{order.number}/"


# Around it


def test_the_yes_without_products_is_refused_with_the_way_on(shop: World) -> None:
    order = wish(shop, shop.nora)
    client = shop.client(shop.ali)
    page = read(client, f"/my/approvals/{order.number}/")
    assert url_of(order) in page.links
    response = client.post(f"/my/approvals/{order.number}/approve/", {"version": "1"})
    assert "The order has no products yet." in page_of(response, 409).text
    assert fresh(order).status == OrderStatus.AWAITING_APPROVAL


def test_nora_reads_that_ali_fills_it_in(shop: World) -> None:
    order = wish(shop, shop.nora)
    client = shop.client(shop.nora)
    for url in (f"/my/orders/{order.number}/", "/my/orders/"):
        page = read(client, url)
        assert "No products yet: Ali fills them in" in page.text
        assert "0,00 kr" not in page.text.partition("Orders")[2]
    assert "No products yet" in read(client, "/my/").text
    assert "Fills in the products." in read(client, f"/my/orders/{order.number}/").text


def test_nora_orders_a_withdrawn_wish_again_and_an_approved_one(shop: World) -> None:
    order = wish(shop, shop.nora)
    client = shop.client(shop.nora)
    assert client.post(f"/my/orders/{order.number}/again/").status_code == 302
    client.post(f"/my/orders/{order.number}/withdraw/")
    assert client.post(f"/my/orders/{order.number}/again/").status_code == 302
    filled = fill(shop, wish(shop, shop.nora), (shop.paper, 2), by=shop.ali)
    approve_order(actor=shop.actor(shop.ali), order_id=filled.pk, version=filled.version)
    assert client.post(f"/my/orders/{filled.number}/again/")["Location"] == "/cart/"
    assert shop.paper.product.name in read(client, "/cart/").text


def test_thirty_suggestions_cost_no_more_than_one(shop: World) -> None:
    order = wish(shop, shop.nora, "Jag behöver en bärbar dator")
    client = shop.client(shop.ali)
    Variant.objects.exclude(sku="TE-14").update(is_active=False)
    _costs(client, order, "one", offers=1)
    Variant.objects.update(is_active=True)
    for number in range(40):
        extra = add(shop, f"Bärbar dator nr {number}", f"NR-{number}", "5000.00")
        if number < 20:
            place(shop, shop.greta, (extra, 1))
    for number in range(12):
        place(shop, shop.greta, (add(shop, f"Sak {number}", f"SA-{number}", "10.00"), 1))
    refresh_all_listings()
    rebuild_search()
    _costs(client, order, "thirty", offers=30)


def _costs(client: Client, order: Order, name: str, *, offers: int) -> None:
    with CaptureQueriesContext(connection) as suggested:
        page = read(client, url_of(order))
    assert len(offered(page)) == offers
    with CaptureQueriesContext(connection) as searched:
        read(client, f"{url_of(order)}?q=bärbar+dator")
    assert (len(suggested), len(searched)) == (FILL_QUERIES[name], SEARCH_QUERIES[name])


def test_an_order_without_products_shows_no_sum_of_nothing(world: World) -> None:
    """Not as it waits, not once it is answered, and not to staff (A-42)."""
    order = wish(world, world.nora)
    staff = world.client(world.sam)
    waiting = ("/my/approvals/", f"/my/approvals/{order.number}/")
    for address in waiting:
        text = read(world.client(world.ali), address).text
        assert "0,00" not in text
        assert "No products yet" in text
    for address in ("/staff/orders/?view=waiting", f"/staff/orders/{order.number}/"):
        text = read(staff, address).text
        assert "0,00" not in text
        assert "No products" in text
    reject_order(actor=world.actor(world.ali), order_id=order.pk, version=1, comment="No")
    for address in (*waiting, "/my/approvals/decided/"):
        text = read(world.client(world.ali), address).text
        assert "0,00" not in text
        assert "No products" in text
