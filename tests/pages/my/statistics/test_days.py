"""The days of the statistics: asked for, mistaken, usual, empty, and the year before."""

import pytest
from django.test import Client

from tests.pages.my.statistics.tables import MARCH, URL, Clock
from tests.pages.reading import read
from tests.sales import at, sale
from tests.world import World


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
