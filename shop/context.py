"""What every page's frame shows: the shop, the visitor, what is left, the menus.

Everything is asked only when a template reads it, so a page without a header costs nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_info

from catalogue.models import Category
from catalogue.selectors.tree import Tree, tree_now
from core.access.menu import MenuGroup
from customers.actors import ANONYMOUS, Actor, ShopRequest
from customers.limits import LimitStanding, LimitTerms, standing_on
from customers.looks import css_url, picture_url, previewed
from customers.models import Membership, ShopSettings
from customers.selectors.profiles import Look, draft_look, whose_look
from customers.selectors.shop import shop_settings
from customers.selectors.visits import memberships_of
from orders.selectors.limits import terms_of
from orders.selectors.visit_facts import VisitFacts, visit_facts
from shop.menu import my_menu
from shop.recommended import asked_about, is_remembered
from shop.sessions import cart_token

_BACK_OFFICE = "/staff/"
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
    """The storefront's header; all it shows is asked at once, when the first part is drawn."""

    def __init__(self, request: ShopRequest, actor: Actor) -> None:
        self._actor = actor
        self._token = cart_token(request)
        self._request = request

    @cached_property
    def _facts(self) -> VisitFacts:
        return visit_facts(self._actor, self._token, self._terms)

    @cached_property
    def _terms(self) -> LimitTerms | None:
        membership = self._actor.membership
        just_read = self._actor.user is not None and self._actor.user.visit_seats is not None
        return terms_of(membership, just_read=just_read) if membership is not None else None

    @cached_property
    def tree(self) -> Tree:
        return tree_now(self._facts.tree_version)

    @property
    def cart_lines(self) -> int:
        return self._facts.cart.lines

    @property
    def cart_net(self) -> Decimal:
        return self._facts.cart.net

    @cached_property
    def limit(self) -> LimitGlance | None:
        spent = self._facts.spent
        return LimitGlance.of(
            standing_on(
                self._terms, day=timezone.localdate(), used=spent.used, reserved=spent.reserved
            )
        )

    @property
    def approvals_waiting(self) -> int:
        return self._facts.waiting

    @cached_property
    def categories(self) -> Sequence[Category]:
        if self.only_assortment:
            return ()
        return self.tree.top(self.tree.audience_ids(self._actor))

    @property
    def is_affiliate(self) -> bool:
        return self._facts.is_affiliate

    @property
    def points(self) -> int:
        """What the customer can pay with; 0 while points are off."""
        return self._facts.points

    @property
    def has_assortment(self) -> bool:
        return self._facts.has_assortment

    @property
    def only_assortment(self) -> bool:
        membership = self._actor.membership
        return membership is not None and membership.only_agreement_assortment

    @cached_property
    def look(self) -> Look | None:
        """The customer's own look, or the draft that staff look at; never in the back office.

        No query for whoever has none; else it comes with the facts.
        """
        if self._is_back_office:
            return None
        if self.preview is not None:
            return self.preview
        return self._facts.look if any(whose_look(self._actor)) else None

    @cached_property
    def preview(self) -> Look | None:
        """The draft that this member of staff, as themselves, has asked to see on real pages."""
        if self._is_back_office or not self._actor.is_staff or self._actor.is_acting:
            return None
        draft_id = previewed(self._request)
        return draft_look(self._actor, draft_id) if draft_id is not None else None

    @property
    def _is_back_office(self) -> bool:
        return self._request.path_info.startswith(_BACK_OFFICE)

    def profile_css_url(self) -> str:
        return css_url(self._request, self.look.digest) if self.look else ""

    @property
    def logo_url(self) -> str:
        return picture_url(self._request, self.look.logo) if self.look and self.look.logo else ""

    @property
    def banner_url(self) -> str:
        look = self.look
        return picture_url(self._request, look.banner) if look and look.banner else ""

    @cached_property
    def memberships(self) -> Sequence[Membership]:
        """Where one may go from here: nowhere else for one who acts as somebody."""
        user = self._actor.user
        if user is None or self._actor.is_acting:
            return (self._actor.membership,) if self._actor.membership else ()
        seats = memberships_of(user) if user.visit_seats is None else user.visit_seats
        return sorted(seats, key=lambda seat: (seat.customer.name.casefold(), seat.pk))


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
        return my_menu(
            self._actor,
            self._request.path,
            approvals_waiting=waiting,
            is_affiliate=self._header.is_affiliate,
        )


def page(request: ShopRequest) -> dict[str, Any]:
    """Context of base.html. `actor` is missing only when an error page is drawn too early."""
    actor = getattr(request, "actor", ANONYMOUS)
    user = actor.real_user
    header = header_of(request)
    return {
        "actor": actor,
        "shop": shop_of(request),
        "header": header,
        "profile_css_url": header.profile_css_url,
        "menu": Menu(request, actor, header),
        "user_theme": user.theme if user else "device",
        "is_demo": settings.DEMO_WORLD,
        "recommended_by": lambda: asked_about(request),
        "is_remembered": lambda: is_remembered(request),
        "languages": [
            (code, get_language_info(code)["name_local"]) for code, _ in settings.LANGUAGES
        ],
    }


def header_of(request: ShopRequest) -> Header:
    """The request's header, whose facts a view may use too."""
    found: Header | None = getattr(request, "header", None)
    if found is None:
        found = request.header = Header(  # type: ignore[attr-defined]
            request, getattr(request, "actor", ANONYMOUS)
        )
    return found


def shop_of(request: ShopRequest) -> ShopSettings:
    """The shop's settings, read once a request."""
    found: ShopSettings | None = getattr(request, "shop", None)
    return shop_settings() if found is None else found  # an error page drawn too early has none
