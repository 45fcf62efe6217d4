"""Several orders approved at once: named first, what changed is left, and nothing forged goes."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from approvals.models import ApprovalDecision
from customers.models import Membership
from orders.models import Order
from orders.services.deciding import reject_order
from orders.states import OrderStatus
from tests.orders import place
from tests.pages.my.approving import CHOSEN, status, url_of
from tests.pages.reading import page_of, read
from tests.services.customers.test_visits import act
from tests.world import World

CHOSEN_QUERIES = 5


def boxes(client: Client) -> list[str]:
    """What every box of the list would send."""
    html = client.get("/my/approvals/").content.decode()
    return [part.split('"')[0] for part in html.split('name="order" value="')[1:]]


def confirmed(client: Client, values: list[str]) -> Any:
    return client.post(CHOSEN, {"order": values, "confirmed": "yes"})


def test_chosen_orders_are_named_with_their_sum_before_anything_happens(world: World) -> None:
    orders = [place(world, world.nora, (world.dock, 4)) for _turn in range(2)]
    client = world.client(world.ali)
    page = page_of(client.post(CHOSEN, {"order": boxes(client)}))
    assert "Approve 2 orders for 12 720,00 kr?" in page.text
    for order in orders:
        assert url_of(order) in page.links
    assert not ApprovalDecision.objects.exists()
    assert confirmed(client, boxes(client))["Location"] == "/my/approvals/"
    text = read(client, "/my/approvals/").text
    assert "2 orders are approved, together 12 720,00 kr ex VAT." in text
    assert "Nothing to approve" in text
    assert {status(order) for order in orders} == {OrderStatus.UNPROCESSED}


def test_what_changed_or_went_since_the_list_was_shown_is_left_and_named(world: World) -> None:
    good, changed, decided = (place(world, world.nora, (world.dock, 4)) for _turn in range(3))
    client = world.client(world.ali)
    values = boxes(client)
    Order.objects.filter(pk=changed.pk).update(version=2)
    reject_order(actor=world.actor(world.ali), order_id=decided.pk, version=1)
    page = page_of(client.post(CHOSEN, {"order": values}))
    assert "Approve 1 order for 6 360,00 kr?" in page.text
    assert "Changed since you opened the list. Read it once more." in page.text
    assert "This order has already been decided." in page.text
    confirmed(client, values)
    text = read(client, "/my/approvals/").text
    assert "1 order is approved, 6 360,00 kr ex VAT." in text
    assert f"Order {changed.number} from Nora Lindqvist was left." in text
    assert f"Order {decided.number} from Nora Lindqvist was left." in text
    assert status(good) == OrderStatus.UNPROCESSED
    assert status(changed) == OrderStatus.AWAITING_APPROVAL


def test_forged_orders_of_another_queue_are_never_approved_or_named(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    Membership.objects.filter(pk=world.otto.pk).update(is_approver=True, is_group_admin=True)
    values = [f"{order.pk}-1", "999999999-1", "x-1", "1", f"{order.pk}-1' or 1=1"]
    client = world.client(world.otto)
    page = page_of(client.post(CHOSEN, {"order": values}))
    assert "None of the chosen orders can be approved" in page.text
    assert "2 of the chosen orders no longer wait for you." in page.text
    assert str(order.number) not in page.text
    confirmed(client, values)
    assert str(order.number) not in read(client, "/my/approvals/").text
    greta = world.client(world.greta)
    assert "The order waits for Ali Haddad." in page_of(greta.post(CHOSEN, {"order": values})).text
    confirmed(greta, values)
    assert status(order) == OrderStatus.AWAITING_APPROVAL
    assert not ApprovalDecision.objects.exists()


def test_choosing_nothing_says_so(world: World) -> None:
    client = world.client(world.ali)
    assert client.post(CHOSEN)["Location"] == "/my/approvals/"
    assert "Choose the orders to approve first." in read(client, "/my/approvals/").text


def test_only_approvers_choose_and_nobody_while_acting(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    sent = {"order": [f"{order.pk}-1"], "confirmed": "yes"}
    assert world.client(world.nora).post(CHOSEN, sent).status_code == 403
    client = act(world, world.stina, world.ali)
    client.post(CHOSEN, sent)
    text = read(client, "/my/approvals/").text
    assert "Nobody decides while logged in as somebody else." in text
    assert status(order) == OrderStatus.AWAITING_APPROVAL


def test_thirty_chosen_orders_cost_as_many_questions_as_one(world: World) -> None:
    client = world.client(world.ali)
    place(world, world.nora, (world.dock, 4))
    client.get("/my/")

    def cost() -> int:
        values = boxes(client)
        with CaptureQueriesContext(connection) as asked:
            page_of(client.post(CHOSEN, {"order": values}))
        return len(asked)

    one = cost()
    for _turn in range(29):
        place(world, world.nora, (world.dock, 4))
    assert len(boxes(client)) == 30
    assert cost() == one == CHOSEN_QUERIES
