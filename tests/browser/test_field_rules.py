"""A field that a group must fill in: said by staff, stopped and passed at checkout, in the mail."""

import os
from collections.abc import Callable

import pytest

from catalogue.services.listing import refresh_all_listings
from core.models import OutgoingEmail
from customers.models import Address
from orders.models import Order
from tests.browser.conftest import Visitor
from tests.orders import fill_cart
from tests.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def looks_at_refusal(who: Visitor, *words: str) -> None:
    """The browser tells of the refusal's status on its own; the page is looked at all the same."""
    who.arrive()
    who.complaints[:] = [each for each in who.complaints if "status of 4" not in each]
    who.look()
    who.sees(*words)


def test_a_required_field_stops_and_then_passes_checkout_and_the_mail_shows_it(
    visitor: Callable[..., Visitor],
) -> None:
    world = build_world()
    refresh_all_listings()
    Address.objects.filter(pk=world.school_address.pk).update(
        street="Kungsgatan 123, trapphus B, våning 4"
    )
    fill_cart(world.actor(world.nora), (world.paper, 1))

    # Stina says that Norrvik's people name a project, and that streets are short.
    stina = visitor()
    stina.log_in("stina@example.com")
    stina.open(f"/staff/groups/{world.norrvik.pk}/")
    stina.press("Form fields")
    stina.sees("Which fields are covered, and where", "As it looks")
    stina.press("Change Cost centre")
    stina.page.select_option("[name=is_required]", "yes")
    stina.page.fill("[name=max_length]", "6")
    stina.page.fill("[name=label_en]", "Project")
    stina.page.fill("[name=label_sv]", "Projekt")
    stina.press("Save")
    stina.sees("required, at most 6 characters, called “Project”")
    stina.press("Change Street")
    stina.page.fill("[name=max_length]", "30")
    stina.page.click("main form button.btn-main")
    looks_at_refusal(stina, "These saved addresses break the rule:")
    stina.press("Save the rule all the same")
    stina.sees("at most 30 characters")

    # Nora's checkout asks for it, on her phone; the saved address is too long.
    nora = visitor(width=390)
    nora.log_in("nora@example.com")
    nora.open("/checkout/")
    assert nora.page.get_attribute("[name=cost_centre]", "maxlength") == "6"
    nora.page.click("#checkout-sum button.btn-main")
    looks_at_refusal(nora, "Fill this in: the shop requires it.", "Street: At most 30 characters.")
    assert not Order.objects.exists()
    nora.page.check("[name=address][value=own]")
    for name, text in (
        ("name", "Strandskolan"),
        ("street", "Kungsgatan 123"),
        ("postal_code", "531 32"),
        ("city", "Norrvik"),
    ):
        nora.page.fill(f"[name={name}]", text)
    nora.page.fill("[name=cost_centre]", "P-4711")
    nora.page.click("#checkout-sum button.btn-main")
    nora.look()
    order = Order.objects.get()
    assert (order.cost_centre, order.delivery_street) == ("P-4711", "Kungsgatan 123")
    nora.open(f"/my/orders/{order.number}/")
    nora.sees("Project", "P-4711")

    # Her confirmation says what she filled in, under its name.
    mail = OutgoingEmail.objects.get(template="orders/confirmed", to_address="nora@example.com")
    for body in (mail.body_html, mail.body_text):
        assert "P-4711" in body
        assert "Kungsgatan 123" in body
        assert "Project" in body or "Projekt" in body
