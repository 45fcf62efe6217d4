"""Greta reads what Norrvik bought: tables that sum, the orders behind a figure, who may not."""

import re
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from core.models import ExportJob
from customers.models import Membership
from tests.orders import place
from tests.pages.my.statistics.tables import (
    MARCH,
    URL,
    all_rows,
    figure_of,
    queries_of,
    table_of,
)
from tests.pages.reading import page_of, read
from tests.sales import at, sale
from tests.services.customers.test_visits import act
from tests.world import World, make_product, make_user


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
PINNED = [0, 2, 1]


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
