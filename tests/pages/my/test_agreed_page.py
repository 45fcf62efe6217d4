"""Everything that is agreed with the customer, on one page, by the one price function."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from catalogue.models import (
    Assortment,
    AssortmentItem,
    PriceList,
    PriceListConnection,
    PriceRow,
    Variant,
)
from catalogue.selectors.prices import quote
from customers.models import Customer
from tests.pages.reading import read
from tests.world import World, make_product

pytestmark = pytest.mark.django_db
PAGE = "/my/agreed/"


@pytest.fixture(autouse=True)
def english(world: World) -> None:
    for person in (world.nora, world.greta, world.otto):
        person.user.language = "en"
        person.user.save()


def price_list(name: str, variant: Variant, price: str, **connected_to: object) -> PriceRow:
    prices = PriceList.objects.create(name=name)
    PriceListConnection.objects.create(price_list=prices, **connected_to)
    return PriceRow.objects.create(price_list=prices, variant=variant, unit_net=Decimal(price))


def test_each_agreed_item_stands_there_with_the_price_of_the_cart(world: World) -> None:
    row = price_list("Skolpriser", world.dock, "1400.00", customer=world.school)
    PriceRow.objects.create(
        price_list=row.price_list, variant=world.dock, from_quantity=10, unit_net=Decimal(1300)
    )
    price_list("Vestbys", world.headset, "999.00", customer=world.vestby)
    page = read(world.client(world.nora), PAGE)
    assert "Skolpriser the customer's own price list" in page.text
    assert "ND-4012-GB" in page.text
    assert "1 590,00 kr" in page.text or "SEK 1,590.00" in page.text
    unit = quote(world.actor(world.nora), {world.dock.pk: 1})[world.dock.pk].unit_net
    assert unit == Decimal("1400.00")
    assert "from 10:" in page.text
    assert "LY-0650-UC" not in page.text, "another customer's price"
    assert "Vestbys" not in page.text


def test_versions_of_one_product_are_told_apart(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(name="Graphite")
    price_list("Skolpriser", world.dock, "1400.00", customer=world.school)
    page = read(world.client(world.nora), PAGE)
    assert f"{world.dock.product.name}, Graphite" in page.text


def test_an_agreement_and_the_discounts_in_words(world: World) -> None:
    Customer.objects.filter(pk=world.school.pk).update(discount_percent=Decimal("2.5"))
    world.norrvik.discount_percent = Decimal(5)
    world.norrvik.save()
    agreement = Assortment.objects.create(name="Ramavtal 2026")
    agreement.groups.add(world.norrvik)
    AssortmentItem.objects.create(
        assortment=agreement, variant=world.paper, contract_price_net=Decimal(250)
    )
    page = read(world.client(world.nora), PAGE)
    assert "Ramavtal 2026 agreement assortment" in page.text
    assert "Group: Norrviks kommun 5 %" in page.text.replace(",0", "")
    assert "BJ-A480-K" in page.text


def test_what_only_others_may_see_is_not_told(world: World) -> None:
    hidden = make_product(
        "Hemlig", "XX-1", "10.00", category=world.office, vat=world.vat, is_active=False
    )
    price_list("Skolpriser", hidden, "9.00", customer=world.school)
    assert "XX-1" not in read(world.client(world.nora), PAGE).text


def test_credit_is_for_administrators(world: World) -> None:
    Customer.objects.filter(pk=world.school.pk).update(allowed_outstanding=Decimal(50000))
    assert "Allowed outstanding amount" not in read(world.client(world.nora), PAGE).text
    page = read(world.client(world.greta), PAGE)
    assert "Allowed outstanding amount" in page.text
    assert "Left to order on account" in page.text


def test_with_nothing_agreed_the_page_says_so(world: World) -> None:
    page = read(world.client(world.otto), PAGE)
    assert "No item has a price of its own." in page.text
    assert "No agreement or price list" in page.text


def test_a_search_that_finds_nothing_leads_back(world: World) -> None:
    price_list("Skolpriser", world.dock, "1400.00", customer=world.school)
    client = world.client(world.nora)
    assert "No agreed price fits" in read(client, f"{PAGE}?q=zzzz").text
    assert "ND-4012-GB" in read(client, f"{PAGE}?q=nd-40").text


def test_without_a_customer_there_is_nothing_to_agree(world: World) -> None:
    assert world.client(world.ulla).get(PAGE).status_code == 403


def test_thirty_prices_cost_no_more_questions_than_one(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    prices = price_list("Skolpriser", world.dock, "1400.00", customer=world.school).price_list
    client = world.client(world.nora)
    client.get(PAGE)
    with django_assert_num_queries(13):
        client.get(PAGE)
    for number in range(30):
        variant = make_product(
            f"Vara {number}", f"V-{number}", "10.00", category=world.office, vat=world.vat
        )
        PriceRow.objects.create(price_list=prices, variant=variant, unit_net=Decimal(9))
    with django_assert_num_queries(13):
        client.get(PAGE)
