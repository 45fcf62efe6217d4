"""Whom an agreement is for: groups, segments and customers, found and connected."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.views.assortments import card_context
from catalogue.errors import CatalogueRefused
from catalogue.selectors import staff_assortments as selectors
from catalogue.selectors.staff_assortments import assortment_of
from catalogue.services import assortments as services
from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.selectors.group_names import unseen


def assortment_holders(request: ShopRequest, assortment_id: int) -> HttpResponse:
    """Those it is for; `find` looks among those it is not for yet."""
    assortment = assortment_of(assortment_id)
    page = keyset_page(
        selectors.customers_holding(request.actor, assortment),
        sorts=selectors.HOLDER_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    find = request.GET.get("find", "").strip()[:200]
    context = list_context(request, page, filter_bar(request, ()))
    context |= card_context(request, assortment, "assortment-holders") | {
        "groups": selectors.groups_holding(request.actor, assortment),
        "segments": selectors.segments_holding(assortment),
        "unseen": unseen(selectors.unseen_holders(request.actor, assortment)),
        "find": find,
        "found": selectors.holders_found(request.actor, assortment, find) if find else None,
    }
    return render(request, "staff/assortments/assortment_holders.html", context)


def assortment_connect(request: ShopRequest, assortment_id: int) -> HttpResponse:
    return _change(request, assortment_id, connects=True)


def assortment_disconnect(request: ShopRequest, assortment_id: int) -> HttpResponse:
    return _change(request, assortment_id, connects=False)


def _change(request: ShopRequest, assortment_id: int, *, connects: bool) -> HttpResponse:
    """One holder at a time, named by its kind and id."""
    assortment = assortment_of(assortment_id)
    kind, _colon, written = request.POST.get("holder", "").partition(":")
    if not (written.isascii() and written.isdigit() and len(written) < 19):
        raise Http404
    holder = selectors.holder_of(request.actor, kind, int(written))
    service = services.connect_assortment if connects else services.disconnect_assortment
    try:
        service(actor=request.actor, assortment=assortment, holders=[holder])
    except CatalogueRefused as refused:
        messages.error(request, str(refused.reason))
    else:
        said = _("The agreement is now for %(name)s too.")
        if not connects:
            said = _("The agreement is no longer for %(name)s.")
        messages.success(request, said % {"name": holder})
    return redirect("staff:assortment-holders", assortment_id=assortment.pk)
