"""Taking back what was just done."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.undoing import UNDOINGS
from core.http import safe_next
from core.undo import UndoRefused, read_ticket
from customers.actors import ShopRequest
from customers.errors import CustomersRefused


def undo(request: ShopRequest, ticket: str) -> HttpResponse:
    """What the button of a toast does; 409 with the reason when somebody was there in between."""
    back = _back(request)
    try:
        asked = read_ticket(ticket, actor=request.actor)
        take_back = UNDOINGS.get(asked.what)
        if take_back is None:
            return _refused(request, _("There is nothing to undo here."), back)
        text = take_back(actor=request.actor, **asked.fields)
    except UndoRefused as refused:
        return _refused(request, str(refused.refusal.reason), back)
    except CustomersRefused as refused:
        return _refused(request, str(refused.reason), back)
    messages.success(request, str(text))
    return redirect(back)


def _refused(request: ShopRequest, reason: str, back: str) -> HttpResponse:
    return render(request, "409.html", {"reason": reason, "back_url": back}, status=409)


def _back(request: ShopRequest) -> str:
    """Where the button was pressed: the form's own word, else the page before, on this site."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    fallback = reverse("staff:home")
    if came_from.netloc == request.get_host() and came_from.path.startswith("/"):
        fallback = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return safe_next(request, fallback)
