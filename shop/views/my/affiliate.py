"""An affiliate's own page: the link, what came by it, and what is owed and paid."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from core.lists import filter_bar, list_context
from core.mail import absolute_url
from core.qr import qr_code
from core.tables import keyset_page
from customers.actors import ShopRequest
from marketing.selectors.affiliates import affiliate_of, owed_to, paid_to, payouts_to
from orders.selectors.affiliates import ATTRIBUTED_SORTS, attributed_orders, attributed_sums
from orders.states import DEAD_STATUSES


def affiliate(request: ShopRequest) -> HttpResponse:
    """Orders as numbers and sums; never who bought."""
    found = affiliate_of(request.actor.user) if request.actor.user is not None else None
    if found is None:
        raise Http404
    link = absolute_url(reverse("shop:affiliate-arrive", args=[found.code]))
    page = keyset_page(
        attributed_orders(found.pk),
        sorts=ATTRIBUTED_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context = list_context(request, page, filter_bar(request, ())) | {
        "affiliate": found,
        "dead": DEAD_STATUSES,
        "is_in_force": found.holds_on(timezone.localdate()),
        "link": link,
        "code": qr_code(link),
        "sums": attributed_sums(found.pk),
        "due": owed_to(found.pk).amount,
        "paid": paid_to(found.pk),
        "payouts": payouts_to(found.pk),
    }
    return render(request, "my/affiliate.html", context)
