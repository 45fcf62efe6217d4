"""What Norrvik bought: the one meaning of a sale, its days, and tables that sum to the same öre."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Audience, Category, Product, ProductCategory, Variant
from customers.models import Customer, Membership
from customers.periods import Period
from orders.models import Order
from orders.selectors.orders import organisation_orders
from orders.selectors.statistics import (
    GoodsFigure,
    Question,
    article_inside,
    buyer_inside,
    goods_figure,
    lines_of,
    orders_with_costs,
    product_groups,
    products_page,
    sales_figure,
    sales_in_time,
    sales_of,
    sales_the_year_before,
    seat_groups,
    seats_page,
)
from orders.selectors.statistics_categories import lines_in, spread_of
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order
from orders.states import SALE_STATUSES, OrderStatus
from tests.orders import place
from tests.sales import at, sale
from tests.services.customers.test_import_users_laws import taken_back
from tests.world import World, make_product, make_user

MARCH = Question(Period(date(2026, 3, 1), date(2026, 3, 31)))
NOON = at("2026-03-10 12:00")
ALL_YEARS = Question(Period(date(2000, 1, 1), date(2099, 12, 31)))


def day(written: str) -> Question:
    return Question(Period(date.fromisoformat(written), date.fromisoformat(written)))


def numbers(world: World, question: Question) -> set[int]:
    found = sales_of(world.actor(world.greta), question)
    return set(found.values_list("number", flat=True))


def sums(world: World, question: Question) -> list[Decimal]:
    """The same total, told by every table."""
    actor = world.actor(world.greta)
    total = sales_figure(sales_of(actor, question))
    spread = spread_of(actor, question)
    zero = Decimal(0)
    return [
        total.net,
        sum((row["net"] for row in seat_groups(actor, question)), zero),
        sum((part.figure.net for part in sales_in_time(actor, question)), zero),
        sum((each.figure.net for each in spread.level()), spread.other.net) + total.costs_net,
        sum((each.figure.net for each in spread.leaves()), total.costs_net),
        sum((row["net"] for row in product_groups(actor, question)), zero) + total.costs_net,
        goods_figure(lines_of(actor, question)).net + total.costs_net,
        sum((order.value_net for order in sales_of(actor, question)), zero),
    ]


def test_only_what_reached_the_shop_and_was_not_cancelled_counts(world: World) -> None:
    made = {
        status: sale(world.nora, [(world.dock, 1)], placed=NOON, status=status)
        for status in OrderStatus
    }
    counted = {made[status].number for status in SALE_STATUSES}
    assert numbers(world, MARCH) == counted
    assert len(counted) == 4
    assert sums(world, MARCH)[0] == Decimal("6360.00")


def test_every_table_sums_to_the_same_with_shipping_and_fees(world: World) -> None:
    sale(world.nora, [(world.dock, 2), (world.paper, 1)], placed=NOON, shipping="149.00")
    sale(world.ali, [(world.headset, 3)], placed=NOON, fees="29.50", shipping="0.10")
    found = sums(world, MARCH)
    assert set(found) == {Decimal("7817.60")}
    figure = sales_figure(sales_of(world.actor(world.greta), MARCH))
    assert (figure.count, figure.costs_net) == (2, Decimal("178.60"))
    assert (figure.goods_net, figure.average_net) == (Decimal("7639.00"), Decimal("3908.80"))
    costs = orders_with_costs(world.actor(world.greta), MARCH)
    assert sum(order.shipping_net + order.fees_net for order in costs) == figure.costs_net


def test_nothing_of_another_organisation_and_nothing_for_a_buyer(world: World) -> None:
    sale(world.otto, [(world.dock, 1)], placed=NOON)
    own = sale(world.nora, [(world.dock, 1)], placed=NOON)
    assert numbers(world, MARCH) == {own.number}
    theirs = Question(MARCH.span, world.vestby.pk)
    assert not sales_of(world.actor(world.greta), theirs).exists()
    for who in (world.nora, world.ali, None, world.stina):
        assert not sales_of(world.actor(who), MARCH).exists()


def test_one_customer_of_the_organisation(world: World) -> None:
    away = Membership.objects.create(user=world.ulla, customer=world.care)
    sale(world.nora, [(world.dock, 1)], placed=NOON)
    sale(away, [(world.paper, 1)], placed=NOON)
    assert set(sums(world, Question(MARCH.span, world.care.pk))) == {Decimal("289.00")}
    assert set(sums(world, MARCH)) == {Decimal("1879.00")}


@pytest.mark.parametrize(
    ("placed", "counts_on"),
    [
        ("2026-03-28 23:59:59", "2026-03-28"),
        ("2026-03-29 00:00:00", "2026-03-29"),  # clocks go forward: 23 hours
        ("2026-03-29 23:59:59", "2026-03-29"),
        ("2026-03-30 00:00:00", "2026-03-30"),
        ("2026-10-24 23:59:59", "2026-10-24"),
        ("2026-10-25 00:00:00", "2026-10-25"),  # clocks go back: 25 hours
        ("2026-10-25 02:30:00", "2026-10-25"),
        ("2026-10-25 23:59:59", "2026-10-25"),
        ("2026-10-26 00:00:00", "2026-10-26"),
        ("2025-12-31 23:30:00", "2025-12-31"),
        ("2026-01-01 00:30:00", "2026-01-01"),
    ],
)
def test_an_order_counts_on_its_day_on_the_shops_wall(
    world: World, placed: str, counts_on: str
) -> None:
    order = sale(world.nora, [(world.dock, 1)], placed=at(placed))
    on = date.fromisoformat(counts_on)
    for ordinal in range(on.toordinal() - 1, on.toordinal() + 2):
        found = numbers(world, day(date.fromordinal(ordinal).isoformat()))
        assert found == ({order.number} if ordinal == on.toordinal() else set())
    month = Question(Period(on.replace(day=1), on))
    last = sales_in_time(world.actor(world.greta), month)[-1]
    assert (last.span.starts_on, last.figure.count) == (on, 1)


def test_the_hour_that_comes_twice_counts_once_each(world: World) -> None:
    first = at("2026-10-25 02:30")
    sale(world.nora, [(world.dock, 1)], placed=first)
    sale(world.nora, [(world.dock, 1)], placed=first.replace(fold=1))
    figure = sales_figure(sales_of(world.actor(world.greta), day("2026-10-25")))
    assert (figure.count, figure.net) == (2, Decimal("3180.00"))


def test_parts_without_a_sale_are_there_and_cut_ones_begin_where_the_range_does(
    world: World,
) -> None:
    sale(world.nora, [(world.dock, 1)], placed=at("2026-01-20 10:00"))
    sale(world.nora, [(world.dock, 1)], placed=at("2026-01-10 10:00"))
    sale(world.nora, [(world.paper, 1)], placed=at("2026-04-02 10:00"))
    span = Period(date(2026, 1, 15), date(2026, 4, 10))
    parts = sales_in_time(world.actor(world.greta), Question(span))
    assert [(part.span.starts_on.month, part.figure.net) for part in parts] == [
        (1, Decimal("1590.00")),
        (2, Decimal(0)),
        (3, Decimal(0)),
        (4, Decimal("289.00")),
    ]
    assert (parts[0].span.starts_on, parts[-1].span.ends_on) == (span.starts_on, span.ends_on)
    years = sales_in_time(world.actor(world.greta), ALL_YEARS)
    assert len(years) == 100
    assert sum(part.figure.count for part in years) == 3


def test_what_the_year_before_held(world: World) -> None:
    sale(world.nora, [(world.dock, 1)], placed=at("2025-03-31 23:00"))
    sale(world.nora, [(world.dock, 1)], placed=at("2025-04-01 00:00"))
    assert sales_the_year_before(world.actor(world.greta), MARCH).count == 1


def test_an_approvers_change_counts_as_it_was_left(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4), (world.paper, 1))
    before = sums(world, ALL_YEARS)
    assert set(before) == {Decimal(0)}  # it waits for Ali
    lines = {line.sku: line for line in order.lines.all()}
    change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=order.version,
        change=OrderChange(quantities={lines["ND-4012-GB"].pk: 2, lines["BJ-A480-K"].pk: 0}),
        comment="Two are enough",
    )
    order.refresh_from_db()
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    assert set(sums(world, ALL_YEARS)) == {Decimal("3180.00")}
    assert [row["sku"] for row in product_groups(world.actor(world.greta), ALL_YEARS)] == [
        "ND-4012-GB"
    ]


def test_who_orders_for_a_colleague_has_none_of_it(world: World) -> None:
    """Greta placed it; it is Nora's."""
    sale(world.nora, [(world.dock, 1)], placed=NOON, placed_by=world.greta.user)
    seats, _page = seats_page(world.actor(world.greta), MARCH, cursor="")
    assert [(seat.name, seat.figure.count) for seat in seats] == [("Nora Lindqvist", 1)]


def test_a_person_at_two_customers_is_two_rows(world: World) -> None:
    away = Membership.objects.create(user=world.nora.user, customer=world.care)
    sale(world.nora, [(world.dock, 1)], placed=NOON)
    sale(away, [(world.paper, 1)], placed=NOON)
    seats, _page = seats_page(world.actor(world.greta), MARCH, cursor="")
    assert [(seat.customer_name, seat.figure.net) for seat in seats] == [
        ("Barn och utbildning", Decimal("1590.00")),
        ("Omsorg Norrvik", Decimal("289.00")),
    ]


def test_what_is_gone_from_the_shop_stands_under_other(world: World) -> None:
    sale(world.nora, [(world.dock, 1), (world.paper, 2)], placed=NOON)
    product = world.dock.product
    Variant.objects.filter(pk=world.dock.pk).delete()
    Product.objects.filter(pk=product.pk).delete()
    actor = world.actor(world.greta)
    spread = spread_of(actor, MARCH)
    assert spread.other == GoodsFigure(1, Decimal("1590.00"))
    assert set(sums(world, MARCH)) == {Decimal("2168.00")}
    lines = lines_in(actor, MARCH, spread, "")
    assert [line.sku for line in lines] == ["ND-4012-GB"]
    assert article_inside(actor, "ND-4012-GB") == "Dockningsstation Nordock Pro 14"


def test_goods_without_a_category_stand_under_other(world: World) -> None:
    ProductCategory.objects.filter(product=world.paper.product).delete()
    sale(world.nora, [(world.dock, 1), (world.paper, 2)], placed=NOON)
    actor = world.actor(world.greta)
    spread = spread_of(actor, MARCH)
    assert spread.other == GoodsFigure(2, Decimal("578.00"))
    assert [line.sku for line in lines_in(actor, MARCH, spread, "")] == ["BJ-A480-K"]
    assert spread.inside("datorer").net == Decimal("1590.00")


def test_a_product_in_two_categories_counts_once_in_its_first(world: World) -> None:
    ProductCategory.objects.create(product=world.dock.product, category=world.office)
    sale(world.nora, [(world.dock, 1), (world.headset, 1)], placed=NOON)
    spread = spread_of(world.actor(world.greta), MARCH)
    assert [(each.path, each.figure.net) for each in spread.level()] == [
        ("datorer", Decimal("2980.00"))
    ]
    below = spread.level("datorer")
    assert [(each.names, each.figure.net) for each in below] == [
        (("Datorer", "Dockningsstationer"), Decimal("1590.00"))
    ]
    assert spread.by_path["datorer"].net == Decimal("1390.00")


def test_a_category_limited_to_others_is_not_told(world: World) -> None:
    """The dock's first place is a branch for Vestby alone; Norrvik reads it by its second."""
    only = Audience.objects.create(group_ids=[world.retail.pk])
    hidden = Category.objects.create(name="Hemligt", slug="hem", path="hem", audience=only)
    ProductCategory.objects.filter(product=world.paper.product).delete()
    ProductCategory.objects.create(product=world.paper.product, category=hidden)
    ProductCategory.objects.create(product=world.paper.product, category=world.office)
    sale(world.nora, [(world.paper, 1)], placed=NOON)
    spread = spread_of(world.actor(world.greta), MARCH)
    assert [each.name for each in spread.level()] == ["Kontorsmaterial"]


def test_branches_whose_names_begin_alike_are_kept_apart(world: World) -> None:
    alike = Category.objects.create(name="Datorer begagnade", slug="datorer-b", path="datorer-b")
    used = make_product("Begagnad", "US-1", "100.00", category=alike, vat=world.vat)
    sale(world.nora, [(world.dock, 1), (used, 1)], placed=NOON)
    actor = world.actor(world.greta)
    spread = spread_of(actor, MARCH)
    assert spread.inside("datorer").net == Decimal("1590.00")
    assert [line.sku for line in lines_in(actor, MARCH, spread, "datorer-b")] == ["US-1"]


def test_pages_of_products_hold_each_once_and_lead_back(world: World) -> None:
    bought = [
        make_product(
            f"Vara {number}", f"V-{number:03}", price, category=world.office, vat=world.vat
        )
        for number, price in enumerate(["10.00", "20.00"] * 60)
    ]
    sale(world.nora, [(variant, 1) for variant in bought], placed=NOON)
    actor, cursor, seen = world.actor(world.greta), "", []
    pages = []
    while True:
        products, page = products_page(actor, MARCH, cursor=cursor)
        pages.append([each.sku for each in products])
        seen += pages[-1]
        if page.smaller is None:
            break
        cursor = page.smaller
    assert [len(each) for each in pages] == [50, 50, 20]
    assert sorted(seen) == sorted(variant.sku for variant in bought)
    assert seen[0] == "V-001"
    back, before = products_page(actor, MARCH, cursor=page.larger or "")
    assert [each.sku for each in back] == pages[1]
    first, _none = products_page(actor, MARCH, cursor=before.larger or "")
    assert [each.sku for each in first] == pages[0]
    broken, _page = products_page(actor, MARCH, cursor="nonsense")
    assert [each.sku for each in broken] == pages[0]


def test_who_left_is_still_found_and_who_never_was_here_is_not(world: World) -> None:
    left = Membership.objects.create(user=world.ulla, customer=world.school)
    sale(left, [(world.dock, 1)], placed=NOON)
    left.delete()
    actor = world.actor(world.greta)
    assert buyer_inside(actor, world.ulla.pk, world.school.pk) == world.ulla
    for user, customer in (
        (world.otto.user, world.school),
        (world.otto.user, world.vestby),
        (world.ulla, world.care),
        (world.nora.user, world.vestby),
    ):
        with pytest.raises(Http404):
            buyer_inside(actor, user.pk, customer.pk)


def test_an_article_only_others_bought_is_not_found(world: World) -> None:
    sale(world.otto, [(world.dock, 1)], placed=NOON)
    for sku in ("ND-4012-GB", "", "\x00"):
        with pytest.raises(Http404):
            article_inside(world.actor(world.greta), sku)


def test_a_list_by_days_and_a_sale_by_days_are_the_same_orders(world: World) -> None:
    """The list of all orders and the statistics cut their days by the one rule."""
    for written in ("2026-02-28 23:59", "2026-03-01 00:00", "2026-03-31 23:59", "2026-04-01 00:00"):
        sale(world.nora, [(world.dock, 1)], placed=at(written))
    listed = organisation_orders(
        world.actor(world.greta), placed_from=date(2026, 3, 1), placed_to=date(2026, 3, 31)
    )
    assert set(listed.values_list("number", flat=True)) == numbers(world, MARCH)
    assert Order.objects.placed_within(None, date.max).count() == 4


def test_more_people_and_lines_cost_no_more_queries(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sale(world.nora, [(world.dock, 1)], placed=NOON)
    actor = world.actor(world.greta)

    def ask() -> None:
        with django_assert_num_queries(7):
            sales_figure(sales_of(actor, MARCH))
            list(sales_in_time(actor, MARCH))
            seats_page(actor, MARCH, cursor="")
            products_page(actor, MARCH, cursor="")
            spread_of(actor, MARCH)

    ask()
    for number in range(30):
        user = make_user(f"p{number}@example.com", "P", str(number))
        seat = Membership.objects.create(user=user, customer=world.school)
        sale(seat, [(world.dock, 1), (world.paper, 1), (world.headset, 1)], placed=NOON)
    ask()


ORDERS = st.lists(
    st.fixed_dictionaries(
        {
            "who": st.sampled_from(["nora", "ali", "otto", "away"]),
            "status": st.sampled_from(list(OrderStatus)),
            "day": st.dates(date(2026, 2, 25), date(2026, 4, 5)),
            "shipping": st.sampled_from(["0.00", "149.00", "0.01"]),
            "fees": st.sampled_from(["0.00", "29.99"]),
            "bought": st.dictionaries(
                st.sampled_from(["dock", "headset", "paper", "loose", "gone"]),
                st.integers(1, 999),
                max_size=5,
            ),
        }
    ),
    max_size=6,
)


@given(orders=ORDERS, one_customer=st.booleans())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_all_tables_sum_to_the_same_whatever_was_bought(
    world: World, orders: list[dict[str, Any]], one_customer: bool
) -> None:
    with taken_back():
        goods = {"dock": world.dock, "headset": world.headset, "paper": world.paper}
        for name in ("loose", "gone"):
            goods[name] = make_product(
                name, f"X-{name}", "0.33", category=world.office, vat=world.vat
            )
        ProductCategory.objects.filter(product=goods["loose"].product).delete()
        away = Membership.objects.create(user=world.ulla, customer=world.care)
        expected = Decimal(0)
        for each in orders:
            who = away if each["who"] == "away" else getattr(world, each["who"])
            order = sale(
                who,
                [(goods[name], quantity) for name, quantity in each["bought"].items()],
                placed=at(f"{each['day']} 23:30"),
                status=each["status"],
                shipping=each["shipping"],
                fees=each["fees"],
            )
            inside = {world.school.pk} if one_customer else {world.school.pk, world.care.pk}
            if order.customer_id in inside and each["day"].month == 3:
                expected += order.value_net if order.status in SALE_STATUSES else 0
        Variant.objects.filter(pk=goods["gone"].pk).delete()
        question = Question(MARCH.span, world.school.pk if one_customer else None)
        assert set(sums(world, question)) == {expected}


def test_a_customer_alone_is_its_own_organisation(world: World) -> None:
    """Vestby's group is commercial: whoever administers Vestby sees Vestby alone."""
    twin = Customer.objects.create(name="Grannen", main_group=world.retail)
    other = Membership.objects.create(user=world.ulla, customer=twin)
    Membership.objects.filter(pk=world.otto.pk).update(is_group_admin=True)
    sale(other, [(world.dock, 1)], placed=NOON)
    own = sale(world.otto, [(world.dock, 1)], placed=NOON)
    found = sales_of(world.actor(world.otto), MARCH)
    assert [order.number for order in found] == [own.number]
