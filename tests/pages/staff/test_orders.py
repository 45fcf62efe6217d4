"""Orders in the back office: found, read, moved on; and the front page that counts them."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from core.models import OutgoingEmail
from customers.models import Membership
from orders.models import Order
from orders.services.changing import OrderChange, change_order
from orders.services.deciding import approve_order
from orders.services.handling import handle_order
from orders.states import OrderEventKind, OrderStatus
from tests.orders import copies_of, place, stuck_order
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]

LIST = "/staff/orders/"


def text_of(client: Client, url: str, *, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return response.content.decode()


def numbers(client: Client, query: str = "") -> set[int]:
    """The orders that the list shows, newest first or not."""
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return {row.order.number for row in response.context["rows"]}


def fresh(order: Order) -> Order:
    return Order.objects.with_people().get(pk=order.pk)


def url(order: Order, step: str = "") -> str:
    return f"{LIST}{order.number}/{step}"


# The list


def test_each_view_shows_its_orders(world: World) -> None:
    new = place(world, world.otto, (world.paper, 1))
    begun = place(world, world.otto, (world.paper, 1))
    done = place(world, world.otto, (world.paper, 1))
    waiting = place(world, world.nora, (world.dock, 4))
    sam = world.actor(world.sam)
    for order, steps in ((begun, 1), (done, 3)):
        for event in ("processing_started", "shipped", "completed")[:steps]:
            handle_order(actor=sam, order_id=order.pk, event=OrderEventKind(event))
    client = world.client(world.sam)
    assert numbers(client) == {new.number, begun.number}
    assert numbers(client, "view=waiting") == {waiting.number}
    assert numbers(client, "view=nobody") == set()
    assert numbers(client, "view=all") == {o.number for o in (new, begun, done, waiting)}
    assert numbers(client, "view=no-such") == numbers(client)
    assert numbers(client, "view=all&status=completed") == {done.number}


def test_an_order_that_nobody_can_decide_on_has_a_view_of_its_own(world: World) -> None:
    order = stuck_order(world)
    client = world.client(world.sam)
    assert numbers(client, "view=nobody") == {order.number}
    assert "nobody can decide" in text_of(client, f"{LIST}?view=nobody")


def test_whose_approver_only_lost_the_right_is_stuck_too(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    Membership.objects.filter(pk=world.ali.pk).update(is_active=False)
    assert numbers(world.client(world.sam), "view=nobody") == {order.number}


@pytest.mark.parametrize(
    "words",
    ["vestby", "VESTBY elektro", "otto", "moen", "otto@example", "BJ-A480", "bj-a480-k", "{number}",
     "%23{number}", "{customer}", "otto {number}"],
)  # fmt: skip
def test_an_order_is_found_by_number_customer_orderer_or_article(world: World, words: str) -> None:
    order = place(world, world.otto, (world.paper, 1))
    place(world, world.nora, (world.headset, 1))
    query = words.format(number=order.number, customer=world.vestby.number)
    assert numbers(world.client(world.sam), f"view=all&q={query}") == {order.number}


def test_what_fits_nothing_says_so_and_offers_a_way_back(world: World) -> None:
    place(world, world.otto, (world.paper, 1))
    client = world.client(world.sam)
    page = text_of(client, f"{LIST}?view=all&q=otto+nora")
    assert "No order fits" in page
    assert 'href="/staff/orders/?view=all"' in page


def test_a_customers_card_leads_to_all_its_orders(world: World) -> None:
    order = place(world, world.otto, (world.paper, 1))
    handle_order(actor=world.actor(world.sam), order_id=order.pk, event=OrderEventKind.CANCELLED)
    place(world, world.nora, (world.paper, 1))
    client = world.client(world.sam)
    link = f"{LIST}?customer={world.vestby.number}"
    tab = f"/staff/customers/{world.vestby.pk}/orders/"
    assert tab in text_of(client, f"/staff/customers/{world.vestby.pk}/")
    assert link in text_of(client, tab)
    assert numbers(client, f"customer={world.vestby.number}") == {order.number}
    assert "Customer: Vestby Elektro" in text_of(client, link)
    assert f'href="/staff/customers/{world.vestby.pk}/"' in text_of(client, link)


def test_days_are_the_shops_own_and_both_ends_count(world: World) -> None:
    order = place(world, world.otto, (world.paper, 1))
    zone = timezone.get_current_timezone()
    Order.objects.update(placed_at=datetime(2026, 3, 1, 0, 15, tzinfo=zone))  # 28 Feb in UTC
    client = world.client(world.sam)
    for query, found in (
        ("placed_from=2026-03-01&placed_to=2026-03-01", True),
        ("placed_from=2026-03-02", False),
        ("placed_to=2026-02-28", False),
        ("placed_from=no-day&placed_to=9999-12-31", True),
    ):
        assert numbers(client, f"view=all&{query}") == ({order.number} if found else set()), query
    assert "Placed from: 2026-03-01" in text_of(client, f"{LIST}?view=all&placed_from=2026-03-01")


@pytest.mark.parametrize("sort", ["placed", "-placed", "value", "-value", "status", "-status"])
def test_every_order_is_on_exactly_one_page_however_sorted(world: World, sort: str) -> None:
    order = place(world, world.otto, (world.paper, 1))
    copies_of(order, 70)
    client = world.client(world.sam)
    seen: list[int] = []
    address = f"{LIST}?view=all&q=vestby&sort={sort}"
    while address:
        response = client.get(address)
        seen += [row.order.number for row in response.context["rows"]]
        address = response.context["older_url"]
        assert not address or "q=vestby" in address
    assert len(seen) == 71
    assert len(set(seen)) == 71


def test_the_list_costs_the_same_for_few_orders_and_for_many(
    world: World, django_assert_num_queries: Counting
) -> None:
    place(world, world.nora, (world.dock, 4))
    order = place(world, world.otto, (world.paper, 1))
    client = world.client(world.sam)
    client.get(f"{LIST}?view=all")
    with django_assert_num_queries(8):
        client.get(f"{LIST}?view=all")
    copies_of(order, 40)
    with django_assert_num_queries(9):  # what the word means is asked first
        client.get(f"{LIST}?view=all&q=example")


def test_the_row_says_whose_yes_the_order_has(world: World) -> None:
    order = place(world, world.nora, (world.dock, 13))
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=1)
    page = text_of(world.client(world.sam), f"{LIST}?view=waiting")
    assert "Ali Haddad, waits for Greta Sandström" in page


# The order


def test_the_order_shows_what_was_agreed_and_why(world: World) -> None:
    world.norrvik.discount_percent = Decimal(10)
    world.norrvik.save()
    order = place(world, world.nora, (world.dock, 4), (world.paper, 1), acted_by=world.sam)
    change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=1,
        change=OrderChange(
            quantities={order.lines.get(variant=world.dock).pk: 5}, texts={"cost_centre": "4410"}
        ),
        comment="En till behövs",
    )
    page = text_of(world.client(world.sam), url(order)).replace("\xa0", " ")
    for shown in (
        "Dockningsstation Nordock Pro 14", "1 431,00", "7 155,00", "List price", "1 590,00",
        "group discount", "7 415,10", "1 853,78", "9 268,88", "Strandskolan", "531 32", "ZZ31220",
        "4410", "En till behövs", "Nora Lindqvist", "Sam Öberg", ": 4 → 5", "5 984,10",
        "Who approves this order", "Ali Haddad", "Greta Sandström",
        "Nora Lindqvist asks you to approve",
    ):  # fmt: skip
        assert shown in page, shown


def test_no_button_approves_and_a_waiting_order_says_for_whom_it_waits(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    page = text_of(world.client(world.stina), url(order))
    assert "The order waits for Ali Haddad." in page
    assert f"{url(order, 'cancel/')}" in page
    for step in ("process/", "ship/", "complete/", "paid/", "reassign/"):
        assert url(order, step) not in page, step


def test_sam_takes_an_order_through_every_state(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    client = world.client(world.sam)
    for step, status in (
        ("process/", OrderStatus.PROCESSING),
        ("ship/", OrderStatus.SHIPPED),
        ("complete/", OrderStatus.COMPLETED),
    ):
        assert url(order, step) in text_of(client, url(order)), "the one next step is offered"
        assert client.post(url(order, step)).status_code == 302
        assert fresh(order).status == status
    assert url(order, "cancel/") not in text_of(client, url(order))


def test_a_row_of_the_list_leads_back_to_the_same_list(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    client = world.client(world.sam)
    back = "/staff/orders/?view=all&q=nora"
    response = client.post(f"{url(order, 'process/')}?next=/staff/orders/%3Fview%3Dall%26q%3Dnora")
    assert response["Location"] == back
    response = client.post(f"{url(order, 'ship/')}?next=https://elsewhere.example/")
    assert response["Location"] == url(order)


@pytest.mark.parametrize("step", ["process/", "ship/", "complete/", "cancel/"])
def test_a_stale_or_second_press_changes_nothing_and_says_why(world: World, step: str) -> None:
    order = place(world, world.nora, (world.paper, 1))
    client = world.client(world.sam)
    Order.objects.filter(pk=order.pk).update(
        status={"process/": "processing", "ship/": "unprocessed", "complete/": "processing"}.get(
            step, "shipped"
        )
    )
    before = fresh(order).status
    response = client.post(url(order, step))
    assert response.status_code == 409
    assert fresh(order).status == before
    assert str(OrderStatus(before).label) in response.content.decode()
    assert OutgoingEmail.objects.filter(template="orders/handled").count() == 0


def test_a_waiting_order_is_not_processed_even_by_a_hand_made_request(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    response = world.client(world.stina).post(url(order, "process/"))
    assert response.status_code == 409
    assert "Staff never approve." in response.content.decode()
    assert fresh(order).status == OrderStatus.AWAITING_APPROVAL


def test_cancelling_mails_the_comment_to_nora(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    client = world.client(world.sam)
    client.post(url(order, "cancel/"), {"comment": "Varan har utgått"})
    assert fresh(order).status == OrderStatus.CANCELLED
    mail = OutgoingEmail.objects.get(template="orders/handled")
    assert mail.to_address == "nora@example.com"
    assert "Varan har utgått" in mail.body_text
    assert "Varan har utgått" in text_of(client, url(order))


def test_a_comment_that_is_too_long_is_refused_and_nothing_is_done(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    response = world.client(world.sam).post(url(order, "cancel/"), {"comment": "x" * 2001})
    assert response.status_code == 422
    assert "Comment to the orderer" in response.content.decode()
    assert fresh(order).status == OrderStatus.UNPROCESSED


def test_sam_marks_an_order_paid_and_takes_it_back(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    client = world.client(world.sam)
    assert client.post(url(order, "paid/"), {"is_paid": "yes"}).status_code == 302
    assert fresh(order).paid_at is not None
    assert "Not paid after all" in text_of(client, url(order))
    client.post(url(order, "paid/"), {"is_paid": "no"})
    assert fresh(order).paid_at is None
    card = place(world, world.nora, (world.paper, 1), on_account=False)
    assert client.post(url(card, "paid/")).status_code == 409


def test_a_stuck_order_is_given_to_an_able_approver_only(world: World) -> None:
    order = stuck_order(world)
    ulla = Membership.objects.create(user=world.ulla, customer=world.care, is_approver=True)
    Membership.objects.filter(pk=world.otto.pk).update(is_approver=True)
    client = world.client(world.sam)
    page = text_of(client, url(order))
    assert "Nobody can decide on this order." in page
    assert "Ulla Ek, Omsorg Norrvik" in page
    assert "Otto Moen" not in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "both comments have a label of their own"
    refused = client.post(url(order, "reassign/"), {"membership": world.otto.pk})
    assert refused.status_code == 422
    assert fresh(order).approval.step is None  # type: ignore[union-attr]
    assert client.post(url(order, "reassign/"), {"membership": ulla.pk}).status_code == 302
    assert fresh(order).approval.step == ulla  # type: ignore[union-attr]
    again = client.post(url(order, "reassign/"), {"membership": ulla.pk})
    assert again.status_code == 409, "it is no longer stuck"
    assert order.events.filter(kind=OrderEventKind.REASSIGNED).count() == 1


def test_the_log_of_its_mail_stands_on_the_order_and_no_other_orders(world: World) -> None:
    order = place(world, world.otto, (world.paper, 1))
    other = place(world, world.otto, (world.paper, 1))
    Order.objects.filter(pk=other.pk).update(number=int(f"{order.number}0"))
    OutgoingEmail.objects.filter(event_key__startswith=f"order-{other.number}-").update(
        event_key=f"order-{order.number}0-x", subject="Another order's mail"
    )
    page = text_of(world.client(world.sam), url(order))
    assert f"New order {order.number}" in page
    assert "Another order&#x27;s mail" not in page


def test_the_order_costs_the_same_for_one_line_and_for_many(
    world: World, django_assert_num_queries: Counting
) -> None:
    small = place(world, world.nora, (world.paper, 1))
    large = place(world, world.nora, (world.paper, 1), (world.dock, 1), (world.headset, 1))
    client = world.client(world.sam)
    client.get(url(small))
    with django_assert_num_queries(9):
        client.get(url(small))
    with django_assert_num_queries(9):
        client.get(url(large))


def test_what_people_write_is_shown_as_text(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    evil = "<script>alert(1)</script>"
    Order.objects.filter(pk=order.pk).update(comment=evil, goods_marking=evil)
    order.lines.update(comment=evil, name=evil)
    page = text_of(world.client(world.sam), url(order))
    assert evil not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("number", [999_999, 10**18])
def test_an_order_that_is_not_there_is_404(world: World, number: int) -> None:
    client = world.client(world.sam)
    assert client.get(f"{LIST}{number}/").status_code == 404
    assert client.post(f"{LIST}{number}/cancel/").status_code == 404


# The front page and the rail


@pytest.mark.parametrize("is_waiting", [True, False])
def test_an_orders_card_asks_at_most_twelve_questions(
    world: World, django_assert_num_queries: Counting, is_waiting: bool
) -> None:
    """Nine for one that nobody has to approve: no decisions, no route."""
    order = place(world, world.nora, (world.dock, 4)) if is_waiting else None
    order = order or place(world, world.otto, (world.paper, 1), (world.dock, 1))
    client = world.client(world.sam)
    client.get(url(order))
    with django_assert_num_queries(11 if is_waiting else 9):
        page = client.get(url(order))
    assert "VAT 25 %" in page.content.decode().replace("\xa0", " ")
