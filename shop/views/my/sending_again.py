"""A rejected or withdrawn order, edited and sent again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.http import safe_next
from customers.actors import ShopRequest
from orders.errors import CartHoldsLines, OrderRefused
from orders.policies import may_send_again
from orders.selectors.carts import cart_glance, find_cart
from orders.selectors.orders import order_detail_of
from orders.selectors.sent_again import alive_among, replacements_of
from orders.services.refilling import Into, Refilled, edit_and_send_again, send_as_new
from shop.refilling import tell_left_out
from shop.views.my.orders import order_page


def order_send_again(request: ShopRequest, number: int) -> HttpResponse:
    """Fills the cart with the order, or asks first what becomes of other lines in it."""
    order = order_detail_of(request.actor, number)
    if request.method != "POST":
        return _question(request, number)
    into = request.POST.get("into", "")
    try:
        refilled = edit_and_send_again(
            actor=request.actor,
            order_id=order.pk,
            into=Into(into) if into in set(Into) else Into.ASK,
        )
    except CartHoldsLines:
        return redirect("my:order-send-again", number=number)
    except OrderRefused as refused:
        messages.error(request, refused.reasons.reason)
        return order_page(request, order, status=409)
    return _filled(request, number, refilled)


def order_send_as_new(request: ShopRequest) -> HttpResponse:
    """What is in the cart becomes an order of its own after all."""
    send_as_new(actor=request.actor)
    messages.success(request, _("What is in the cart becomes an order of its own."))
    return redirect(safe_next(request, reverse("shop:cart")))


def _question(request: ShopRequest, number: int) -> HttpResponse:
    actor = request.actor
    order = order_detail_of(actor, number)
    verdict = may_send_again(actor, order, alive=alive_among(replacements_of(order)))
    if not verdict.allowed:
        messages.error(request, str(verdict.reason))
        return order_page(request, order)
    cart = find_cart(actor, "")
    context = {"order": order, "held": cart_glance(actor, ""), "held_for": cart and cart.replaces}
    return render(request, "my/orders/order_send_again.html", context)


def _filled(request: ShopRequest, number: int, refilled: Refilled) -> HttpResponse:
    """To the cart; an order in words alone has nothing there, and goes on to the checkout."""
    values = {"number": number}
    if refilled.was_there:
        messages.info(request, _("Order %(number)s is in the cart already.") % values)
    elif refilled.lines:
        words = _("Order %(number)s is in the cart, at today's prices. Edit it, then send it.")
        messages.success(request, words % values)
    tell_left_out(request, refilled)
    words_alone = not refilled.lines and not refilled.left_out
    return redirect("shop:checkout" if words_alone else "shop:cart")
