"""Stock: taken under lock when an order reaches the reseller, given back when it is cancelled."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Case, F, Value, When

from catalogue.models import Variant
from catalogue.services.facet_due import stock_began_or_ended, stock_came_back
from core.reasons import Reasons
from orders.checks import stock_refusal
from orders.errors import OrderRefused
from orders.models import Order, OrderLine


def take_stock(order: Order, lines: Sequence[OrderLine] | None = None) -> None:
    """Lowers the stock of the order's variants; raises OrderRefused where none may be missing.

    Two statements, and one more for `lines` that are not handed in.

    Stock informs, so it may go below zero, except for variants sold only from stock. Where it
    ends, one statement more leaves word for the lists' 'in stock'.
    """
    if lines is None:
        lines = list(order.lines.filter(variant__isnull=False))
    variants = {
        variant.pk: variant
        for variant in Variant.objects.select_for_update(no_key=True)
        .filter(pk__in=[line.variant_id for line in lines])
        .order_by("pk")
    }
    short = []
    for line in lines:
        variant = variants.get(line.variant_id or 0)
        if variant is not None and variant.no_backorder and variant.stock_quantity < line.quantity:
            short.append(stock_refusal(line.name, variant.stock_quantity))
    if short:
        raise OrderRefused(Reasons.of(*short))
    taken: Counter[int] = Counter()
    for line in lines:
        taken[line.variant_id or 0] += line.quantity
    if variants:
        left = [
            When(pk=pk, then=Value(variant.stock_quantity - taken[pk]))
            for pk, variant in variants.items()
        ]
        Variant.objects.filter(pk__in=variants).update(stock_quantity=Case(*left))
    stock_began_or_ended(
        variant.product_id
        for pk, variant in variants.items()
        if 0 < variant.stock_quantity <= taken[pk]
    )


def return_stock(order: Order) -> None:
    """Gives back what `take_stock` took. Variants are locked in id order, like there.

    Three statements for any number of lines, and what `stock_came_back` asks.
    """
    given: Counter[int] = Counter()
    for line in order.lines.filter(variant__isnull=False):
        given[line.variant_id or 0] += line.quantity
    if not given:
        return
    locked = Variant.objects.select_for_update(no_key=True).filter(pk__in=given).order_by("pk")
    list(locked.values_list("pk", flat=True))
    back = Case(*(When(pk=pk, then=Value(quantity)) for pk, quantity in given.items()))
    Variant.objects.filter(pk__in=given).update(stock_quantity=F("stock_quantity") + back)
    stock_came_back(given)
