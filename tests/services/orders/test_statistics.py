"""What Norrvik bought: the one meaning of a sale, whose it is, tables that sum to the same öre."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from catalogue.models import ProductCategory, Variant
from customers.models import Customer, Membership
from orders.selectors.statistics import (
    Question,
    article_inside,
    buyer_inside,
    orders_with_costs,
    product_groups,
    products_page,
    sales_figure,
    sales_in_time,
    sales_of,
    seats_page,
)
from orders.selectors.statistics_categories import spread_of
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order
from orders.states import SALE_STATUSES, OrderStatus
from tests.orders import place
from tests.sales import at, sale
from tests.services.customers.test_import_users_laws import taken_back
from tests.services.orders.figures import ALL_YEARS, MARCH, NOON, numbers, sums
from tests.world import World, make_product, make_user


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
