"""The header that every page of storefront and My pages has, drawn by shop_header.jinja."""

from collections.abc import Sequence
from functools import cache, cached_property
from typing import Any, cast

from django import template
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from catalogue.models import Category
from core.addresses import Address, address
from core.templatetags.look import is_under
from core.templatetags.money import currency_in
from customers.actors import ANONYMOUS
from shop.onward import login_address

register = template.Library()

_CURRENT = SafeString(' aria-current="page"')


class Frame:
    """What the header's pieces ask of their page, from its context."""

    def __init__(self, context: Context) -> None:
        # A page drawn without a request, such as the look's own sheet, has none of these.
        self.actor = context.get("actor", ANONYMOUS)
        self.shop = context.get("shop")
        self.header: Any = context.get("header")
        self.menu = context.get("menu", ())
        self.currency = currency_in(context)
        self.csrf_token = str(context.get("csrf_token", ""))
        self._request = context.get("request")

    @property
    def path(self) -> str:
        return self._request.path if self._request else ""

    @property
    def here(self) -> str:
        """The address to come back to."""
        return self._request.get_full_path() if self._request else ""

    @property
    def searched(self) -> str:
        """What the field holds: what was asked, on the page of its hits."""
        match = getattr(self._request, "resolver_match", None)
        if self._request is None or match is None or match.view_name != "shop:search":
            return ""
        return str(self._request.GET.get("q", ""))

    @property
    def cart_text(self) -> str:
        lines = self.header.cart_lines
        return ngettext("%(lines)s line", "%(lines)s lines", lines) % {"lines": lines}

    @cached_property
    def categories(self) -> Sequence[tuple[Category, str]]:
        if self.header is None:
            return []
        return [(category, _category_url(category.path)) for category in self.header.categories]

    @property
    def plain_url(self) -> str:
        """The shop itself, from a customer's site."""
        asked = getattr(self._request, "at_site", None)
        return asked.plain_url if asked is not None else address("shop:home")

    @property
    def login_url(self) -> str:
        return login_address(self.shop, self.actor or ANONYMOUS)

    def url(self, name: str) -> str:
        return address(name)

    def current(self, url: str) -> SafeString | str:
        return _CURRENT if is_under(self.path, url) else ""


@register.simple_tag(takes_context=True)
def shop_header(context: Context, *, is_my_pages: bool = False) -> SafeString:
    """The header with the categories below it, or with the rows of My pages."""
    return SafeString(_pieces().shop_header(Frame(context), is_my_pages))


_CATEGORY = Address("shop:category")


def _category_url(path: str) -> str:
    return _CATEGORY(path)


@cache
def _pieces() -> Any:
    """The macros of the file, read once in the life of the process."""
    engine = cast(Jinja2, engines["jinja2"])
    return engine.env.get_template("components/shop_header.jinja").module
