"""The first of My pages: whom one shops for, what one may, what waits."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from approvals.selectors.requests import how_many_wait_for
from core.http import safe_next
from customers.access import Role
from customers.actors import ShopRequest
from customers.selectors.chains import administrators_of, approvers_above
from customers.selectors.visits import memberships_of
from customers.services import visits
from orders.selectors.limits import standing_of
from orders.selectors.orders import recent_orders
from shop.context import period_label


def overview(request: ShopRequest) -> HttpResponse:
    """Customer, roles in words, approver and break point, what is left, what waits."""
    actor = request.actor
    membership = actor.membership
    if membership is None or actor.user is None:
        return render(request, "my/overview.html", {"membership": None})
    standing = standing_of(membership)
    context = {
        "membership": membership,
        "memberships": () if actor.is_acting else memberships_of(actor.user),
        "approvers": approvers_above(membership),
        "administrators": administrators_of(membership.customer),
        "standing": standing,
        "label": period_label(standing),
        "decides": Role.APPROVER in actor.roles or Role.GROUP_ADMIN in actor.roles,
        "waiting": how_many_wait_for(actor),
        "orders": recent_orders(actor),
    }
    return render(request, "my/overview.html", context)


def choose_customer(request: ShopRequest) -> HttpResponse:
    """Shop for another of one's own customers from now on. Anybody else's is 404."""
    wanted = request.POST.get("membership_id", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):
        raise Http404
    chosen = visits.choose_membership(request, actor=request.actor, membership_id=int(wanted))
    if chosen is None:
        raise Http404
    return HttpResponseRedirect(safe_next(request, reverse("my:overview")))
