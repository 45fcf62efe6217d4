"""In somebody else's shoes: choosing whose, changing to another, leaving (N-30, A-44)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from customers.access import Perm
from customers.acting import acts_as_staff
from customers.actors import ShopRequest
from customers.errors import NotPermitted
from customers.models import User
from customers.selectors.acting import people_to_be
from customers.selectors.visits import membership_in_force
from customers.services import visits

MOST_LETTERS = 100


def choose(request: ShopRequest) -> HttpResponse:
    """Staff find a customer's user without going back to the back office."""
    doer = _staff_at_the_keys(request)
    text = request.GET.get("q", "").strip()[:MOST_LETTERS]
    found = people_to_be(doer, text)
    context = {"q": text, "people": found.people, "has_more": found.has_more}
    return render(request, "shop/acting/choose.html", context)


def become(request: ShopRequest, membership_id: int) -> HttpResponse:
    """Opens the storefront as that person; one visit ends before the next begins."""
    _staff_at_the_keys(request)
    membership = membership_in_force(membership_id)
    if membership is None:
        raise Http404
    actor = request.actor
    if actor.is_acting:
        visits.stop_acting(request, actor=actor)
        actor = visits.refresh_actor(request)
    try:
        visits.start_acting(request, actor=actor, membership=membership)
    except NotPermitted as refused:
        messages.error(request, str(refused.reason))
        return redirect("acting:choose")
    return redirect("shop:home")


def leave(request: ShopRequest) -> HttpResponse:
    """Back to oneself and to where one came from; nothing happens to one who acts as nobody."""
    was_acting = request.actor.is_acting
    visits.stop_acting(request, actor=request.actor)
    actor = visits.refresh_actor(request)
    if actor.is_staff:
        return HttpResponseRedirect("/staff/")
    if was_acting and actor.has(Perm.GROUP_ADMINISTER):
        return redirect("my:colleague-list")
    return HttpResponseRedirect("/")


def _staff_at_the_keys(request: ShopRequest) -> User:
    """Whoever really sits there, also in somebody else's shoes; the route let in staff only."""
    doer = request.actor.real_user
    if doer is None or not acts_as_staff(doer):  # has lost the right since the visit began
        raise PermissionDenied
    return doer
