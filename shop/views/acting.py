"""Leaving somebody else's shoes."""

from django.http import HttpResponse, HttpResponseRedirect

from customers.actors import ShopRequest
from customers.services import visits


def leave(request: ShopRequest) -> HttpResponse:
    """Back to oneself and to the back office; nothing happens to one who acts as nobody."""
    visits.stop_acting(request, actor=request.actor)
    return HttpResponseRedirect("/staff/" if visits.refresh_actor(request).is_staff else "/")
