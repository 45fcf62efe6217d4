"""Everything that is agreed with one's customer, on one page: prices, discounts, terms, rules."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from catalogue.selectors.agreed_prices import agreed_prices, agreed_variants, price_sources
from catalogue.selectors.visibility import agreements_of
from core.tables import Sort, keyset_page
from customers.access import Perm
from customers.actors import ShopRequest
from customers.selectors.customers import tier_of
from orders.selectors.carts import offered_deliveries, offered_payments
from orders.selectors.limits import credit_left, standing_of
from shop.context import period_label, shop_of

SORTS = {
    "sku": Sort.by("sku", label=_("Article number")),
    "name": Sort.by("product__sort_key", label=_("Item")),
}
MOST_LETTERS = 100


def agreed(request: ShopRequest) -> HttpResponse:
    """What holds between the shop and the customer that one shops for today."""
    actor = request.actor
    membership = actor.membership
    if membership is None:
        raise Http404
    customer = membership.customer
    text = request.GET.get("q", "").strip()[:MOST_LETTERS]
    page = keyset_page(
        agreed_variants(actor, text=text),
        sorts=SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
        size=25,
    )
    standing = standing_of(membership)
    context = {
        "customer": customer,
        "group": customer.main_group,
        "tier": tier_of(customer),
        "shop": shop_of(request),
        "assortments": list(agreements_of(actor)[:100]),
        "sources": price_sources(actor),
        "page": page,
        "prices": agreed_prices(actor, page.rows),
        "q": text,
        "deliveries": offered_deliveries(actor),
        "payments": offered_payments(actor),
        "credit_left": credit_left(customer) if actor.has(Perm.GROUP_ADMINISTER) else None,
        "sees_credit": actor.has(Perm.GROUP_ADMINISTER),
        "standing": standing,
        "limit_label": period_label(standing),
    }
    return render(request, "my/agreed/agreed.html", context)
