"""The page on which an approver fills in products: its address, its offers, its fields."""

from typing import Any

from django.test import Client

from catalogue.models import Variant
from orders.models import Order
from tests.pages.reading import Page, read
from tests.world import World, make_product


def add(world: World, name: str, sku: str, price: str) -> Variant:
    return make_product(name, sku, price, category=world.computers, vat=world.vat)


def sku(name: str) -> Variant:
    return Variant.objects.get(sku=name)


def url_of(order: Order) -> str:
    return f"/my/approvals/{order.number}/fill/"


def offered(page: Page) -> list[int]:
    """The variants with an Add button, in order."""
    return [int(button["value"]) for button in page.buttons if button.get("name") == "add"]


def names(page: Page) -> list[str]:
    found = Variant.objects.in_bulk(offered(page))
    return [found[pk].sku for pk in offered(page)]


def press(client: Client, order: Order, button: str, value: str = "1", **written: str) -> Any:
    """Sends the page as it now is, with what was written, by this button."""
    sent = read(client, url_of(order)).forms["fill"]
    return client.post(url_of(order), sent | written | {button: value})


def field(variant: Variant) -> str:
    return f"n-{variant.pk}"
