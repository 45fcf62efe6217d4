"""Where links to log-in and sign-up lead, and where people come afterwards, as staff chose (U-27).

No query: what was chosen comes with the shop's settings.
"""

from collections.abc import Mapping
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.addresses import address
from customers.actors import Actor, ShopRequest
from customers.add_ons import AddOn
from customers.link_targets import (
    AFTER_LOGIN,
    AFTER_SIGN_UP,
    LOGIN_LINK,
    WHOLESALE_LINK,
    is_elsewhere,
    loops,
    usable,
)
from customers.models import ShopSettings

# In the address of the page that leads out of the shop.
ONWARD: Mapping[str, str] = {"log-in": AFTER_LOGIN, "sign-up": AFTER_SIGN_UP}


def login_address(shop: ShopSettings | None, actor: Actor, *, back: str = "") -> str:
    """What the storefront's log-in links lead to; a customer's own site keeps its own.

    `back` is the page to come back to, told to pages of the shop only.
    """
    chosen = usable(shop.link_targets, LOGIN_LINK) if shop and actor.site is None else ""
    url = chosen or address("account:login")
    if not back or is_elsewhere(url) or "#" in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}next={quote(back, safe='')}"


def wholesale_address(shop: ShopSettings | None, actor: Actor) -> str:
    """What its wholesale sign-up links lead to; "" where nobody applies."""
    is_closed = actor.site is not None or actor.is_acting
    if shop is None or is_closed or not shop.is_on(AddOn.WHOLESALE_SIGN_UP):
        return ""
    return usable(shop.link_targets, WHOLESALE_LINK) or address("account:wholesale")


def address_after(shop: ShopSettings, kind: str) -> str:
    """Where somebody goes after `kind` ("log-in" or "sign-up"); "" = as the shop itself does.

    A form of ours may not be answered by another host (its Content-Security-Policy), so people go
    there by a page of ours that says where they are led.
    """
    name = ONWARD[kind]
    target = usable(shop.link_targets, name)
    if not target or loops(name, target):
        return ""
    return reverse("account:onward", args=[kind]) if is_elsewhere(target) else target


def after_sign_up(request: ShopRequest, fallback: str) -> HttpResponse:
    """Away from a form that was sent: where staff want people to land, else `fallback`."""
    return redirect(address_after(request.shop, "sign-up") or fallback)
