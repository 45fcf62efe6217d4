"""Many items into the visitor's cart at once: from a list, or a cart put back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from catalogue.models import Variant
from catalogue.selectors.prices import quote
from catalogue.selectors.successors import successors_of
from catalogue.selectors.visibility import visible_variants
from customers.actors import Actor
from orders.errors import ListRefused
from orders.models import Cart, CartLine
from orders.quantities import MOST, fitting_quantity
from orders.selectors.baskets import Wish
from orders.services.carts import empty_cart, locked_cart


@dataclass(frozen=True, slots=True)
class Filled:
    """What came into the cart. `left_out`: items no longer for the visitor, unnamed on purpose.

    `at_most`: names of those that stop at the largest quantity an order holds. `packed`: names of
    those of which there are more than asked for, because they come in whole packs. `successors`
    took the place of some that were left out.
    """

    added: int
    left_out: int
    at_most: tuple[str, ...] = ()
    packed: tuple[str, ...] = ()
    successors: tuple[Variant, ...] = ()


def fill_cart(*, actor: Actor, wishes: Sequence[Wish], replaces: bool = False) -> Filled:
    """Adds to a logged-in visitor's cart, each line the sum of both; `replaces` empties it first.

    Raises ListRefused, with the cart as it was, when nothing of it is the visitor's to buy now.
    Each variant stands once in `wishes`. What is sold in packs is rounded up to whole ones: lists
    and orders may be older than the packs. Part of the caller's transaction; a fixed number of
    queries for any number of items.
    """
    if not visible_variants(actor).filter(pk__in=[wish.variant_id for wish in wishes]).exists():
        raise ListRefused(
            _("Nothing of it is available to you now. The cart is as it was."), code="gone"
        )
    if replaces:
        empty_cart(actor=actor, session_token="")
    return fill_open_cart(actor=actor, cart=locked_cart(actor, ""), wishes=wishes)


def fill_open_cart(*, actor: Actor, cart: Cart, wishes: Sequence[Wish]) -> Filled:
    """As `fill_cart`, into a cart that the caller holds; a stranger's too. May add nothing."""
    asked = {wish.variant_id: wish for wish in wishes}
    seen = {
        variant.pk: variant
        for variant in visible_variants(actor).filter(pk__in=asked).select_related("product")
    }
    present = {line.variant_id: line for line in cart.lines.all()}
    lines, at_most, packed = [], [], []
    for wish in asked.values():
        if wish.variant_id not in seen:
            continue
        line = present.get(wish.variant_id) or CartLine(
            cart=cart, variant_id=wish.variant_id, quantity=0
        )
        variant = seen[wish.variant_id]
        asked_for = line.quantity + wish.quantity
        line.quantity = fitting_quantity(variant, asked_for)
        if asked_for > MOST:
            at_most.append(variant.product.name)
        elif line.quantity > asked_for:
            packed.append(variant.product.name)
        line.comment = line.comment or wish.comment[:250]
        line.extra = {**wish.extra, **line.extra}
        lines.append(line)
    _save(actor, lines)
    cart.save(update_fields=["changed_at"])
    gone = [pk for pk in asked if pk not in seen]
    return Filled(
        added=len(lines),
        left_out=len(gone),
        at_most=tuple(at_most),
        packed=tuple(packed),
        successors=_after(actor, gone),
    )


def nothing_of(actor: Actor, wishes: Sequence[Wish]) -> Filled:
    """What is said when none of it can be had: there may be successors."""
    gone = list(dict.fromkeys(wish.variant_id for wish in wishes))
    return Filled(added=0, left_out=len(gone), successors=_after(actor, gone))


def _after(actor: Actor, gone: Sequence[int]) -> tuple[Variant, ...]:
    after = successors_of(actor, gone)
    return tuple({variant.pk: variant for variant in after.values()}.values())


def _save(actor: Actor, lines: Sequence[CartLine]) -> None:
    """With the prices of now, as the cart will show them."""
    prices = quote(actor, {line.variant_id: line.quantity for line in lines})
    for line in lines:
        line.seen_unit_net = prices[line.variant_id].unit_net
    CartLine.objects.bulk_create([line for line in lines if line.pk is None])
    CartLine.objects.bulk_update(
        [line for line in lines if line.pk is not None],
        ["quantity", "comment", "extra", "seen_unit_net"],
    )
