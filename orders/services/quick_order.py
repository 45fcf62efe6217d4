"""Many lines at once into the cart, from a quick order; a second press adds nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.audit import use_case
from customers.actors import Actor
from orders.judged import Judged
from orders.pasting import AskedLine
from orders.selectors.baskets import Wish
from orders.selectors.quick_order import judge_lines
from orders.services.carts import locked_cart
from orders.services.filling_carts import Filled, fill_open_cart
from orders.services.receipts import is_first_press

NOTHING = Filled(added=0, left_out=0)


@dataclass(frozen=True)
class QuickAdded:
    """What came into the cart and what did not, each with its verdict.

    `was_there`: the same form had been sent before; nothing changed.
    """

    judged: Judged
    filled: Filled = NOTHING
    was_there: bool = False


@use_case("cart.quick-order")
def add_quick_order(
    *,
    actor: Actor,
    session_token: str,
    asked: Sequence[AskedLine],
    chosen: Mapping[int, int],
    token: str,
) -> QuickAdded:
    """Adds the good lines to the visitor's cart at the prices of now, and judges all anew.

    `token` is the form's own, unguessed and used once. Raises CartRefused where the browser keeps
    no cart.
    """
    cart = locked_cart(actor, session_token)
    judged = judge_lines(actor, asked, chosen)
    wishes = [
        Wish(line.variant.pk, line.quantity, extra=dict(line.asked.extra))
        for line in judged.good
        if line.variant is not None and line.quantity is not None
    ]
    if not wishes:
        return QuickAdded(judged)
    if not is_first_press(cart, f"quick {token}"):
        return QuickAdded(judged, was_there=True)
    return QuickAdded(judged, fill_open_cart(actor=actor, cart=cart, wishes=wishes))
