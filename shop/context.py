"""What every page's frame shows: the shop, the visitor, what is left, the menus.

Everything is asked only when a template reads it, so a page without a header costs nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language_info

from approvals.selectors.requests import how_many_wait_for
from catalogue.models import Category
from catalogue.selectors.assortments import has_assortment
from catalogue.selectors.tree import menu_categories
from core.access.menu import MenuGroup
from customers.access import Perm
from customers.actors import ANONYMOUS, Actor, ShopRequest
from customers.limits import LimitStanding
from customers.models import Membership, ShopSettings
from customers.selectors.shop import shop_settings
from customers.selectors.visits import memberships_of
from orders.selectors.carts import CartGlance, cart_glance
from orders.selectors.limits import standing_of
from shop.menu import my_menu
from shop.sessions import cart_token

LANGUAGES = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


@dataclass(frozen=True, slots=True)
class LimitGlance:
    """The purchase limit in the header. Amounts ex VAT; `label` names the period."""

    label: str
    amount: Decimal
    used: Decimal
    reserved: Decimal
    remaining: Decimal

    @classmethod
    def of(cls, standing: LimitStanding) -> "LimitGlance | None":
        if standing.terms is None or standing.remaining is None:
            return None
        return cls(
            label=period_label(standing),
            amount=standing.terms.amount,
            used=standing.used,
            reserved=standing.reserved,
            remaining=standing.remaining,
        )


def period_label(standing: LimitStanding) -> str:
    """'November' for a calendar month, else the first and last day of the period."""
    period = standing.period
    if period is None:
        return ""
    first, last = period.starts_on, period.ends_on
    if first.day == 1 and first.month == last.month and (last.day >= 28):
        return date_format(first, "F")
    return f"{date_format(first, 'j M')} – {date_format(last, 'j M Y')}"


class Header:
    """The storefront's header; each part asks the database when it is drawn."""

    def __init__(self, request: ShopRequest, actor: Actor) -> None:
        self._actor = actor
        self._token = cart_token(request)

    @cached_property
    def _cart(self) -> CartGlance:
        return cart_glance(self._actor, self._token)

    @property
    def cart_lines(self) -> int:
        return self._cart.lines

    @property
    def cart_net(self) -> Decimal:
        return self._cart.net

    @cached_property
    def limit(self) -> LimitGlance | None:
        if self._actor.membership is None:
            return None
        return LimitGlance.of(standing_of(self._actor.membership))

    @cached_property
    def approvals_waiting(self) -> int:
        if not self._actor.has(Perm.APPROVAL_DECIDE):
            return 0
        return how_many_wait_for(self._actor)

    @cached_property
    def categories(self) -> Sequence[Category]:
        return () if self.only_assortment else menu_categories(self._actor)

    @cached_property
    def has_assortment(self) -> bool:
        return has_assortment(self._actor)

    @property
    def only_assortment(self) -> bool:
        membership = self._actor.membership
        return membership is not None and membership.only_agreement_assortment

    @cached_property
    def memberships(self) -> Sequence[Membership]:
        """Where one may go from here: nowhere else for one who acts as somebody."""
        if self._actor.user is None or self._actor.is_acting:
            return (self._actor.membership,) if self._actor.membership else ()
        return memberships_of(self._actor.user)


class Menu:
    """The menu of My pages, made when it is drawn."""

    def __init__(self, request: ShopRequest, actor: Actor, header: Header) -> None:
        self._request, self._actor, self._header = request, actor, header

    def __iter__(self) -> Any:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)

    @cached_property
    def _groups(self) -> Sequence[MenuGroup]:
        waiting = self._header.approvals_waiting
        return my_menu(self._actor, self._request.path, approvals_waiting=waiting)


def page(request: ShopRequest) -> dict[str, Any]:
    """Context of base.html. `actor` is missing only when an error page is drawn too early."""
    actor = getattr(request, "actor", ANONYMOUS)
    user = actor.real_user
    header = Header(request, actor)
    return {
        "actor": actor,
        "shop": shop_of(request),
        "header": header,
        "menu": Menu(request, actor, header),
        "user_theme": user.theme if user else "device",
        "is_demo": settings.DEMO_WORLD,
        "languages": [
            (code, get_language_info(code)["name_local"]) for code, _ in settings.LANGUAGES
        ],
    }


def shop_of(request: ShopRequest) -> ShopSettings:
    """The shop's settings, read once a request."""
    found: ShopSettings | None = getattr(request, "shop", None)
    return shop_settings() if found is None else found  # an error page drawn too early has none
