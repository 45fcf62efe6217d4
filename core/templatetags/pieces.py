"""Pieces that a page draws dozens of: macros of the .jinja files, which know their page."""

from functools import cache
from typing import Any, cast

from django import template
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.template.context import Context
from django.utils.safestring import SafeString

from core.templatetags.money import currency_in

register = template.Library()


@register.simple_tag(takes_context=True)
def piece(context: Context, file: str, macro: str, **values: Any) -> SafeString:
    """Draws `macro` of `file` with `values` and `page`: currency, csrf_token and here (the address
    to come back to).
    """
    request = context.get("request")
    page = {
        "currency": currency_in(context),
        "csrf_token": context.get("csrf_token", ""),
        "here": request.get_full_path() if request else "",
    }
    return SafeString(getattr(_pieces(file), macro)(page=page, **values))


@cache
def _pieces(file: str) -> Any:
    """The macros of the file, read once in the life of the process."""
    engine = cast(Jinja2, engines["jinja2"])
    return engine.env.get_template(file).module
