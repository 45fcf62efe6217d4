"""The mailing list and the affiliates: read-only lists of people on the groups' page (K-16)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.selectors.people_lists import PEOPLE_SORTS, people_in, people_list_called
from marketing.selectors.affiliates import affiliate_people


def people_list(request: ShopRequest, kind: str) -> HttpResponse:
    """Who is in it, found by name or e-mail; nobody is put in or taken out here."""
    shown = people_list_called(kind)
    if shown is None:
        raise Http404
    bar = filter_bar(request, ())
    page = keyset_page(
        people_in(request.actor, shown, text=bar.query, affiliates=affiliate_people()),
        sorts=PEOPLE_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context = list_context(request, page, bar) | {"people_list": shown}
    return render(request, "staff/groups/people_list.html", context)
