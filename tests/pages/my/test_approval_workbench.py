"""The approver's workbench: hints, the way through the queue, asking the orderer."""

from decimal import Decimal

from django.test import Client

from approvals.models import ApprovalDecision
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from orders.models import Order
from orders.services.asking import answer_question
from orders.services.deciding import approve_order
from orders.states import OrderStatus
from tests.orders import place
from tests.pages.my.approving import CHOSEN, answer, status, url_of
from tests.pages.reading import page_of, read
from tests.services.orders.test_approval_hints import agree, arms, small_orders
from tests.services.orders.test_placing import limit
from tests.world import World, make_product

# Hints


def test_ali_reads_what_to_look_at_with_reasons_and_ways_out(world: World) -> None:
    small_orders(world, "4900.00", "4500.00")
    rask, lyft = arms(world)
    agree(world, (lyft, "329.00"), holder=world.norrvik)
    earlier = place(world, world.nora, (world.dock, 4))
    order = place(world, world.nora, (world.dock, 4), (rask, 20))
    client = world.client(world.ali)
    page = read(client, url_of(order))
    for words in (
        "2 other orders just under a break point Nora Lindqvist has sent 2 others within 30 days, "
        "each at most 10 % under 5 000,00 kr, together 9 400,00 kr.",
        "1 line outside the agreement The agreement has the same kind of item. "
        "Swapping where it is cheaper saves 1 200,00 kr.",
        "Monitorarm Lyft is in the agreement at 329,00 kr",
        "Swap, save 1 200,00 kr",
        "Possible duplicate Nora Lindqvist ordered the same item on",
        "That order is: awaiting approval.",
    ):
        assert words in page.text, words
    assert f"/my/orders/{earlier.number}/" in page.links
    assert f"/p/{lyft.product.slug}/" in page.links
    assert client.get(f"/my/orders/{earlier.number}/").status_code == 200


def test_an_ordinary_order_has_nothing_to_look_at(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    text = read(world.client(world.ali), url_of(order)).text
    for words in ("To look at", "Possible duplicate", "Outside the agreement", "break points"):
        assert words not in text


def test_an_order_just_under_alis_break_point_says_who_would_be_asked_beyond_it(
    world: World,
) -> None:
    goods = make_product("Skärm", "SK-1", "4998.00", category=world.office, vat=world.vat)
    order = place(world, world.nora, (goods, 4))
    text = read(world.client(world.ali), url_of(order)).text
    assert "8,00 kr under the break point" in text
    assert "Over 20 000,00 kr, Greta Sandström would be asked too." in text


def test_a_decided_order_is_not_held_against_others_any_more(world: World) -> None:
    place(world, world.nora, (world.dock, 4))
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.ali)
    assert "Possible duplicate" in read(client, url_of(order)).text
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=1)
    assert "Possible duplicate" not in read(client, url_of(order)).text


def test_what_the_answer_does_to_noras_limit_is_said(world: World) -> None:
    limit(world.nora, "30000.00")
    covered = place(world, world.nora, (world.dock, 4))
    client = world.client(world.ali)
    text = read(client, url_of(covered)).text
    assert (
        "30 000,00 kr was left before this order. It is reserved: your yes makes it bought, "
        "a no gives 6 360,00 kr back." in text
    )
    further = place(world, world.nora, (world.dock, 13))
    assert "stays so after your yes, until the last yes" in read(client, url_of(further)).text


def test_an_orderer_without_a_limit_is_said_to_have_none(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    text = read(world.client(world.ali), url_of(order)).text
    assert "Nora Lindqvist has no purchase limit that holds for this order." in text


def test_one_press_swaps_a_line_for_what_is_agreed(world: World) -> None:
    rask, lyft = arms(world)
    agree(world, (lyft, "329.00"), holder=world.norrvik)
    order = place(world, world.nora, (rask, 20))
    line = order.lines.get()
    client = world.client(world.ali)
    link = next(url for url in read(client, url_of(order)).links if "instead=" in url)
    page = read(client, link)
    filled = page.forms[""]
    assert filled[f"quantity-{line.pk}"] == "0"
    assert (filled["added_sku"], filled["added_quantity"]) == ("AR-LFT", "20")
    assert filled["comment"] == "Monitorarm Lyft is in the agreement."
    order.refresh_from_db()
    assert (order.version, order.lines.get().sku) == (1, "AR-RSK"), "looking changes nothing"
    assert client.post(url_of(order, "change/"), filled)["Location"] == url_of(order)
    order.refresh_from_db()
    swapped = order.lines.get()
    assert (swapped.sku, swapped.quantity, swapped.unit_net) == ("AR-LFT", 20, Decimal("329.00"))


def test_a_forged_swap_fills_in_nothing(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    other = place(world, world.nora, (world.dock, 5)).lines.get()
    set_limit_groups(actor=SYSTEM, target=world.paper.product, groups=[world.retail])
    line = order.lines.get()
    client = world.client(world.ali)
    for query in (
        f"line={line.pk}&instead={world.paper.pk}",
        f"line={other.pk}&instead={world.headset.pk}",
        f"line={line.pk}&instead=999999999",
        "line=x&instead=²",
        f"line={line.pk}",
    ):
        filled = read(client, url_of(order, f"change/?{query}")).forms[""]
        assert filled[f"quantity-{line.pk}"] == "4", query
        assert filled["added_sku"] == "", query


# Through the queue


def test_ali_walks_from_order_to_order_and_back_to_the_list(world: World) -> None:
    first, middle, last = (place(world, world.nora, (world.dock, 4 + n)) for n in range(3))
    client = world.client(world.ali)
    page = read(client, url_of(middle))
    assert "2 of 3 to approve" in page.text
    before, after = page.links.index(url_of(first)), page.links.index(url_of(last))
    assert before < after
    assert page.next == url_of(last)
    assert "/my/approvals/" in page.links
    assert read(client, url_of(last)).next == ""


def test_after_an_answer_the_next_order_opens_and_what_was_done_is_said(world: World) -> None:
    first, second, third = (place(world, world.nora, (world.dock, 4 + n)) for n in range(3))
    client = world.client(world.ali)
    assert answer(client, second, "approve")["Location"] == url_of(third)
    text = read(client, url_of(third)).text
    assert f"Order {second.number} is approved. Kontorsgrossen has it." in text
    assert answer(client, third, "reject", why="Nej")["Location"] == url_of(first), "round again"
    assert answer(client, first, "approve")["Location"] == "/my/approvals/"


def test_the_keys_are_told_on_the_page(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.ali)
    text = read(client, url_of(order)).text
    assert "Keyboard J → Next order K ← Previous order" in text
    html = client.get(url_of(order)).content.decode()
    assert "<script>" not in html
    assert "js/approvals.js" in html


def test_looking_at_an_answers_address_decides_nothing(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.ali)
    for action in ("approve/", "reject/", "ask/"):
        assert client.get(url_of(order, action)).status_code == 405
    assert client.get(CHOSEN).status_code == 405
    assert not ApprovalDecision.objects.exists()


def test_the_mails_link_leads_through_log_in_to_the_very_order(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    link = f"/my/as/{world.ali.pk}/?next={url_of(order)}"
    stranger = Client()
    sent_to = stranger.get(link)["Location"]
    assert sent_to.startswith("/account/login/?next=")
    login = page_of(stranger.get(sent_to))
    stranger.force_login(world.ali.user, backend="customers.backends.EmailBackend")
    page = page_of(stranger.get(link, follow=True))
    assert "Approve 6 360,00 kr" in page.text
    assert login.text
    assert status(order) == OrderStatus.AWAITING_APPROVAL


# Asking


def test_ali_asks_and_the_order_waits_for_noras_answer(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.ali)
    response = answer(client, order, "ask", question="Till vilken skola?")
    assert response["Location"] == "/my/approvals/", "nothing else is left to decide"
    page = read(client, "/my/approvals/")
    assert f"Nora Lindqvist is asked about order {order.number}." in page.text
    assert "Waits for an answer" in page.text
    text = read(client, url_of(order)).text
    assert "Question and answer Waits for an answer Ali Haddad · asked" in text
    assert "Till vilken skola?" in text
    assert status(order) == OrderStatus.AWAITING_APPROVAL
    answer_question(actor=world.actor(world.nora), order_id=order.pk, text="Strandskolan")
    text = read(client, url_of(order)).text
    assert "Nora Lindqvist · answered" in text
    assert "Strandskolan" in text
    assert "Waits for an answer" not in text
    assert answer(client, order, "approve").status_code == 302
    assert status(order) == OrderStatus.UNPROCESSED


def test_a_question_without_words_is_refused_at_its_field(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    page = page_of(answer(world.client(world.ali), order, "ask", question="  "), 409)
    assert page.fields_in_error == ["question"]
    assert not ApprovalDecision.objects.exists()


def test_asking_is_refused_to_others_and_about_what_has_changed(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    sent = {"version": "1", "question": "Varför?"}
    page = page_of(world.client(world.greta).post(url_of(order, "ask/"), sent), 409)
    assert "The order waits for Ali Haddad." in page.text
    assert world.client(world.otto).post(url_of(order, "ask/"), sent).status_code == 403
    Order.objects.filter(pk=order.pk).update(version=2)
    page = page_of(world.client(world.ali).post(url_of(order, "ask/"), sent), 409)
    assert "has been changed since you opened it" in page.text
    assert page.forms[url_of(order, "approve/")]["question"] == "Varför?", "nothing is lost"
    assert not ApprovalDecision.objects.exists()


# Cost


def test_three_hundred_lines_and_long_names_are_all_there(world: World) -> None:
    long = "Höj- och sänkbart skrivbordsunderrede för tvärvetenskapliga samverkansmiljöer "
    goods = [
        (
            make_product(f"{long}{n}", f"L-{n}", "100.00", category=world.office, vat=world.vat),
            1,
        )
        for n in range(300)
    ]
    order = place(world, world.nora, *goods)
    assert order.value_net == Decimal(30_000)
    page = read(world.client(world.ali), url_of(order))
    assert page.text.count(long.strip()) >= 300
    assert "Approve 30 000,00 kr" in page.text
