"""What the page offers for somebody's own words: what fits, what is usual, and only theirs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import Assortment, AssortmentItem, Variant
from catalogue.services.listing import refresh_all_listings
from catalogue.services.search_index import rebuild_search
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from customers.models import Customer, CustomerGroup, Membership
from orders.models import Order
from tests.orders import place
from tests.pages.my.filling.form import add, field, names, offered, press, sku, url_of
from tests.pages.reading import page_of, read
from tests.wishes import WISH, wish
from tests.world import World

# Thirty suggestions cost no more than one. A change of these numbers is looked at.
# With so few hits as one the search itself looks further: two queries more, or one.
# One of them asks for the orderer's groups, by which goods are found.
FILL_QUERIES = {"one": 26, "thirty": 22}
SEARCH_QUERIES = {"one": 23, "thirty": 22}


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
    found = names(read(shop.client(shop.ali), url_of(order)))
    assert found[0] == "TE-14"
    assert sorted(found) == ["TE-14", "TE-16", "VA-14"]


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
