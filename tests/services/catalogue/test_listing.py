"""A category's goods page by page: order, going on, and nothing of others."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Category, ListingRow, Product, ProductCategory, Variant
from catalogue.selectors.listing import ListingOrder, listing_page, newest_in
from catalogue.services.audiences import audience_for
from catalogue.services.listing import refresh_listing
from catalogue.sorting import sort_key
from tests.world import World, make_product

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def shelf(db: None) -> Category:
    """A category of its own, where nothing of the world stands."""
    made: Category = Category.objects.create(name="Hylla", slug="hylla", path="hylla")
    return made


def listed(category: Category, audience_id: int, *rows: tuple[str, str | None, int]) -> list[int]:
    """Products with listing rows of (name, list price, listed this many days in)."""
    made = Product.objects.bulk_create(
        Product(name=name, slug=f"{category.pk}-{audience_id}-{n}", sort_key=sort_key(name))
        for n, (name, _price, _days) in enumerate(rows)
    )
    ListingRow.objects.bulk_create(
        ListingRow(
            category=category,
            audience_id=audience_id,
            product=product,
            sort_key=product.sort_key,
            list_price_net=None if price is None else Decimal(price),
            listed_at=BEGINNING + timedelta(days=days),
        )
        for n, (product, (_name, price, days)) in enumerate(zip(made, rows, strict=True))
    )
    return [product.pk for product in made]


def walk(
    audiences: set[int], category: Category, order: ListingOrder, *, size: int
) -> Iterator[list[int]]:
    """Every page to the end, by its own `next_after`."""
    after = ""
    for _page in range(200):
        page = listing_page(audiences, category.pk, order=order, after=after, size=size)
        yield list(page.product_ids)
        after = page.next_after
        if not after:
            return
    raise AssertionError("the pages never end")


def test_names_are_in_swedish_order(shelf: Category) -> None:
    ids = listed(
        shelf, 0, *((name, "1", 0) for name in ("Öl", "Ärta", "Zon", "Ångström", "Écru", "b"))
    )
    (page,) = walk({0}, shelf, ListingOrder.NAME, size=10)
    names = dict(Product.objects.values_list("pk", "name"))
    assert [names[pk] for pk in page] == ["b", "Écru", "Zon", "Ångström", "Ärta", "Öl"]
    assert len(ids) == 6


def test_prices_are_in_order_and_goods_without_one_come_last(shelf: Category) -> None:
    a, b, c, d = listed(shelf, 0, ("a", None, 0), ("b", "20", 0), ("c", "3", 0), ("d", None, 0))
    pages = list(walk({0}, shelf, ListingOrder.LIST_PRICE, size=1))
    assert pages == [[c], [b], [a], [d]]


def test_the_newest_come_first(shelf: Category) -> None:
    a, b, c = listed(shelf, 0, ("a", "1", 1), ("b", "1", 9), ("c", "1", 1))
    assert list(walk({0}, shelf, ListingOrder.NEWEST, size=1)) == [[b], [a], [c]]


def test_audiences_are_merged_into_one_order(world: World, shelf: Category) -> None:
    norrvik = audience_for(frozenset({world.norrvik.pk}))
    retail = audience_for(frozenset({world.retail.pk}))
    a, c = listed(shelf, 0, ("a", "1", 0), ("c", "1", 0))
    (b,) = listed(shelf, norrvik, ("b", "1", 0))
    listed(shelf, retail, ("aa", "1", 0))
    assert list(walk({0, norrvik}, shelf, ListingOrder.NAME, size=2)) == [[a, b], [c]]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "å", "ö", "ab c"]),
        st.sampled_from([None, "1.00", "1.50", "20"]),
        st.integers(0, 2),
    ),
    max_size=12,
)


class EveryWalk(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(
        open_rows=ROWS, own_rows=ROWS, size=st.integers(1, 5), order=st.sampled_from(ListingOrder)
    )
    def test_shows_everything_once_in_one_order(
        self,
        open_rows: list[tuple[str, str | None, int]],
        own_rows: list[tuple[str, str | None, int]],
        size: int,
        order: ListingOrder,
    ) -> None:
        category = Category.objects.create(name="C", slug="c", path="c")
        own = audience_for(frozenset({7}))
        ids = listed(category, 0, *open_rows) + listed(category, own, *own_rows)
        pages = list(walk({0, own}, category, order, size=size))
        walked = [pk for page in pages for pk in page]
        assert sorted(walked) == sorted(ids)
        assert all(len(page) == size for page in pages[:-1])
        assert walked == list(
            listing_page({0, own}, category.pk, order=order, size=100).product_ids
        )


@pytest.mark.parametrize(
    "after",
    [
        "x",
        ".",
        "1",
        "-1.a",
        "²2.a",
        "99999999999999999999.a",
        "9223372036854775808.a",
        "1.NaN",
        "1.1e9",
        "1.2026-01-01T00:00:00",
        "1.\x00",
    ],
)
@pytest.mark.parametrize("order", [ListingOrder.LIST_PRICE, ListingOrder.NEWEST])
def test_a_made_up_place_starts_from_the_beginning(
    shelf: Category, after: str, order: ListingOrder
) -> None:
    ids = listed(shelf, 0, ("a", "1", 0))
    page = listing_page({0}, shelf.pk, order=order, after=after)
    assert list(page.product_ids) == ids


def test_what_is_new_anywhere_comes_once(world: World) -> None:
    later = make_product("Ny", "NY-1", "5", category=world.docks, vat=world.vat)
    ProductCategory.objects.create(product=later.product, category=world.office)
    refresh_listing(Product.objects.values_list("pk", flat=True))
    tops = [world.computers.pk, world.office.pk]
    assert newest_in({0}, tops, count=2)[0] == later.product_id
    assert len(newest_in({0}, tops, count=10)) == 4
    assert newest_in({0}, [], count=10) == []


def test_a_page_is_one_query_and_reads_no_more_than_it_shows(
    shelf: Category, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    listed(shelf, 0, *((f"v{n}", str(n + 1), n) for n in range(60)))
    with django_assert_num_queries(1):
        page = listing_page({0}, shelf.pk)
    assert len(page.product_ids) == 24


def test_a_products_variants_decide_its_row(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(list_price_net=None)
    refresh_listing([world.dock.product_id])
    row = ListingRow.objects.filter(product=world.dock.product_id).first()
    assert row is not None
    assert row.list_price_net is None
