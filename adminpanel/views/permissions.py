"""What a person may see and do, and which rule says so."""

from django.http import HttpResponse
from django.shortcuts import render

from adminpanel.forms.permissions import PermissionForm
from customers.actors import ShopRequest


def permission_question(request: ShopRequest) -> HttpResponse:
    """The question is in the address, so that an answer can be sent to a colleague."""
    is_asked = "what" in request.GET
    form = PermissionForm(request.actor, request.GET if request.GET else None)
    if request.GET and not is_asked:  # on the way from somebody's card: not yet a question
        form.errors.clear()
    return render(request, "staff/permissions/permission_question.html", {"form": form})
