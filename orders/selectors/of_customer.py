"""A customer's latest orders, for its card in the back office."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.tables import Sort
from customers.actors import Actor
from customers.models import Customer, User
from customers.querysets import in_organisation
from orders.models import Order
from orders.querysets import OrderQuerySet
from orders.states import OrderStatus

ORDER_SORTS = {
    "placed": Sort.by("placed_at", label=_("Placed"), descending_first=True),
    "value": Sort.by("value_net", label=_("Value ex VAT"), descending_first=True),
}


def latest_orders_of(actor: Actor, customer: Customer, *, at_most: int = 5) -> Sequence[Order]:
    """The customer's newest orders that `actor` may see. One query."""
    found = Order.objects.visible_to(actor).filter(customer=customer).select_related("orderer")
    return list(found.order_by("-placed_at", "-id")[:at_most])


def latest_orders_by(actor: Actor, user: User, *, at_most: int = 5) -> Sequence[Order]:
    """The newest orders that the person placed, at any customer. One query."""
    found = Order.objects.visible_to(actor).filter(orderer=user).select_related("customer")
    return list(found.order_by("-placed_at", "-id")[:at_most])


def order_numbered(actor: Actor, text: str) -> Order | None:
    """The order that a bare number means, if there is one. At most one query."""
    number = text.strip().removeprefix("#")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    order: Order | None = Order.objects.visible_to(actor).filter(number=int(number)).first()
    return order


def latest_orders_inside(actor: Actor, user: User, *, at_most: int = 5) -> Sequence[Order]:
    """The newest orders that the person placed within the actor's organisation. One query."""
    if actor.customer is None:
        return []
    found = Order.objects.filter(in_organisation(actor.customer, "customer__"), orderer=user)
    return list(found.select_related("customer").order_by("-placed_at", "-id")[:at_most])


def orders_of(
    actor: Actor, customer: Customer, *, text: str = "", status: str = ""
) -> OrderQuerySet:
    """The customer's orders that `actor` may see, for a page of them. One query.

    By the order's number, part of a reference, or of the name of whoever ordered.
    """
    found: OrderQuerySet = Order.objects.visible_to(actor).filter(customer=customer)
    found = found.select_related("orderer")
    for word in text.split()[:4]:
        hit = Q(customer_reference__icontains=word)
        hit |= Q(orderer__first_name__icontains=word) | Q(orderer__last_name__icontains=word)
        if word.isascii() and word.isdigit() and len(word) < 19:
            hit |= Q(number=int(word))
        found = found.filter(hit)
    return found.filter(status=status) if status in OrderStatus.values else found
