"""From cart to order, in one transaction: lock → price → check → number → write → tell."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.errors import NobodyCanApprove
from approvals.services.requests import open_request
from catalogue.pricing.steps import steps_to_json
from core.audit import use_case
from core.reasons import Reasons
from customers.actors import Actor
from customers.models import Customer, Membership, ShopSettings, User
from customers.selectors.shop import shop_settings
from orders.checks import check_order
from orders.credit import due_on
from orders.errors import CartChanged, OrderRefused
from orders.models import Cart, DeliveryMethod, Order, OrderLine, OrderVat, PaymentMethod
from orders.notices import tell_placed
from orders.policies import may_place
from orders.selectors.baskets import Basket, BasketLine
from orders.selectors.carts import basket_of, offered_deliveries, offered_payments, own_cart
from orders.services.ledger import record_event, reserve
from orders.services.stock import take_stock
from orders.states import OrderEventKind, OrderStatus, first_status
from orders.totals import OrderTotals


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


@dataclass(frozen=True, slots=True)
class Placed:
    """The order; `is_new` is False when the same checkout had been sent before."""

    order: Order
    is_new: bool


@use_case("order.place")
def place_order(
    *, actor: Actor, token: uuid.UUID, fingerprint: str, details: CheckoutDetails
) -> Placed:
    """Places the actor's cart as an order (A-01, A-05, N-12), or returns the first of a double.

    `token` and `fingerprint` come from the page: the cart's checkout token and what was shown.
    Raises OrderRefused with every reason, or CartChanged when prices, lines or sums are no longer
    those that were shown. Holds the membership (limit), the customer (credit) and the cart.
    """
    if actor.membership is None or actor.real_user is None:
        raise OrderRefused(Reasons.of(may_place(actor)))
    membership = _lock(actor.membership)
    placed_by = actor.real_user
    actor = replace(actor, user=membership.user, membership=membership)  # as now, under lock
    verdict = may_place(actor)
    if not verdict.allowed:
        raise OrderRefused(Reasons.of(verdict))
    if first := _placed_before(token, membership):
        return Placed(first, is_new=False)
    shop = shop_settings()
    cart = own_cart(actor, "").select_for_update(no_key=True).first()
    if cart is None or cart.checkout_token != token:
        raise CartChanged
    delivery, payment = _chosen_methods(actor, details)
    basket = basket_of(actor, cart, shop, delivery=delivery, payment=payment)
    if basket.fingerprint != fingerprint:
        raise CartChanged
    now = timezone.now()  # checked and counted on one day, also over midnight
    check = check_order(
        membership=membership,
        totals=basket.totals,
        placed_by_id=placed_by.pk,
        on_account=payment.is_on_account,
        day=timezone.localdate(now),
        currency=shop.currency,
        basket=basket,
    )
    if not check.allowed:
        raise OrderRefused(check.reasons)
    order = _write(
        now=now,
        membership=membership,
        placed_by=placed_by,
        token=token,
        basket=basket,
        details=details,
        delivery=delivery,
        payment=payment,
        shop=shop,
    )
    reserve(order=order, actor=actor)
    if order.status == OrderStatus.UNPROCESSED:
        take_stock(order)
    record_event(order=order, kind=OrderEventKind.PLACED, actor=actor, comment=details.comment)
    tell_placed(order=order, shop=shop)
    _empty(cart)
    return Placed(order, is_new=True)


def _lock(membership: Membership) -> Membership:
    """The membership as it is under its customer's lock and its own, in this order.

    Whoever changes people locks in the same order, so nobody waits for each other for ever.
    """
    Customer.objects.select_for_update(no_key=True).get(pk=membership.customer_id)
    Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    fresh: Membership = Membership.objects.with_people().get(pk=membership.pk)
    return fresh


def _placed_before(token: uuid.UUID, membership: Membership) -> Order | None:
    return Order.objects.filter(checkout_token=token, membership=membership).first()


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
) -> Order:
    customer = membership.customer
    totals = basket.totals
    order = Order(
        customer=customer,
        membership=membership,
        orderer=membership.user,
        placed_by=placed_by,
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
        requested_on=details.requested_on,
        comment=details.comment,
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
    try:
        order.approval = open_request(
            membership=membership,
            placed_by=placed_by,
            value_net=totals.value_net,
            reference=str(order.number),
            currency=shop.currency,
        )
    except NobodyCanApprove as stuck:
        raise OrderRefused(stuck.reasons) from stuck
    order.status = first_status(waits=order.approval is not None)
    order.released_at = now if order.approval is None else None
    order.save()
    OrderLine.objects.bulk_create(
        line_of(order, position, line) for position, line in enumerate(basket.lines, start=1)
    )
    write_vat(order, totals)
    return order


def set_totals(order: Order, totals: OrderTotals) -> None:
    """Copies the sums to the order's fields; does not save."""
    order.goods_net = totals.goods_net
    order.shipping_net = totals.shipping_net
    order.fees_net = totals.fees_net
    order.value_net = totals.value_net
    order.vat_total = totals.vat_total
    order.gross = totals.gross


def write_vat(order: Order, totals: OrderTotals) -> None:
    """Writes the order's VAT per rate, in place of what was there."""
    order.vat_rows.all().delete()
    OrderVat.objects.bulk_create(
        OrderVat(order=order, percent=vat.percent, base_net=vat.base_net, amount=vat.amount)
        for vat in totals.vat
    )


def line_of(order: Order, position: int, line: BasketLine) -> OrderLine:
    """What is agreed on one line, copied: name, price, VAT rate and the steps to the price."""
    return OrderLine(
        order=order,
        position=position,
        variant=line.variant,
        sku=line.variant.sku,
        name=line.name,
        quantity=line.quantity,
        unit=line.variant.unit,
        list_net=line.price.list_net,
        unit_net=line.unit_net,
        line_net=line.line_net,
        vat_percent=line.vat_percent,
        price_steps=steps_to_json(line.price.steps),
        comment=line.comment,
    )


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
    """The next order is another one: no lines, a new checkout token."""
    cart.lines.all().delete()
    cart.checkout_token = uuid.uuid4()
    cart.save(update_fields=["checkout_token", "changed_at"])
