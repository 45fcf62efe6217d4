"""My pages: a user's own."""

from django.urls import URLPattern

from core.access import route
from customers.access import Perm
from shop.views.my import limit, overview, security

urlpatterns: list[URLPattern] = [
    route("", overview.overview, name="overview", perm=Perm.MY_PAGES),
    route(
        "customer/",
        overview.choose_customer,
        name="choose-customer",
        perm=Perm.MY_PAGES,
        methods=("POST",),
    ),
    route("limit/", limit.limit, name="limit", perm=Perm.LIMIT_VIEW),
    route(
        "security/",
        security.security,
        name="security",
        perm=Perm.MY_SECURITY,
        methods=("GET", "POST"),
        closed_while_acting=True,
    ),
    route(
        "security/appearance/",
        security.appearance,
        name="appearance",
        perm=Perm.MY_SECURITY,
        methods=("POST",),
        closed_while_acting=True,
    ),
]
