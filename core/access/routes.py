"""`route()` and `wrap()`: the only two ways to give the site a URL, each with its permission."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Protocol, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver, include, path

PUBLIC = "public"

View = Callable[..., HttpResponseBase]


class Visitor(Protocol):
    """What the guard needs to know of whoever asks; `customers.actors.Actor` is one."""

    @property
    def is_anonymous(self) -> bool: ...
    @property
    def is_acting(self) -> bool: ...
    def has(self, perm: str) -> bool: ...
    def is_on(self, add_on: int) -> bool: ...
    def shows(self, section: str) -> bool: ...


def visitor_of(request: HttpRequest) -> Visitor:
    return cast(Visitor, request.actor)  # type: ignore[attr-defined]


def guarded(
    view: View,
    *,
    perm: str,
    methods: Sequence[str] = ("GET",),
    closed_while_acting: bool = False,
    add_on: int = 0,
    section: str = "",
) -> View:
    """The view behind its permission: log-in for a stranger, 403 for the rest, 405 for a method.

    The permission is checked first, so a refused visitor learns nothing more (DESIGN §4). `add_on`
    is the number of the part of the shop that the page belongs to, 0 = none: 404 while it is off
    (N-01). `section` is the part of My pages, "" = none: 404 while the shop hides it (U-25).
    """
    allowed_methods = {*methods, "OPTIONS"} | ({"HEAD"} if "GET" in methods else set())

    @wraps(view)
    def entrance(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        visitor = visitor_of(request)
        if perm != PUBLIC and not visitor.has(perm):
            if visitor.is_anonymous:
                return to_log_in(request)
            raise PermissionDenied
        if closed_while_acting and visitor.is_acting:
            raise PermissionDenied
        if add_on and not visitor.is_on(add_on):
            raise Http404
        if section and not visitor.shows(section):
            raise Http404
        if request.method not in allowed_methods:
            return HttpResponseNotAllowed(sorted(allowed_methods))
        return view(request, *args, **kwargs)

    entrance.access_perm = perm  # type: ignore[attr-defined]
    entrance.access_methods = tuple(methods)  # type: ignore[attr-defined]
    entrance.access_closed_while_acting = closed_while_acting  # type: ignore[attr-defined]
    entrance.access_add_on = add_on  # type: ignore[attr-defined]
    entrance.access_section = section  # type: ignore[attr-defined]
    return entrance


def to_log_in(request: HttpRequest) -> HttpResponseRedirect:
    """The log-in page, and from there back to what was asked for."""
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}")


def route(
    pattern: str,
    view: View,
    *,
    name: str,
    perm: str,
    methods: Sequence[str] = ("GET",),
    closed_while_acting: bool = False,
    add_on: int = 0,
    section: str = "",
) -> URLPattern:
    """One URL of ours, with the permission that opens it and the methods it answers."""
    entrance = guarded(
        view,
        perm=perm,
        methods=methods,
        closed_while_acting=closed_while_acting,
        add_on=add_on,
        section=section,
    )
    return path(pattern, entrance, name=name)


def wrap(prefix: str, urlconf: Any, *, perms: Mapping[str, str]) -> URLResolver:
    """A third party's URLs, each named with its permission; a name left out is an error."""
    resolver = path(prefix, include(urlconf))
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        name = getattr(pattern, "name", None) or ""
        if not isinstance(pattern, URLPattern) or name not in perms:
            raise ValueError(f"wrap({prefix!r}): say who may open {pattern!r}")
        found.add(name)
        pattern.callback = guarded(pattern.callback, perm=perms[name], methods=("GET", "POST"))
    if unknown := set(perms) - found:
        raise ValueError(f"wrap({prefix!r}): no such URL: {', '.join(sorted(unknown))}")
    return resolver
