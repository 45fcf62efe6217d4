"""What one bought, and with the right role one's customer: to buy again in one press."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from catalogue.selectors.own_numbers import own_numbers_of
from core.lists import address_with
from customers.actors import ShopRequest
from orders.selectors.bought import bought_items, bought_page, sees_all_bought


def bought(request: ShopRequest) -> HttpResponse:
    """Each item once, the latest first: the price then, the price now, one press to the cart."""
    actor = request.actor
    sees_all = sees_all_bought(actor)
    of_all = sees_all and request.GET.get("whose") == "customer"
    page = bought_page(actor, of_all=of_all, cursor=request.GET.get("cursor"))
    ids = [line.variant_id for line in page.rows if line.variant_id is not None]
    own = own_numbers_of(actor, ids)
    context = {
        "items": [
            (item, own.get(item.line.variant_id or 0, ""))
            for item in bought_items(actor, page.rows)
        ],
        "of_all": of_all,
        "tabs": _tabs(request, of_all=of_all) if sees_all else (),
        "newer_url": _turned(request, page.newer),
        "older_url": _turned(request, page.older),
    }
    return render(request, "my/bought/bought.html", context)


def _turned(request: ShopRequest, cursor: str | None) -> str:
    return address_with(request, cursor=cursor) if cursor else ""


def _tabs(request: ShopRequest, *, of_all: bool) -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "url": address_with(request, whose=value),
            "count": None,
            "is_current": of_all == (value is not None),
        }
        for label, value in ((_("Bought by me"), None), (_("By all of us"), "customer"))
    ]
