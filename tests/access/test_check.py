"""A URL that does not say who may enter keeps the site from starting."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.urls.resolvers import RegexPattern, URLResolver

from core.access import route, wrap
from core.access.checks import doors
from customers.access import GRANTS, Perm, Role, is_granted


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def resolver(*patterns: URLPattern) -> URLResolver:
    return URLResolver(RegexPattern(r"^/"), list(patterns))


def test_a_bare_path_is_found() -> None:
    bare = resolver(path("open/", view, name="open"), route("shut/", view, name="shut", perm="x"))
    assert [(door.name, door.perm) for door in doors(bare)] == [("open", None), ("shut", "x")]


def test_a_third_partys_url_that_nobody_named_is_refused() -> None:
    with pytest.raises(ValueError, match="say who may open"):
        wrap("lib/", [path("a/", view, name="a"), path("b/", view, name="b")], perms={"a": "x"})


def test_a_permission_for_a_url_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no such URL"):
        wrap("lib/", [path("a/", view, name="a")], perms={"a": "x", "c": "x"})


def test_every_permission_is_granted_to_somebody_and_staff_rights_never_to_buyers() -> None:
    buyers = {Role.ANONYMOUS, Role.USER, Role.MEMBER, Role.BUYER, Role.APPROVER, Role.GROUP_ADMIN}
    assert set(GRANTS) == set(Perm)
    for perm, roles in GRANTS.items():
        assert roles, perm
        if perm.value.startswith("staff."):
            assert not roles & buyers, perm


def test_an_unknown_permission_opens_to_nobody() -> None:
    assert not is_granted("no.such", frozenset(Role))
