"""A first look in a browser: the dashboard and its lists, a permission, history, documents."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from approvals.models import ApprovalRequest
from core.audit import doing
from customers.models import PurchaseLimit
from orders.services.near_limits import count_near_limits
from tests.browser.conftest import Visitor
from tests.orders import place
from tests.teams import make_teams
from tests.uploads import add
from tests.world import World, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Kommunalförbundet för återbruk, förvaltning och vattenvård i Norrviks skärgård"


def a_day(world: World) -> int:
    """Something in every list; Nora's order, whose number it gives, has waited ten days."""
    today = timezone.localdate()
    PurchaseLimit.objects.create(
        membership=world.otto, amount=Decimal(300), starts_on=today, ends_on=today
    )
    place(world, world.otto, (world.paper, 1))
    waits = place(world, world.nora, (world.dock, 4))
    ApprovalRequest.objects.update(step_since=timezone.now() - timedelta(days=10))
    with doing("test", world.actor(world.greta, acted_by=world.stina)):
        world.care.name = LONG
        world.care.save()
    add(world.actor(world.stina), world.care, f"Avtal {LONG}"[:120], routine=True)
    count_near_limits()
    return waits.number


@pytest.mark.parametrize("width", [390, 1280])
def test_stina_follows_the_numbers(visitor: Callable[..., Visitor], width: int) -> None:
    world = build_world()
    number = a_day(world)
    stina = visitor(width=width)
    stina.log_in("stina@example.com")
    stina.open("/staff/")
    stina.sees("Orders of the last days", "Limits nearly reached", "Imports that failed")
    stina.press("Waiting over a week: 1")
    stina.sees(str(number))
    stina.open("/staff/")
    stina.press("Awaiting approval, ")  # of today, in the table of days
    stina.sees(str(number))
    stina.open("/staff/")
    stina.press("Limits nearly reached: 1")
    stina.sees("Otto Moen", "96 %", "Counted at")


@pytest.mark.parametrize("width", [390, 1280])
def test_stina_asks_who_may_and_who_did(visitor: Callable[..., Visitor], width: int) -> None:
    world = build_world()
    number = a_day(world)
    stina = visitor(width=width)
    stina.log_in("stina@example.com")
    stina.open("/staff/permissions/")
    stina.page.fill("[name=person]", "otto@example.com")
    stina.page.fill("[name=what]", str(number))
    stina.press("Ask")
    stina.sees("No", "To them it does not exist")
    stina.page.fill("[name=person]", "greta@example.com")
    stina.press("Ask")
    stina.sees("Yes", "Administrator of the order's organisation", "waits for Ali Haddad")
    stina.page.fill("[name=person]", "nobody@example.com")
    stina.press("Ask")
    stina.sees("Nobody has this e-mail or id")
    stina.open("/staff/history/")
    stina.sees(LONG, "Greta Sandström", "really Stina Falk")
    stina.open("/staff/history/?view=limits")
    stina.sees("Otto Moen, Vestby Elektro")
    stina.open("/staff/history/?to=2001-01-01")
    stina.sees("No change fits")
    stina.open("/staff/documents/")
    stina.sees(f"Avtal {LONG}"[:60], "Special order routine")


@pytest.mark.parametrize("width", [390])
def test_sam_sees_only_his_teams_day(visitor: Callable[..., Visitor], width: int) -> None:
    world = build_world()
    number = a_day(world)
    make_teams(world)
    sam = visitor(width=width)
    sam.log_in("sam@example.com")
    sam.open("/staff/")
    sam.sees("Waiting over a week")
    assert str(number) not in sam.page.inner_text("body")
    sam.open("/staff/documents/")
    sam.sees("No documents yet")
    sam.open("/staff/history/")
    assert LONG not in sam.page.inner_text("body")
