"""Whose purchase limit is nearly reached."""

from django.http import HttpResponse
from django.shortcuts import render

from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from orders.selectors.dashboard import NEAR_SORTS, near_limits


def near_limit_list(request: ShopRequest) -> HttpResponse:
    """The fullest first, as counted a few minutes ago."""
    bar = filter_bar(request, ())
    page = keyset_page(
        near_limits(request.actor, text=bar.query),
        sorts=NEAR_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    return render(request, "staff/limits/near_limit_list.html", list_context(request, page, bar))
