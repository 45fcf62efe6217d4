"""The page behind a shelf label's QR code: this item at my price, one press to the cart."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.models import Variant
from catalogue.selectors.own_numbers import own_numbers_of, visible_variant_with_sku
from catalogue.selectors.prices import quote
from catalogue.selectors.products import (
    images_of,
    pictograms_of,
    shown_images,
)
from core.http import posted_text
from customers.actors import ShopRequest
from orders.errors import CartRefused
from orders.judged import name_of
from orders.quantities import fitting_quantity
from orders.services.labels import PressedAgain, add_by_label
from shop.cards import is_sold_out, picture_url, price_shown, stock_of
from shop.context import shop_of
from shop.forms.labels import quantity_on_label
from shop.forms.quick_order import new_token


def reorder_label(request: ShopRequest, code: str) -> HttpResponse:
    """What the label says, at today's price; pressed again within a minute it asks first."""
    variant = visible_variant_with_sku(request.actor, code)
    if variant is None:
        raise Http404
    quantity = fitting_quantity(variant, quantity_on_label(request.GET))
    if request.method != "POST":
        return _page(request, variant, quantity)
    try:
        line = add_by_label(
            actor=request.actor,
            variant_id=variant.pk,
            quantity=quantity,
            again_token=posted_text(request, "again", at_most=40),
        )
    except PressedAgain:
        return _page(request, variant, quantity, asks=True, status=409)
    except CartRefused as refused:
        messages.error(request, str(refused.refusal.reason))
        return _page(request, variant, quantity, status=409)
    words = _("%(name)s is in the cart: %(count)s.")
    messages.success(request, words % {"name": name_of(variant), "count": line.quantity})
    return redirect(f"{reverse('shop:reorder-label', args=[variant.sku])}?n={quantity}")


def _page(
    request: ShopRequest,
    variant: Variant,
    quantity: int,
    *,
    asks: bool = False,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    answer = quote(actor, {variant.pk: quantity})[variant.pk]
    price = price_shown(actor, shop_of(request), variant, answer)
    images = shown_images(images_of([variant.product_id])[variant.product_id], [variant])
    image = next(iter(images), None)
    state, text = stock_of([variant])
    context = {
        "variant": variant,
        "name": name_of(variant),
        "own_number": own_numbers_of(actor, [variant.pk]).get(variant.pk, ""),
        "quantity": quantity,
        "price": price,
        "line_net": None if answer.unit_net is None else answer.unit_net * quantity,
        "picture": picture_url(image.pk, "card") if image else "",
        "drawing": pictograms_of([variant.product_id]).get(variant.product_id, ""),
        "stock_state": state,
        "stock_text": text,
        "can_add": not price.state and not is_sold_out(variant),
        "asks": asks,
        "again": new_token(),
    }
    return render(request, "shop/ordering/reorder_label.html", context, status=status)
