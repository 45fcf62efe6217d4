"""Putting things in a cart, changing and removing them, and joining carts at log-in."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalogue.models import Variant
from catalogue.selectors.prices import quote
from catalogue.selectors.visibility import visible_variants
from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor
from customers.extra_fields import Written
from customers.models import Membership
from customers.selectors.extra_fields import NO_QUESTIONS, Questions, extra_fields_of
from orders.errors import CartRefused
from orders.extra_answers import to_keep
from orders.models import Cart, CartLine
from orders.quantities import fitting_quantity, number_problem, quantity_problem
from orders.selectors.carts import cart_owner, own_cart


@use_case("cart.add")
def add_to_cart(
    *,
    actor: Actor,
    session_token: str,
    variant_id: int,
    quantity: int,
    comment: str = "",
) -> CartLine:
    """Puts `quantity` more of a variant in the visitor's cart; raises CartRefused.

    A variant that the visitor may not see is refused like one that does not exist.
    """
    refuse(number_problem(quantity))
    variant = visible_variants(actor).filter(pk=variant_id).select_related("product").first()
    if variant is None:
        raise CartRefused(Refused(reason=_("This item is not available to you."), code="gone"))
    cart = locked_cart(actor, session_token)
    line = cart.lines.filter(variant=variant).first() or CartLine(
        cart=cart, variant=variant, quantity=0
    )
    refuse(quantity_problem(variant, line.quantity + quantity))
    line.quantity += quantity
    if comment:
        line.comment = comment[:250]
    line.seen_unit_net = _price_now(actor, variant, line.quantity)
    line.save()
    cart.save(update_fields=["changed_at"])
    return line


@use_case("cart.change")
def change_quantities(
    *,
    actor: Actor,
    session_token: str,
    quantities: dict[int, int],
    comments: dict[int, str] | None = None,
    extra: Mapping[int, Written] | None = None,
) -> None:
    """Sets quantities (and line comments) by variant id; 0 removes the line. Raises CartRefused.

    `extra` is what was typed in the lines' extra fields, kept as it is: checkout judges it.
    A variant that is not in the cart is left out: another tab removed it.
    """
    cart = locked_cart(actor, session_token)
    lines = {line.variant_id: line for line in cart.lines.select_related("variant")}
    for variant_id, quantity in quantities.items():
        if variant_id in lines and quantity != 0:
            refuse(quantity_problem(lines[variant_id].variant, quantity), variant_id)
            lines[variant_id].quantity = quantity
    for variant_id, comment in (comments or {}).items():
        if variant_id in lines:
            lines[variant_id].comment = comment[:250]
    if extra:
        _answer_lines(lines, extra, extra_fields_of(actor.customer))
    removed = [key for key, quantity in quantities.items() if quantity == 0 and key in lines]
    cart.lines.filter(variant_id__in=removed).delete()
    kept = [line for key, line in lines.items() if key not in removed]
    see_prices(actor=actor, lines=kept)
    cart.save(update_fields=["changed_at"])


@use_case("cart.remove-gone")
def remove_gone(*, actor: Actor, session_token: str) -> int:
    """Removes the lines that the visitor may no longer buy; returns how many."""
    cart = locked_cart(actor, session_token)
    seen = visible_variants(actor).filter(pk__in=cart.lines.values("variant_id"))
    removed, _each = cart.lines.exclude(
        variant_id__in=list(seen.values_list("pk", flat=True))
    ).delete()
    return removed


@use_case("cart.accept-prices")
def accept_prices(*, actor: Actor, session_token: str) -> None:
    """The visitor has seen the prices of now and goes on with them."""
    cart = locked_cart(actor, session_token)
    see_prices(actor=actor, lines=list(cart.lines.all()))


@use_case("cart.empty")
def empty_cart(*, actor: Actor, session_token: str) -> None:
    """Removes every line of the visitor's cart; what it was to replace is forgotten too."""
    cart = locked_cart(actor, session_token)
    cart.lines.all().delete()
    cart.replaces = None
    cart.extra = {}
    cart.save(update_fields=["replaces", "extra", "changed_at"])


@use_case("cart.open")
def open_cart(*, actor: Actor) -> None:
    """Makes the logged-in visitor's cart if need be: its token marks one checkout.

    Who orders in their own words needs it before anything is put in it.
    """
    locked_cart(actor, "")


@use_case("cart.choose")
def choose_methods(
    *,
    actor: Actor,
    session_token: str,
    delivery_method_id: int | None,
    payment_method_id: int | None,
    questions: Questions = NO_QUESTIONS,
    extra: Written | None = None,
    line_extra: Mapping[int, Written] | None = None,
) -> None:
    """Remembers what was chosen in checkout. The caller offers only what the visitor may choose.

    `extra` and `line_extra`, answers to `questions` as typed so far, are kept with it.
    """
    cart = locked_cart(actor, session_token)
    cart.delivery_method_id = delivery_method_id
    cart.payment_method_id = payment_method_id
    cart.extra = {**cart.extra, **to_keep(extra or {}, questions.order)}
    cart.save(update_fields=["delivery_method", "payment_method", "extra", "changed_at"])
    if questions.line and line_extra:
        lines = {line.variant_id: line for line in cart.lines.all()}
        _answer_lines(lines, line_extra, questions)
        CartLine.objects.bulk_update(lines.values(), ["extra"])


def _answer_lines(
    lines: Mapping[int, CartLine], extra: Mapping[int, Written], questions: Questions
) -> None:
    """Puts what was typed on its lines; the caller saves them."""
    for variant_id, written in extra.items():
        if variant_id in lines:
            lines[variant_id].extra |= to_keep(written, questions.line)


@use_case("cart.join")
def join_anonymous_cart(*, actor: Actor, session_token: str) -> Sequence[str]:
    """Moves a stranger's cart into the cart of whoever just logged in, re-checked.

    Returns the names of what could not come along, to be told (DESIGN §4).
    """
    if not session_token or actor.user is None:
        return []  # every cart that is somebody's has a blank token
    anonymous = Cart.objects.select_for_update().filter(session_token=session_token).first()
    if anonymous is None:
        return []
    lines = list(anonymous.lines.select_related("variant__product"))
    seen = set(
        visible_variants(actor)
        .filter(pk__in=[line.variant_id for line in lines])
        .values_list("pk", flat=True)
    )
    cart = locked_cart(actor, "")
    present = {line.variant_id: line for line in cart.lines.all()}
    joined: list[CartLine] = []
    for line in lines:
        if line.variant_id not in seen:
            continue
        target = present.get(line.variant_id)
        if target is None:
            target = CartLine(cart=cart, variant=line.variant, quantity=0, comment=line.comment)
            target.extra = line.extra
        target.quantity = fitting_quantity(line.variant, target.quantity + line.quantity)
        joined.append(target)
    anonymous.delete()
    see_prices(actor=actor, lines=joined)
    return [line.variant.product.name for line in lines if line.variant_id not in seen]


def take_cart_along(seat: Membership) -> None:
    """What the person filled before there was a customer of one is that customer's cart now."""
    mine = Cart.objects.filter(user=seat.user_id, acted_by=None)
    if not mine.filter(customer=seat.customer_id).exists():
        mine.filter(customer=None).update(customer=seat.customer_id)


def see_prices(*, actor: Actor, lines: Sequence[CartLine]) -> None:
    """Saves lines with the price that their visitor is shown now."""
    prices = quote(actor, {line.variant_id: line.quantity for line in lines})
    for line in lines:
        answer = prices.get(line.variant_id)
        line.seen_unit_net = answer.unit_net if answer else None
        line.save()


def _price_now(actor: Actor, variant: Variant, quantity: int) -> Decimal | None:
    return quote(actor, {variant.pk: quantity})[variant.pk].unit_net


def refuse(problem: Refused | None, variant_id: int | None = None) -> None:
    """Raises CartRefused where there is a problem, with the line that has it."""
    if problem is not None:
        raise CartRefused(problem, variant_id)


def locked_cart(actor: Actor, session_token: str) -> Cart:
    """The visitor's cart, made if need be, locked until the transaction ends."""
    owner = cart_owner(actor, session_token)
    if not owner:
        raise CartRefused(Refused(reason=_("Your browser did not keep the cart."), code="cookies"))
    found = own_cart(actor, session_token).select_for_update(no_key=True).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            Cart.objects.create(**owner)
    except IntegrityError:
        pass  # two clicks at once: the other one made it
    return own_cart(actor, session_token).select_for_update(no_key=True).get()
