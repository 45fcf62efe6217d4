"""An order's lines in the cart once more: to order again, or to edit and send again."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from catalogue.models import Variant
from core.audit import use_case
from core.reasons import Reasons
from customers.actors import Actor
from customers.extra_fields import as_written
from orders.errors import CartHoldsLines, ListRefused, OrderRefused
from orders.models import Cart, Order
from orders.policies import may_place, may_send_again
from orders.selectors.baskets import Wish
from orders.selectors.carts import own_cart
from orders.selectors.sent_again import alive_among, replacements_of
from orders.services.carts import locked_cart
from orders.services.filling_carts import fill_cart, nothing_of


class Into(StrEnum):
    """What becomes of the lines that are in the cart already."""

    ASK = "ask"  # refuse while there are any
    ADD = "add"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Refilled:
    """How many lines came along, and the names of those that could not.

    `at_most` names those that stop at the largest quantity, `other_prices` counts those that cost
    another price than on the order. `packed` names those that are more than on the order, being
    sold in whole packs since. `successors` are what took the place of those left out, each once.
    `was_there` = an earlier click had done it; nothing changed.
    """

    lines: int
    left_out: tuple[str, ...] = ()
    at_most: tuple[str, ...] = ()
    packed: tuple[str, ...] = ()
    successors: tuple[Variant, ...] = ()
    other_prices: int = 0
    was_there: bool = False


@use_case("order.again")
def order_again(*, actor: Actor, order_id: int) -> Refilled:
    """Adds an order's items to the cart at today's prices; of any status, and whoever's it was.

    Raises Order.DoesNotExist where the actor does not see it, OrderRefused where they may not buy.
    """
    order = _order(actor, order_id)
    verdict = may_place(actor)
    if not verdict.allowed:
        raise OrderRefused(Reasons.of(verdict))
    return _fill(actor, locked_cart(actor, ""), order)


@use_case("order.send-again")
def edit_and_send_again(*, actor: Actor, order_id: int, into: Into = Into.ASK) -> Refilled:
    """Makes the cart the edited version of a rejected or withdrawn order.

    The order that is placed from it says what it replaces; checkout begins with the address,
    references and words of the old one. Pressed twice, the second changes nothing. Raises
    Order.DoesNotExist, OrderRefused, or CartHoldsLines when `into` is ASK and the cart has others.
    """
    order = _order(actor, order_id)
    verdict = may_send_again(actor, order, alive=alive_among(replacements_of(order)))
    if not verdict.allowed:
        raise OrderRefused(Reasons.of(verdict))
    cart = locked_cart(actor, "")
    there = cart.lines.count()
    if cart.replaces_id == order.pk and there:
        return Refilled(lines=there, was_there=True)
    if there and into == Into.ASK:
        raise CartHoldsLines(there)
    if into == Into.REPLACE:
        cart.lines.all().delete()
    refilled = _fill(actor, cart, order)
    cart.replaces = order
    cart.delivery_method_id = order.delivery_method_id
    cart.payment_method_id = order.payment_method_id
    cart.extra = as_written(order.extra)
    cart.save(
        update_fields=["replaces", "delivery_method", "payment_method", "extra", "changed_at"]
    )
    return refilled


@use_case("order.send-as-new")
def send_as_new(*, actor: Actor) -> None:
    """What is in the cart becomes an order of its own after all, and replaces none."""
    own_cart(actor, "").update(replaces=None)


def _order(actor: Actor, order_id: int) -> Order:
    visible = Order.objects.visible_to(actor).select_related("customer").prefetch_related("lines")
    order: Order = visible.get(pk=order_id)
    return order


def _fill(actor: Actor, cart: Cart, order: Order) -> Refilled:
    """Adds what the actor may still buy, with its comments, at the prices of now."""
    lines = list(order.lines.all())
    wishes = [
        Wish(line.variant_id, line.quantity, line.comment, extra=as_written(line.extra))
        for line in lines
        if line.variant_id is not None
    ]
    try:
        filled = fill_cart(actor=actor, wishes=wishes)
    except ListRefused:  # nothing of it is to be had; each is named below
        filled = nothing_of(actor, wishes)
    prices: dict[int | None, Decimal | None] = dict(
        cart.lines.values_list("variant_id", "seen_unit_net")
    )
    came = [line for line in lines if line.variant_id in prices]
    return Refilled(
        lines=len(came),
        left_out=tuple(line.name for line in lines if line.variant_id not in prices),
        at_most=filled.at_most,
        packed=filled.packed,
        successors=filled.successors,
        other_prices=sum(prices[line.variant_id] != line.unit_net for line in came),
    )
