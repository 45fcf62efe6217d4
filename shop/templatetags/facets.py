"""The filters beside a list, drawn by templates/components/facets.jinja."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, cast

from django import template
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from core.templatetags.money import number
from shop.facets import GroupShown

register = template.Library()

_KEPT = 1024


@register.simple_tag
def facets(groups: Sequence[GroupShown]) -> SafeString:
    """Boxes to tick, for a form of filters."""
    language = get_language() or ""
    drawn = "".join(_drawn(group, place, language) for place, group in enumerate(groups, start=1))
    return SafeString(drawn + str(_pieces().button()))


@lru_cache(maxsize=_KEPT)
def _drawn(group: GroupShown, place: int, _language: str) -> str:
    """Depends on these alone, so one that was drawn is kept."""
    return str(_pieces().group(group, place, _more_text))


def _more_text(more: int) -> str:
    return ngettext("Show %(more)s more", "Show %(more)s more", more) % {"more": number(more)}


@cache
def _pieces() -> Any:
    """The macros of the file, read once in the life of the process."""
    engine = cast(Jinja2, engines["jinja2"])
    return engine.env.get_template("components/facets.jinja").module
