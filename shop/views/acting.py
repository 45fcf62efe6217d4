"""Leaving somebody else's shoes."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from customers.access import Perm
from customers.actors import ShopRequest
from customers.services import visits


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
