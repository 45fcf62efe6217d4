"""My pages in a browser: every page as each role, and the journeys of a phone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from core.access.checks import doors
from customers.models import ActingVisit
from orders.models import Order
from orders.services.absences import go_away
from orders.services.asking import ask_question
from orders.states import OrderStatus
from tests.browser.conftest import Visitor
from tests.orders import place
from tests.world import World, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def with_something_on_each(world: World) -> Order:
    """Orders that wait, are asked about and have gone on; and Greta away next month."""
    place(world, world.greta, (world.paper, 2))
    order = place(world, world.nora, (world.dock, 4))
    ask_question(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=order.version,
        question="Till vilken skola?",
    )
    go_away(
        actor=world.actor(world.greta),
        membership=world.greta,
        starts_on=timezone.localdate() + timedelta(days=30),
        ends_on=timezone.localdate() + timedelta(days=40),
        substitute=world.ali,
    )
    return order


def pages_of_greta(world: World) -> list[str]:
    """Every address without an id that shows her a page; some want to know which one first."""
    addresses = [
        f"/{door.address}"
        for door in doors()
        if door.address.startswith("my/") and "GET" in door.methods and "<" not in door.address
    ]
    client = world.client(world.greta)
    return [page for page in sorted(addresses) if client.get(page).status_code == 200]


@pytest.mark.parametrize("width", [390, 1280])
def test_greta_opens_every_page_there_is(visitor: Callable[..., Visitor], width: int) -> None:
    """axe, the policy and the width of the window are looked at on each."""
    world = build_world()
    order = with_something_on_each(world)
    greta = visitor(width=width)
    greta.log_in("greta@example.com")
    pages = pages_of_greta(world)
    assert len(pages) >= 25
    for page in pages:
        greta.open(page)
    greta.open(f"/my/orders/{order.number}/")
    greta.open(f"/my/group/users/{world.ali.user.pk}/")
    greta.open(f"/my/group/memberships/{world.ali.pk}/absence/")


def test_greta_orders_for_nora_on_her_phone(visitor: Callable[..., Visitor]) -> None:
    world = build_world()
    greta = visitor(width=390)
    greta.log_in("greta@example.com")
    greta.open("/my/group/users/")
    greta.press("Order for Nora Lindqvist")
    greta.sees("you act as Nora Lindqvist")
    greta.open(f"/p/{world.dock.product.slug}/")
    greta.page.fill("main input[name=quantity]", "4")
    greta.press("Add to cart")
    greta.open("/cart/")
    greta.sees("Ali Haddad", "6 360,00 kr")
    greta.press("To the checkout")
    greta.press("Send to Ali")
    order = Order.objects.get()
    assert order.status == OrderStatus.AWAITING_APPROVAL
    assert (order.orderer, order.placed_by) == (world.nora.user, world.greta.user)
    greta.press("Leave")
    greta.sees("Nora Lindqvist", "Greta Sandström")

    nora = visitor(width=390)
    nora.log_in("nora@example.com")
    nora.open(f"/my/orders/{order.number}/")
    nora.sees("Ordered for Nora Lindqvist by Greta Sandström")
    nora.open("/my/security/visits/")
    nora.sees("Greta Sandström", str(order.number))
    assert ActingVisit.objects.get().ended_at is not None


def test_nora_answers_and_ali_goes_away_on_their_phones(visitor: Callable[..., Visitor]) -> None:
    world = build_world()
    order = with_something_on_each(world)
    nora = visitor(width=390)
    nora.log_in("nora@example.com")
    nora.open(f"/my/orders/{order.number}/")
    nora.page.fill("[name=answer]", "Strandskolan")
    nora.press("Send the answer")
    nora.sees("Ali Haddad has your answer.")

    ali = visitor(width=390)
    ali.log_in("ali@example.com")
    ali.open("/my/absence/")
    ali.page.fill("[name=ends_on]", (timezone.localdate() + timedelta(days=5)).isoformat())
    ali.page.select_option("[name=substitute]", str(world.greta.pk))
    ali.press("Save")
    ali.sees("Away now", "Greta Sandström")

    greta = visitor(width=390)
    greta.log_in("greta@example.com")
    greta.open(f"/my/approvals/{order.number}/")
    greta.sees("Strandskolan", "Ali Haddad is away until")
    greta.press("Approve")
    order.refresh_from_db()
    assert order.status == OrderStatus.UNPROCESSED
