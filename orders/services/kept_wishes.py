"""Saving what somebody wanted to keep before they had logged in (K-02, K-03)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalogue.selectors.visibility import visible_variants
from core.audit import use_case
from customers.actors import Actor
from orders.errors import ListRefused
from orders.kept_wishes import KeptWish
from orders.models import SavedCart, WishList
from orders.selectors.baskets import Wish
from orders.services.keeping import free_numbered_name, lock_keeper, no_longer_there
from orders.services.lists import save_to_list
from orders.services.saved_carts import save_lines


@dataclass(frozen=True, slots=True)
class SavedWish:
    """Where it lies now, and how many of its lines are not sold to whoever it is."""

    kept: WishList | SavedCart
    left_out: int = 0


@use_case("list.save-wish")
def save_wish(*, actor: Actor, wish: KeptWish) -> SavedWish:
    """On the list that was changed last, or a first one; a cart under the day's name.

    Judged now, as whoever logged in: what they may not see is left out. Raises ListRefused.
    """
    asked = dict(wish.lines)
    seen = set(visible_variants(actor).filter(pk__in=asked).values_list("pk", flat=True))
    lines = {pk: quantity for pk, quantity in asked.items() if pk in seen}
    if not lines:
        raise ListRefused(_("What you wanted to save is not available to you."), code="gone")
    left_out = len(asked) - len(lines)
    lock_keeper(actor)
    if wish.is_cart:
        return SavedWish(_save_cart(actor, lines), left_out)
    return SavedWish(_save_to_list(actor, lines), left_out)


def _save_cart(actor: Actor, lines: Mapping[int, int]) -> SavedCart:
    day = date_format(timezone.localdate(), "j F Y")
    own = SavedCart.objects.owned_by(actor)
    name = _("Cart of %(day)s") % {"day": day}
    for saved in own.filter(name__startswith=name).prefetch_related("lines"):
        if {line.variant_id: line.quantity for line in saved.lines.all()} == lines:
            return saved  # by the same wish in another browser, or its mailed link once more
    name = free_numbered_name(own, name)
    wishes = [Wish(pk, quantity) for pk, quantity in lines.items()]
    return save_lines(actor=actor, name=name, wishes=wishes)


def _save_to_list(actor: Actor, lines: Mapping[int, int]) -> WishList:
    own = WishList.objects.owned_by(actor)
    target = own.order_by("-changed_at", "-pk").first()
    for pk, quantity in lines.items():
        there = own.filter(lines__variant=pk, lines__quantity__gte=quantity).first()
        if there is not None:
            target = there  # saved before, perhaps by the same wish in another browser
            continue
        line = save_to_list(
            actor=actor,
            variant_id=pk,
            quantity=quantity,
            list_id=target.pk if target is not None else None,
            new_name=_("My list") if target is None else "",
        )
        target = line.wish_list
    if target is None:
        raise no_longer_there()
    return target
