"""Wish lists: made, shared, filled, changed, put in the cart, deleted."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from catalogue.selectors.visibility import visible_variants
from core.audit import use_case
from core.reasons import say
from customers.actors import Actor
from orders.errors import ListRefused
from orders.models import MOST_LINES, WishList, WishListLine
from orders.policies import may_change_kept, may_keep_lists
from orders.querysets import WishListQuerySet
from orders.selectors.baskets import Wish
from orders.services.filling_carts import Filled, fill_cart
from orders.services.keeping import (
    free_name,
    lock_keeper,
    no_longer_there,
    require_kept,
    room_for_one_more,
    sane_quantity,
)


@use_case("list.make")
def make_list(*, actor: Actor, name: str, is_shared: bool = False) -> WishList:
    """A new, empty list. Raises ListRefused: no name, a name taken, too many."""
    require_kept(may_keep_lists(actor))
    return _make(actor, name, is_shared=is_shared)


@use_case("list.edit")
def edit_list(*, actor: Actor, list_id: int, name: str, is_shared: bool) -> WishList:
    """Renames it, shares it with the colleagues of its customer, or stops. Raises ListRefused."""
    lock_keeper(actor)
    wish_list = _locked_list(actor, list_id)
    wish_list.name = free_name(_own(actor), name, but=wish_list.pk)
    wish_list.is_shared = is_shared and _can_be_shared(wish_list)
    wish_list.save(update_fields=["name", "is_shared", "changed_at"])
    return wish_list


@use_case("list.delete")
def delete_list(*, actor: Actor, list_id: int) -> str:
    """The list goes, with its notes, for colleagues too; returns its name."""
    wish_list = _locked_list(actor, list_id)
    wish_list.delete()
    return wish_list.name


@use_case("list.add")
def save_to_list(
    *,
    actor: Actor,
    variant_id: int,
    quantity: int,
    note: str = "",
    list_id: int | None = None,
    new_name: str = "",
) -> WishListLine:
    """Puts `quantity` more of a variant on a list, or on a new one. Raises ListRefused.

    A variant that the visitor may not see is refused like one that does not exist.
    """
    require_kept(may_keep_lists(actor))
    sane_quantity(quantity)
    variant = visible_variants(actor).filter(pk=variant_id).select_related("product").first()
    if variant is None:
        raise ListRefused(_("This item is not available to you."), code="gone")
    wish_list = _make(actor, new_name) if list_id is None else _locked_list(actor, list_id)
    line = wish_list.lines.filter(variant=variant).first()
    if line is None:
        if wish_list.lines.count() >= MOST_LINES:
            raise ListRefused(
                say(_("At most %(most)s items fit in a list."), most=MOST_LINES), code="full"
            )
        line = WishListLine(wish_list=wish_list, variant=variant, quantity=0)
    sane_quantity(line.quantity + quantity)
    line.quantity += quantity
    line.note = note.strip()[:250] or line.note
    line.save()
    wish_list.save(update_fields=["changed_at"])
    return line


@use_case("list.change")
def change_list(
    *,
    actor: Actor,
    list_id: int,
    quantities: Mapping[int, int],
    notes: Mapping[int, str],
    removed: Collection[int] = (),
) -> None:
    """Sets quantities and notes by variant id, and takes lines away. Raises ListRefused.

    A variant that is not on the list is left out: another tab removed it.
    """
    for variant_id, quantity in quantities.items():
        if variant_id not in removed:
            sane_quantity(quantity)
    wish_list = _locked_list(actor, list_id)
    wish_list.lines.filter(variant_id__in=removed).delete()
    lines = {line.variant_id: line for line in wish_list.lines.all()}
    for variant_id, line in lines.items():
        line.quantity = quantities.get(variant_id, line.quantity)
        line.note = notes.get(variant_id, line.note).strip()[:250]
    WishListLine.objects.bulk_update(lines.values(), ["quantity", "note"])
    wish_list.save(update_fields=["changed_at"])


@use_case("list.to-cart")
def put_list_in_cart(*, actor: Actor, list_id: int, quantities: Mapping[int, int]) -> Filled:
    """Puts these variants of a list in the cart, as many as said; its notes stay behind.

    The owner, a colleague it is shared with, and whoever acts as one of them. Raises ListRefused,
    with the cart as it was. A variant that is not on the list never enters.
    """
    wish_list = WishList.objects.visible_to(actor).filter(pk=list_id).first()
    if wish_list is None:
        raise no_longer_there()
    for quantity in quantities.values():
        sane_quantity(quantity)
    chosen = wish_list.lines.filter(variant_id__in=quantities)
    wishes = [Wish(line.variant_id, quantities[line.variant_id]) for line in chosen]
    if not wishes:
        raise ListRefused(_("Choose what to put in the cart."), code="nothing")
    return fill_cart(actor=actor, wishes=wishes)


def _locked_list(actor: Actor, list_id: int) -> WishList:
    """The list, held until the transaction ends, if the actor may change it. Raises ListRefused."""
    rows = WishList.objects.visible_to(actor).filter(pk=list_id)
    wish_list = rows.select_for_update(no_key=True).first()
    if wish_list is None:
        raise no_longer_there()
    require_kept(may_change_kept(actor, wish_list))
    return wish_list


def _own(actor: Actor) -> WishListQuerySet:
    return WishList.objects.owned_by(actor)


def _make(actor: Actor, name: str, *, is_shared: bool = False) -> WishList:
    keeper = lock_keeper(actor)
    room_for_one_more(_own(actor))
    wish_list = WishList(user=keeper, customer=actor.customer, name=free_name(_own(actor), name))
    wish_list.is_shared = is_shared and _can_be_shared(wish_list)
    wish_list.save()
    return wish_list


def _can_be_shared(wish_list: WishList) -> bool:
    """Without a customer there are no colleagues."""
    return wish_list.customer_id is not None
