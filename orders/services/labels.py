"""One press on a shelf label's page puts its goods in the cart; a second one soon after asks."""

from datetime import timedelta

from core.audit import use_case
from customers.actors import Actor
from orders.models import CartLine
from orders.services.carts import add_to_cart, locked_cart
from orders.services.receipts import is_first_press

ASKS_WITHIN = timedelta(minutes=1)


class PressedAgain(Exception):
    """The same label was pressed less than a minute ago: the page asks whether it is meant."""


@use_case("cart.label")
def add_by_label(
    *, actor: Actor, variant_id: int, quantity: int, again_token: str = ""
) -> CartLine:
    """Adds what the label says. `again_token` is that of the question, once answered with yes.

    Raises PressedAgain or CartRefused, with the cart as it was.
    """
    cart = locked_cart(actor, "")
    if again_token:
        is_meant = is_first_press(cart, f"again {again_token}")
    else:
        is_meant = is_first_press(cart, f"label {variant_id}", within=ASKS_WITHIN)
    if not is_meant:
        raise PressedAgain
    return add_to_cart(actor=actor, session_token="", variant_id=variant_id, quantity=quantity)
