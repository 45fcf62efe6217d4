"""The checkout of who belongs to no customer yet: guests, and people with nothing but an account.

What is shown is priced, offered and asked as of the customer of one that the order will make.
"""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access.menu import may_open
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.selectors.field_rules import rules_for
from orders.models import Cart
from orders.policies import may_check_out
from orders.selectors.carts import find_cart, gone_lines, offered_deliveries, offered_payments
from orders.services.guest_placing import place_as_guest, place_for_oneself
from orders.services.placing import Placed
from shop.checkout import (
    basket_shown,
    check_context,
    delivery_ways,
    payment_ways,
    remember_choices,
    tidy,
    try_to_place,
)
from shop.context import shop_of
from shop.extra_fields import checkout_extra
from shop.forms.private_ordering import GuestCheckoutForm, PrivateCheckoutForm
from shop.lines import cart_rows, gone_rows
from shop.recommended import recommended_code
from shop.sessions import cart_token, remember_guest_order


def private_checkout(request: ShopRequest) -> HttpResponse:
    """Who they are, where it goes, how it is paid; the order makes the customer of one."""
    is_update = "update" in request.POST
    if request.method == "POST" and not is_update:
        return _send(request)
    open_cart = find_cart(request.actor, cart_token(request))
    if open_cart is None:
        return redirect("shop:cart")
    if request.POST.get("update") == "tidy":
        tidy(request)
    return _page(request, open_cart, _form(request, open_cart))


def ways_to_order(request: ShopRequest) -> dict[str, object]:
    """What the cart offers a visitor who has not logged in, beside its button."""
    actor, shop = request.actor, shop_of(request)
    register = ""
    if actor.is_anonymous and shop.persons_may_order and shop.offers_accounts:
        register = reverse("account:register") if may_open(actor, "account:register") else ""
    return {
        "is_guest": actor.is_anonymous and actor.buys_privately,
        "offers_log_in": actor.is_anonymous and shop.offers_accounts,
        "register_url": register,
    }


def _send(request: ShopRequest) -> HttpResponse:
    form = _form(request, None)
    if not form.is_valid():
        return _shown_again(request, form, status=422)
    try:
        result = try_to_place(form, lambda: _place(request, form))
    except CustomersRefused as refused:
        form.add_error(None, str(refused.reason))
        return _shown_again(request, form, status=409)
    if isinstance(result, int):
        return _shown_again(request, form, status=result)
    number = result.order.number
    if not result.is_new:
        messages.info(request, _("This order was already sent. Here it is."))
    if request.actor.user is not None:
        return HttpResponseRedirect(reverse("shop:placed", args=[number]))
    remember_guest_order(request, number)
    return HttpResponseRedirect(reverse("shop:guest-placed", args=[number]))


def _place(request: ShopRequest, form: PrivateCheckoutForm) -> Placed:
    given = {
        "actor": request.actor,
        "buyer": form.buyer,
        "token": form.cleaned_data["token"],
        "fingerprint": form.cleaned_data["fingerprint"],
        "details": form.details,
        "shop": shop_of(request),
        "affiliate_code": recommended_code(request),
    }
    if request.actor.user is not None:
        return place_for_oneself(**given)
    return place_as_guest(session_token=cart_token(request), **given)


def _shown_again(request: ShopRequest, form: PrivateCheckoutForm, *, status: int) -> HttpResponse:
    open_cart = find_cart(request.actor, cart_token(request))
    if open_cart is None:
        return redirect("shop:cart")
    return _page(request, open_cart, form, status=status)


def _form(request: ShopRequest, open_cart: Cart | None) -> PrivateCheckoutForm:
    """Bound when it is sent; an update of the sum keeps what was written and judges nothing."""
    actor = request.actor
    buyer = actor.as_private()
    is_update = "update" in request.POST
    kind = GuestCheckoutForm if actor.user is None else PrivateCheckoutForm
    return kind(
        request.POST if request.method == "POST" and not is_update else None,
        person=actor.user,
        rules=rules_for(shop_of(request), buyer.customer),
        customer=buyer.customer,
        deliveries=offered_deliveries(buyer),
        payments=offered_payments(buyer),
        chosen=(open_cart.delivery_method_id, open_cart.payment_method_id)
        if open_cart
        else (None, None),
        kept=request.POST if is_update else None,
    )


def _page(
    request: ShopRequest, open_cart: Cart, form: PrivateCheckoutForm, *, status: int = 200
) -> HttpResponse:
    basket = basket_shown(request, open_cart, form, country=form.country_now)
    if basket.is_empty and not basket.gone and not form.is_bound:
        return redirect("shop:cart")
    extra = checkout_extra(
        request,
        open_cart,
        basket,
        is_sent=form.is_bound,
        customer=request.actor.as_private().customer,
    )
    if request.method == "POST":
        remember_choices(request, basket, extra.questions)
    context = {
        "form": form,
        "extra": extra,
        "basket": basket,
        "rows": cart_rows(basket, extra=extra),
        "gone": gone_rows(gone_lines(open_cart, basket.gone)),
        "token": open_cart.checkout_token,
        "may_place": may_check_out(request.actor),
        "deliveries": delivery_ways(form, basket),
        "payments": payment_ways(form),
        **ways_to_order(request),
        **check_context(request, basket),
    }
    template = "shop/ordering/checkout.html"
    if request.htmx and "update" in request.POST:
        template = "shop/ordering/_checkout_update.html"
    return render(request, template, context, status=status)
