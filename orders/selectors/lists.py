"""Wish lists and saved carts as their pages show them, re-checked and priced for who reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.db.models import Count, QuerySet

from catalogue.models import Variant
from catalogue.selectors.successors import successors_of
from catalogue.sorting import sort_key
from core.http import get_visible_or_404
from core.tables import Page, Sort, keyset_page
from customers.actors import Actor
from customers.models import ShopSettings
from orders.models import SavedCart, WishList
from orders.selectors.baskets import Basket, BasketLine, Wish, price_basket

K = TypeVar("K", WishList, SavedCart)

SHARED_SORTS = {"changed": Sort.by("changed_at", descending_first=True)}


@dataclass(frozen=True, slots=True)
class GoneLine:
    """A line no longer for who reads: only what they wrote themselves, never the item's name.

    `successor` is what took the place of goods that were theirs and are no longer sold.
    """

    variant_id: int
    quantity: int
    note: str
    successor: Variant | None = None


@dataclass(frozen=True, slots=True)
class KeptShown:
    """The lines of a list or saved cart at the reader's prices of today."""

    basket: Basket
    gone: tuple[GoneLine, ...]

    @property
    def lines(self) -> tuple[BasketLine, ...]:
        return self.basket.lines

    @property
    def is_empty(self) -> bool:
        return not (self.basket.lines or self.gone)

    @property
    def variant_ids(self) -> list[int]:
        return [line.variant.pk for line in self.lines]


def wish_lists_of(actor: Actor) -> Sequence[WishList]:
    """One's own, last changed first, each with `line_count`. One query."""
    return list(_counted(WishList.objects.owned_by(actor)))


def lists_to_read(actor: Actor, *, at_most: int = 200) -> Sequence[WishList]:
    """One's own and those that colleagues share, by name. One query."""
    return list(WishList.objects.visible_to(actor).order_by("name", "pk")[:at_most])


def saved_carts_of(actor: Actor) -> Sequence[SavedCart]:
    """One's own, newest first, each with `line_count`. One query."""
    return list(_counted(SavedCart.objects.owned_by(actor)))


def colleagues_lists(actor: Actor, *, cursor: str | None) -> Page[WishList]:
    """What colleagues share, last changed first, each with `line_count`. One query, or none."""
    rows = WishList.objects.shared_with(actor).select_related("user")
    return keyset_page(
        rows.annotate(line_count=Count("lines")), sorts=SHARED_SORTS, sort="", cursor=cursor
    )


def wish_list_of(actor: Actor, list_id: int) -> WishList:
    """The list with its owner and customer, if the actor may read it, else 404. One query."""
    return get_visible_or_404(
        WishList.objects.select_related("user", "customer"), actor, pk=list_id
    )


def wish_list_shown(
    actor: Actor, wish_list: WishList, shop: ShopSettings, *, by_name: bool = False
) -> KeptShown:
    """The list for its reader; notes on what is gone only for the owner. Fixed queries."""
    is_own = wish_list.user_id == actor.user_id
    lines = list(wish_list.lines.all())
    wishes = [Wish(line.variant_id, line.quantity, line.note) for line in lines]
    notes = {line.variant_id: line.note if is_own else "" for line in lines}
    return _shown(actor, wishes, notes, shop, by_name=by_name)


def saved_cart_shown(actor: Actor, saved: SavedCart, shop: ShopSettings) -> KeptShown:
    """What it holds, at the prices of today. A fixed number of queries."""
    lines = list(saved.lines.all())
    wishes = [Wish(line.variant_id, line.quantity, line.comment) for line in lines]
    notes = {line.variant_id: line.comment for line in lines}
    return _shown(actor, wishes, notes, shop, by_name=False)


def _shown(
    actor: Actor,
    wishes: Sequence[Wish],
    notes: Mapping[int, str],
    shop: ShopSettings,
    *,
    by_name: bool,
) -> KeptShown:
    basket = price_basket(actor=actor, wishes=wishes, shop=shop)
    if by_name:
        lines = sorted(basket.lines, key=lambda line: (sort_key(line.name), line.variant.pk))
        basket = replace(basket, lines=tuple(lines))
    quantities = {wish.variant_id: wish.quantity for wish in wishes}
    after = successors_of(actor, basket.gone)
    gone = tuple(GoneLine(pk, quantities[pk], notes[pk], after.get(pk)) for pk in basket.gone)
    return KeptShown(basket, gone)


def _counted(rows: QuerySet[K]) -> QuerySet[K]:
    return rows.annotate(line_count=Count("lines")).order_by("-changed_at", "-pk")
