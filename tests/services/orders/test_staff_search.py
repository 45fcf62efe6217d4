"""The staff's search of orders: the same answer whether a word means few rows or many."""

from collections.abc import Callable

import pytest
from django.test.utils import CaptureQueriesContext

from approvals.models import ApprovalRequest
from customers import search
from customers.models import Customer, Membership
from orders.models import Order, OrderLine
from orders.selectors import staff, staff_search
from orders.selectors.staff import is_stuck, staff_orders
from orders.selectors.staff_search import orders_matching
from tests.orders import place, stuck_order
from tests.teams import make_teams
from tests.world import World, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["few hits", "many hits", "too many for a pair", "many articles"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param in ("many hits", "too many for a pair"):
        monkeypatch.setattr(search, "FEW", 0)
    if request.param == "too many for a pair":
        monkeypatch.setattr(search, "PAIRED", 0)
    if request.param == "many articles":
        monkeypatch.setattr(staff_search, "_FEW_LINES", 0)


def _found(text: str) -> set[int]:
    return {order.number for order in orders_matching(Order.objects.all(), text)}


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize(
    "words",
    [
        *("estby", "VESTBY elektro", "moen", "otto@exam", "BJ-A48", "bj-a480-k", "{number}"),
        *(
            "#{number}",
            "{customer}",
            "otto {number}",
            "moen bj-a480",
            "vestby otto bj",
            "55 66 77 88",
            *("#{number} {number}", "OTTO otto", "vestby Vestby moen"),
        ),
    ],
)
def test_an_order_is_found_by_each_and_by_all_of_its_words(world: World, words: str) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(org_number="5566-7788")
    order = place(world, world.otto, (world.paper, 1))
    place(world, world.nora, (world.headset, 1))
    text = words.format(number=order.number, customer=world.vestby.number)
    assert _found(text) == {order.number}


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize("text", ["otto nora", "A480", "%", "_", "99999999999999999999", "#"])
def test_what_no_order_has_finds_none(world: World, text: str) -> None:
    place(world, world.otto, (world.paper, 1))
    assert _found(text) == set()


@pytest.mark.usefixtures("_both_ways")
def test_a_person_at_a_customer_is_found_also_after_they_left(world: World) -> None:
    """Their orders stay; only the membership that they were placed with is gone."""
    colleague = make_user("karl.moen@example.com", "Karl", "Moen")
    elsewhere = Membership.objects.create(user=world.otto.user, customer=world.care, is_buyer=True)
    others = Membership.objects.create(user=colleague, customer=world.vestby, is_buyer=True)
    order = place(world, world.otto, (world.paper, 1))
    place(world, elsewhere, (world.headset, 1))
    place(world, others, (world.headset, 1))
    assert _found("otto vestby") == _found("vestby otto") == {order.number}
    Order.objects.filter(pk=order.pk).update(membership=None)
    assert _found("otto vestby") == _found("vestby otto") == {order.number}
    assert _found("otto nora") == set()


@pytest.mark.usefixtures("_both_ways")
def test_a_person_at_another_teams_customer_is_not_found(world: World) -> None:
    order = place(world, world.otto, (world.paper, 1))
    seen = Order.objects.visible_to(world.actor(make_teams(world).tove))
    assert not orders_matching(seen, "otto vestby").exists()
    Order.objects.filter(pk=order.pk).update(membership=None)
    assert not orders_matching(seen, "otto vestby").exists()


@pytest.mark.usefixtures("_both_ways")
def test_a_word_may_mean_a_customer_and_an_article_as_well(world: World) -> None:
    elsewhere = Membership.objects.create(user=world.otto.user, customer=world.care, is_buyer=True)
    at_vestby = place(world, world.otto, (world.paper, 1))
    of_article = place(world, elsewhere, (world.headset, 1))
    OrderLine.objects.filter(order=of_article).update(sku="VESTBY-1")
    place(world, elsewhere, (world.headset, 1))
    assert _found("otto vestby") == {at_vestby.number, of_article.number}
    Customer.objects.filter(pk=world.school.pk).update(name="Otto i Vestby")
    of_namesake = place(world, world.nora, (world.headset, 1))
    OrderLine.objects.filter(order=of_article).update(sku="V-1")
    assert _found("otto vestby") == {at_vestby.number, of_namesake.number}


@pytest.mark.parametrize(
    ("text", "more"), [("otto", 1), ("otto moen", 1), ("otto bj-a480", 2), ("otto vestby", 2)]
)
def test_a_search_asks_a_question_more_than_its_list_and_two_if_its_words_differ(
    world: World,
    text: str,
    more: int,
    django_assert_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    order = place(world, world.otto, (world.paper, 1))
    with django_assert_num_queries(1 + more):
        assert _found(text) == {order.number}


def test_of_those_that_waited_longest_a_stuck_one_is_seen_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest is given on by the worker within a minute; orders without anybody always show."""
    monkeypatch.setattr(staff, "LOOKED_AT", 1)
    sam = world.actor(world.sam)
    older = place(world, world.nora, (world.dock, 4))
    newer = place(world, world.nora, (world.dock, 4))
    Membership.objects.filter(pk=world.ali.pk).update(is_active=False)
    assert is_stuck(older)
    assert is_stuck(newer)
    assert [order.pk for order in staff_orders(sam, view="nobody")] == [older.pk]

    ApprovalRequest.objects.filter(order=newer).update(step=None)
    assert {order.pk for order in staff_orders(sam, view="nobody")} == {older.pk, newer.pk}


def test_an_order_without_anybody_is_counted_among_the_work(world: World) -> None:
    stuck_order(world)
    assert staff.work_counts(world.actor(world.sam)).nobody == 1
