"""A required extra field on a phone: it stops the checkout, then passes, and the order shows it."""

import os
from collections.abc import Callable

import pytest

from core.models import OutgoingEmail
from orders.models import Order
from tests.browser.conftest import Visitor
from tests.orders import fill_cart
from tests.questions import ask
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def test_a_required_field_stops_and_then_passes_on_a_phone(visitor: Callable[..., Visitor]) -> None:
    world = build_world()
    project = ask(world, "Project", customer=world.nora.customer, is_required=True, help="As P-12")
    room = ask(world, "Room", place="line", kind="choice", choices=("A1", "B2"), is_required=True)
    fill_cart(world.actor(world.nora), (world.headset, 1))

    nora = visitor(width=390)
    nora.log_in("nora@example.com")
    nora.open("/cart/")
    nora.look()
    nora.open("/checkout/")
    nora.sees("Project", "As P-12", "Room")
    nora.look()
    nora.page.get_by_role("button", name="Send the order to Kontorsgrossen").click()
    nora.sees("Something needs another look.", "Fill this in.")
    assert not Order.objects.exists()
    nora.complaints.clear()  # the browser's own word on a page that answers 422
    nora.look()

    nora.page.fill(f"[name=extra-{project.key}]", "P-12")
    nora.page.select_option(f"[name=extra-{world.headset.pk}-{room.key}]", "B2")
    nora.press("Send the order to Kontorsgrossen")
    order = Order.objects.get()
    nora.open(f"/my/orders/{order.number}/")
    nora.sees("Project", "P-12", "Room: B2")
    nora.look()
    mail = OutgoingEmail.objects.get(template="orders/confirmed")
    assert "Project: P-12" in mail.body_text


def test_staff_make_a_field_and_see_it_as_the_checkout_asks(
    visitor: Callable[..., Visitor],
) -> None:
    world = build_world()
    stina = visitor()
    stina.log_in("stina@example.com")
    stina.open(f"/staff/customers/{world.nora.customer_id}/extra-fields/")
    stina.press("New extra field")
    stina.page.fill("[name=label]", "Project")
    stina.page.check("[name=is_required]")
    stina.look()
    stina.press("Save")
    stina.sees("Project is saved.", "As the checkout asks")
    stina.look()
