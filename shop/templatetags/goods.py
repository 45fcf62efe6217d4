"""Cards and rows of goods: many on a page, so drawn by templates/components/goods.jinja.

What a card looks like depends on the card alone, so one that was drawn is kept: 24 cards of a page
that somebody looks at again cost next to nothing.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast
from urllib.parse import quote

from django import template
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.template.context import Context
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from core.addresses import address
from core.templatetags.money import currency_in
from customers.actors import ANONYMOUS
from shop.cards import Card, PriceShown
from shop.onward import login_address

register = template.Library()

_KEPT = 4096
# Stand in a kept card for what is each visitor's own; nobody can write them in a name.
_TOKEN, _HERE = f"token-{secrets.token_hex(8)}", f"here-{secrets.token_hex(8)}"
_BACK = f"back-{secrets.token_hex(8)}"


@dataclass(frozen=True, slots=True)
class _Page:
    """What the pieces need of their page."""

    currency: str
    login_url: str
    add_url: str
    csrf_token: str = _TOKEN
    here: str = _HERE
    back: str = _BACK  # as `here`, inside another address


@register.simple_tag(takes_context=True)
def goods(context: Context, cards: Sequence[Card], as_rows: bool = False) -> SafeString:
    """The `<li>` of each card, for ul.product-grid, or ul.product-rows when `as_rows`."""
    page, language = _page(context), get_language() or ""
    drawn = "".join(_drawn(card, as_rows, page, language) for card in cards)
    request = context.get("request")
    here = request.get_full_path() if request else ""
    token = escape(str(context.get("csrf_token", "")))
    drawn = drawn.replace(_TOKEN, token).replace(_BACK, quote(here, safe=""))
    return SafeString(drawn.replace(_HERE, escape(here)))


@register.simple_tag(takes_context=True)
def price_block(
    context: Context, price: PriceShown, size: str = "card", why_url: str = ""
) -> SafeString:
    """A price ex VAT with the price inc VAT under it; `size`: card, page or row."""
    return SafeString(_pieces().price_block(price, size, why_url, _page(context), gettext))


@register.simple_tag
def stock(state: str, text: str) -> SafeString:
    """A dot and words: `state` in, few or none."""
    return SafeString(_pieces().stock(state, text))


@lru_cache(maxsize=_KEPT)
def _drawn(card: Card, as_rows: bool, page: _Page, language: str) -> str:
    draw = _pieces().row if as_rows else _pieces().card
    return f"<li>{draw(card, page, _words(language))}</li>"


@cache
def _words(_language: str) -> Any:
    """`gettext` of the language that is on, which looks up each word once."""
    return cache(gettext)


@cache
def _pieces() -> Any:
    """The macros of the file, read once in the life of the process."""
    engine = cast(Jinja2, engines["jinja2"])
    return engine.env.get_template("components/goods.jinja").module


def _page(context: Context) -> _Page:
    return _Page(
        currency_in(context),
        login_address(context.get("shop"), context.get("actor") or ANONYMOUS),
        address("shop:cart-add"),
    )
