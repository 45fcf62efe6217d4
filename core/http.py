"""Small pieces every face uses: fetching through the actor, private pages, safe ways back."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

M = TypeVar("M", bound=Model)


def get_visible_or_404(rows: type[M] | QuerySet[M], actor: Any, **lookup: Any) -> M:
    """The one row with `lookup` that `actor` may see; a stranger's row is 404 like no row.

    Costs one query. `rows` is a model whose manager has `visible_to(actor)`, or such a queryset
    (with its select_related) not yet narrowed.
    """
    queryset: Any = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    try:
        found: M | None = queryset.visible_to(actor).filter(**lookup).first()
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise Http404
    return found


def safe_next(request: HttpRequest, fallback: str) -> str:
    """The `next` address a form or link asked for, if it is on this site; else `fallback`."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    # Only a path: anything else would be looked up as the name of a URL.
    if target.startswith("/") and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return target
    return fallback


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere: say so, lose nothing on the server."""
    return render(request, "403_csrf.html", status=403)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it is nothing but a pressed button; None when just looking."""
    return request.POST if request.method == "POST" else None


def posted_text(request: HttpRequest, name: str, *, at_most: int) -> str:
    """A short text sent beside a button, without a form of its own: cut, and without NUL."""
    return request.POST.get(name, "").replace("\x00", "")[:at_most]


def without_nul(query: str) -> str:
    """An address's query without what PostgreSQL holds in no text, however it is written."""
    query = query.replace("\x00", "")
    while "%00" in query:  # taking one out of "%0%000" leaves another
        query = query.replace("%00", "")
    return query


class NoNulMiddleware:
    """Takes NUL characters out of addresses and cookies: no text in PostgreSQL holds one, and no
    person wrote it. A path that has one leads nowhere; a parameter is read without it. First of
    all who read, the session included.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path:
            raise Http404
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query:
            request.META["QUERY_STRING"] = without_nul(query)
        for name in [name for name, value in request.COOKIES.items() if "\x00" in value]:
            del request.COOKIES[name]
        return self.get_response(request)


class PrivatePagesMiddleware:
    """No page with anybody's prices ever rests in a shared cache (N-17)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
            patch_vary_headers(response, ["Cookie"])
        return response
