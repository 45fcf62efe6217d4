"""A stranger saves an item or the cart: it waits until they have logged in or made an account."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.models import Variant
from catalogue.selectors.products import visible_variant
from core.access.menu import may_open
from core.http import safe_next
from customers.actors import ShopRequest
from orders.kept_wishes import KeptWish
from orders.models import MOST_LINES
from orders.quantities import MOST
from orders.selectors.carts import cart_glance, find_cart, wishes_in
from shop.kept import keep
from shop.product_shown import quantity_in
from shop.sessions import cart_token


def keep_wish(request: ShopRequest) -> HttpResponse:
    """Says what will be saved; either button keeps it in the visit and leads on."""
    asked = request.POST if request.method == "POST" else request.GET
    variant = None if "cart" in asked else _variant(request, asked)
    back = safe_next(
        request,
        reverse("shop:product", args=[variant.product.slug]) if variant else reverse("shop:cart"),
    )
    if not request.actor.is_anonymous:
        return redirect(_for_members(variant, quantity_in(asked), back))
    if request.method == "POST":
        wish = _item(variant, asked) if variant else _cart(request)
        if wish is None:
            return redirect(back)
        keep(request, wish)
        way = "account:login"
        if asked.get("way") == "register" and may_open(request.actor, "account:register"):
            way = "account:register"
        return redirect(f"{reverse(way)}?{urlencode({'next': back})}")
    lines = 0 if variant else cart_glance(request.actor, cart_token(request)).lines
    if variant is None and not lines:
        return redirect(back)
    context = {
        "variant": variant,
        "quantity": quantity_in(asked),
        "lines": lines,
        "next_url": back,
        "can_register": may_open(request.actor, "account:register"),
    }
    return render(request, "account/keep_wish.html", context)


def _item(variant: Variant, asked: QueryDict) -> KeptWish:
    return KeptWish(((variant.pk, min(quantity_in(asked), MOST)),))


def _cart(request: ShopRequest) -> KeptWish | None:
    cart = find_cart(request.actor, cart_token(request))
    lines = tuple((each.variant_id, each.quantity) for each in wishes_in(cart)) if cart else ()
    if len(lines) > MOST_LINES:
        messages.error(request, _("At most %(most)s lines can be saved.") % {"most": MOST_LINES})
        return None
    return KeptWish(lines, is_cart=True) if lines else None


def _variant(request: ShopRequest, asked: QueryDict) -> Variant:
    text = asked.get("variant", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    variant = visible_variant(request.actor, number)
    if variant is None:
        raise Http404
    return variant


def _for_members(variant: Variant | None, quantity: int, back: str) -> str:
    """Who has logged in chooses the list, or the cart's name, themselves."""
    if variant is None:
        return reverse("my:saved-cart-new")
    asked = urlencode({"variant": variant.pk, "quantity": quantity, "next": back})
    return f"{reverse('my:wish-list-add')}?{asked}"
