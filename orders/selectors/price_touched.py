"""What a change of prices touches: a year's purchases, open carts and orders that wait."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from core.money import ZERO
from customers.models import Customer
from orders.models import CartLine, Order, OrderLine
from orders.price_impact import Bought, LeftOut
from orders.states import OrderStatus

MOST_PAIRS = 20_000  # of customer and article
MOST_OPEN_LINES = 2_000  # of carts, and of waiting orders
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Touched:
    """What there is to weigh: a year's purchases, carts and waiting orders."""

    bought: Sequence[Bought]
    cart_lines: Sequence[CartLine]
    order_lines: Sequence[OrderLine]
    left_out: LeftOut

    @staticmethod
    def by(reached: QuerySet[Customer], variant_ids: Collection[int] | None) -> "Touched":
        """Three queries. None = whatever they bought."""
        bought, left_out = _bought(reached, variant_ids)
        carts = CartLine.objects.filter(cart__customer__in=reached.values("pk"))
        waiting = OrderLine.objects.filter(
            order__status=OrderStatus.AWAITING_APPROVAL,
            order__customer__in=reached.values("pk"),
            variant__isnull=False,
        )
        if variant_ids is not None:
            carts = carts.filter(variant__in=variant_ids)
            waiting = waiting.filter(variant__in=variant_ids)
        cart_lines = list(
            carts.select_related("cart__user").order_by("-cart__changed_at", "cart", "added_at")[
                : MOST_OPEN_LINES + 1
            ]
        )
        order_lines = list(
            waiting.select_related("order").order_by("-order__placed_at", "position")[
                : MOST_OPEN_LINES + 1
            ]
        )
        more = max(len(cart_lines), len(order_lines)) > MOST_OPEN_LINES
        return Touched(
            bought,
            cart_lines[:MOST_OPEN_LINES],
            order_lines[:MOST_OPEN_LINES],
            replace(left_out, carts_and_orders=more),
        )

    @property
    def customer_ids(self) -> list[int]:
        ids = {each.customer_id for each in self.bought}
        ids |= {line.cart.customer_id for line in self.cart_lines if line.cart.customer_id}
        return [*(ids | {line.order.customer_id for line in self.order_lines})]

    @property
    def variant_ids(self) -> list[int]:
        ids = {each.variant_id for each in self.bought}
        ids |= {line.variant_id for line in self.cart_lines}
        return [*(ids | {line.variant_id for line in self.order_lines if line.variant_id})]


def _bought(
    reached: QuerySet[Customer], variant_ids: Collection[int] | None
) -> tuple[Sequence[Bought], LeftOut]:
    """The last twelve months, the largest sums first, and what was too much. One query."""
    today = timezone.localdate()
    sales = Order.objects.sales().placed_within(today - YEAR, today)
    lines = OrderLine.objects.filter(
        order__in=sales, order__customer__in=reached.values("pk"), variant__isnull=False
    )
    if variant_ids is not None:
        lines = lines.filter(variant__in=variant_ids)
    counted = lines.values_list("order__customer_id", "variant_id", "quantity").annotate(
        lines_count=Count("pk"), net=Sum("line_net")
    )
    quantities: defaultdict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    nets: defaultdict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for customer_id, variant_id, quantity, count, net in counted.order_by().iterator():
        quantities[customer_id, variant_id][quantity] = count
        nets[customer_id, variant_id] += net
    largest = sorted(nets, key=lambda pair: (-nets[pair], pair))
    kept = [Bought(*pair, quantities[pair], nets[pair]) for pair in largest[:MOST_PAIRS]]
    out = largest[MOST_PAIRS:]
    return kept, LeftOut(pairs=len(out), net=sum((nets[pair] for pair in out), ZERO))
