"""The points of the customer that one buys for."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from marketing.selectors.loyalty import ENTRY_SORTS, entries_of, standing_of
from orders.selectors.points import points_rows


def points(request: ShopRequest) -> HttpResponse:
    """What is left, what expires when, and every line with its reason (U-06)."""
    customer = request.actor.customer
    if customer is None:
        raise Http404
    standing = standing_of(customer, request.shop)
    page = keyset_page(
        entries_of(standing.account_id if standing else None),
        sorts=ENTRY_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context = list_context(request, page, filter_bar(request, ())) | {
        "standing": standing,
        "customer": customer,
        "worth": standing.terms.worth(standing.balance) if standing else None,
        "points_rows": points_rows(request.actor, page.rows),
        "order_route": "my:order-detail",
    }
    return render(request, "my/points.html", context)
