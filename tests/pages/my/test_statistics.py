"""Greta reads what Norrvik bought: days, tables that sum, the orders behind a figure, the Excel."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from adminpanel.tasks import make_export
from catalogue.models import ProductCategory, Variant
from core.models import ExportJob, ExportStatus
from customers.models import Membership
from orders.states import OrderStatus
from tests.orders import place
from tests.pages.reading import Page, page_of, read
from tests.sales import at, sale
from tests.services.customers.test_visits import act
from tests.world import World, make_product, make_user

URL = "/my/group/statistics/"
MARCH = "placed_from=2026-03-01&placed_to=2026-03-31"
Clock = Callable[[str], None]
AMOUNT = r"(\d[\d ]*,\d\d) kr"


@pytest.fixture
def march(world: World) -> World:
    """Nora buys 70 times in March, Ali once, somebody at Omsorg once; others and April beside."""
    for number in range(70):
        sale(
            world.nora,
            [(world.dock, 1), (world.paper, number % 3 + 1)],
            placed=at(f"2026-03-{number % 28 + 1:02} 10:{number % 60:02}"),
            shipping="149.00" if number % 2 else "0.00",
        )
    loose = make_product("Lös vara", "LOS 1/2", "0.33", category=world.office, vat=world.vat)
    ProductCategory.objects.filter(product=loose.product).delete()
    sale(world.ali, [(world.headset, 2), (loose, 3)], placed=at("2026-03-31 23:59"), fees="29.50")
    away = Membership.objects.create(user=world.ulla, customer=world.care)
    sale(away, [(world.paper, 10)], placed=at("2026-03-01 00:00"))
    sale(world.nora, [(world.dock, 9)], placed=at("2026-04-01 00:00"))
    sale(world.nora, [(world.dock, 9)], placed=at("2026-03-05 12:00"), status=OrderStatus.REJECTED)
    sale(world.otto, [(world.dock, 9)], placed=at("2026-03-05 12:00"))
    return world


def amount(text: str) -> Decimal:
    return Decimal(text.replace(" ", "").replace(",", "."))


def table_of(client: Client, url: str, heading: str) -> list[tuple[str, str, Decimal]]:
    """(name, address, value) of each row of the table with this heading, the total last."""
    html = client.get(url).content.decode().replace("\u00a0", " ")
    found = re.search(rf"<caption[^>]*>{heading}</caption>.*?</table>", html, re.S)
    assert found is not None, url
    rows = []
    for row in found[0].split("<tr")[2:]:
        name = re.search(r'<th scope="row">(?:<a href="([^"]*)">)?([^<]*)', row)
        values = re.findall(AMOUNT, row)
        assert name is not None
        rows.append(
            (name[2], (name[1] or "").replace("&amp;", "&"), amount(values[-1] if values else "0"))
        )
    return rows


def all_rows(client: Client, url: str, heading: str) -> Iterator[Decimal]:
    """The last amount in each row of a list, page after page."""
    while url:
        page = read(client, url)
        assert page.text
        if "Nothing in these days" in page.text or "Inget under" in page.text:
            return
        yield from (value for _name, _url, value in table_of(client, url, heading))
        url = f"{urlsplit(url).path}{page.next.partition('#')[0]}" if page.next else ""
        if page.next.startswith("/"):
            url = page.next.partition("#")[0]


def figure_of(page: Page) -> Decimal:
    """The first key figure of a page."""
    found = re.search(AMOUNT, page.text)
    assert found is not None
    return amount(found[1])


@pytest.fixture
def greta(march: World) -> Client:
    client = march.client(march.greta)
    march.greta.user.language = "en"
    march.greta.user.save()
    return client


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the clock of the shop."""

    def is_now(written: str) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at(written).astimezone(UTC))

    return is_now


def test_every_table_sums_to_the_key_figure(greta: Client) -> None:
    expected = figure_of(read(greta, f"{URL}?{MARCH}"))
    # 70 docks, 139 packs, 35 freights; two headsets, three loose, a fee; ten packs at Omsorg.
    assert expected == Decimal("162386.49")
    for view, heading in (("user", "Ordered by"), ("category", "Category"), ("product", "Product")):
        *rows, whole = table_of(greta, f"{URL}?{MARCH}&by={view}", heading)
        assert whole[2] == expected
        assert sum(value for _name, _url, value in rows) == expected, view
        assert len(rows) >= 3


@pytest.mark.parametrize(
    ("view", "heading"), [("user", "Ordered by"), ("category", "Category"), ("product", "Product")]
)
def test_a_click_shows_what_sums_to_the_clicked_figure(
    greta: Client, view: str, heading: str
) -> None:
    *rows, _whole = table_of(greta, f"{URL}?{MARCH}&by={view}", heading)
    for name, url, value in rows:
        assert url, name
        asked = parse_qs(urlsplit(url).query)
        assert (asked["placed_from"], asked["placed_to"]) == (["2026-03-01"], ["2026-03-31"])
        page = read(greta, url)
        assert figure_of(page) == value, name
        back = [link for link in page.links if link.startswith(f"{URL}?")]
        assert any(MARCH in link and f"by={view}" in link for link in back), name
        listed = "Orders" if view == "user" or name == "Shipping and fees" else "Order lines"
        values = list(all_rows(greta, url, listed))
        if view != "user":
            assert sum(values) == value, name


def test_a_persons_orders_are_exactly_those_of_the_figure(march: World, greta: Client) -> None:
    """Nora's 70 of March, two pages of them, and none of April or of her rejected ones."""
    url = f"{URL}users/{march.nora.user.pk}/{march.school.pk}/?{MARCH}"
    numbers: list[str] = []
    page = read(greta, url)
    assert "70" in page.text
    while True:
        numbers += [link for link in page.links if re.fullmatch(r"/my/orders/\d+/", link)]
        if not page.next:
            break
        target = page.next.partition("#")[0]
        page = read(greta, target if target.startswith("/") else f"{urlsplit(url).path}{target}")
    assert len(numbers) == len(set(numbers)) == 70


def test_down_the_tree_the_levels_sum(greta: Client) -> None:
    url = f"{URL}categories/datorer/?{MARCH}"
    *rows, whole = table_of(greta, url, "Category")
    assert [(name, value) for name, _url, value in rows] == [
        ("Dockningsstationer", Decimal("111300.00")),
        ("Directly in this category", Decimal("2780.00")),
    ]
    assert whole[2] == Decimal("114080.00") == figure_of(read(greta, url))
    below = rows[0][1]
    assert urlsplit(below).path == f"{URL}categories/datorer/dockningsstationer/"
    page = read(greta, below)
    assert figure_of(page) == Decimal("111300.00")
    assert any(link.startswith(f"{URL}categories/datorer/?") for link in page.links)


def test_one_customer_of_two(march: World, greta: Client) -> None:
    page = read(greta, f"{URL}?{MARCH}&customer={march.care.pk}")
    assert figure_of(page) == Decimal("2890.00")
    *rows, _whole = table_of(greta, f"{URL}?{MARCH}&customer={march.care.pk}", "Ordered by")
    assert [name for name, _url, _value in rows] == ["Ulla Ek"]
    assert f"customer={march.care.pk}" in rows[0][1]
    page = read(greta, f"{URL}?{MARCH}&customer={march.vestby.pk}")
    assert "Choose one of your organisation's customers." in page.text
    assert figure_of(page) == Decimal("162386.49")


@pytest.mark.parametrize(
    ("asked", "words", "field"),
    [
        ("placed_from=2026-02-30&placed_to=2026-03-31", "Write a day, as", "placed_from"),
        ("placed_from=2026-03-01&placed_to=soon", "Write a day, as", "placed_to"),
        (
            "placed_from=2026-03-31&placed_to=2026-03-01",
            "The last day is before the first.",
            "placed_to",
        ),
        ("placed_from=0001-01-01&placed_to=2026-03-01", "Write a day between 2000", "placed_from"),
        ("placed_from=2026-03-01&placed_to=9999-12-31", "Write a day between 2000", "placed_to"),
    ],
)
def test_days_that_are_none_say_so_at_the_field_and_this_year_shows(
    today: Clock, greta: Client, asked: str, words: str, field: str
) -> None:
    today("2026-03-10 12:00")
    page = read(greta, f"{URL}?{asked}")
    assert words in page.text
    assert page.fields_in_error == [field]
    assert "Shown: 1 Jan 2026 – 10 Mar 2026." in page.text


def test_without_days_it_is_this_year_so_far_on_the_shops_wall(today: Clock, greta: Client) -> None:
    today("2026-03-02 00:30")  # still the 1st in UTC
    page = read(greta, URL)
    assert page.inputs["placed_from"] == "2026-01-01"
    assert page.inputs["placed_to"] == "2026-03-02"
    assert page.fields_in_error == []


def test_the_usual_ranges(today: Clock, greta: Client) -> None:
    today("2026-03-10 12:00")
    links = read(greta, f"{URL}?by=product").links
    for first, last in (
        ("2026-03-01", "2026-03-10"),
        ("2026-02-01", "2026-02-28"),
        ("2026-01-01", "2026-03-10"),
        ("2025-01-01", "2025-12-31"),
    ):
        assert f"{URL}?by=product&placed_from={first}&placed_to={last}" in links


def test_the_year_before_stands_beside(march: World, greta: Client) -> None:
    sale(march.nora, [(march.dock, 100)], placed=at("2025-03-31 12:00"))
    text = read(greta, f"{URL}?{MARCH}").text
    assert "+2 % since March 2025: 159 000,00 kr" in text


def test_nothing_bought_says_so(greta: Client) -> None:
    page = read(greta, f"{URL}?placed_from=2001-01-01&placed_to=2001-01-31")
    assert "Nothing was bought in these days" in page.text
    for rest in ("other/", "costs/", "product/?sku=ND-4012-GB", "categories/datorer/"):
        joined = "&" if "?" in rest else "?"
        page = read(greta, f"{URL}{rest}{joined}placed_from=2001-01-01&placed_to=2001-01-31")
        assert "Nothing in these days" in page.text


def test_who_is_not_the_administrator_is_refused(march: World) -> None:
    for rest in ("", "other/", "costs/", "product/?sku=ND-4012-GB", "categories/datorer/"):
        for who in (march.nora, march.ali, march.stina):
            assert march.client(who).get(f"{URL}{rest}").status_code == 403
        assert march.client(None).get(f"{URL}{rest}").status_code == 302


def test_what_is_another_organisations_is_404(march: World, greta: Client) -> None:
    only_theirs = make_product("Deras", "TH-1", "9.00", category=march.office, vat=march.vat)
    sale(march.otto, [(only_theirs, 1)], placed=at("2026-03-05 12:00"))
    for rest in (
        f"users/{march.otto.user.pk}/{march.vestby.pk}/",
        f"users/{march.otto.user.pk}/{march.school.pk}/",
        f"users/{march.nora.user.pk}/{march.vestby.pk}/",
        "users/999999/1/",
        "product/",
        "product/?sku=TH-1",
        "product/?sku=%00",
        "categories/no-such/",
        "categories/datorer%00/",
    ):
        assert greta.get(f"{URL}{rest}").status_code == 404, rest


def test_the_shop_reads_it_as_greta_but_takes_no_file(march: World) -> None:
    client = act(march, march.sam, march.greta)
    page = read(client, f"{URL}?{MARCH}")
    assert figure_of(page) == Decimal("162386.49")
    assert "/my/group/exports/new/statistics/" not in page.forms
    answer = client.post("/my/group/exports/new/statistics/", {"format": "xlsx", "asked": MARCH})
    assert answer.status_code == 403
    assert not ExportJob.objects.exists()


def test_a_category_with_an_odd_article_number_leads_to_it(greta: Client) -> None:
    *rows, _whole = table_of(greta, f"{URL}?{MARCH}&by=product", "Product")
    url = next(url for name, url, _value in rows if name == "Lös vara")
    assert "LOS 1/2" in read(greta, url).text


def test_more_people_and_goods_than_a_page_end_in_others(march: World, greta: Client) -> None:
    for number in range(60):
        user = make_user(f"p{number}@example.com", "P", f"Nr {number}")
        seat = Membership.objects.create(user=user, customer=march.school)
        extra = make_product(
            f"V {number}", f"V-{number}", "5.00", category=march.office, vat=march.vat
        )
        sale(seat, [(extra, number + 1)], placed=at("2026-03-09 09:00"))
    for view, heading in (("user", "Ordered by"), ("product", "Product")):
        url, names = f"{URL}?{MARCH}&by={view}", []
        while url:
            *rows, whole = table_of(greta, url, heading)
            assert sum(value for _name, _url, value in rows) == whole[2]
            assert "Others, on other pages" in [name for name, _url, _value in rows]
            names += [name for name, link, _value in rows if link]
            url = read(greta, url).next.partition("#")[0]
        names = [name for name in names if name != "Shipping and fees"]
        assert len(names) == len(set(names)) == (63 if view == "user" else 64)


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_pages_cost_the_same_for_30_people_and_1000_lines(march: World, greta: Client) -> None:
    urls = [
        *(f"{URL}?{MARCH}&by={view}" for view in ("user", "category", "product")),
        f"{URL}users/{march.nora.user.pk}/{march.school.pk}/?{MARCH}",
        f"{URL}categories/kontorsmaterial/?{MARCH}",
        f"{URL}product/?sku=BJ-A480-K&{MARCH}",
        f"{URL}costs/?{MARCH}",
        f"{URL}other/?{MARCH}",
    ]
    queries_of(greta, URL)  # the day's first visit is written down
    before = [queries_of(greta, url) for url in urls]
    goods = [
        make_product(f"V {number}", f"V-{number}", "5.00", category=march.office, vat=march.vat)
        for number in range(35)
    ]
    for number in range(30):
        user = make_user(f"p{number}@example.com", "P", f"Nr {number}")
        seat = Membership.objects.create(user=user, customer=march.school)
        bought = [(variant, 1) for variant in goods]
        sale(seat, bought, placed=at("2026-03-09 09:00"), shipping="10.00")
    assert [queries_of(greta, url) for url in urls] == before


def test_the_pages_queries_are_pinned(march: World, greta: Client) -> None:
    """What the frame asks, and: customers, totals, the year before, the chart, one table."""
    plain = queries_of(greta, "/my/group/orders/")
    assert [queries_of(greta, f"{URL}?{MARCH}&by={view}") - plain for view in VIEWS] == PINNED


VIEWS = ("user", "category", "product")
PINNED = [2, 4, 3]


def excel(client: Client, asked: str) -> dict[str, list[tuple[Any, ...]]]:
    answer: Any = client.post(
        "/my/group/exports/new/statistics/", {"format": "xlsx", "asked": asked}
    )
    assert answer.status_code == 200, answer.content
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_the_excel_holds_what_the_page_shows(march: World, greta: Client) -> None:
    asked = read(greta, f"{URL}?{MARCH}").forms["/my/group/exports/new/statistics/"]["asked"]
    Variant.objects.filter(pk=march.headset.pk).delete()
    sheets = excel(greta, asked)
    assert list(sheets) == [
        "Totals",
        "Per day",
        "Per user",
        "Per category",
        "Per subcategory",
        "Per product",
        "Orders",
    ]
    total = Decimal("162386.49")
    assert ("Value ex VAT", float(total)) in sheets["Totals"]
    assert ("Orders", 72) in sheets["Totals"]
    for name in ("Per day", "Per user", "Per category", "Per subcategory", "Per product"):
        *rows, whole = sheets[name][1:]
        assert round(Decimal(whole[-1]), 2) == total, name
        assert round(sum(Decimal(str(row[-1])) for row in rows), 2) == total, name
    assert len(sheets["Per day"]) == 31 + 2
    assert [row[0] for row in sheets["Per category"]] == [
        "Category",
        "Datorer",
        "Kontorsmaterial",
        "Other",
        "Shipping and fees",
        "Total",
    ]
    assert "Datorer / Dockningsstationer" in [row[0] for row in sheets["Per subcategory"]]
    heads, *orders = sheets["Orders"]
    assert len(orders) == 72
    value = heads.index("Order value ex VAT")
    assert round(sum(Decimal(str(row[value])) for row in orders), 2) == total
    job = ExportJob.objects.latest("pk")
    assert (job.kind, job.row_count, job.scope) == (
        "statistics",
        72,
        f"group {march.norrvik.pk}",
    )


def test_the_excel_stays_inside_the_border_and_asks_for_days(march: World, greta: Client) -> None:
    sheets = excel(greta, f"{MARCH}&customer={march.vestby.pk}")
    assert len(sheets["Orders"]) == 1
    assert ("Orders", 0) in sheets["Totals"]
    assert "Vestby Elektro" not in str(sheets)
    for asked in ("", "placed_from=x&placed_to=2026-01-01", "placed_from=2026-02-01"):
        assert list(excel(greta, asked)) == ["Orders"]
    assert (
        march.client(march.nora)
        .post("/my/group/exports/new/statistics/", {"format": "xlsx", "asked": MARCH})
        .status_code
        == 403
    )


def test_the_worker_makes_the_same_workbook(march: World) -> None:
    scope = f"group {march.norrvik.pk}"
    asked = {"placed_from": "2026-03-01", "placed_to": "2026-03-31"}
    job = ExportJob.objects.create(
        kind="statistics",
        scope=scope,
        format="xlsx",
        language="en",
        created_by=march.greta.user,
        asked=asked,
    )
    make_export(
        job_id=job.pk,
        kind="statistics",
        user_id=march.greta.user.pk,
        acted_by_id=None,
        scope=scope,
    )
    job.refresh_from_db()
    assert (job.status, job.row_count) == (ExportStatus.MADE, 72)
    with job.file.open("rb") as file:
        assert len(openpyxl.load_workbook(file).sheetnames) == 7


def test_the_menu_leads_there(world: World) -> None:
    assert URL in read(world.client(world.greta), "/my/").links
    assert URL not in read(world.client(world.nora), "/my/").links


def test_a_real_order_counts_once_it_is_approved(world: World) -> None:
    """Through the shop: Nora's order waits for Ali and is no sale yet; Ali's own is one."""
    place(world, world.nora, (world.dock, 4))
    place(world, world.ali, (world.dock, 1))
    page = page_of(world.client(world.greta).get(URL))
    assert "Ali Haddad" in page.text
    assert "Nora Lindqvist" not in page.text
