"""Yes and no on 'Attester': what each does, and what is refused with its reason."""

from approvals.models import Answer, ApprovalDecision
from catalogue.models import Variant
from orders.models import Order
from orders.services.deciding import approve_order
from orders.states import OrderStatus
from tests.orders import place
from tests.pages.my.approving import answer, status, url_of
from tests.pages.reading import page_of, read
from tests.world import World


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
