"""The visitor's open cart."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db.models import Count, DecimalField, Exists, F, Q, QuerySet, Sum

from core.prepared import Prepared
from customers.actors import Actor
from customers.models import ShopSettings
from customers.reach import is_for
from orders.models import Cart, CartLine, DeliveryMethod, PaymentMethod, SmallOrderRule
from orders.selectors.baskets import Basket, Wish, price_basket
from orders.selectors.small_orders import small_order_terms

M = TypeVar("M", DeliveryMethod, PaymentMethod)


@dataclass(frozen=True, slots=True)
class CartGlance:
    """What the header shows: rows, and their sum ex VAT at the prices last shown."""

    lines: int
    net: Decimal


def cart_owner(actor: Actor, session_token: str) -> dict[str, object]:
    """The fields that make a cart this visitor's own; empty when a stranger has none yet.

    One open cart per (user, customer), a separate one while somebody acts as the user. A guest's
    is the session's, whoever has the address.
    """
    if actor.user is not None and not actor.is_guest:
        return {
            "user_id": actor.user_id,
            "customer_id": actor.customer.pk if actor.customer else None,
            "acted_by_id": actor.acted_by_id,
        }
    return {"session_token": session_token} if session_token else {}


def own_cart(actor: Actor, session_token: str) -> QuerySet[Cart]:
    """The visitor's open cart, as a queryset of one or none."""
    owner = cart_owner(actor, session_token)
    if not owner:
        return Cart.objects.none()
    rules = Exists(SmallOrderRule.objects.all())
    return Cart.objects.annotate(has_small_order_rules=rules).filter(  # type: ignore[no-redef]
        *(Q(**{f"{name}__isnull": True}) for name, value in owner.items() if value is None),
        **{name: value for name, value in owner.items() if value is not None},
    )


def find_cart(actor: Actor, session_token: str) -> Cart | None:
    """The visitor's open cart with its chosen methods and the order it replaces. One query."""
    return (
        own_cart(actor, session_token)
        .select_related("delivery_method__vat_rate", "payment_method__vat_rate", "replaces")
        .first()
    )


def cart_glance(actor: Actor, session_token: str) -> CartGlance:
    """Rows and sum for the header. One query, no pricing: the cart page prices anew."""
    rows, net = cart_sums(actor, session_token).first() or (0, None)
    return CartGlance(lines=rows, net=net or Decimal("0.00"))


def cart_sums(actor: Actor, session_token: str) -> QuerySet[Cart, tuple[int, Decimal | None]]:
    """Rows and sum of the open cart, to be asked alone or with other things; none without one."""
    sums = (
        own_cart(actor, session_token)
        .values("pk")
        .annotate(
            rows=Count("lines"),
            net=Sum(F("lines__seen_unit_net") * F("lines__quantity"), output_field=DecimalField()),
        )
        .order_by("pk")
    )
    return sums.values_list("rows", "net")


def wishes_in(cart: Cart) -> list[Wish]:
    """The cart's lines in the order they were added. One query."""
    return [
        Wish(line.variant_id, line.quantity, line.comment, line.seen_unit_net, line.extra)
        for line in cart.lines.all()
    ]


def gone_lines(cart: Cart | None, variant_ids: Sequence[int]) -> Sequence[CartLine]:
    """The cart's lines of these variants, to be named and removed. One query, none without any."""
    if cart is None or not variant_ids:
        return []
    return list(cart.lines.filter(variant_id__in=variant_ids).select_related("variant__product"))


def basket_of(
    actor: Actor,
    cart: Cart | None,
    shop: ShopSettings,
    *,
    delivery: DeliveryMethod | None = None,
    payment: PaymentMethod | None = None,
) -> Basket:
    """The cart priced for this visitor now. A fixed number of queries.

    Who may not see prices is not told how far it is to a sum either.
    """
    sees_sums = shop.anonymous_sees_prices or not actor.is_anonymous
    has_rules = cart is not None and cart.has_small_order_rules
    return price_basket(
        actor=actor,
        wishes=wishes_in(cart) if cart else [],
        shop=shop,
        delivery=delivery,
        payment=payment,
        small_order=small_order_terms(actor.customer) if has_rules and sees_sums else None,
    )


def offered_deliveries(actor: Actor) -> Sequence[DeliveryMethod]:
    """The delivery methods this visitor may choose (P-28). One query."""
    return _offered(_DELIVERIES, actor)


def offered_payments(actor: Actor) -> Sequence[PaymentMethod]:
    """The payment methods this visitor may choose (P-28, U-11). One query."""
    found = _offered(_PAYMENTS, actor)
    if actor.customer is None or actor.customer.may_pay_on_account:
        return found
    return [method for method in found if not method.is_on_account]


def _offered(methods: Prepared[M], actor: Actor) -> list[M]:
    customer = actor.customer
    return methods.rows(
        group_id=customer.main_group_id if customer else None,
        customer_id=customer.pk if customer else None,
    )


def _offered_to(methods: QuerySet[M], group_id: int, customer_id: int) -> QuerySet[M]:
    """For everyone, or for one of the customer's groups or segments."""
    for_them = is_for(methods.model, customer_id=customer_id, group_id=group_id)
    return methods.filter(for_them, is_active=True).select_related("vat_rate")


_DELIVERIES: Prepared[DeliveryMethod] = Prepared(
    lambda group_id, customer_id: _offered_to(DeliveryMethod.objects.all(), group_id, customer_id),
    group_id=int,
    customer_id=int,
)
_PAYMENTS: Prepared[PaymentMethod] = Prepared(
    lambda group_id, customer_id: _offered_to(PaymentMethod.objects.all(), group_id, customer_id),
    group_id=int,
    customer_id=int,
)
