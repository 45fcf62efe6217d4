"""The front page of the back office: what needs work, and no way to what one may not open."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.test import Client

from catalogue.models import SearchDue
from core.models import EmailState, OutgoingEmail
from orders.services.handling import handle_order
from orders.states import OrderEventKind
from tests.orders import copies_of, place, stuck_order
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]


def text_of(client: Client, url: str, *, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return response.content.decode()


def test_the_front_page_counts_what_needs_work(world: World) -> None:
    place(world, world.otto, (world.paper, 1))
    begun = place(world, world.otto, (world.paper, 1))
    handle_order(
        actor=world.actor(world.sam),
        order_id=begun.pk,
        event=OrderEventKind.PROCESSING_STARTED,
    )
    stuck_order(world)
    OutgoingEmail.objects.filter(pk=OutgoingEmail.objects.earliest("id").pk).update(
        state=EmailState.FAILED
    )
    response = world.client(world.stina).get("/staff/")
    counts = {work.label: work.count for work in response.context["work"]}
    assert counts == {
        "Orders to process": 2,
        "Awaiting approval": 1,
        "Waiting over a week": 0,
        "Nobody can decide": 1,
        "Limits nearly reached": 0,
        "Mail not sent": 1,
        "Imports that failed": 0,
        "Imports to review": 0,
    }
    assert "1 of them not begun" in response.content.decode()
    rail = {item.label: item.count for group in response.context["menu"] for item in group.items}
    assert (rail["Orders"], rail["Awaiting approval"]) == (2, 1)


def test_sales_staff_have_no_way_to_what_they_may_not_open(world: World) -> None:
    page = text_of(world.client(world.sam), "/staff/")
    assert "Imports to review" in page
    assert "Mail not sent" in page
    assert "/staff/settings/" not in page


def test_the_front_page_says_that_search_is_behind(world: World) -> None:
    behind = "Search does not know all goods"
    assert behind not in text_of(world.client(world.stina), "/staff/")
    SearchDue.objects.create(product_id=world.paper.product_id)
    assert behind in text_of(world.client(world.stina), "/staff/")


def test_the_front_page_costs_the_same_for_few_and_for_many(
    world: World, django_assert_num_queries: Counting
) -> None:
    order = place(world, world.otto, (world.paper, 1))
    client = world.client(world.stina)
    client.get("/staff/")
    with django_assert_num_queries(9):
        client.get("/staff/")
    copies_of(order, 40)
    with django_assert_num_queries(9):
        client.get("/staff/")
