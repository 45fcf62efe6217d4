"""What one may buy for, and what is left of it: one's own, and a colleague's."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from customers.actors import ShopRequest
from customers.selectors.chains import administrators_of
from customers.selectors.colleagues import seat_of
from orders.statement_page import statement_context


def limit(request: ShopRequest) -> HttpResponse:
    """The statement of the current membership's purchase limit (N-11)."""
    membership = request.actor.membership
    if membership is None:
        raise Http404
    context = {
        "membership": membership,
        "administrators": administrators_of(membership.customer),
        **statement_context(request, membership),
    }
    return render(request, "my/limit.html", context)


def seat_limit(request: ShopRequest, membership_id: int) -> HttpResponse:
    """The statement of a colleague's limit, for the administrator who sets it."""
    seat = seat_of(request.actor, membership_id)
    context = {"seat": seat, **statement_context(request, seat)}
    return render(request, "my/group/seat_limit.html", context)
