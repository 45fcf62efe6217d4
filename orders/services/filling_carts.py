"""Many items into the visitor's cart at once: from a list, or a cart put back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from catalogue.selectors.prices import quote
from catalogue.selectors.visibility import visible_variants
from customers.actors import Actor
from orders.errors import ListRefused
from orders.models import CartLine
from orders.selectors.baskets import Wish
from orders.services.carts import MOST, empty_cart, locked_cart


@dataclass(frozen=True, slots=True)
class Filled:
    """What came into the cart. `left_out`: items no longer for the visitor, unnamed on purpose.

    `at_most`: names of those that stop at the largest quantity an order holds.
    """

    added: int
    left_out: int
    at_most: tuple[str, ...] = ()


def fill_cart(*, actor: Actor, wishes: Sequence[Wish], replaces: bool = False) -> Filled:
    """Adds to a logged-in visitor's cart, each line the sum of both; `replaces` empties it first.

    Raises ListRefused, with the cart as it was, when nothing of it is the visitor's to buy now.
    Each variant stands once in `wishes`. Part of the caller's transaction; a fixed number of
    queries for any number of items.
    """
    asked = {wish.variant_id: wish for wish in wishes}
    seen = {
        variant.pk: variant
        for variant in visible_variants(actor).filter(pk__in=asked).select_related("product")
    }
    if not seen:
        raise ListRefused(
            _("Nothing of it is available to you now. The cart is as it was."), code="gone"
        )
    if replaces:
        empty_cart(actor=actor, session_token="")
    cart = locked_cart(actor, "")
    present = {line.variant_id: line for line in cart.lines.all()}
    lines, at_most = [], []
    for wish in asked.values():
        if wish.variant_id not in seen:
            continue
        line = present.get(wish.variant_id) or CartLine(
            cart=cart, variant_id=wish.variant_id, quantity=0
        )
        if line.quantity + wish.quantity > MOST:
            at_most.append(seen[wish.variant_id].product.name)
        line.quantity = min(line.quantity + wish.quantity, MOST)
        line.comment = line.comment or wish.comment[:250]
        lines.append(line)
    _save(actor, lines)
    cart.save(update_fields=["changed_at"])
    return Filled(added=len(lines), left_out=len(asked) - len(lines), at_most=tuple(at_most))


def _save(actor: Actor, lines: Sequence[CartLine]) -> None:
    """With the prices of now, as the cart will show them."""
    prices = quote(actor, {line.variant_id: line.quantity for line in lines})
    for line in lines:
        line.seen_unit_net = prices[line.variant_id].unit_net
    CartLine.objects.bulk_create([line for line in lines if line.pk is None])
    CartLine.objects.bulk_update(
        [line for line in lines if line.pk is not None],
        ["quantity", "comment", "seen_unit_net"],
    )
