"""Short ways through cart and checkout, as a browser without script goes them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client

from catalogue.models import Variant
from customers.models import PurchaseLimit
from customers.periods import Recurrence
from orders.models import CartLine
from tests.orders import fill_cart
from tests.pages.reading import Page, read
from tests.world import World


def with_limit(world: World, amount: str) -> None:
    PurchaseLimit.objects.create(
        membership=world.nora,
        amount=Decimal(amount),
        starts_on=date(2020, 1, 1),
        recurrence=Recurrence.MONTHLY,
    )


def nora_with(world: World, *wishes: tuple[Variant, int]) -> Client:
    fill_cart(world.actor(world.nora), *wishes)
    return world.client(world.nora)


def may_go_on(page: Page) -> bool:
    """Whether the page has the button that leads on: to the checkout, or sends the order."""
    return any(
        "btn-main" in button.get("class", "") and "disabled" not in button
        for button in page.buttons
    )


def line(world: World, variant: Variant) -> CartLine:
    found: CartLine = CartLine.objects.get(cart__user=world.nora.user, variant=variant)
    return found


def checkout_form(client: Client) -> dict[str, str]:
    return read(client, "/checkout/").forms["checkout"]


def send(client: Client, **changed: Any) -> Any:
    return client.post("/checkout/", checkout_form(client) | changed)
