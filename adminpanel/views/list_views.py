"""Views of a list under a name, and which of its columns one sees."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.lists import LISTS, StaffList
from core.access.menu import may_open
from core.http import posted_text, safe_next
from core.list_specs import COLUMNS, columns_in, what_to_keep
from core.saved_views import (
    LONGEST_NAME,
    ViewRefused,
    choose_columns,
    remove_view,
    save_view,
)
from customers.access import Perm
from customers.actors import ShopRequest


def list_view_new(request: ShopRequest, name: str) -> HttpResponse:
    """Keeps the list as it stands under a name, for oneself or for everybody."""
    found = _list(request, name)
    asked = what_to_keep(found.spec, request.actor, posted_text(request, "asked", at_most=2000))
    columns = columns_in(found.spec, posted_text(request, COLUMNS, at_most=500))
    try:
        view = save_view(
            actor=request.actor,
            list_name=found.spec.name,
            name=posted_text(request, "name", at_most=LONGEST_NAME),
            asked=asked,
            columns=columns,
            is_shared="is_shared" in request.POST,
            may_share=request.actor.has(Perm.STAFF_VIEW_SHARE),
        )
    except ViewRefused as refused:
        messages.error(request, str(refused.refusal.reason))
        return _back(request, found)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    address = {**asked, COLUMNS: ".".join(columns)} if columns else asked
    return redirect(f"{reverse(found.url_name)}?{urlencode(address)}")


def list_view_remove(request: ShopRequest, name: str, view_id: int) -> HttpResponse:
    found = _list(request, name)
    view = remove_view(
        actor=request.actor,
        view_id=view_id,
        list_name=found.spec.name,
        may_share=request.actor.has(Perm.STAFF_VIEW_SHARE),
    )
    if view is None:
        raise Http404
    messages.success(request, _("The view “%(name)s” is removed.") % {"name": view.name})
    return redirect(found.url_name)


def list_columns(request: ShopRequest, name: str) -> HttpResponse:
    """Remembers the columns, or goes back to those of the list."""
    found = _list(request, name)
    chosen = [] if "usual" in request.POST else request.POST.getlist("column")
    choose_columns(
        actor=request.actor,
        list_name=found.spec.name,
        columns=columns_in(found.spec, ".".join(chosen)),
    )
    return _back(request, found)


def _list(request: ShopRequest, name: str) -> StaffList:
    found = LISTS.get(name)
    if found is None:
        raise Http404
    if not may_open(request.actor, found.url_name):
        raise PermissionDenied
    return found


def _back(request: ShopRequest, found: StaffList) -> HttpResponse:
    return redirect(safe_next(request, reverse(found.url_name)))
