"""From cart to placed order."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.access.menu import may_open
from core.http import safe_next
from core.money import ZERO
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.extra_fields import written_in
from customers.policies import may_keep_addresses
from customers.selectors.addresses import addresses_to_choose, suggested_among
from customers.selectors.customer_card import accounts_to_choose
from customers.selectors.field_rules import rules_for
from customers.services.own_addresses import keep_address
from orders.errors import CartRefused
from orders.models import Cart
from orders.policies import (
    is_in_own_words,
    may_be_approved,
    may_check_out,
    may_order_in_own_words,
    may_place,
)
from orders.selectors.carts import find_cart, gone_lines, offered_deliveries, offered_payments
from orders.selectors.orders import placed_order_of
from orders.services.carts import add_to_cart, change_quantities
from orders.services.carts import open_cart as make_cart
from orders.services.placing import place_order
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
from shop.extra_fields import cart_extra, checkout_extra
from shop.forms.ordering import CartAddForm, CheckoutForm, QuantityForm
from shop.lines import cart_rows, gone_rows
from shop.points import points_shown
from shop.private_ordering import private_checkout, ways_to_order
from shop.recommended import recommended_code
from shop.sending_again import keeps_address, prefilled_from
from shop.sessions import cart_token, make_cart_token


def cart(request: ShopRequest) -> HttpResponse:
    """The cart: lines, sums ex and inc VAT, what is left, and who will have to approve."""
    return _cart_page(request, find_cart(request.actor, cart_token(request)))


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
    """Sets quantities and comments; 0, or the line's own button, removes it.

    What cannot be saved stays as it was typed, with its reason at the field.
    """
    actor, token = request.actor, cart_token(request)
    open_cart = find_cart(actor, token)
    if open_cart is None:
        return redirect("shop:cart")
    form = QuantityForm(
        request.POST, variant_ids=list(open_cart.lines.values_list("variant_id", flat=True))
    )
    removed = _removed(request)
    if removed is not None:
        form.forget(removed)
    if not form.is_valid():
        return _cart_page(request, open_cart, form, status=422)
    quantities = form.quantities
    if removed is not None:
        quantities[removed] = 0
    try:
        change_quantities(
            actor=actor,
            session_token=token,
            quantities=quantities,
            comments=form.comments,
            extra=written_in(request.POST)[1],
        )
    except CartRefused as refused:
        field = f"quantity-{refused.variant_id}"
        if field not in form.fields:
            messages.error(request, str(refused.refusal.reason))
            return _cart_page(request, open_cart, form, status=409)
        form.add_error(field, str(refused.refusal.reason))
        return _cart_page(request, open_cart, form, status=422)
    return redirect("shop:checkout" if "checkout" in request.POST else "shop:cart")


def cart_tidy(request: ShopRequest) -> HttpResponse:
    """Removes what can no longer be bought, and accepts the prices of now."""
    if find_cart(request.actor, cart_token(request)) is not None:
        tidy(request)
    return redirect(safe_next(request, reverse("shop:cart")))


@never_cache
def checkout(request: ShopRequest) -> HttpResponse:
    """Delivery, references, payment; then one button that says what happens."""
    actor = request.actor
    if actor.membership is None:
        return private_checkout(request)
    if request.method == "POST" and "update" not in request.POST:
        return _send(request, _checkout_form(request, None))
    open_cart = find_cart(actor, "")
    if open_cart is None and may_place(actor) and may_order_in_own_words(actor):
        make_cart(actor=actor)
        open_cart = find_cart(actor, "")
    if open_cart is None:
        return redirect("shop:cart")
    if request.POST.get("update") == "tidy":
        tidy(request)
    return _checkout_page(request, open_cart, _checkout_form(request, open_cart))


def placed(request: ShopRequest, number: int) -> HttpResponse:
    """What happened with the order just placed: who has it now."""
    order = placed_order_of(request.actor, number)
    context = {"order": order, "is_unfilled": not may_be_approved(order)}
    return render(request, "shop/ordering/placed.html", context)


def _cart_page(
    request: ShopRequest,
    open_cart: Cart | None,
    form: QuantityForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    basket = basket_shown(request, open_cart)
    extra = cart_extra(request, basket)
    context = {
        "basket": basket,
        "rows": cart_rows(basket, form, extra=extra),
        "gone": gone_rows(gone_lines(open_cart, basket.gone)),
        "replaces": open_cart.replaces if open_cart else None,
        "may_place": may_check_out(request.actor),
        **ways_to_order(request),
        "may_use_words": may_place(request.actor) and may_order_in_own_words(request.actor),
        **check_context(request, basket),
    }
    if request.htmx:
        status = 200  # what the page says goes in its place also when it is a refusal
    return render(request, "shop/ordering/cart.html", context, status=status)


def _removed(request: ShopRequest) -> int | None:
    """The variant whose own button was pressed."""
    written = request.POST.get("remove", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None


def _send(request: ShopRequest, form: CheckoutForm) -> HttpResponse:
    """Places the order; the cart itself is read only by the service, or to be shown again."""
    if not form.is_valid():
        return _shown_again(request, form, status=422)
    result = try_to_place(
        form,
        lambda: place_order(
            actor=request.actor,
            token=form.cleaned_data["token"],
            fingerprint=form.cleaned_data["fingerprint"],
            details=form.details,
            shop=shop_of(request),
            methods=form.methods,
            rules=form.rules,
            affiliate_code=recommended_code(request),
        ),
    )
    if isinstance(result, int):
        return _shown_again(request, form, status=result)
    if result.is_new:
        _keep_written(request, form)
    else:
        messages.info(request, _("This order was already sent. Here it is."))
    return HttpResponseRedirect(reverse("shop:placed", args=[result.order.number]))


def _shown_again(request: ShopRequest, form: CheckoutForm, *, status: int) -> HttpResponse:
    open_cart = find_cart(request.actor, "")
    if open_cart is None:
        return redirect("shop:cart")
    return _checkout_page(request, open_cart, form, status=status)


def _keep_written(request: ShopRequest, form: CheckoutForm) -> None:
    """The order is sent either way; what hinders keeping its address is told."""
    details = form.address_to_keep
    if details is None:
        return
    try:
        keep_address(actor=request.actor, details=details)
    except CustomersRefused as refused:
        told = _("The order is sent, but its address is not saved. %(reason)s")
        messages.warning(request, told % {"reason": refused.reason})


def _checkout_form(request: ShopRequest, open_cart: Cart | None) -> CheckoutForm:
    """Bound when it is sent; an update of the sum keeps what was written and judges nothing.

    What it begins with comes from the cart, so one that was sent needs none.
    """
    actor = request.actor
    assert actor.membership is not None  # noqa: S101 - the caller saw to it
    customer = actor.membership.customer
    is_update = "update" in request.POST
    addresses = addresses_to_choose(actor.membership)
    return CheckoutForm(
        request.POST if request.method == "POST" and not is_update else None,
        rules=rules_for(shop_of(request), customer),
        customer=customer,
        addresses=addresses,
        suggested=suggested_among(addresses, actor.membership),
        may_keep_address=may_keep_addresses(actor, customer).allowed,
        deliveries=offered_deliveries(actor),
        payments=offered_payments(actor),
        accounts=accounts_to_choose(actor.membership),
        chosen=(open_cart.delivery_method_id, open_cart.payment_method_id)
        if open_cart
        else (None, None),
        prefilled=prefilled_from(
            open_cart.replaces if open_cart else None,
            addresses,
            may_write_address=customer.free_delivery_address or not addresses,
        ),
        kept=request.POST if is_update else None,
    )


def _checkout_page(
    request: ShopRequest, open_cart: Cart, form: CheckoutForm, *, status: int = 200
) -> HttpResponse:
    basket = basket_shown(request, open_cart, form)
    only_words = is_in_own_words(request.actor, basket)
    if basket.is_empty and not basket.gone and not only_words and not form.is_bound:
        return redirect("shop:cart")
    if only_words:
        form.hold_only_words()
    may_use_words = may_order_in_own_words(request.actor)
    in_own_words = only_words or (
        form.asks_in_own_words and (form.is_bound or may_use_words.allowed)
    )
    extra = checkout_extra(request, open_cart, basket, is_sent=form.is_bound)
    points = points_shown(request, basket, form)
    if request.method == "POST":
        remember_choices(request, basket, extra.questions)
    context = {
        "form": form,
        "extra": extra,
        "basket": basket,
        "rows": cart_rows(basket, extra=extra),
        "gone": gone_rows(gone_lines(open_cart, basket.gone)),
        "replaces": open_cart.replaces,
        "address_is_lost": open_cart.replaces is not None
        and not keeps_address(
            open_cart.replaces,
            list(form.addresses.values()),
            may_write_address=form.may_write_address,
        ),
        "token": open_cart.checkout_token,
        "may_place": may_place(request.actor),
        "deliveries": delivery_ways(form, basket),
        "payments": payment_ways(form),
        "may_mend": may_open(request.actor, "my:group-address-list"),
        "may_use_words": may_use_words,
        "points": points,
        **check_context(
            request,
            basket,
            in_own_words=in_own_words,
            points_amount=points.amount if points else ZERO,
        ),
    }
    template = "shop/ordering/checkout.html"
    if request.htmx and "update" in request.POST:
        template = "shop/ordering/_checkout_update.html"
    return render(request, template, context, status=status)
