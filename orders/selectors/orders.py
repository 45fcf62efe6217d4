"""Orders as their people see them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch, Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from approvals.models import ApprovalDecision
from catalogue.selectors.visibility import visible_variants
from core.http import get_visible_or_404
from core.tables import Sort
from customers.actors import Actor
from customers.querysets import in_organisation
from orders.models import Order, OrderEvent, OrderLine
from orders.querysets import OrderQuerySet
from orders.states import OrderStatus

ORDER_SORTS = {
    "placed": Sort.by("placed_at", label=_("Placed"), descending_first=True),
    "value": Sort.by("value_net", label=_("Order value ex VAT"), descending_first=True),
}

# In somebody's own words, and nobody has filled in the products yet.
_IS_UNFILLED = ExpressionWrapper(
    Q(is_free_text=True) & ~Exists(OrderLine.objects.filter(order=OuterRef("pk"))),
    output_field=BooleanField(),
)


def order_detail_of(actor: Actor, number: int) -> Order:
    """One order with lines, VAT, events and decisions, or Http404. Five queries."""
    return get_visible_or_404(orders_in_detail().prefetch_related("vat_rows"), actor, number=number)


def orders_in_detail() -> OrderQuerySet:
    """Orders with lines, events and decisions: four queries."""
    orders: OrderQuerySet = with_all_beside().prefetch_related(*all_below())
    return orders


def with_all_beside() -> OrderQuerySet:
    orders: OrderQuerySet = Order.objects.select_related(
        "customer__main_group",
        "orderer",
        "placed_by",
        "replaces",
        "membership__customer__main_group",
        "membership__user",
        "approval__step__user",
        "approval__membership__user",
        "approval__membership__customer__main_group",
        "delivery_method__vat_rate",
        "payment_method__vat_rate",
    )
    return orders


def all_below() -> "Sequence[Prefetch[Any]]":
    return (
        Prefetch("lines", OrderLine.objects.select_related("variant__product")),
        Prefetch("events", OrderEvent.objects.select_related("user", "acted_by")),
        Prefetch(
            "approval__decisions",
            ApprovalDecision.objects.select_related("user", "membership"),
        ),
    )


def still_shown(actor: Actor, order: Order) -> set[int]:
    """The ids of the order's variants whose page the reader may open today. Three queries."""
    ids = [line.variant_id for line in order.lines.all() if line.variant_id is not None]
    return set(visible_variants(actor).filter(pk__in=ids).values_list("pk", flat=True))


def placed_order_of(actor: Actor, number: int) -> Order:
    """An order with its people, for the page that says where it went, or Http404. One query."""
    orders = Order.objects.select_related("approval__step__user", "customer", "orderer")
    return get_visible_or_404(orders, actor, number=number)


def order_of_session(number: int) -> Order:
    """An order that the asking browser itself has sent as a guest, for its thanks, or Http404.

    The caller knows that it was this browser. One query.
    """
    order: Order = get_object_or_404(Order.objects.all(), number=number)
    return order


def organisation_orders(
    actor: Actor,
    *,
    text: str = "",
    status: str = "",
    customer: str = "",
    placed_from: date | None = None,
    placed_to: date | None = None,
) -> OrderQuerySet:
    """Every order of the administrator's organisation, narrowed as `my_orders` and more.

    `customer` is an id.
    """
    if actor.customer is None:
        return Order.objects.none()
    orders = my_orders(
        actor, text=text, status=status, placed_from=placed_from, placed_to=placed_to
    )
    orders = orders.filter(in_organisation(actor.customer, "customer__"))
    if customer.isdecimal() and len(customer) < 19:
        orders = orders.filter(customer=int(customer))
    return orders


def my_orders(
    actor: Actor,
    *,
    text: str = "",
    status: str = "",
    placed_from: date | None = None,
    placed_to: date | None = None,
    only_own: bool = False,
) -> OrderQuerySet:
    """The orders this person may see, by part of number, name or reference, status and days.

    Days are the shop's own, both included. `only_own` = ordered by the person, whoever placed it.
    """
    orders: OrderQuerySet = (
        Order.objects.visible_to(actor)
        .placed_within(placed_from, placed_to)
        .select_related("orderer", "customer", "placed_by", "approval__step__user")
    )
    if only_own:
        orders = orders.filter(orderer_id=actor.user_id)
    if status in OrderStatus.values:
        orders = orders.filter(status=status)
    for word in text.split()[:5]:
        hit = (
            Q(orderer__first_name__icontains=word)
            | Q(orderer__last_name__icontains=word)
            | Q(customer_reference__icontains=word)
            | Q(goods_marking__icontains=word)
            | Q(cost_centre__icontains=word)
        )
        if word.isascii() and word.isdigit() and len(word) < 19:
            hit |= Q(number=int(word))
        orders = orders.filter(hit)
    return orders.annotate(is_unfilled=_IS_UNFILLED)


def recent_orders(actor: Actor, *, at_most: int = 5) -> Sequence[Order]:
    """The person's own latest orders at the current customer. One query."""
    if actor.customer is None:
        return []
    return list(
        Order.objects.filter(customer=actor.customer, orderer_id=actor.user_id)
        .select_related("approval__step__user")
        .annotate(is_unfilled=_IS_UNFILLED)
        .order_by("-placed_at", "-id")[:at_most]
    )
