"""The purchase limit's statement on its three pages: one's own, a colleague's, and for staff."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import timezone

from customers.models import Membership, PurchaseLimit
from customers.periods import Recurrence
from customers.services.limits import set_limit
from orders.models import LimitEntry, Order
from orders.selectors.limit_statement import limit_statement
from orders.selectors.limits import standing_of
from orders.services.deciding import approve_order
from orders.services.handling import cancel_order
from tests.orders import fill_cart, place
from tests.pages.reading import Page, page_of, read
from tests.world import World

# One's own page with its header and menu. More lines cost nothing; a change is looked at.
PAGE_QUERIES = 11


def set_by_greta(world: World, whom: Membership, amount: str, **terms: Any) -> None:
    terms = terms or {
        "starts_on": timezone.localdate().replace(day=1),
        "recurrence": Recurrence.MONTHLY,
    }
    set_limit(actor=world.actor(world.greta), membership=whom, amount=Decimal(amount), **terms)


def in_kronor(amount: Decimal | None) -> str:
    shown = Template("{% load money %}{% money amount %}").render(Context({"amount": amount}))
    return shown.replace("\u00a0", " ")


def many(order: Order, how_many: int) -> None:
    """Entries of other days of the period would look the same: so many more of this order."""
    entry = LimitEntry.objects.get(order=order)
    LimitEntry.objects.bulk_create(
        LimitEntry(
            membership=entry.membership,
            order=order,
            kind="adjust",
            amount_net=Decimal("1.00"),
            counts_on=entry.counts_on,
            created_at=entry.created_at + timedelta(seconds=number),
        )
        for number in range(1, how_many + 1)
    )


def test_nora_reads_what_happened_to_her_limit_and_what_is_left(world: World) -> None:
    set_by_greta(world, world.nora, "20000.00")
    bought = place(world, world.nora, (world.headset, 3))
    waiting = place(world, world.nora, (world.dock, 4))
    approve_order(actor=world.actor(world.ali), order_id=waiting.pk, version=1)
    page = read(world.client(world.nora), "/my/limit/")
    for words in (
        "Limit 20 000,00 kr",
        "Used 10 530,00 kr",
        "Reserved, waits for approval 0,00 kr",
        "Remaining 9 470,00 kr",
        "Can be bought today 9 470,00 kr",
        "It starts afresh on 1 ",
        "The limit starts afresh",
        "Limit set to 20 000,00 kr by Greta Sandström, monthly from 1 ",
        "−4 170,00 kr 15 830,00 kr",
        "−6 360,00 kr 9 470,00 kr",
        "Approved by Ali Haddad: 6 360,00 kr moves from reserved to used",
        "ask Greta Sandström",
    ):
        assert words in page.text, words
    assert f"/my/orders/{bought.number}/" in page.links
    assert f"/my/orders/{waiting.number}/" in page.links


def test_header_cart_overview_and_statement_show_the_same_figure(world: World) -> None:
    set_by_greta(world, world.nora, "20000.00")
    place(world, world.nora, (world.headset, 3))
    order = place(world, world.nora, (world.dock, 4))
    cancel_order(actor=world.actor(world.stina), order_id=order.pk)
    place(world, world.nora, (world.dock, 5))
    fill_cart(world.actor(world.nora), (world.paper, 1))
    shown = limit_statement(world.nora)
    assert shown.statement is not None
    left = standing_of(world.nora).remaining
    assert left == shown.statement.closing == shown.now.remaining == Decimal("7880.00")
    client = world.client(world.nora)
    header = in_kronor(left)
    for url in ("/", "/my/", "/my/limit/"):
        assert header in read(client, url).text, url
    cart = read(client, "/cart/").text
    assert header in cart
    assert f"Left after the order {in_kronor(Decimal('7591.00'))}" in cart
    response = client.get("/my/limit/")
    limit = response.context["header"].limit
    assert limit.remaining == left
    assert (limit.used, limit.reserved) == (Decimal("4170.00"), Decimal("7950.00"))
    assert response.context["shown"].statement.closing == left


def test_without_a_limit_the_page_says_so(world: World) -> None:
    page = read(world.client(world.nora), "/my/limit/")
    assert "You have no purchase limit" in page.text
    assert "Statement" not in page.text


def test_a_limit_of_zero_says_that_nothing_may_be_bought(world: World) -> None:
    set_by_greta(world, world.nora, "0.00")
    page = read(world.client(world.nora), "/my/limit/")
    assert "The limit is 0, so nothing may be bought." in page.text
    assert "Can be bought today 0,00 kr" in page.text


def test_before_anything_is_bought_the_statement_says_so(world: World) -> None:
    PurchaseLimit.objects.create(
        membership=world.nora,
        amount=Decimal(900),
        starts_on=date(2020, 1, 1),
        recurrence=Recurrence.MONTHLY,
    )
    model: Any = PurchaseLimit
    model.pgh_event_model.objects.all().delete()
    page = read(world.client(world.nora), "/my/limit/")
    assert "Nothing is bought in this period." in page.text
    assert "Can be bought today 900,00 kr" in page.text


@pytest.mark.parametrize(
    ("outside", "words"),
    [
        ("block", ("Can be bought today 0,00 kr", "Until it is renewed nothing may be bought.")),
        ("unlimited", ("Can be bought today Any amount", "Now there is no limit.")),
    ],
)
def test_outside_its_window_the_page_says_which_holds_and_leads_to_the_window(
    world: World, outside: str, words: tuple[str, ...]
) -> None:
    today = timezone.localdate()
    PurchaseLimit.objects.create(
        membership=world.nora,
        amount=Decimal(9000),
        starts_on=today - timedelta(days=30),
        ends_on=today - timedelta(days=1),
        outside=outside,
    )
    client = world.client(world.nora)
    page = read(client, "/my/limit/")
    for sentence in words:
        assert sentence in page.text
    before = f"?on={today - timedelta(days=1)}"
    assert before in page.links
    page = read(client, f"/my/limit/{before}")
    assert "Remaining 9 000,00 kr" in page.text
    assert "Can be bought today" not in page.text


def test_earlier_periods_are_turned_to_and_back(world: World) -> None:
    first = timezone.localdate().replace(day=1)
    order = place(world, world.nora, (world.headset, 1))
    LimitEntry.objects.update(counts_on=first - timedelta(days=3))
    set_by_greta(
        world,
        world.nora,
        "5000.00",
        starts_on=(first - timedelta(days=1)).replace(day=1),
        recurrence=Recurrence.MONTHLY,
    )
    client = world.client(world.nora)
    now = read(client, "/my/limit/")
    assert "Remaining 5 000,00 kr" in now.text
    earlier = f"?on={first - timedelta(days=1)}"
    assert earlier in now.links
    before = read(client, f"/my/limit/{earlier}")
    assert f"/my/orders/{order.number}/" in before.links
    assert "Remaining 3 610,00 kr" in before.text
    assert f"?on={first}" in before.links
    assert not any(link.startswith("?on=") and link < earlier for link in before.links)


@pytest.mark.parametrize(
    "query", ["on=nonsense", "on=2019-13-45", "on=1999-01-01", "on=9999-12-31", "page=x", "page=-1"]
)
def test_a_day_or_page_that_is_none_is_not_found(world: World, query: str) -> None:
    set_by_greta(world, world.nora, "5000.00")
    assert world.client(world.nora).get(f"/my/limit/?{query}").status_code == 404


def test_300_lines_are_paged_and_every_page_begins_with_what_was_left(
    world: World, django_assert_num_queries: Any
) -> None:
    set_by_greta(world, world.nora, "20000.00")
    many(place(world, world.nora, (world.paper, 1)), 298)  # 300 with the limit's own line
    client = world.client(world.nora)
    client.get("/my/limit/")
    with django_assert_num_queries(PAGE_QUERIES):
        page = read(client, "/my/limit/")
    assert "Part 6 of 6" in page.text
    assert "Brought forward 19 463,00 kr" in page.text
    assert page.text.count("Remaining 19 413,00 kr") >= 1
    first = read(client, "/my/limit/?page=1")
    assert "Brought forward" not in first.text
    assert "?page=2" in first.next
    assert "Part 1 of 6" in first.text


def test_one_line_costs_as_many_queries_as_300(
    world: World, django_assert_num_queries: Any
) -> None:
    set_by_greta(world, world.nora, "20000.00")
    place(world, world.nora, (world.paper, 1))
    client = world.client(world.nora)
    client.get("/my/limit/")
    with django_assert_num_queries(PAGE_QUERIES):
        client.get("/my/limit/")


# Other people's


def colleague_page(world: World, client: Client, url: str) -> Page:
    set_by_greta(world, world.nora, "20000.00")
    order = place(world, world.nora, (world.headset, 3))
    page = read(client, url)
    assert "Purchase limit of Nora Lindqvist" in page.text
    assert "Remaining 15 830,00 kr" in page.text
    assert any(link.endswith(f"/orders/{order.number}/") for link in page.links)
    return page


def test_greta_reads_noras_statement_from_her_card(world: World) -> None:
    client = world.client(world.greta)
    url = f"/my/group/memberships/{world.nora.pk}/limit/"
    assert url in read(client, f"/my/group/users/{world.nora.user_id}/").links
    page = colleague_page(world, client, url)
    assert f"/my/group/memberships/{world.nora.pk}/" in page.links


def test_staff_read_it_from_the_persons_card(world: World) -> None:
    client = world.client(world.sam)
    url = f"/staff/memberships/{world.nora.pk}/limit/"
    assert url in read(client, f"/staff/users/{world.nora.user_id}/").links
    page = colleague_page(world, client, url)
    assert any(link.startswith("/staff/orders/") for link in page.links)


def test_nobody_reads_the_statement_of_a_stranger(world: World) -> None:
    set_by_greta(world, world.nora, "20000.00")
    Membership.objects.filter(pk=world.otto.pk).update(is_group_admin=True)
    url = f"/my/group/memberships/{world.nora.pk}/limit/"
    assert world.client(world.otto).get(url).status_code == 404
    assert world.client(world.greta).get(url).status_code == 200
    strangers = f"/my/group/memberships/{world.otto.pk}/limit/"
    assert world.client(world.greta).get(strangers).status_code == 404
    assert world.client(world.nora).get(url).status_code == 403
    assert world.client(world.nora).get(
        f"/staff/memberships/{world.nora.pk}/limit/"
    ).status_code in {
        403,
        404,
    }


def test_a_colleague_without_a_limit_has_a_page_that_says_so(world: World) -> None:
    page = page_of(world.client(world.greta).get(f"/my/group/memberships/{world.ali.pk}/limit/"))
    assert "No limit is set." in page.text
