"""Carts saved under a name, put back later, renamed, deleted."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import say
from customers.actors import Actor
from customers.models import User
from orders.errors import ListRefused
from orders.models import MOST_LINES, SavedCart, SavedCartLine
from orders.policies import may_change_kept, may_keep_lists
from orders.querysets import SavedCartQuerySet
from orders.selectors.baskets import Wish
from orders.selectors.carts import wishes_in
from orders.services.carts import empty_cart, locked_cart
from orders.services.filling_carts import Filled, fill_cart
from orders.services.keeping import (
    free_name,
    lock_keeper,
    no_longer_there,
    require_kept,
    room_for_one_more,
)


@use_case("saved-cart.save")
def save_cart(*, actor: Actor, name: str, empties: bool = False) -> SavedCart:
    """Keeps a copy of the open cart; `empties` = the cart begins anew. Raises ListRefused."""
    require_kept(may_keep_lists(actor))
    keeper = lock_keeper(actor)
    room_for_one_more(_own(actor))
    kept_name = free_name(_own(actor), name)
    cart = locked_cart(actor, "")
    saved = _copy(actor, keeper, kept_name, wishes_in(cart))
    if empties:
        empty_cart(actor=actor, session_token="")
    return saved


@use_case("saved-cart.save-lines")
def save_lines(*, actor: Actor, name: str, wishes: Sequence[Wish]) -> SavedCart:
    """The same of lines that lie in no cart. The caller has asked who may see them."""
    require_kept(may_keep_lists(actor))
    keeper = lock_keeper(actor)
    room_for_one_more(_own(actor))
    return _copy(actor, keeper, free_name(_own(actor), name), wishes)


def _copy(actor: Actor, keeper: User, name: str, lines: Sequence[Wish]) -> SavedCart:
    """The caller holds the keeper and has a free name."""
    if not lines:
        raise ListRefused(_("There is nothing in the cart to save."), code="empty")
    if len(lines) > MOST_LINES:
        reason = say(_("At most %(most)s lines can be saved."), most=MOST_LINES)
        raise ListRefused(reason, code="full")
    saved = SavedCart.objects.create(user=keeper, customer=actor.customer, name=name)
    SavedCartLine.objects.bulk_create(
        SavedCartLine(
            saved_cart=saved,
            variant_id=line.variant_id,
            quantity=line.quantity,
            comment=line.comment,
        )
        for line in lines
    )
    return saved


@use_case("saved-cart.rename")
def rename_saved_cart(*, actor: Actor, saved_cart_id: int, name: str) -> SavedCart:
    """Raises ListRefused: no name, or one that is taken."""
    lock_keeper(actor)
    saved = _locked(actor, saved_cart_id)
    saved.name = free_name(_own(actor), name, but=saved.pk)
    saved.save(update_fields=["name", "changed_at"])
    return saved


@use_case("saved-cart.delete")
def delete_saved_cart(*, actor: Actor, saved_cart_id: int) -> str:
    """The copy goes, the cart stays; returns its name."""
    saved = _locked(actor, saved_cart_id)
    saved.delete()
    return saved.name


@use_case("saved-cart.put-back")
def put_back(*, actor: Actor, saved_cart_id: int, replaces: bool) -> Filled:
    """Adds the saved lines to the cart, or has them replace it; the copy stays.

    Also whoever acts as the owner. Raises ListRefused, with the cart as it was.
    """
    saved = _own(actor).filter(pk=saved_cart_id).first()
    if saved is None:
        raise no_longer_there()
    wishes = [Wish(line.variant_id, line.quantity, line.comment) for line in saved.lines.all()]
    return fill_cart(actor=actor, wishes=wishes, replaces=replaces)


def _own(actor: Actor) -> SavedCartQuerySet:
    return SavedCart.objects.owned_by(actor)


def _locked(actor: Actor, saved_cart_id: int) -> SavedCart:
    saved = _own(actor).filter(pk=saved_cart_id).select_for_update(no_key=True).first()
    if saved is None:
        raise no_longer_there()
    require_kept(may_change_kept(actor, saved))
    return saved
