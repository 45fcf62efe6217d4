"""A mail inside a page: drawn in a sandboxed frame, since a mail styles itself inline."""

from collections.abc import Callable
from typing import Any, TypeVar

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.http import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_sameorigin

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def framed_mail(view: V) -> V:
    """For a view that answers with a mail's HTML: our pages may frame it, and it runs nothing."""
    styled: Any = csp_replace(
        {
            "default-src": [NONE],
            "script-src": [NONE],
            "style-src": [UNSAFE_INLINE],
            "img-src": [SELF, "data:"],
            "form-action": [NONE],
            "base-uri": [SELF],
            "frame-ancestors": [SELF],
        }
    )
    framed: V = xframe_options_sameorigin(styled(view))
    return framed
