"""From cart to order, in one transaction: lock → price → check → number → write → tell."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.errors import NobodyCanApprove
from approvals.routing import Route
from approvals.services.requests import open_request
from core.audit import use_case
from core.loaded import kept_loaded
from core.reasons import Reasons, Verdict
from customers.actors import Actor
from customers.add_ons import AddOn
from customers.extra_fields import Written
from customers.field_rules import Rules
from customers.models import Membership, ShopSettings, User
from customers.selectors.add_ons import is_closed
from customers.selectors.extra_fields import Questions, extra_fields_of
from customers.selectors.field_rules import rules_for
from customers.selectors.shop import shop_settings
from customers.services.extra_answers import note_answered
from marketing.models import Affiliate
from marketing.services.affiliates import attribute
from orders.checks import check_order
from orders.credit import due_on
from orders.errors import CartChanged, OrderRefused
from orders.extra_answers import (
    Answers,
    Line,
    answered_keys,
    check_answers,
    require_answers,
)
from orders.models import Cart, DeliveryMethod, Order, OrderLine, OrderVat, PaymentMethod
from orders.notices import tell_placed
from orders.policies import (
    is_in_own_words,
    may_order_in_own_words,
    may_place,
    may_send_again,
    says_what,
)
from orders.selectors.affiliates import recommender_for
from orders.selectors.baskets import Basket
from orders.selectors.carts import basket_of, offered_deliveries, offered_payments, own_cart
from orders.selectors.sent_again import alive_among, replacements_of
from orders.services.checkout_fields import by_the_rules, rule_verdicts
from orders.services.ledger import record_event, reserve
from orders.services.order_rows import line_of, set_totals, shipper_account_in_words, vat_rows_of
from orders.services.points import note_points, points_worth, spend_points
from orders.services.stock import take_stock
from orders.states import OrderEventKind, OrderStatus, first_status


@dataclass(frozen=True, slots=True)
class DeliveryAddress:
    """Where this order goes; copied to it."""

    name: str
    street: str
    postal_code: str
    city: str
    country: str
    attention: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class CheckoutDetails:
    """What the buyer fills in beside the cart."""

    delivery: DeliveryAddress
    delivery_method_id: int
    payment_method_id: int
    customer_reference: str = ""
    cost_centre: str = ""
    goods_marking: str = ""
    invoice_reference: str = ""
    requested_on: date | None = None
    comment: str = ""
    shipper_account_id: int | None = None  # one of the customer's own, None = the shop's freight
    points: int = 0  # of the customer's, to pay with; `points_amount` = what they were said to pay
    points_amount: Decimal | None = None
    in_own_words: bool = False  # the comment asks for more than the cart holds
    # Answers to extra fields as typed, by key, and of lines by variant; what is not named here
    # is as the cart has it.
    extra: Written = field(default_factory=dict)
    line_extra: Mapping[int, Written] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    """The order; `is_new` is False when the same checkout had been sent before."""

    order: Order
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Written:
    """An order with what was written beside it."""

    order: Order
    lines: list[OrderLine]
    vat_rows: list[OrderVat]


@use_case("order.place")
def place_order(
    *,
    actor: Actor,
    token: uuid.UUID,
    fingerprint: str,
    details: CheckoutDetails,
    shop: ShopSettings | None = None,
    methods: tuple[DeliveryMethod, PaymentMethod] | None = None,
    rules: Rules | None = None,
    affiliate_code: str = "",
    session_token: str = "",
) -> Placed:
    """Places the actor's cart as an order (A-01, A-05, N-12), or returns the first of a double.

    `token` and `fingerprint` come from the page: the cart's checkout token and what was shown.
    With the role, a cart without lines is an order in the actor's own words, for the next approver
    to fill in (A-40..A-42). Raises OrderRefused with every reason, or CartChanged when prices,
    lines or sums are no longer those that were shown. Holds the membership (limit), the customer
    (credit), the cart and, when points pay, their account. `shop`, `methods` and `rules` are what
    the request has just read and offered. `affiliate_code` is that of the link by which the
    visitor came, "" without one; `session_token` a guest's cart.
    """
    if actor.membership is None or actor.real_user is None:
        raise OrderRefused(Reasons.of(may_place(actor)))
    membership = _lock(actor.membership)
    if membership is None:  # the customer has been deleted since the page was asked for
        raise OrderRefused(Reasons.of(may_place(replace(actor, membership=None))))
    placed_by = actor.real_user
    actor = replace(actor, user=membership.user, membership=membership)  # as now, under lock
    verdict = may_place(actor)
    if not verdict.allowed:
        raise OrderRefused(Reasons.of(verdict))
    shop = shop or shop_settings()
    cart = own_cart(actor, session_token).select_for_update(no_key=True).first()
    if cart is None or cart.checkout_token != token:
        # A cart gets another token when it has become an order.
        if first := _placed_before(token, membership):
            return Placed(first, is_new=False)
        raise CartChanged
    delivery, payment = methods or _chosen_methods(actor, details)
    basket = basket_of(actor, cart, shop, delivery=delivery, payment=payment)
    if basket.fingerprint != fingerprint:
        raise CartChanged
    in_own_words = details.in_own_words or is_in_own_words(actor, basket)
    now = timezone.now()  # checked and counted on one day, also over midnight
    points_amount = points_worth(
        actor=actor,
        customer=membership.customer,
        points=details.points,
        shown=details.points_amount,
        totals=basket.totals,
        shop=shop,
    )
    check = check_order(
        membership=membership,
        totals=basket.totals,
        placed_by_id=placed_by.pk,
        on_account=payment.is_on_account,
        day=timezone.localdate(now),
        currency=shop.currency,
        basket=basket,
        needs_filling=in_own_words,
        limit_just_read=True,
        points_amount=points_amount,
    )
    rules = rules or rules_for(shop, membership.customer)
    details = by_the_rules(details, rules)
    reasons = Reasons.of(
        *_own_words(actor, details.comment, asked=in_own_words),
        *rule_verdicts(details, rules),
        *check.reasons,
    )
    answers = _answers(extra_fields_of(membership.customer, shop), cart, basket, details)
    require_answers(answers, reasons)
    if not reasons.allowed:
        raise OrderRefused(reasons)
    replaced = _replaced_by(cart, actor)
    written = _write(
        now=now,
        membership=membership,
        placed_by=placed_by,
        token=token,
        basket=basket,
        details=details,
        delivery=delivery,
        payment=payment,
        shop=shop,
        in_own_words=in_own_words,
        replaced=replaced,
        route=check.route,
        answers=answers,
        affiliate=recommender_for(affiliate_code, replaced, membership, placed_by, shop),
        points_amount=points_amount,
    )
    order = written.order
    reserve(order=order, actor=actor)
    spend_points(order=order, actor=actor)
    if order.status == OrderStatus.UNPROCESSED:
        take_stock(order, written.lines)
    record_event(
        order=order,
        kind=OrderEventKind.PLACED,
        actor=actor,
        comment=details.comment,
        details={"replaces": replaced.number} if replaced else None,
    )
    with kept_loaded(order, lines=written.lines, vat_rows=written.vat_rows):
        tell_placed(order=order, shop=shop)
    _empty(cart)
    return Placed(order, is_new=True)


def _own_words(actor: Actor, comment: str, *, asked: bool) -> Iterator[Verdict]:
    """May the actor order so, and is there a text? Nothing to ask of an ordinary order."""
    if asked:
        yield may_order_in_own_words(actor)
        yield says_what(comment)


def _lock(membership: Membership) -> Membership | None:
    """The membership as it is under its customer's lock and its own, in this order; None when it
    is gone.

    Whoever changes people locks in the same order, so nobody waits for each other for ever. Read
    once both are held: a statement that waits still sees what it is joined with, a limit for one,
    as it was before the wait.
    """
    rows = Membership.objects.select_related("customer").filter(pk=membership.pk)
    if not rows.select_for_update(of=("customer", "self"), no_key=True):
        return None
    fresh: Membership = (
        Membership.objects.with_people()  # type: ignore[no-redef]
        .select_related("customer__pricing_tier", "purchase_limit")
        .annotate(limits_are_off=is_closed(AddOn.PURCHASE_LIMIT))
        .get(pk=membership.pk)
    )
    return fresh


def _placed_before(token: uuid.UUID, membership: Membership) -> Order | None:
    return Order.objects.filter(checkout_token=token, membership=membership).first()


def _replaced_by(cart: Cart, actor: Actor) -> Order | None:
    """The order that this cart is, edited; the membership's lock keeps it from going twice."""
    if cart.replaces_id is None:
        return None
    replaced: Order = Order.objects.select_related("customer").get(pk=cart.replaces_id)
    verdict = may_send_again(actor, replaced, alive=alive_among(replacements_of(replaced)))
    if not verdict.allowed:
        raise OrderRefused(Reasons.of(verdict))
    return replaced


def _chosen_methods(actor: Actor, details: CheckoutDetails) -> tuple[DeliveryMethod, PaymentMethod]:
    deliveries = {method.pk: method for method in offered_deliveries(actor)}
    payments = {method.pk: method for method in offered_payments(actor)}
    try:
        return deliveries[details.delivery_method_id], payments[details.payment_method_id]
    except KeyError:
        raise OrderRefused.because(
            _("This way to deliver or to pay is not offered any more. Choose another."), "method"
        ) from None


def _write(
    *,
    now: datetime,
    membership: Membership,
    placed_by: User,
    token: uuid.UUID,
    basket: Basket,
    details: CheckoutDetails,
    delivery: DeliveryMethod,
    payment: PaymentMethod,
    shop: ShopSettings,
    in_own_words: bool,
    replaced: Order | None,
    route: Route,
    answers: Answers,
    affiliate: Affiliate | None,
    points_amount: Decimal,
) -> _Written:
    customer = membership.customer
    totals = basket.totals
    order = Order(
        customer=customer,
        membership=membership,
        orderer=membership.user,
        placed_by=placed_by,
        replaces=replaced,
        affiliate=affiliate,
        checkout_token=token,
        currency=shop.currency,
        vat_treatment=basket.treatment.value,
        vat_number=customer.vat_number,
        customer_name=customer.name,
        org_number=customer.org_number,
        **_address_fields(details.delivery),
        customer_reference=details.customer_reference,
        cost_centre=details.cost_centre,
        goods_marking=details.goods_marking,
        invoice_reference=details.invoice_reference,
        shipper_account=shipper_account_in_words(customer, details.shipper_account_id),
        requested_on=details.requested_on,
        comment=details.comment,
        extra=answers.order,
        is_free_text=in_own_words,
        delivery_method=delivery,
        delivery_method_name=delivery.name,
        shipping_vat_percent=delivery.vat_rate.percent,
        payment_method=payment,
        payment_method_name=payment.name,
        fees_vat_percent=payment.vat_rate.percent,
        is_on_account=payment.is_on_account,
        due_on=(
            due_on(timezone.localdate(now), customer.payment_days)
            if payment.is_on_account
            else None
        ),
        placed_at=now,
    )
    set_totals(order, totals)
    note_points(order, details.points, points_amount)
    try:
        order.approval = open_request(
            membership=membership,
            placed_by=placed_by,
            value_net=totals.value_net,
            reference=str(order.number),
            route=route,
            needs_filling=in_own_words,
        )
    except NobodyCanApprove as stuck:
        raise OrderRefused(stuck.reasons) from stuck
    order.status = first_status(waits=order.approval is not None)
    order.released_at = now if order.approval is None else None
    order.save()
    if affiliate is not None:
        attribute(affiliate=affiliate, order_number=order.number)
    lines = OrderLine.objects.bulk_create(
        line_of(order, position, line, answers.lines.get(line.variant.pk, []))
        for position, line in enumerate(basket.lines, start=1)
    )
    note_answered(answered_keys(answers))
    vat_rows = OrderVat.objects.bulk_create(vat_rows_of(order, totals))
    return _Written(order, lines, vat_rows)


def _answers(asked: Questions, cart: Cart, basket: Basket, details: CheckoutDetails) -> Answers:
    """What the customer's extra fields are answered with."""
    lines = [
        Line(
            line.variant.pk,
            line.name,
            {**line.extra, **details.line_extra.get(line.variant.pk, {})},
        )
        for line in basket.lines
    ]
    return check_answers(asked, {**cart.extra, **details.extra}, lines)


def _address_fields(address: DeliveryAddress) -> dict[str, str]:
    return {
        "delivery_name": address.name,
        "delivery_attention": address.attention,
        "delivery_street": address.street,
        "delivery_postal_code": address.postal_code,
        "delivery_city": address.city,
        "delivery_country": address.country,
        "delivery_phone": address.phone,
    }


def _empty(cart: Cart) -> None:
    """The next order is another one: no lines, nothing to replace, a new checkout token."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (DELETE FROM orders_cartline WHERE cart_id = %(cart)s)"
            " UPDATE orders_cart SET replaces_id = NULL, extra = '{}', checkout_token = %(token)s,"
            " changed_at = %(now)s WHERE id = %(cart)s",
            {"cart": cart.pk, "token": uuid.uuid4(), "now": timezone.now()},
        )
