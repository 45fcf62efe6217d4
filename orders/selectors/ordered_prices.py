"""What a customer ordered an article for around a day: read from its orders, never worked out."""

from collections.abc import Sequence
from datetime import date, timedelta

from catalogue.models import Variant
from core.history import end_of
from customers.actors import Actor
from customers.models import Customer
from orders.models import Order, OrderLine

AROUND = timedelta(days=180)


def ordered_around(
    actor: Actor, customer: Customer, variant: Variant, day: date, *, at_most: int = 6
) -> Sequence[OrderLine]:
    """Its order lines of half a year before and after, the nearest to the day, oldest first.

    Each with its order. Rejected and cancelled ones too: they were agreed at that price. Two
    queries.
    """
    lines = OrderLine.objects.filter(
        variant=variant,
        order__customer=customer,
        order__in=Order.objects.visible_to(actor).values("pk"),
    ).select_related("order")
    over = end_of(day)
    before = lines.filter(order__placed_at__lt=over, order__placed_at__gte=over - AROUND)
    after = lines.filter(order__placed_at__gte=over, order__placed_at__lt=over + AROUND)
    found = [
        *before.order_by("-order__placed_at", "-pk")[:at_most],
        *after.order_by("order__placed_at", "pk")[:at_most],
    ]
    found.sort(key=lambda line: (abs(line.order.placed_at - over), line.pk))
    return sorted(found[:at_most], key=lambda line: (line.order.placed_at, line.pk))
