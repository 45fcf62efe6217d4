"""'Attester': the queue, one order, yes, no and change, and what is refused with its reason."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.models import Answer, ApprovalDecision
from catalogue.models import Variant
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from customers.models import Membership, PurchaseLimit
from customers.periods import Recurrence
from orders.models import Order
from orders.selectors.approvals import bought_before
from orders.services.deciding import approve_order
from orders.services.handling import withdraw_order
from orders.states import OrderStatus
from tests.orders import place
from tests.pages.reading import Page, page_of, read
from tests.services.customers.test_visits import act
from tests.world import World, make_product

LIST_QUERIES = 37
DETAIL_QUERIES = 36


def status(order: Order) -> str:
    return Order.objects.get(pk=order.pk).status


def url_of(order: Order, action: str = "") -> str:
    return f"/my/approvals/{order.number}/{action}"


def answer(client: Client, order: Order, action: str, **written: str) -> Any:
    """What the page's own form sends with this button."""
    sent = read(client, url_of(order)).forms[url_of(order, "approve/")]
    return client.post(url_of(order, f"{action}/"), sent | written)


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


# Yes and no


def test_alis_yes_leads_back_to_the_queue_and_says_what_it_did(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.ali)
    response = answer(client, order, "approve", comment="Bra")
    assert response["Location"] == "/my/approvals/"
    page = page_of(client.get("/my/approvals/"))
    assert f"Order {order.number} is approved. Kontorsgrossen has it." in page.text
    assert "You have answered" in page.text
    assert status(order) == OrderStatus.UNPROCESSED
    assert ApprovalDecision.objects.get().comment == "Bra"
    page = read(client, url_of(order))
    assert "This order has already been decided." in page.text
    assert "Ali Haddad: Bra" in page.text


def test_alis_yes_goes_on_to_greta(world: World) -> None:
    order = place(world, world.nora, (world.dock, 13))
    client = world.client(world.ali)
    answer(client, order, "approve")
    text = read(client, "/my/approvals/").text
    assert f"Order {order.number} now waits for Greta Sandström." in text
    page = read(world.client(world.greta), url_of(order))
    assert "Ali Haddad : has said yes Said yes" in page.text
    answer(world.client(world.greta), order, "approve")
    assert status(order) == OrderStatus.UNPROCESSED


def test_alis_no_is_asked_about_first_and_tells_nora_why(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.ali)
    assert f"Reject order {order.number}?" in read(client, url_of(order)).text
    answer(client, order, "reject", why="Vi har redan")
    assert "is rejected. Nora Lindqvist is told." in read(client, "/my/approvals/").text
    assert status(order) == OrderStatus.REJECTED
    decision = ApprovalDecision.objects.get()
    assert (decision.answer, decision.comment) == (Answer.REJECT, "Vi har redan")


def test_a_no_without_words_is_refused_where_the_organisation_wants_them(world: World) -> None:
    world.norrvik.comment_required = True
    world.norrvik.save()
    order = place(world, world.nora, (world.dock, 4))
    page = page_of(answer(world.client(world.ali), order, "reject"), 409)
    assert page.fields_in_error == ["why"]
    assert "Write why, so that the orderer knows." in page.text
    assert status(order) == OrderStatus.AWAITING_APPROVAL
    assert answer(world.client(world.ali), order, "reject", comment="Nej").status_code == 302


def test_a_second_answer_is_refused_with_the_reason_and_what_was_written(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.ali)
    sent = read(client, url_of(order)).forms[url_of(order, "approve/")]
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    page = page_of(client.post(url_of(order, "reject/"), sent | {"why": "Nej"}), 409)
    assert "This order has already been decided." in page.text
    assert status(order) == OrderStatus.UNPROCESSED


def test_what_was_changed_since_it_was_read_is_read_once_more(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.ali)
    Order.objects.filter(pk=order.pk).update(version=order.version + 1)
    sent = {"version": str(order.version), "comment": "Bra"}
    page = page_of(client.post(url_of(order, "approve/"), sent), 409)
    assert "has been changed since you opened it" in page.text
    again = page.forms[url_of(order, "approve/")]
    assert again["comment"] == "Bra"
    assert client.post(url_of(order, "approve/"), again).status_code == 302


def test_what_sold_out_meanwhile_is_refused_with_the_reason(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(no_backorder=True)
    order = place(world, world.nora, (world.dock, 4))
    Variant.objects.filter(pk=world.dock.pk).update(stock_quantity=1)
    page = page_of(answer(world.client(world.ali), order, "approve"), 409)
    assert "1 are left." in page.text
    assert status(order) == OrderStatus.AWAITING_APPROVAL


def test_a_nonsense_version_changes_nothing(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.ali)
    assert client.post(url_of(order, "approve/"), {"version": "x"}).status_code == 422
    assert client.post(url_of(order, "approve/")).status_code == 422
    assert status(order) == OrderStatus.AWAITING_APPROVAL


# Changing


def change_form(client: Client, order: Order) -> dict[str, str]:
    return read(client, url_of(order, "change/")).forms[""]


def change(client: Client, order: Order, **changed: str) -> Any:
    return client.post(url_of(order, "change/"), change_form(client, order) | changed)


def test_ali_changes_everything_he_may_and_still_decides(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4), (world.headset, 1))
    dock, headset = order.lines.all()
    client = world.client(world.ali)
    changed = {
        f"quantity-{dock.pk}": "5",
        f"quantity-{headset.pk}": "0",
        "added_sku": "bj-a480-k",
        "added_quantity": "2",
        "delivery_street": "Ågatan 1",
        "cost_centre": "4100",
        "order_comment": "Till Ågatan",
        "comment": "Fem räcker",
    }
    response = change(client, order, **changed)
    assert response["Location"] == url_of(order)
    page = read(client, url_of(order))
    assert "The change is saved. The order still waits for your yes." in page.text
    assert "Approve 8 528,00 kr" in page.text
    assert "Headset Lyra 65 Flex UC: 1 → 0." in page.text
    assert "Kopieringspapper Björk A4: 0 → 2." in page.text
    order.refresh_from_db()
    assert [(line.sku, line.quantity) for line in order.lines.all()] == [
        ("ND-4012-GB", 5),
        ("BJ-A480-K", 2),
    ]
    assert (order.delivery_street, order.cost_centre) == ("Ågatan 1", "4100")
    assert order.comment == "Till Ågatan"
    assert status(order) == OrderStatus.AWAITING_APPROVAL


def refused(world: World, order: Order, expected: int, **changed: str) -> Page:
    """A change that is not saved: the page again, with everything as it was written."""
    client = world.client(world.ali)
    written = change_form(client, order) | changed
    page = page_of(client.post(url_of(order, "change/"), written), expected)
    kept = page.forms[""]
    for name, value in written.items():
        if name != "csrfmiddlewaretoken":
            assert kept[name] == value, name
    assert not ApprovalDecision.objects.exists()
    return page


def test_errors_stand_at_their_fields_and_nothing_is_lost(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    name = f"quantity-{order.lines.get().pk}"
    page = refused(world, order, 422, **{name: "många", "delivery_city": "", "comment": "Hej"})
    assert set(page.fields_in_error) == {name, "delivery_city"}
    page = refused(world, order, 422, added_sku="NO-SUCH", cost_centre="4100")
    assert page.fields_in_error == ["added_sku"]


def test_an_item_that_nora_may_not_buy_cannot_be_added(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    set_limit_groups(actor=SYSTEM, target=world.paper.product, groups=[world.retail])
    page = refused(world, order, 422, added_sku="BJ-A480-K")
    assert "The orderer may not buy this item, or it does not exist." in page.text


def test_a_change_of_nothing_or_of_everything_away_is_refused(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    assert "Nothing was changed." in refused(world, order, 409).text
    everything = {f"quantity-{order.lines.get().pk}": "0"}
    assert "Reject it instead." in refused(world, order, 409, **everything).text


def test_a_change_beyond_noras_limit_is_refused_at_save(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    PurchaseLimit.objects.create(
        membership=world.nora,
        amount=Decimal(7_000),
        starts_on=date(2020, 1, 1),
        recurrence=Recurrence.MONTHLY,
    )
    more = {f"quantity-{order.lines.get().pk}": "5"}
    assert "purchase limit" in refused(world, order, 409, **more).text


def test_a_change_without_words_is_refused_where_they_are_wanted(world: World) -> None:
    world.norrvik.comment_required = True
    world.norrvik.save()
    order = place(world, world.nora, (world.dock, 4))
    page = refused(world, order, 422, cost_centre="4100")
    assert page.fields_in_error == ["comment"]


def test_the_change_page_says_why_it_is_not_ones_turn(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    page = read(world.client(world.greta), url_of(order, "change/"))
    assert "The order waits for Ali Haddad." in page.text
    assert "" not in page.forms


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


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


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
