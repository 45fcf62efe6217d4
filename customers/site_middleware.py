"""`/s/<slug>/…` is the shop below another prefix: its links, forms and redirects stay there.

A host name of its own opens the same without a prefix. There are two of them, because the address
must be read before anything reads the path, and the visitor is known only after. See "A customer's
own site" in docs/developers.md.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.http.request import split_domain_port
from django.shortcuts import render
from django.urls import Resolver404, get_script_prefix, resolve, reverse, set_script_prefix
from django.utils.encoding import iri_to_uri
from django_htmx.http import HttpResponseClientRedirect

from customers.actors import ShopRequest
from customers.middleware import WITHOUT_DATABASE
from customers.models import CustomerSite
from customers.selectors.sites import is_open, site_at, site_of_host, visit_to
from customers.services.sites import count_visit
from customers.sites import SITE_DOORS

GetResponse = Callable[[HttpRequest], HttpResponseBase]
_ADDRESS = re.compile(r"/s/(?P<slug>[^/]+)(?P<rest>/.*)?", re.DOTALL)
_LOOKS = {"GET", "HEAD"}
_KEPT = {"shop:picture", "shop:look-css", "shop:look-picture"}  # hold no price; browsers keep them
_FACES = {"shop", "account", "my", "acting"}  # the back office is no part of anybody's shop


@dataclass(frozen=True, slots=True)
class AskedSite:
    """The site that a request's address names. `site` None: no such address was ever given.

    `plain_prefix` is the script prefix of the shop itself, `prefix` that of the site: the same
    where the site has a host name of its own (`by_host`).
    """

    site: CustomerSite | None
    plain_prefix: str
    prefix: str
    has_rest: bool = True
    by_host: bool = False

    @property
    def plain_url(self) -> str:
        """The front page of the shop itself."""
        shop = settings.SITE_URL.rstrip("/") if self.by_host else ""
        return f"{shop}{self.plain_prefix}"

    @property
    def is_open(self) -> bool:
        return self.site is not None and is_open(self.site)


class SiteAddressMiddleware:
    """Reads `/s/<slug>` off the path, so that all behind it see the rest; sets `request.at_site`.

    One query for such an address, and at a host name other than the shop's (SITE_URL). What it
    answers never rests in any cache.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = _asked_by_path(request) or _asked_by_host(request)
        request.at_site = asked  # type: ignore[attr-defined]
        if asked is None:
            return self.get_response(request)
        prefix = asked.prefix if asked.is_open else asked.plain_prefix
        with _script_prefix(prefix):
            response = self.get_response(request)
        response["X-Robots-Tag"] = "noindex, nofollow"
        found = request.resolver_match
        if response.status_code != 200 or found is None or found.view_name not in _KEPT:
            response["Cache-Control"] = "private, no-store"
        return response


def _asked_by_path(request: HttpRequest) -> AskedSite | None:
    match = _ADDRESS.fullmatch(request.path_info)
    if match is None:
        return None
    plain = get_script_prefix()
    slug = match["slug"]
    asked = AskedSite(
        site=site_at(slug.lower()),
        plain_prefix=plain,
        prefix=f"{plain}s/{slug.lower()}/",
        has_rest=match["rest"] is not None and slug == slug.lower(),
    )
    if asked.is_open:
        request.path_info = match["rest"] or "/"
    return asked


def _asked_by_host(request: HttpRequest) -> AskedSite | None:
    """Only for a name that the server is allowed to answer to; the shop's own costs nothing."""
    if request.path_info in WITHOUT_DATABASE:
        return None
    try:
        host = split_domain_port(request.get_host())[0]
    except DisallowedHost:
        return None  # answered with 400 as ever
    if host == urlsplit(settings.SITE_URL).hostname:
        return None
    site = site_of_host(host)
    if site is None:
        return None
    plain = get_script_prefix()
    return AskedSite(site=site, plain_prefix=plain, prefix=plain, by_host=True)


@contextmanager
def _script_prefix(prefix: str) -> Iterator[None]:
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(before)


class SiteVisitMiddleware:
    """Lets a stranger into the site, as `actor.site`, and everybody else past it.

    Somebody who has logged in shops as who they are, at the same page of the shop itself; at a
    site's own host there, because a log-in holds at one host only.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ShopRequest) -> HttpResponseBase:
        asked: AskedSite | None = getattr(request, "at_site", None)
        if asked is None:
            return self.get_response(request)
        if asked.site is None or asked.site.part_is_off:
            raise Http404
        if not asked.is_open:
            return render(request, "410.html", {"plain_url": asked.plain_url}, status=410)
        if request.actor.is_anonymous:
            visit = visit_to(asked.site, request.shop)
            request.actor = replace(request.actor, site=visit)
        elif asked.by_host:
            return self.get_response(request)
        elif request.method in _LOOKS:
            return _to_plain(request, asked)
        elsewhere = _elsewhere(request, asked)
        if elsewhere is not None:
            return elsewhere
        response = self.get_response(request)
        if _is_arrival(request, response, asked):
            count_visit(asked.site)
        return response


def _elsewhere(request: ShopRequest, asked: AskedSite) -> HttpResponseBase | None:
    """Where an address leads that is no part of a site; None for one that is."""
    if not asked.has_rest and request.method in _LOOKS:
        return HttpResponseRedirect(_with_query(request, asked.prefix + _below(request)))
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return None  # nothing is there; or it wants a slash, and goes on to what has one
    if found.view_name in SITE_DOORS:
        return None
    if found.namespaces:
        face = found.namespaces[0]
        if face in _FACES and request.method in _LOOKS:
            may = request.actor.has(getattr(found.func, "access_perm", ""))
            return _to_plain(request, asked) if may else _to_log_in(request)
    raise Http404


def _to_log_in(request: ShopRequest) -> HttpResponse:
    """The log-in of the site; from there on, what was asked for as who one is."""
    back = urlencode({"next": request.get_full_path()})
    return _redirect(request, f"{reverse('account:login')}?{back}")


def _to_plain(request: ShopRequest, asked: AskedSite) -> HttpResponse:
    """The same page of the shop itself."""
    return _redirect(request, _with_query(request, asked.plain_url + _below(request)))


def _below(request: HttpRequest) -> str:
    """The path without the prefix; never with a second slash, which would name another host."""
    return iri_to_uri(request.path_info.lstrip("/"))


def _redirect(request: ShopRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


def _with_query(request: HttpRequest, path: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{iri_to_uri(query)}" if query else path


def _is_arrival(request: ShopRequest, response: HttpResponseBase, asked: AskedSite) -> bool:
    """Whether somebody has come to the site from elsewhere: a page, and not from one of its own.

    Told by the address that the browser came from, so that nothing is kept about anybody.
    """
    if request.method != "GET" or response.status_code != 200 or request.htmx:
        return False
    if not response.get("Content-Type", "").startswith("text/html"):
        return False
    came_from = urlsplit(request.META.get("HTTP_REFERER", ""))
    is_here = came_from.netloc == request.get_host()
    return not (is_here and came_from.path.startswith(asked.prefix))
