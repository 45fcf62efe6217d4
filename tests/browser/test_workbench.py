"""The approver at the keys and with a thumb: through the queue, several at once, a question."""

import os
from collections.abc import Callable
from decimal import Decimal

import pytest

from approvals.models import Answer, ApprovalDecision
from catalogue.services.assortments import ItemDraft, create_assortment, put_in_assortment
from customers.actors import SYSTEM
from orders.models import Order
from orders.states import OrderStatus
from tests.browser.conftest import Visitor, let_the_worker_run, link_in_mail
from tests.orders import place
from tests.world import World, build_world, make_product

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

LONG = "Höj- och sänkbart skrivbordsunderrede för tvärvetenskapliga samverkansmiljöer, ek"
FINGER = 44  # px, the least a thumb needs


def with_hints(world: World) -> Order:
    """An order with a long name, a repetition, and a line outside the agreement."""
    desk = make_product(LONG, "SB-1", "389.00", category=world.office, vat=world.vat)
    agreed = make_product("Underrede Ek", "SB-2", "500.00", category=world.office, vat=world.vat)
    made = create_assortment(actor=SYSTEM, name="Avtal", holders=[world.norrvik])
    put_in_assortment(actor=SYSTEM, assortment=made, items=[ItemDraft(agreed, Decimal("329.00"))])
    return place(world, world.nora, (world.dock, 4), (desk, 20))


def heights(person: Visitor, selector: str) -> list[float]:
    found: list[float] = person.page.evaluate(
        "selector => [...document.querySelectorAll(selector)]"
        ".map(el => el.getBoundingClientRect()).filter(r => r.width).map(r => r.height)",
        selector,
    )
    assert found, selector
    return found


def focused(person: Visitor) -> str:
    return str(
        person.page.evaluate(
            "document.activeElement.id || document.activeElement.name"
            " || document.activeElement.className"
        )
    )


def at(person: Visitor, order: Order) -> bool:
    return person.page.url.endswith(f"/my/approvals/{order.number}/")


def test_ali_walks_through_his_queue_by_keys(visitor: Callable[..., Visitor]) -> None:
    world = build_world()
    first, middle, last = (place(world, world.nora, (world.dock, 4 + n)) for n in range(3))
    ali = visitor()
    ali.log_in("ali@example.com")
    ali.open(f"/my/approvals/{first.number}/")
    ali.page.keyboard.press("k")
    assert at(ali, first), "there is none before the first"

    ali.page.keyboard.press("j")
    ali.page.wait_for_url(f"**/{middle.number}/")
    assert focused(ali) == "order"
    ali.look()
    ali.page.keyboard.press("ArrowRight")
    ali.page.wait_for_url(f"**/{last.number}/")
    ali.page.keyboard.press("ArrowLeft")
    ali.page.wait_for_url(f"**/{middle.number}/")

    ali.page.keyboard.press("c")
    ali.page.keyboard.type("jaka ju")
    assert at(ali, middle), "letters in a field are letters"
    assert ali.page.input_value("textarea[name=comment]") == "jaka ju"
    assert not ApprovalDecision.objects.exists()

    ali.page.click(".keyboard > summary")
    ali.page.uncheck("[data-keys-on]")
    ali.page.click("h1")
    ali.page.keyboard.press("j")
    ali.page.wait_for_timeout(300)
    assert at(ali, middle), "the keys are off"
    ali.page.reload()
    ali.page.click(".keyboard > summary")
    assert not ali.page.is_checked("[data-keys-on]"), "and stay off"
    ali.look()
    ali.page.check("[data-keys-on]")
    ali.page.click("h1")

    ali.page.keyboard.press("a")
    assert "btn-main" in focused(ali)
    assert not ApprovalDecision.objects.exists(), "a letter alone decides nothing"
    ali.page.keyboard.press("Enter")
    ali.page.wait_for_url(f"**/{last.number}/")
    ali.sees(f"Order {middle.number} is approved.")
    assert focused(ali) == "order"
    ali.page.keyboard.press("u")
    ali.page.wait_for_url("**/my/approvals/")
    ali.look()


def test_ali_reads_asks_and_approves_on_his_phone(
    visitor: Callable[..., Visitor], live_server: object
) -> None:
    world = build_world()
    place(world, world.nora, (world.dock, 4))
    order = with_hints(world)
    let_the_worker_run()
    ali = visitor(width=390, height=844)
    ali.open(link_in_mail("ali@example.com", "orders/to_approve", live_server))
    ali.page.fill("[name=username]", "ali@example.com")
    ali.page.fill("[name=password]", "attest-demo-2026")
    ali.page.click("main button[type=submit]")
    ali.arrive()
    assert at(ali, order), "log in leads on to the order of the mail"
    assert not ApprovalDecision.objects.exists()
    ali.look()
    ali.sees("Outside the agreement", "Possible duplicate", "2 of 2 to approve")

    for selector in (".decision-buttons .btn", ".walk .btn", ".to-comment a", ".line-hint a"):
        assert min(heights(ali, selector)) >= FINGER, selector
    for button in ("Ask", "Reject", "Change", "Approve"):
        box = ali.page.locator(".decision-buttons > *", has_text=button).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 844, f"{button} is not in the window"
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    ali.page.set_viewport_size({"width": 320, "height": 640})
    ali.look()
    ali.page.set_viewport_size({"width": 390, "height": 844})

    ali.page.click(".decision-buttons summary:has-text('Ask')")
    ali.look()
    ali.page.fill("[name=question]", "Till vilken skola?")
    ali.press("Send the question")
    ali.sees(f"Nora Lindqvist is asked about order {order.number}.")
    assert not at(ali, order), "the next one opens"
    ali.open(f"/my/approvals/{order.number}/")
    ali.sees("Waits for an answer", "Till vilken skola?")
    ali.press("Approve")
    order.refresh_from_db()
    answers = [decision.answer for decision in ApprovalDecision.objects.order_by("pk")]
    assert answers == [Answer.QUESTION, Answer.APPROVE]


@pytest.mark.parametrize("width", [390, 1280])
def test_ali_approves_those_he_chose(visitor: Callable[..., Visitor], width: int) -> None:
    world = build_world()
    orders = [place(world, world.nora, (world.dock, 4 + n)) for n in range(3)]
    ali = visitor(width=width)
    ali.log_in("ali@example.com")
    ali.open("/my/approvals/")
    assert min(heights(ali, "label.queue-pick")) >= FINGER
    ali.page.check("[data-choose-all]")
    ali.page.uncheck(f"input[name=order][value^='{orders[1].pk}-']")
    assert ali.page.inner_text("[data-chosen-count]") == "(2)"
    ali.press("Approve chosen")
    ali.sees("Approve 2 orders for 15 900,00 kr?")
    ali.press("Approve 2 orders")
    ali.sees("2 orders are approved, together 15 900,00 kr ex VAT.")
    statuses = [Order.objects.get(pk=order.pk).status for order in orders]
    waits, done = OrderStatus.AWAITING_APPROVAL, OrderStatus.UNPROCESSED
    assert statuses == [done, waits, done]
    ali.open("/my/approvals/decided/")
    ali.sees(str(orders[0].number), str(orders[2].number))
