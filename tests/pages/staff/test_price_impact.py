"""What did they pay on that day, and who would pay more: the pages of the back office."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from catalogue.models import PriceList, Variant
from catalogue.pricing.proposed import ProposedRow
from catalogue.services.prices import PriceDraft, create_price_list, set_prices
from catalogue.services.staged_prices import stage_prices
from customers.models import Customer, CustomerGroup, PricingTier
from orders.states import OrderStatus
from tests.orders import fill_cart, place
from tests.pages.reading import read
from tests.past import happened_on, noon
from tests.sales import sale
from tests.world import World

PAST = "/staff/past-prices/"
LONG_AGO = timezone.localdate() - timedelta(days=300)
MARCH = LONG_AGO + timedelta(days=200)
QUERIES_PAST = 25
QUERIES_IMPACT = 23


@pytest.fixture
def stina(world: World) -> Client:
    return world.client(world.stina)


@pytest.fixture
def prepared(world: World) -> PriceList:
    """Norrvik's dock at 1 000, to be 1 100."""
    actor = world.actor(world.stina)
    made = create_price_list(
        actor=actor, name="Ramavtal", connected_to=[world.norrvik], valid_from=LONG_AGO
    )
    set_prices(
        actor=actor,
        price_list=made,
        prices=[PriceDraft(world.dock, Decimal(1000))],
        valid_from=LONG_AGO,
    )
    rows = [ProposedRow(made.pk, world.dock.pk, 1, Decimal(1100))]
    stage_prices(actor=actor, price_list=made, rows=rows)
    return made


def ask(client: Client, **asked: str) -> Any:
    return client.get(PAST, {"quantity": "1", "day": MARCH.isoformat()} | asked)


def test_stina_reads_what_nora_paid_in_march(world: World, stina: Client) -> None:
    happened_on(LONG_AGO)
    sale(world.nora, [(world.dock, 2)], placed=noon(MARCH))
    Variant.objects.filter(pk=world.dock.pk).update(list_price_net=2000)
    happened_on(MARCH + timedelta(days=1))
    page = ask(stina, customer=world.school.number, article="ND-4012-GB").content.decode()
    assert "1 590,00" in page.replace("\u00a0", " ")
    assert "2 000,00" not in page.replace("\u00a0", " ")
    assert "List price" in page
    assert "oldest known" not in page
    assert "What they ordered it for" in page


def test_what_was_ordered_stands_as_it_was_agreed(world: World, stina: Client) -> None:
    happened_on(LONG_AGO)
    order = sale(world.nora, [(world.dock, 2)], placed=noon(MARCH - timedelta(days=2)))
    order.lines.update(unit_net=Decimal(1234), line_net=Decimal(2468))
    far = sale(world.nora, [(world.dock, 2)], placed=noon(MARCH - timedelta(days=181)))
    other = sale(world.otto, [(world.dock, 2)], placed=noon(MARCH))
    page = ask(stina, customer=world.school.number, article="nd-4012-gb").content.decode()
    assert "1 234,00" in page.replace("\u00a0", " ")
    assert f"/staff/orders/{order.number}/" in page
    assert f"/staff/orders/{far.number}/" not in page
    assert f"/staff/orders/{other.number}/" not in page


def test_a_day_before_the_shop_knew_them_says_so(world: World, stina: Client) -> None:
    page = ask(stina, customer=world.school.number, article="ND-4012-GB").content.decode()
    assert "Told from the oldest known facts" in page
    assert "What the shop knows of this customer begins on" in page


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        ("customer", "Nobody AB", "There is no such customer."),
        ("customer", "o", "Several customers fit."),
        ("customer", "", "This field is required."),
        ("article", "NOPE", "There is no article NOPE."),
        ("quantity", "0", "At least one piece."),
        ("day", "2099-01-01", "That day has not come yet."),
        ("day", "0001-01-01", "Nothing is known of a day so long ago."),
        ("day", "yesterday", "Enter a valid date."),
    ],
)
def test_bad_words_get_an_answer_at_the_field_and_nothing_is_lost(
    world: World, stina: Client, field: str, written: str, said: str
) -> None:
    asked = {"customer": world.school.number, "article": "ND-4012-GB"} | {field: written}
    answer = ask(stina, **asked)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert said in page
    assert f'id="id_{field}_error"' in page
    for value in (value for name, value in asked.items() if name != field):
        assert f'value="{value}"' in page


def test_a_link_brings_the_customer_along_without_asking_yet(world: World, stina: Client) -> None:
    page = stina.get(PAST, {"customer": world.school.number}).content.decode()
    assert f'value="{world.school.number}"' in page
    assert "form-errors" not in page


def test_the_past_costs_a_fixed_number_of_queries(
    world: World, stina: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    happened_on(LONG_AGO)
    sale(world.nora, [(world.dock, 2)], placed=noon(MARCH))
    asked = {"customer": world.school.number, "article": "ND-4012-GB"}
    ask(stina, **asked)
    with django_assert_num_queries(QUERIES_PAST):
        ask(stina, **asked)
    for number in range(5):
        sale(world.nora, [(world.dock, 2)], placed=noon(MARCH - timedelta(days=number)))
        Variant.objects.filter(pk=world.dock.pk).update(list_price_net=2000 + number)
        happened_on(MARCH - timedelta(days=number))
    with django_assert_num_queries(QUERIES_PAST):
        ask(stina, **asked)


def test_before_publishing_stina_sees_who_pays_more(
    world: World, stina: Client, prepared: PriceList
) -> None:
    sale(world.nora, [(world.dock, 3)], placed=timezone.now() - timedelta(days=30))
    waiting = place(world, world.nora, (world.dock, 6))
    assert waiting.status == OrderStatus.AWAITING_APPROVAL
    fill_cart(world.actor(world.ali), (world.dock, 2))
    page = read(stina, f"/staff/price-lists/{prepared.pk}/changes/publish/")
    assert "Who pays more, who pays less" in page.text
    assert "+300,00 kr" in page.text.replace("\u00a0", " ")
    assert "Barn och utbildning" in page.text
    assert "Ali Haddad" in page.text
    assert str(waiting.number) in page.text
    assert "They keep the prices they were placed with." in page.text
    assert f"/staff/price-lists/{prepared.pk}/impact/download/" in page.links


def test_a_large_change_is_weighed_on_its_own_page(
    world: World, stina: Client, prepared: PriceList, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adminpanel.views.price_changes.WEIGHED_AT_ONCE", 0)
    page = read(stina, f"/staff/price-lists/{prepared.pk}/changes/publish/")
    assert f"/staff/price-lists/{prepared.pk}/impact/" in page.links
    assert "Largest increases" not in page.text
    part = stina.get(f"/staff/price-lists/{prepared.pk}/impact/", headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b"Who pays more" in part.content


def test_a_past_day_for_new_prices_is_refused(
    world: World, stina: Client, prepared: PriceList
) -> None:
    address = f"/staff/price-lists/{prepared.pk}/impact/"
    yesterday = timezone.localdate() - timedelta(days=1)
    page = stina.get(address, {"day": yesterday.isoformat()})
    assert b"Prices are published from today or later." in page.content
    download = stina.get(address + "download/", {"day": "x"})
    assert download.status_code == 404


def test_a_list_with_nothing_prepared_has_nothing_to_weigh(
    world: World, stina: Client, prepared: PriceList
) -> None:
    prepared.staged.all().delete()
    assert b"Nothing to weigh" in stina.get(f"/staff/price-lists/{prepared.pk}/impact/").content
    address = f"/staff/price-lists/{prepared.pk}/impact/download/"
    assert stina.get(address).status_code == 404


def test_the_whole_list_comes_as_a_workbook(
    world: World, stina: Client, prepared: PriceList
) -> None:
    sale(world.nora, [(world.dock, 3)], placed=timezone.now() - timedelta(days=30))
    fill_cart(world.actor(world.ali), (world.dock, 2))
    answer = stina.get(f"/staff/price-lists/{prepared.pk}/impact/download/")
    assert "price-impact-ramavtal" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    sheet = book["Differences"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == ["Barn och utbildning"]
    assert rows[0][5:] == (3, 3, 1000, 1100, 3000, 3300, 300)
    carts = list(book["Open carts"].iter_rows(min_row=2, values_only=True))
    assert carts[0][2] == "Ali Haddad"


@pytest.mark.parametrize("kind", ["group", "customer", "tier"])
def test_another_discount_is_weighed_and_nothing_is_saved(
    world: World, stina: Client, kind: str
) -> None:
    tier = PricingTier.objects.create(name="Reseller")
    Customer.objects.filter(pk=world.school.pk).update(pricing_tier=tier)
    sale(world.nora, [(world.dock, 2)], placed=timezone.now() - timedelta(days=30))
    pk = {"group": world.norrvik.pk, "customer": world.school.pk, "tier": tier.pk}[kind]
    address = f"/staff/discount-impact/{kind}/{pk}/"
    page = stina.get(address, {"percent": "10"}).content.decode().replace("\u00a0", " ")
    assert "−318,00 kr" in page
    assert CustomerGroup.objects.get(pk=world.norrvik.pk).discount_percent == 0
    assert Customer.objects.get(pk=world.school.pk).discount_percent == 0
    answer = stina.get(address + "download/", {"percent": "10"})
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert book["Differences"].max_row == 2
    assert stina.get(address + "download/").status_code == 404


def test_a_discount_of_a_hundred_and_one_is_refused(world: World, stina: Client) -> None:
    page = stina.get(f"/staff/discount-impact/group/{world.norrvik.pk}/", {"percent": "101"})
    assert b"id_percent_error" in page.content


def test_a_segment_has_no_discount_to_weigh(world: World, stina: Client) -> None:
    assert stina.get("/staff/discount-impact/segment/1/").status_code == 404
    assert stina.get("/staff/discount-impact/group/999999/").status_code == 404


def test_the_impact_costs_a_fixed_number_of_queries(
    world: World,
    stina: Client,
    prepared: PriceList,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    address = f"/staff/price-lists/{prepared.pk}/impact/"
    sale(world.nora, [(world.dock, 3)], placed=timezone.now() - timedelta(days=30))
    stina.get(address)
    with django_assert_num_queries(QUERIES_IMPACT):
        stina.get(address)
    for member in (world.ali, world.greta):
        sale(member, [(world.dock, 3), (world.paper, 1)], placed=timezone.now())
        fill_cart(world.actor(member), (world.dock, 2))
    with django_assert_num_queries(QUERIES_IMPACT):
        stina.get(address)


@pytest.mark.parametrize("who", ["nora", "greta"])
def test_a_buyer_has_no_business_here(world: World, prepared: PriceList, who: str) -> None:
    client = world.client(getattr(world, who))
    for address in (
        PAST,
        f"/staff/price-lists/{prepared.pk}/impact/",
        f"/staff/price-lists/{prepared.pk}/impact/download/",
        f"/staff/discount-impact/group/{world.norrvik.pk}/",
    ):
        assert client.get(address).status_code == 403
