"""Who has acted in one's own name: everyone sees every visit, and what was done in it."""

from django.http import HttpResponse
from django.shortcuts import render

from core.tables import Sort, keyset_page
from customers.actors import ShopRequest
from customers.selectors.acting import visits_in_name_of
from orders.selectors.acting import done_in_visits

SORTS = {"started": Sort.by("started_at", descending_first=True)}


def visit_list(request: ShopRequest) -> HttpResponse:
    """Staff and administrators who logged in as this person, the latest first (N-30)."""
    user = request.actor.user
    assert user is not None  # noqa: S101 - the route lets in nobody else
    page = keyset_page(
        visits_in_name_of(user),
        sorts=SORTS,
        sort="-started",
        cursor=request.GET.get("cursor"),
        size=25,
    )
    done = done_in_visits(page.rows)
    context = {"page": page, "visits": [(visit, done.get(visit.pk, ())) for visit in page.rows]}
    return render(request, "my/visits/visit_list.html", context)
