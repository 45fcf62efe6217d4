"""What one may buy for, and what is left of it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from customers.actors import ShopRequest
from customers.selectors.chains import administrators_of
from orders.selectors.limits import standing_of
from shop.context import period_label


def limit(request: ShopRequest) -> HttpResponse:
    """The purchase limit of the current membership: amount, period, bought, waiting, left."""
    membership = request.actor.membership
    if membership is None:
        raise Http404
    standing = standing_of(membership)
    context = {
        "membership": membership,
        "standing": standing,
        "label": period_label(standing),
        "administrators": administrators_of(membership.customer),
    }
    return render(request, "my/limit.html", context)
