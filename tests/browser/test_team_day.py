"""A team member's day: given customers in the morning, looks after them, meets nobody else's."""

import os
from collections.abc import Callable

import pytest

from customers.models import Customer
from orders.models import Order
from orders.states import OrderStatus
from tests.browser.conftest import Visitor
from tests.orders import place
from tests.teams import make_teams
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def test_a_team_members_day(visitor: Callable[..., Visitor]) -> None:
    world = build_world()
    teams = make_teams(world)
    new = Customer.objects.create(number="K-77", name="Åsbacka Bygg", main_group=world.retail)
    theirs = place(world, world.nora, (world.dock, 4))
    ours = place(world, world.otto, (world.headset, 2))

    # Stina makes the north larger: she pastes numbers, and one of them is nobody's.
    stina = visitor()
    stina.log_in("stina@example.com")
    stina.open("/staff/teams/")
    stina.press("Nord")
    stina.press("Paste customer numbers")
    stina.page.fill("textarea[name=numbers]", f"k-77\n{world.vestby.number}\n999999")
    stina.press("Give them to the team")
    report = stina.page.inner_text("main")
    assert "Åsbacka Bygg" in report
    assert "999999" in report
    new.refresh_from_db()
    assert new.sales_team == teams.north
    stina.open(f"/staff/teams/{teams.north.pk}/?add=norrvik")
    assert "now with Syd" in stina.page.inner_text("main")

    # Sam's rail says whose customers he sees, and his lists hold no others.
    sam = visitor()
    sam.log_in("sam@example.com")
    sam.open("/staff/")
    assert "Nord" in sam.page.inner_text(".rail-team")
    sam.open("/staff/customers/")
    rows = sam.page.inner_text("main")
    assert "Åsbacka Bygg" in rows
    assert "Vestby Elektro" in rows
    assert "Barn och utbildning" not in rows
    sam.open("/staff/orders/")
    assert str(theirs.number) not in sam.page.inner_text("main")

    # He works on his own order; the other's address leads nowhere.
    sam.press(str(ours.number))
    sam.press("Start processing")
    assert Order.objects.get(pk=ours.pk).status == OrderStatus.PROCESSING
    answer = sam.page.goto(f"{sam.site}/staff/orders/{theirs.number}/")
    assert answer is not None
    assert answer.status == 404
    sam.complaints.clear()  # the browser says so too

    # A search for somebody else's customer finds nobody, and his team's card is his to look at.
    sam.open("/staff/find/?q=Norrvik")
    assert "Barn och utbildning" not in sam.page.inner_text("main")
    sam.open("/staff/teams/")
    sam.press("Nord")
    card = sam.page.inner_text("main")
    assert "Sam Öberg" in card
    assert "Åsbacka Bygg" in card
    assert not sam.page.get_by_role("button", name="Take out").count()
