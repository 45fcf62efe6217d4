"""What cart and checkout show beside the lines: limit, path, and ways to deliver and to pay."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.presenting import amount_bands, path_people
from core.money import ZERO
from core.reasons import ALLOWED
from customers.actors import ShopRequest
from customers.extra_fields import written_in
from customers.selectors.extra_fields import Questions
from orders.checks import check_basket, check_order
from orders.errors import CartChanged, OrderRefused
from orders.extra_answers import AnswersRefused
from orders.models import Cart, DeliveryMethod, PaymentMethod
from orders.policies import may_order_in_own_words
from orders.selectors.baskets import Basket, shipping_cost
from orders.selectors.carts import basket_of
from orders.services.carts import accept_prices, choose_methods, remove_gone
from orders.services.placing import Placed
from shop.context import period_label, shop_of
from shop.forms.ordering import CheckoutForm
from shop.sessions import cart_token

M = TypeVar("M", DeliveryMethod, PaymentMethod)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to deliver or to pay, as a choice with its cost ex VAT for this very cart.

    `free_from` is the goods value from which it costs nothing, while that is not reached.
    """

    radio: Any
    name: str
    description: str
    cost_net: Decimal
    free_from: Decimal | None = None


def basket_shown(
    request: ShopRequest,
    open_cart: Cart | None,
    form: CheckoutForm | None = None,
    *,
    country: str = "",
) -> Basket:
    """The cart priced now, with the delivery and payment that the form has chosen.

    Who may order without a customer is shown what the customer of one will pay; `country` is where
    that one is, blank = the shop's own.
    """
    return basket_of(
        request.actor.as_private(country=country),
        open_cart,
        shop_of(request),
        delivery=form.delivery if form else None,
        payment=form.payment if form else None,
    )


def tidy(request: ShopRequest) -> None:
    """Removes what can no longer be bought, says so, and accepts the prices of now."""
    token = cart_token(request)
    removed = remove_gone(actor=request.actor, session_token=token)
    accept_prices(actor=request.actor, session_token=token)
    if removed:
        words = ngettext("%(n)s line is removed.", "%(n)s lines are removed.", removed)
        messages.info(request, words % {"n": removed})


def remember_choices(request: ShopRequest, basket: Basket, questions: Questions) -> None:
    """What was chosen and typed so far: a checkout that is left half-way keeps it."""
    extra, line_extra = written_in(request.POST)
    choose_methods(
        actor=request.actor,
        session_token=cart_token(request),
        delivery_method_id=basket.delivery.pk if basket.delivery else None,
        payment_method_id=basket.payment.pk if basket.payment else None,
        questions=questions,
        extra=extra,
        line_extra=line_extra,
    )


def try_to_place(form: CheckoutForm, place: Callable[[], Placed]) -> Placed | int:
    """The order, or the status of the page that says at `form` why there is none."""
    try:
        return place()
    except AnswersRefused as refused:  # what is wrong stands at the extra fields themselves
        for reason in refused.others.texts:
            form.add_error(None, str(reason))
        return 422
    except OrderRefused as refused:
        for reason in refused.reasons.texts:
            form.add_error(None, str(reason))
    except CartChanged:
        form.add_error(
            None,
            _("The order is no longer what you were shown. Look at the sum, then send it again."),
        )
    return 409


def delivery_ways(form: CheckoutForm, basket: Basket) -> Sequence[Way]:
    """The delivery methods offered, in the form's order."""
    return [
        _delivery(radio, method, basket)
        for radio, method in _pairs(form["delivery_method"], form.deliveries.values())
    ]


def payment_ways(form: CheckoutForm) -> Sequence[Way]:
    """The payment methods offered, in the form's order."""
    return [
        Way(radio, method.name, method.description, method.fee_net)
        for radio, method in _pairs(form["payment_method"], form.payments.values())
    ]


def _pairs(field: BoundField, methods: Iterable[M]) -> Iterable[tuple[Any, M]]:
    return zip(field, methods, strict=True)


def _delivery(radio: Any, method: DeliveryMethod, basket: Basket) -> Way:
    cost = shipping_cost(method, basket.totals.goods_net).net
    waits_for = method.free_from_net if cost else None
    return Way(radio, method.name, method.description, cost, waits_for)


def check_context(
    request: ShopRequest,
    basket: Basket,
    *,
    in_own_words: bool = False,
    points_amount: Decimal = ZERO,
) -> dict[str, object]:
    """Limit, credit and route of what is in the basket, for a buyer; nothing for a stranger.

    `in_own_words` = the next approver fills in what is asked for, so the basket may be empty.
    """
    actor = request.actor
    if actor.buys_privately and not basket.is_empty:
        return {"check": check_basket(basket), "path": ()}
    if actor.membership is None or actor.real_user is None:
        return {"check": None, "path": ()}
    if basket.is_empty and not in_own_words:
        return {"check": None, "path": ()}
    check = check_order(
        membership=actor.membership,
        totals=basket.totals,
        placed_by_id=actor.real_user.pk,
        on_account=basket.payment.is_on_account if basket.payment else False,
        day=timezone.localdate(),
        currency=basket.currency,
        basket=basket,
        needs_filling=in_own_words,
        limit_just_read=actor.user is not None and actor.user.visit_seats is not None,
        points_amount=points_amount,
    )
    path = path_people(
        check.route,
        shop_name=shop_of(request).name,
        viewer_membership_id=actor.membership.pk,
        is_unfilled=basket.is_empty,
    )
    return {
        "check": check,
        "own_words": may_order_in_own_words(actor) if in_own_words else ALLOWED,
        "path": path,
        "bands": () if basket.is_empty else amount_bands(check.route),
        "limit_label": period_label(check.limit.standing),
        "next_approver": check.route.current.name.partition(" ")[0] if check.route.current else "",
    }
