"""What a category can be narrowed by, for whom, and the pages of what is left."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from catalogue.facets.choices import BRAND, PRICE, STOCK, About, Filters, Group
from catalogue.models import Category, Product, ProductCategory, Variant, VatRate
from catalogue.selectors import listing
from catalogue.selectors.facets import Facets, category_facets, products_facets
from catalogue.selectors.listing import ListingOrder, listing_page
from catalogue.services.audiences import audience_for
from catalogue.services.filter_attributes import set_filter_attributes
from catalogue.services.goods import goods_changed
from catalogue.services.listing import refresh_all_listings
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from tests.world import World

COLOUR: About = ("attribute", "Färg")
LENGTH: About = ("attribute", "Längd")


def put(category: Category, vat: VatRate, *rows: tuple[str, str, str, int]) -> list[int]:
    """Products of (brand, colour, list price, stock) in the category, for everyone."""
    made = Product.objects.bulk_create(
        Product(name=f"V{n}", slug=f"v-{category.pk}-{n}", sort_key=f"v{n:03}", brand=brand)
        for n, (brand, _colour, _price, _stock) in enumerate(rows)
    )
    Variant.objects.bulk_create(
        Variant(
            product=product,
            sku=f"V-{category.pk}-{n}",
            vat_rate=vat,
            list_price_net=Decimal(price),
            stock_quantity=stock,
            attributes={"Färg": colour} if colour else {},
        )
        for n, (product, (_brand, colour, price, stock)) in enumerate(zip(made, rows, strict=True))
    )
    ProductCategory.objects.bulk_create(
        ProductCategory(product=product, category=category) for product in made
    )
    return [product.pk for product in made]


def told(groups: Iterable[Group]) -> dict[About, dict[str, int]]:
    return {
        group.about: {choice.value: choice.count for choice in group.choices} for group in groups
    }


def filters(chosen: Mapping[About, Iterable[str]]) -> Filters:
    return Filters({about: tuple(values) for about, values in chosen.items()})


@pytest.fixture
def shelf(world: World) -> Category:
    """Six goods: brand, colour, list price, stock."""
    made: Category = Category.objects.create(name="Hylla", slug="hylla", path="hylla")
    set_filter_attributes(actor=SYSTEM, names=["Längd", "Färg"])
    put(
        made,
        world.vat,
        ("Iris", "Sand", "40", 1),
        ("Iris", "Grafit", "60", 0),
        ("Iris", "Grafit", "150", 4),
        ("Lyra", "Sand", "150", 0),
        ("Lyra", "Grafit", "199.99", 1),
        ("Vidar", "", "200", 1),
    )
    refresh_all_listings()
    return made


def ask(category: Category, chosen: Mapping[About, Iterable[str]] | None = None) -> Facets:
    return category_facets({0}, category.pk, filters(chosen or {}))


def test_a_category_tells_how_many_goods_each_choice_leaves(
    shelf: Category, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        facets = ask(shelf)
    with django_assert_num_queries(1):
        assert ask(shelf) == facets
    assert (facets.total, facets.matches) == (6, 6)
    assert told(facets.groups) == {
        BRAND: {"Iris": 3, "Lyra": 2, "Vidar": 1},
        PRICE: {"0-50": 1, "50-100": 1, "100-200": 3, "200-500": 1},
        STOCK: {"1": 4},
        COLOUR: {"Grafit": 3, "Sand": 2},
    }
    assert not facets.narrowing


def test_a_groups_own_numbers_ignore_what_is_chosen_in_it(
    shelf: Category, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        facets = ask(shelf, {BRAND: ["Iris"]})
    assert (facets.total, facets.matches) == (6, 3)
    assert told(facets.groups) == {
        BRAND: {"Iris": 3, "Lyra": 2, "Vidar": 1},
        PRICE: {"0-50": 1, "50-100": 1, "100-200": 1},
        STOCK: {"1": 2},
        COLOUR: {"Grafit": 2, "Sand": 1},
    }


def test_within_a_group_any_may_hold_between_groups_all_must(shelf: Category) -> None:
    facets = ask(shelf, {BRAND: ["Iris", "Vidar"], COLOUR: ["Grafit"]})
    assert facets.matches == 2
    assert told(facets.groups)[BRAND] == {"Iris": 2, "Lyra": 1, "Vidar": 0}
    assert told(facets.groups)[COLOUR] == {"Grafit": 2, "Sand": 1}
    assert told(facets.groups)[PRICE] == {"50-100": 1, "100-200": 1}


def test_what_is_in_stock_is_read_from_the_counts_too(shelf: Category) -> None:
    facets = ask(shelf, {STOCK: ["1"]})
    assert (facets.total, facets.matches) == (6, 4)
    assert told(facets.groups)[BRAND] == {"Iris": 2, "Lyra": 1, "Vidar": 1}
    both = ask(shelf, {STOCK: ["1"], BRAND: ["Iris"]})
    assert both.matches == 2
    assert told(both.groups)[BRAND] == {"Iris": 2, "Lyra": 1, "Vidar": 1}
    assert told(both.groups)[STOCK] == {"1": 2}


def test_what_nobody_here_has_is_ignored(shelf: Category) -> None:
    facets = ask(shelf, {BRAND: ["Nordock", "Iris"], PRICE: ["1-2"], COLOUR: ["Nordock"]})
    assert facets.narrowing.filters == filters({BRAND: ["Iris"]})
    assert ask(shelf, {BRAND: ["Nordock"]}).matches == 6


def test_goods_of_others_are_neither_counted_nor_known(world: World, shelf: Category) -> None:
    hidden = Product.objects.get(sort_key="v005")
    set_limit_groups(actor=SYSTEM, target=hidden, groups=[world.norrvik])
    norrvik = audience_for(frozenset({world.norrvik.pk}))
    assert told(ask(shelf).groups)[BRAND] == {"Iris": 3, "Lyra": 2}
    assert not ask(shelf, {BRAND: ["Vidar"]}).narrowing
    theirs = category_facets({0, norrvik}, shelf.pk, filters({BRAND: ["Vidar"]}))
    assert theirs.matches == 1
    assert told(theirs.groups)[BRAND] == {"Iris": 3, "Lyra": 2, "Vidar": 1}


def test_a_version_for_few_gives_nothing_away(world: World, shelf: Category) -> None:
    product = Product.objects.get(sort_key="v001")
    version = Variant.objects.create(
        product=product,
        sku="HEMLIG",
        vat_rate=world.vat,
        list_price_net=Decimal(9000),
        stock_quantity=9,
        attributes={"Färg": "Hemlig"},
    )
    set_limit_groups(actor=SYSTEM, target=version, groups=[world.norrvik])
    goods_changed([product.pk])
    groups = told(ask(shelf).groups)
    assert "Hemlig" not in groups[COLOUR]
    assert groups[STOCK] == {"1": 4}


def test_lengths_are_in_the_order_of_their_numbers(world: World, shelf: Category) -> None:
    for length, product in zip(
        ("10 m", "2 m", "1,5 m", 3), Product.objects.filter(sort_key__startswith="v0"), strict=False
    ):
        Variant.objects.filter(product=product).update(attributes={"Längd": length})
    refresh_all_listings()
    (group,) = [group for group in ask(shelf).groups if group.about == LENGTH]
    assert [choice.value for choice in group.choices] == ["1,5 m", "2 m", "3", "10 m"]


def test_an_attribute_of_too_many_or_one_value_is_no_choice(world: World) -> None:
    many: Category = Category.objects.create(name="M", slug="m", path="m")
    set_filter_attributes(actor=SYSTEM, names=["Färg"])
    put(many, world.vat, *(("A", f"F{n}", "1", 1) for n in range(31)))
    refresh_all_listings()
    assert COLOUR not in told(ask(many).groups)
    assert len(told(ask(many, {COLOUR: ["F3"]}).groups)[COLOUR]) >= 1
    Variant.objects.filter(attributes__Färg="F30").update(attributes={})
    refresh_all_listings()
    assert len(told(ask(many).groups)[COLOUR]) == 30


def test_given_goods_are_counted_the_same_way(shelf: Category) -> None:
    ids = list(Product.objects.filter(sort_key__startswith="v0").values_list("pk", flat=True))
    chosen = filters({BRAND: ["Iris"], STOCK: ["1"], COLOUR: ["Sand", "Grafit"]})
    here, found = category_facets({0}, shelf.pk, chosen), products_facets(ids, chosen)
    assert found.groups == here.groups
    assert products_facets(ids).groups == ask(shelf).groups
    assert products_facets([]).groups == ()


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "Iris", "Lyra"]),
        st.sampled_from(["", "Sand", "Grafit"]),
        st.sampled_from(["10", "60", "61", "120"]),
        st.integers(0, 1),
    ),
    min_size=1,
    max_size=14,
)
CHOSEN = st.fixed_dictionaries(
    {},
    optional={
        BRAND: st.sets(st.sampled_from(["Iris", "Lyra"]), min_size=1),
        PRICE: st.sets(st.sampled_from(["0-50", "50-100", "100-200"]), min_size=1),
        STOCK: st.just({"1"}),
        COLOUR: st.sets(st.sampled_from(["Sand", "Grafit"]), min_size=1),
    },
)
BANDS = {"10": "0-50", "60": "50-100", "61": "50-100", "120": "100-200"}


class AnyChoice(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        rows=ROWS,
        chosen=CHOSEN,
        order=st.sampled_from(ListingOrder),
        size=st.integers(1, 4),
        longest_walk=st.sampled_from([0, 2, 4_000]),
    )
    def test_leaves_just_what_answers_it_page_by_page(
        self,
        rows: list[tuple[str, str, str, int]],
        chosen: dict[About, set[str]],
        order: ListingOrder,
        size: int,
        longest_walk: int,
    ) -> None:
        vat = VatRate.objects.create(name="25", percent=Decimal(25))
        category = Category.objects.create(name="C", slug="c", path="c")
        set_filter_attributes(actor=SYSTEM, names=["Färg"])
        ids = put(category, vat, *rows)
        refresh_all_listings()
        facts = {
            pk: {BRAND: brand, COLOUR: colour, PRICE: BANDS[price], STOCK: str(stock)}
            for pk, (brand, colour, price, stock) in zip(ids, rows, strict=True)
        }
        had = {
            about: {
                value for value in values if any(fact[about] == value for fact in facts.values())
            }
            for about, values in chosen.items()
        }
        asked = {about: values for about, values in had.items() if values}

        def answering(less: About | None = None) -> set[int]:
            return {
                pk
                for pk, fact in facts.items()
                if all(fact[about] in values for about, values in asked.items() if about != less)
            }

        facets = category_facets({0}, category.pk, filters(chosen))
        assert facets.matches == len(answering())
        for group in facets.groups:
            for choice in group.choices:
                wanted = {
                    pk
                    for pk in answering(None if group.about == STOCK else group.about)
                    if facts[pk][group.about] == choice.value
                }
                assert choice.count == len(wanted)
        walked: list[int] = []
        after, patience = "", listing._LONGEST_WALK
        listing._LONGEST_WALK = longest_walk
        try:
            for _page in range(30):
                page = listing_page(
                    {0},
                    category.pk,
                    order=order,
                    after=after,
                    narrowing=facets.narrowing,
                    size=size,
                )
                walked += page.product_ids
                after = page.next_after
                if not after:
                    break
        finally:
            listing._LONGEST_WALK = patience
        everything = listing_page({0}, category.pk, order=order, size=100).product_ids
        assert walked == [pk for pk in everything if pk in answering()]
