"""Who would pay more and less, told where an import of prices is reviewed."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from catalogue.models import PriceList, PriceRow
from catalogue.selectors import imported_prices as bounds
from core.models import ImportJob
from orders.states import OrderStatus
from tests.orders import fill_cart, place
from tests.pages.importing import STAFF, book, planned, send, work
from tests.pages.reading import Page, read
from tests.prices import list_in_force, pays
from tests.sales import sale
from tests.world import World

HEADINGS = (
    *("Price list", "Article number", "From quantity", "Price ex VAT"),
    *("Customer group", "Valid from"),
)
LAST_MONTH = timezone.now() - timedelta(days=30)
QUERIES = 32


@pytest.fixture
def stina(world: World) -> Client:
    return world.client(world.stina)


def prices_sent(client: Client, *rows: tuple[object, ...]) -> ImportJob:
    file = book(*rows, headings=HEADINGS, name="prices.xlsx")
    job = send(client, file, kind="prices")
    work()
    job.refresh_from_db()
    return job


def impact_page(client: Client, job: ImportJob, **asked: str) -> Page:
    response = client.get(f"{STAFF}{job.pk}/price-impact/", asked)
    assert response.status_code == 200
    return Page(response.content.decode())


def told(client: Client, job: ImportJob, day: date | None = None) -> dict[str, Decimal]:
    asked = {"day": day.isoformat()} if day else {}
    response = client.get(f"{STAFF}{job.pk}/price-impact/", asked)
    return {each.payer.name: each.difference for each in response.context["impact"].customers}


def row(
    name: str, sku: str, price: object, *, quantity: int = 1, group: str = "", first: object = ""
) -> tuple[object, ...]:
    return name, sku, quantity, price, group, first


def test_the_review_leads_to_who_pays_more(world: World, stina: Client) -> None:
    listed = list_in_force(world, "Ramavtal", world.norrvik, rows=[(world.dock, 1, "1000")])
    sale(world.nora, [(world.dock, 12)], placed=LAST_MONTH)
    job = prices_sent(stina, row("Ramavtal", world.dock.sku, 1100))
    where = f"{STAFF}{job.pk}/price-impact/"
    assert where in read(stina, f"{STAFF}{job.pk}/").links
    page = impact_page(stina, job)
    assert "1 price change is looked at" in page.text
    assert "Barn och utbildning" in page.text
    assert told(stina, job) == {"Barn och utbildning": Decimal("1200.00")}
    assert PriceRow.objects.get(price_list=listed).unit_net == Decimal(1000)  # only looked at
    stina.post(f"{STAFF}{job.pk}/apply/")
    work()
    assert pays(world, world.nora, world.dock) == "1100.00"


def test_a_new_list_is_weighed_on_those_it_will_be_for(world: World, stina: Client) -> None:
    """Neither the list nor its connection is stored while the file is reviewed."""
    sale(world.nora, [(world.dock, 2)], placed=LAST_MONTH)
    sale(world.otto, [(world.dock, 2)], placed=LAST_MONTH)
    job = prices_sent(stina, row("Nytt avtal", world.dock.sku, 1490, group="Norrviks kommun"))
    assert not PriceList.objects.exists()
    assert told(stina, job) == {"Barn och utbildning": Decimal("-200.00")}
    stina.post(f"{STAFF}{job.pk}/apply/")
    work()
    assert pays(world, world.nora, world.dock) == "1490.00"


def test_a_list_that_gets_a_new_group_is_weighed_with_all_it_holds(
    world: World, stina: Client
) -> None:
    """The file names one article; the list has had another since before."""
    list_in_force(
        world, "Ramavtal", world.norrvik, rows=[(world.dock, 1, "1500"), (world.paper, 1, "10")]
    )
    sale(world.otto, [(world.paper, 1)], placed=LAST_MONTH)
    job = prices_sent(stina, row("Ramavtal", world.dock.sku, 1500, group="Retail"))
    before = Decimal(pays(world, world.otto, world.paper))
    assert told(stina, job) == {"Vestby Elektro": Decimal(10) - before}


def test_prices_of_later_days_are_weighed_on_their_day(world: World, stina: Client) -> None:
    list_in_force(world, "Ramavtal", world.norrvik, rows=[(world.dock, 1, "1000")])
    sale(world.nora, [(world.dock, 1)], placed=LAST_MONTH)
    today = timezone.localdate()
    later, last = today + timedelta(days=10), today + timedelta(days=20)
    job = prices_sent(
        stina,
        row("Ramavtal", world.dock.sku, 1100, first=later),
        row("Ramavtal", world.dock.sku, 1300, first=last),
    )
    page = impact_page(stina, job)
    assert page.inputs["day"] == last.isoformat()
    assert told(stina, job) == {"Barn och utbildning": Decimal("300.00")}
    assert told(stina, job, later) == {"Barn och utbildning": Decimal("100.00")}
    assert told(stina, job, today) == {}


def test_a_day_gone_by_is_refused_at_its_field(world: World, stina: Client) -> None:
    job = prices_sent(stina, row("Ny", world.dock.sku, 1100, group="Retail"))
    yesterday = timezone.localdate() - timedelta(days=1)
    for day in (yesterday.isoformat(), "soon", ""):
        page = impact_page(stina, job, day=day)
        assert page.fields_in_error == ["day"]
        assert "Who pays more" not in page.text
        where = f"{STAFF}{job.pk}/price-impact/download/"
        assert stina.get(where, {"day": day}).status_code == 404


def test_carts_and_waiting_orders_are_named(world: World, stina: Client) -> None:
    list_in_force(world, "Ramavtal", world.norrvik, rows=[(world.dock, 1, "4000")])
    waiting = place(world, world.nora, (world.dock, 2))
    assert waiting.status == OrderStatus.AWAITING_APPROVAL
    fill_cart(world.actor(world.nora), (world.dock, 3))
    job = prices_sent(stina, row("Ramavtal", world.dock.sku, 4100))
    page = impact_page(stina, job)
    assert f"3 × {world.dock.sku}" in page.text
    assert f"{waiting.number} Barn och utbildning" in page.text


def test_a_long_file_says_how_much_is_looked_at(
    world: World, stina: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every change is whole: what ends a price counts with what follows it."""
    list_in_force(
        world, "Ramavtal", world.norrvik, rows=[(world.dock, 1, "1000"), (world.paper, 1, "10")]
    )
    sale(world.nora, [(world.dock, 1), (world.paper, 1)], placed=LAST_MONTH)
    tomorrow = timezone.localdate() + timedelta(days=1)
    job = prices_sent(
        stina,
        row("Ramavtal", world.dock.sku, 1100, first=tomorrow),
        row("Ramavtal", world.paper.sku, 20, first=tomorrow),
    )
    assert told(stina, job) == {"Barn och utbildning": Decimal("110.00")}
    monkeypatch.setattr(bounds, "MOST_ROWS", 3)  # two edits a row: ended, and begun
    page = impact_page(stina, job)
    assert "Only the first prices of the file are weighed." in page.text
    assert "1 price change is looked at" in page.text
    assert told(stina, job) == {"Barn och utbildning": Decimal("100.00")}


def test_the_whole_list_is_a_workbook(world: World, stina: Client) -> None:
    list_in_force(world, "Ramavtal", world.norrvik, rows=[(world.dock, 1, "1000")])
    sale(world.nora, [(world.dock, 12)], placed=LAST_MONTH)
    job = prices_sent(stina, row("Ramavtal", world.dock.sku, 1100))
    response = stina.get(f"{STAFF}{job.pk}/price-impact/download/")
    found = load_workbook(BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    cells = {cell for sheet in found for line in sheet.iter_rows(values_only=True) for cell in line}
    assert "Barn och utbildning" in cells


def test_only_a_waiting_import_of_prices_is_weighed(world: World, stina: Client) -> None:
    users = planned(stina, ("eva@example.org", "Eva", "Ek", world.school.number, ""))
    assert stina.get(f"{STAFF}{users.pk}/price-impact/").status_code == 404
    assert "price-impact" not in " ".join(read(stina, f"{STAFF}{users.pk}/").links)
    job = prices_sent(stina, row("Ny", world.dock.sku, 1100, group="Retail"))
    stina.post(f"{STAFF}{job.pk}/apply/")
    work()
    for rest in ("", "download/"):
        assert stina.get(f"{STAFF}{job.pk}/price-impact/{rest}").status_code == 404
    assert stina.get(f"{STAFF}999999/price-impact/").status_code == 404


def test_sam_and_nora_do_not_see_it(world: World, stina: Client) -> None:
    job = prices_sent(stina, row("Ny", world.dock.sku, 1100, group="Retail"))
    for who in (world.sam, world.nora):
        response = world.client(who).get(f"{STAFF}{job.pk}/price-impact/")
        assert response.status_code in {403, 404}


def test_the_page_costs_the_same_for_more_rows(
    world: World, stina: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    list_in_force(world, "Ramavtal", world.norrvik, rows=[(world.dock, 1, "1000")])
    sale(world.nora, [(world.dock, 1)], placed=LAST_MONTH)
    job = prices_sent(
        stina, *(row("Ramavtal", world.dock.sku, 1100 + n, quantity=n) for n in range(1, 40))
    )
    with django_assert_max_num_queries(QUERIES):
        stina.get(f"{STAFF}{job.pk}/price-impact/")
