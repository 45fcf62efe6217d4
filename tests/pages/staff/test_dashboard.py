"""The front page's numbers: each is the length of the list that it leads to, also in a team."""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from approvals.models import ApprovalRequest
from core.models import EmailState, ImportJob, ImportStatus, OutgoingEmail
from customers.models import Membership, PurchaseLimit
from customers.periods import Recurrence
from orders.models import NearLimit, Order
from orders.selectors import dashboard
from orders.selectors.dashboard import dashboard_counts, orders_by_day
from orders.services.handling import handle_order
from orders.services.near_limits import count_near_limits
from orders.states import OrderEventKind
from tests.orders import copies_of, place
from tests.teams import make_teams
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]


def limit_of(membership: Membership, amount: str) -> None:
    PurchaseLimit.objects.create(
        membership=membership,
        amount=Decimal(amount),
        starts_on=timezone.localdate() - timedelta(days=3),
        recurrence=Recurrence.MONTHLY,
    )


def busy(world: World) -> None:
    """An order in work, one waiting for ten days, a limit nearly reached, what has failed."""
    limit_of(world.otto, "3600.00")
    limit_of(world.nora, "8000.00")
    begun = place(world, world.otto, (world.dock, 2))
    handle_order(
        actor=world.actor(world.sam), order_id=begun.pk, event=OrderEventKind.PROCESSING_STARTED
    )
    place(world, world.otto, (world.paper, 1))
    place(world, world.nora, (world.dock, 4))
    ApprovalRequest.objects.update(step_since=timezone.now() - timedelta(days=10))
    yesterday = timezone.now() - timedelta(days=1)
    place(world, world.nora, (world.paper, 2))
    Order.objects.filter(pk=Order.objects.latest("pk").pk).update(placed_at=yesterday)
    OutgoingEmail.objects.filter(to_user=world.otto.user).update(state=EmailState.FAILED)
    for status in (ImportStatus.FAILED, ImportStatus.PLANNED, ImportStatus.PLANNED):
        for kind, who in (("users", world.sam), ("stock", world.stina)):
            ImportJob.objects.create(
                kind=kind, file_name=f"{kind}.xlsx", status=status, created_by=who
            )
    count_near_limits()


def numbers_in(page: str) -> Mapping[str, int]:
    """Each link of the page whose words are a number, and the number."""
    found = re.findall(r'<a[^>]*href="(/staff/[^"]+)"[^>]*>(\d+)</a>', page)
    lists = (row for row in found if not re.search(r"/orders/\d+/$", row[0]))
    return {unescape(url): int(number) for url, number in lists}


def rows_of(client: Client, url: str) -> int:
    response = client.get(url)
    assert response.status_code == 200, url
    return len(response.context["rows"])


@pytest.mark.parametrize(
    ("who", "in_teams"),
    [("stina", False), ("stina", True), ("sam", False), ("sam", True), ("tove", True)],
)
def test_every_number_is_the_length_of_its_list(world: World, who: str, in_teams: bool) -> None:
    busy(world)
    teams = make_teams(world) if in_teams else None
    person = teams.tove if teams and who == "tove" else getattr(world, who)
    client = world.client(person)
    numbers = numbers_in(client.get("/staff/").content.decode())
    assert len(numbers) >= 10
    assert any(numbers.values())
    for url, number in numbers.items():
        assert rows_of(client, url) == number, url


def test_the_numbers_are_what_happened(world: World) -> None:
    busy(world)
    work = {
        each.label: each.count for each in world.client(world.stina).get("/staff/").context["work"]
    }
    assert work == {
        "Orders to process": 3,
        "Awaiting approval": 1,
        "Waiting over a week": 1,
        "Nobody can decide": 0,
        "Limits nearly reached": 1,
        "Mail not sent": OutgoingEmail.objects.filter(state=EmailState.FAILED).count(),
        "Imports that failed": 2,
        "Imports to review": 4,
    }
    assert work["Mail not sent"] > 0


def test_a_team_counts_only_its_own(world: World) -> None:
    busy(world)
    teams = make_teams(world)
    of_sam = dashboard_counts(world.actor(world.sam), kinds=["users"])
    of_tove = dashboard_counts(world.actor(teams.tove), kinds=["users"])
    assert (of_sam.near_limits, of_sam.stale) == (1, 0)
    assert (of_tove.near_limits, of_tove.stale) == (0, 1)
    assert of_sam.failed_imports == 1
    assert of_tove.failed_imports == 0
    assert (of_sam.failed_mails > 0, of_tove.failed_mails) == (True, 0)
    days = orders_by_day(world.actor(world.sam))
    assert sum(count for _status, cells in days.rows for _day, count in cells) == 2


def test_an_order_is_counted_on_its_day_in_the_state_that_it_has_now(world: World) -> None:
    busy(world)
    found = orders_by_day(world.actor(world.stina))
    counts = {status.value: [count for _day, count in cells] for status, cells in found.rows}
    assert counts == {
        "awaiting_approval": [1, 0, 0, 0, 0, 0, 0],
        "unprocessed": [1, 1, 0, 0, 0, 0, 0],
        "processing": [1, 0, 0, 0, 0, 0, 0],
    }


def test_days_that_are_too_many_orders_are_left_out_and_never_cut_short(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = place(world, world.otto, (world.paper, 1))
    noon = timezone.localtime().replace(hour=12)
    for number in range(3):
        copies_of(order, 0)
        Order.objects.filter(pk=place(world, world.otto, (world.paper, 1)).pk).update(
            placed_at=noon - timedelta(days=number + 1)
        )
    monkeypatch.setattr(dashboard, "ORDERS_AT_MOST", 2)
    found = orders_by_day(world.actor(world.stina))
    assert found.is_cut
    assert len(found.days) == 2
    assert [[count for _day, count in cells] for _status, cells in found.rows] == [[1, 1]]
    of_tove = orders_by_day(world.actor(make_teams(world).tove))
    assert not of_tove.is_cut, "her team's customers have no more than that"
    page = world.client(world.stina).get("/staff/").content.decode()
    assert "too many orders to count earlier days" in page


def test_a_limit_is_near_from_ninety_percent_on(world: World) -> None:
    limit_of(world.otto, "321.12")  # the paper is 289.00
    place(world, world.otto, (world.paper, 1))
    assert count_near_limits() == 0
    PurchaseLimit.objects.update(amount=Decimal("321.11"))
    assert count_near_limits() == 1
    near = NearLimit.objects.get()
    assert (near.spent, near.percent) == (Decimal("289.00"), 90)


def test_who_is_near_no_longer_is_taken_away(world: World) -> None:
    limit_of(world.otto, "300.00")
    order = place(world, world.otto, (world.paper, 1))
    assert count_near_limits() == 1
    handle_order(actor=world.actor(world.sam), order_id=order.pk, event=OrderEventKind.CANCELLED)
    assert count_near_limits() == 0
    assert not NearLimit.objects.exists()


def test_a_limit_of_nothing_and_one_that_has_ended_are_not_near(world: World) -> None:
    limit_of(world.nora, "0.00")
    limit_of(world.otto, "300.00")
    place(world, world.otto, (world.paper, 1))
    gone = timezone.localdate() - timedelta(days=1)
    PurchaseLimit.objects.filter(membership=world.otto).update(
        recurrence="", ends_on=gone, starts_on=gone
    )
    assert count_near_limits() == 0


def test_the_list_of_limits_finds_and_says_when_nobody_fits(world: World) -> None:
    busy(world)
    client = world.client(world.stina)
    assert rows_of(client, "/staff/limits/?q=moen") == 1
    page = client.get("/staff/limits/?q=moen").content.decode()
    assert "Otto Moen" in page
    assert "Vestby Elektro" in page
    assert "Nobody fits" in client.get("/staff/limits/?q=nora").content.decode()
    NearLimit.objects.all().delete()
    assert "No limit is nearly reached" in client.get("/staff/limits/").content.decode()


def test_a_count_that_stopped_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    busy(world)
    monkeypatch.setattr("adminpanel.views.home.COUNTED_AT_MOST", 3)
    page = world.client(world.stina).get("/staff/").content.decode()
    assert ">3+</a>" in page


def test_the_dashboard_costs_at_most_twelve_queries(
    world: World, django_assert_num_queries: Counting
) -> None:
    busy(world)
    make_teams(world)
    for person, queries in ((world.stina, 10), (world.sam, 9)):
        client = world.client(person)
        client.get("/staff/")
        with django_assert_num_queries(queries):
            client.get("/staff/")
        with django_assert_num_queries(6):
            client.get("/staff/limits/")
