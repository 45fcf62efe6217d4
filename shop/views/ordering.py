"""From cart to placed order."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from approvals.presenting import amount_bands, path_people
from core.http import get_visible_or_404, safe_next
from customers.actors import Actor, ShopRequest
from customers.models import Address, Membership
from customers.selectors.addresses import delivery_addresses
from orders.checks import OrderCheck, check_order
from orders.errors import CartChanged, CartRefused, OrderRefused
from orders.models import Cart, Order
from orders.policies import may_place
from orders.selectors.baskets import Basket
from orders.selectors.carts import (
    basket_of,
    find_cart,
    offered_deliveries,
    offered_payments,
)
from orders.services.carts import (
    accept_prices,
    add_to_cart,
    change_quantities,
    choose_methods,
    remove_gone,
)
from orders.services.placing import place_order
from shop.context import period_label, shop_of
from shop.forms.ordering import CartAddForm, CheckoutForm, QuantityForm
from shop.lines import cart_rows
from shop.sessions import cart_token, make_cart_token


def cart(request: ShopRequest) -> HttpResponse:
    """The cart: lines, sums ex and inc VAT, what is left, and who will have to approve."""
    actor = request.actor
    open_cart = find_cart(actor, cart_token(request))
    basket = _basket(request, open_cart)
    context = {
        "basket": basket,
        "cart": open_cart,
        "rows": cart_rows(basket),
        "may_place": may_place(actor),
        **_check_context(request, basket),
    }
    return render(request, "shop/ordering/cart.html", context)


def cart_add(request: ShopRequest) -> HttpResponse:
    """Puts one item in the cart and goes back to where the button was."""
    form = CartAddForm(request.POST)
    back = safe_next(request, reverse("shop:cart"))
    if not form.is_valid():
        messages.error(request, _("Write how many, as a whole number from 1."))
        return redirect(back)
    actor = request.actor
    token = "" if actor.user else make_cart_token(request)
    try:
        line = add_to_cart(
            actor=actor,
            session_token=token,
            variant_id=form.cleaned_data["variant"],
            quantity=form.cleaned_data["quantity"],
        )
    except CartRefused as refused:
        messages.error(request, str(refused.refusal.reason))
        return redirect(back)
    messages.success(
        request,
        _("%(name)s is in the cart: %(count)s.")
        % {"name": line.variant.product.name, "count": line.quantity},
    )
    return redirect(back)


def cart_change(request: ShopRequest) -> HttpResponse:
    """Sets quantities and comments; 0, or the line's own button, removes it."""
    actor, token = request.actor, cart_token(request)
    open_cart = find_cart(actor, token)
    if open_cart is None:
        return redirect("shop:cart")
    variant_ids = list(open_cart.lines.values_list("variant_id", flat=True))
    form = QuantityForm(request.POST, variant_ids=variant_ids)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect("shop:cart")
    quantities = form.quantities
    removed = request.POST.get("remove", "")
    if removed.isascii() and removed.isdigit() and len(removed) < 19:
        quantities[int(removed)] = 0
    try:
        change_quantities(
            actor=actor, session_token=token, quantities=quantities, comments=form.comments
        )
    except CartRefused as refused:
        messages.error(request, str(refused.refusal.reason))
    if "checkout" in request.POST:
        return redirect("shop:checkout")
    return redirect("shop:cart")


def cart_tidy(request: ShopRequest) -> HttpResponse:
    """Removes what can no longer be bought, and accepts the prices of now."""
    actor, token = request.actor, cart_token(request)
    if find_cart(actor, token) is not None:
        removed = remove_gone(actor=actor, session_token=token)
        accept_prices(actor=actor, session_token=token)
        if removed:
            messages.info(
                request,
                ngettext("%(n)s line is removed.", "%(n)s lines are removed.", removed)
                % {"n": removed},
            )
    return redirect(safe_next(request, reverse("shop:cart")))


@never_cache
def checkout(request: ShopRequest) -> HttpResponse:
    """Delivery, references, payment; then one button that says what happens."""
    actor = request.actor
    open_cart = find_cart(actor, "")
    if open_cart is None or actor.membership is None:
        return redirect("shop:cart")
    form = _checkout_form(request, open_cart)
    if request.method == "POST" and "update" not in request.POST:
        return _send(request, open_cart, form)
    return _checkout_page(request, open_cart, form)


def placed(request: ShopRequest, number: int) -> HttpResponse:
    """What happened with the order just placed: who has it now."""
    orders = Order.objects.select_related("approval__step__user", "customer")
    order = get_visible_or_404(orders, request.actor, number=number)
    return render(request, "shop/ordering/placed.html", {"order": order})


def _send(request: ShopRequest, open_cart: Cart, form: CheckoutForm) -> HttpResponse:
    if not form.is_valid():
        return _checkout_page(request, open_cart, form, status=422)
    try:
        result = place_order(
            actor=request.actor,
            token=form.cleaned_data["token"],
            fingerprint=form.cleaned_data["fingerprint"],
            details=form.details,
        )
    except OrderRefused as refused:
        for reason in refused.reasons.texts:
            form.add_error(None, str(reason))
        return _checkout_page(request, open_cart, form, status=409)
    except CartChanged:
        form.add_error(
            None,
            _("The order is no longer what you were shown. Look at the sum, then send it again."),
        )
        return _checkout_page(request, open_cart, form, status=409)
    if not result.is_new:
        messages.info(request, _("This order was already sent. Here it is."))
    return HttpResponseRedirect(reverse("shop:placed", args=[result.order.number]))


def _checkout_form(request: ShopRequest, open_cart: Cart) -> CheckoutForm:
    actor = request.actor
    assert actor.customer is not None  # noqa: S101 - the route asks for a buyer
    return CheckoutForm(
        request.POST if request.method == "POST" else None,
        customer=actor.customer,
        addresses=_addresses(actor),
        deliveries=offered_deliveries(actor),
        payments=offered_payments(actor),
        token=open_cart.checkout_token,
        chosen=(open_cart.delivery_method_id, open_cart.payment_method_id),
    )


def _addresses(actor: Actor) -> list[Address]:
    return list(delivery_addresses(actor.customer)) if actor.customer else []


def _checkout_page(
    request: ShopRequest, open_cart: Cart, form: CheckoutForm, *, status: int = 200
) -> HttpResponse:
    actor = request.actor
    basket = _basket(request, open_cart, form)
    if basket.is_empty and not basket.gone:
        return redirect("shop:cart")
    if request.method == "POST":
        _remember_methods(request, basket)
    context = {
        "form": form,
        "basket": basket,
        "token": open_cart.checkout_token,
        "may_place": may_place(actor),
        "addresses": form.addresses,
        "is_update": "update" in request.POST,
        **_check_context(request, basket),
    }
    template = "shop/ordering/checkout.html"
    if request.htmx and "update" in request.POST:
        template = "shop/ordering/_checkout_sum.html"
    return render(request, template, context, status=status)


def _remember_methods(request: ShopRequest, basket: Basket) -> None:
    choose_methods(
        actor=request.actor,
        session_token="",
        delivery_method_id=basket.delivery.pk if basket.delivery else None,
        payment_method_id=basket.payment.pk if basket.payment else None,
    )


def _basket(
    request: ShopRequest, open_cart: Cart | None, form: CheckoutForm | None = None
) -> Basket:
    """The cart priced now, with the delivery and payment that the form has chosen."""
    shop = shop_of(request)
    if form is None:
        return basket_of(request.actor, open_cart, shop)
    deliveries = {str(m.pk): m for m in offered_deliveries(request.actor)}
    payments = {str(m.pk): m for m in offered_payments(request.actor)}
    return basket_of(
        request.actor,
        open_cart,
        shop,
        delivery=deliveries.get(str(form["delivery_method"].value())),
        payment=payments.get(str(form["payment_method"].value())),
    )


def _check_context(request: ShopRequest, basket: Basket) -> dict[str, object]:
    """Limit, credit and route of what is in the basket, for a buyer; nothing for a stranger."""
    actor = request.actor
    if actor.membership is None or basket.is_empty or actor.real_user is None:
        return {"check": None, "path": ()}
    check = _check(request, actor.membership, basket, placed_by_id=actor.real_user.pk)
    path = path_people(
        check.route,
        shop_name=shop_of(request).name,
        viewer_membership_id=actor.membership.pk,
    )
    return {
        "check": check,
        "path": path,
        "bands": amount_bands(check.route),
        "limit_label": period_label(check.limit.standing),
    }


def _check(
    request: ShopRequest, membership: Membership, basket: Basket, *, placed_by_id: int
) -> OrderCheck:
    return check_order(
        membership=membership,
        totals=basket.totals,
        placed_by_id=placed_by_id,
        on_account=basket.payment.is_on_account if basket.payment else False,
        day=timezone.localdate(),
        currency=basket.currency,
        basket=basket,
    )
