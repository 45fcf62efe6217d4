"""'Attester': the queue, one order with all it tells, and who may look at it or decide."""

from datetime import date
from decimal import Decimal

from django.test import Client
from django.utils import timezone

from approvals.models import ApprovalDecision
from catalogue.models import Variant
from customers.models import Membership, PurchaseLimit
from customers.periods import Recurrence
from orders.models import Order
from orders.selectors.approvals import bought_before
from orders.services.handling import withdraw_order
from orders.states import OrderStatus
from tests.orders import place
from tests.pages.my.approving import queries, status, url_of
from tests.pages.reading import page_of, read
from tests.services.customers.test_visits import act
from tests.world import World, make_product

LIST_QUERIES = 26
DETAIL_QUERIES = 25


# The queue


def test_ali_sees_what_waits_for_him_and_the_first_of_it_beside(world: World) -> None:
    first = place(world, world.nora, (world.dock, 4))
    second = place(world, world.nora, (world.dock, 5))
    page = read(world.client(world.ali), "/my/approvals/")
    assert "2 wait for you, together 14 310,00 kr ex VAT" in page.text
    assert page.links.index(url_of(first)) < page.links.index(url_of(second))
    assert "Nora Lindqvist wants to order for Strandskolan" in page.text
    assert "Your yes is enough. Then the order goes to Kontorsgrossen." in page.text
    largest = read(world.client(world.ali), "/my/approvals/?sort=-value")
    assert largest.links.index(url_of(second)) < largest.links.index(url_of(first))


def test_nothing_to_approve_says_so(world: World) -> None:
    assert "Nothing to approve" in read(world.client(world.ali), "/my/approvals/").text


def test_only_approvers_have_the_queue(world: World) -> None:
    assert world.client(world.nora).get("/my/approvals/").status_code == 403
    assert Client().get("/my/approvals/")["Location"].startswith("/account/login/")


# One order


def test_ali_reads_amount_answer_lines_limit_and_path(world: World) -> None:
    PurchaseLimit.objects.create(
        membership=world.nora,
        amount=Decimal(30_000),
        starts_on=date(2020, 1, 1),
        recurrence=Recurrence.MONTHLY,
    )
    place(world, world.nora, (world.paper, 3))
    order = place(world, world.nora, (world.dock, 4), (world.paper, 1))
    text = read(world.client(world.ali), url_of(order)).text
    for words in (
        "6 649,00 kr ex VAT with delivery · 8 311,25 kr inc VAT",
        "Your yes is enough.",
        "What is left for Nora Lindqvist",
        "Bought 867,00 kr This order 6 649,00 kr Left after the order 22 484,00 kr",
        "3 pcs, last",
        "at 289,00 kr",
        "Never bought before",
        "The break point is 20 000,00 kr, so this yes is enough.",
        "Not asked: the yes of Ali Haddad is enough.",
        "Approve 6 649,00 kr",
    ):
        assert words in text, words


def test_ali_reads_whom_the_order_goes_on_to(world: World) -> None:
    order = place(world, world.nora, (world.dock, 13))
    text = read(world.client(world.ali), url_of(order)).text
    assert "After your yes the order goes on to Greta Sandström." in text


def test_what_was_bought_before_counts_sales_of_this_customer_only(world: World) -> None:
    place(world, world.greta, (world.headset, 2))
    withdrawn = place(world, world.nora, (world.headset, 7))
    withdraw_order(actor=world.actor(world.nora), order_id=withdrawn.pk)
    place(world, world.otto, (world.headset, 9))
    old = place(world, world.greta, (world.paper, 5))
    Order.objects.filter(pk=old.pk).update(
        placed_at=timezone.now().replace(year=timezone.now().year - 3, day=1)
    )
    Variant.objects.filter(pk=world.headset.pk).update(list_price_net=Decimal("1529.00"))
    order = place(world, world.nora, (world.headset, 4), (world.paper, 1), (world.dock, 1))
    headset, paper, dock = (bought_before(order)[line.pk] for line in order.lines.all())
    assert (headset.quantity, headset.unit_net) == (2, Decimal("1390.00"))
    assert headset.months == (0,) * 11 + (6,)
    assert headset.difference == 10
    assert (paper.quantity, paper.unit_net) == (0, Decimal("289.00"))
    assert paper.last_at is not None
    assert paper.last_at.year == timezone.now().year - 3
    assert (dock.last_at, dock.unit_net, dock.difference) == (None, None, None)


def test_greta_looks_at_what_waits_for_ali_and_cannot_decide(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.greta)
    page = read(client, url_of(order))
    assert "The order waits for Ali Haddad." in page.text
    assert url_of(order, "approve/") not in page.forms
    for action in ("approve", "reject", "change"):
        sent = {"version": str(order.version)}
        page = page_of(
            client.post(url_of(order, f"{action}/"), sent), 409 if action != "change" else 422
        )
        assert "The order waits for Ali Haddad." in page.text
    assert not ApprovalDecision.objects.exists()


def test_strangers_meet_404(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    Membership.objects.filter(pk=world.otto.pk).update(is_approver=True, is_group_admin=True)
    client = world.client(world.otto)
    for action in ("", "change/"):
        assert client.get(url_of(order, action)).status_code == 404
    for action in ("approve/", "reject/", "change/"):
        assert client.post(url_of(order, action), {"version": "1"}).status_code == 404
    assert status(order) == OrderStatus.AWAITING_APPROVAL


def test_nobody_decides_while_logged_in_as_the_approver(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = act(world, world.stina, world.ali)
    page = read(client, url_of(order))
    assert "Nobody decides while logged in as somebody else." in page.text
    assert url_of(order, "approve/") not in page.forms
    answered = client.post(url_of(order, "approve/"), {"version": str(order.version)})
    assert "Nobody decides while logged in as somebody else." in page_of(answered, 409).text
    assert status(order) == OrderStatus.AWAITING_APPROVAL


def test_an_order_without_approval_leads_to_the_order(world: World) -> None:
    order = place(world, world.nora, (world.paper, 1))
    response = world.client(world.greta).get(url_of(order))
    assert response["Location"] == f"/my/orders/{order.number}/"


# From the mail


def test_the_mails_link_opens_the_order_as_the_membership_it_was_sent_to(world: World) -> None:
    other = Membership.objects.create(user=world.ali.user, customer=world.care)
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(other)
    link = f"/my/as/{world.ali.pk}/?next={url_of(order)}"
    page = page_of(client.get(link, follow=True))
    assert "You are now at Barn och utbildning." in page.text
    assert "Approve 6 360,00 kr" in page.text
    assert world.client(world.nora).get(link).status_code == 404
    away = client.get(f"/my/as/{world.ali.pk}/?next=https://evil.example/")
    assert away["Location"] == "/my/"


# Cost


def test_thirty_orders_and_thirty_lines_cost_no_more_queries_than_one(world: World) -> None:
    client = world.client(world.ali)
    place(world, world.nora, (world.dock, 4))  # another to hold the order against
    order = place(world, world.nora, (world.dock, 4))
    client.get("/my/")  # the first visit writes when it was
    few = [queries(client, "/my/approvals/"), queries(client, url_of(order))]
    for _turn in range(27):
        place(world, world.nora, (world.dock, 4))
    goods = [
        (make_product(f"Vara {n}", f"V-{n}", "500.00", category=world.office, vat=world.vat), 1)
        for n in range(29)
    ]
    order = place(world, world.nora, (world.dock, 1), *goods)
    many = [queries(client, "/my/approvals/?sort=-value"), queries(client, url_of(order))]
    assert many == few == [LIST_QUERIES, DETAIL_QUERIES]
