"""Cards and rows of goods: many on a page, so drawn by templates/components/goods.jinja."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from django import template
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.template.context import Context
from django.urls import reverse
from django.utils.safestring import SafeString

from core.templatetags.money import currency_in
from shop.cards import Card, PriceShown

register = template.Library()


@register.simple_tag(takes_context=True)
def goods(context: Context, cards: Sequence[Card], as_rows: bool = False) -> SafeString:
    """The `<li>` of each card, for ul.product-grid, or ul.product-rows when `as_rows`."""
    return SafeString(_pieces().goods(cards, as_rows, _page(context)))


@register.simple_tag(takes_context=True)
def price_block(
    context: Context, price: PriceShown, size: str = "card", why_url: str = ""
) -> SafeString:
    """A price ex VAT with the price inc VAT under it; `size`: card, page or row."""
    return SafeString(_pieces().price_block(price, size, why_url, _page(context)))


@register.simple_tag
def stock(state: str, text: str) -> SafeString:
    """A dot and words: `state` in, few or none."""
    return SafeString(_pieces().stock(state, text))


@cache
def _pieces() -> Any:
    """The macros of the file, read once in the life of the process."""
    engine = cast(Jinja2, engines["jinja2"])
    return engine.env.get_template("components/goods.jinja").module


def _page(context: Context) -> dict[str, str]:
    request = context.get("request")
    return {
        "currency": currency_in(context),
        "login_url": reverse("account:login"),
        "csrf_token": str(context.get("csrf_token", "")),
        "here": request.get_full_path() if request else "",
    }
