"""What a visitor, or their customer, bought: each item once, as it was bought last."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from catalogue.selectors.prices import quote
from catalogue.selectors.visibility import visible_variants
from core.prepared import Among, Prepared
from core.tables import Page, Sort, keyset_page
from customers.actors import Actor
from orders.models import Order, OrderLine
from orders.quantities import fitting_quantity
from orders.states import SALE_STATUSES

LATEST = 500  # orders that are looked at: the cost is theirs, however old the customer is
YEAR = timedelta(days=365)
BOUGHT_SORTS = {"latest": Sort.by("order__placed_at", descending_first=True)}


@dataclass(frozen=True, slots=True)
class BoughtItem:
    """The last time one item was bought, and what it costs now for as many. Prices ex VAT."""

    line: OrderLine
    unit_net: Decimal | None
    quantity: int  # to buy again: whole packs

    @property
    def difference(self) -> Decimal | None:
        """How much dearer one is now; below 0 when cheaper."""
        return None if self.unit_net is None else self.unit_net - self.line.unit_net

    @property
    def is_sold_out(self) -> bool:
        variant = self.line.variant
        return variant is not None and variant.no_backorder and variant.stock_quantity <= 0


def sees_all_bought(actor: Actor) -> bool:
    """Whether what colleagues at the current customer bought is theirs to see too."""
    membership = actor.membership
    return membership is not None and (membership.sees_customer_orders or membership.is_group_admin)


def bought_lines(actor: Actor, *, of_all: bool = False) -> QuerySet[OrderLine]:
    """The last line of each item that the visitor bought and may still buy, as a query.

    Of the latest orders that reached the shop and were not cancelled, at the current customer;
    `of_all` = also colleagues', for who may see them. Its cost is that of those orders.
    """
    orders = _latest_orders(actor, of_all=of_all and sees_all_bought(actor))
    last = (
        OrderLine.objects.filter(
            order__in=orders.values("pk"), variant__in=visible_variants(actor).values("pk")
        )
        .order_by("variant_id", "-order__placed_at", "-pk")
        .distinct("variant_id")
    )
    return OrderLine.objects.filter(pk__in=last.values("pk")).order_by("-order__placed_at", "-pk")


def recently_bought(actor: Actor, count: int) -> list[int]:
    """The variants that the visitor bought last and may still buy. One query, none for a stranger.

    For `variant_glances`.
    """
    if actor.membership is None:
        return []
    rows = bought_lines(actor).values_list("variant_id", flat=True)
    return [pk for pk in rows[:count] if pk is not None]


def bought_page(actor: Actor, *, of_all: bool, cursor: str | None) -> Page[OrderLine]:
    """A page of what was bought, latest first, with order, orderer, variant and product."""
    rows = bought_lines(actor, of_all=of_all).select_related(
        "order__orderer", "variant__product", "variant__vat_rate"
    )
    return keyset_page(rows, sorts=BOUGHT_SORTS, sort="", cursor=cursor)


def bought_items(actor: Actor, lines: Sequence[OrderLine]) -> list[BoughtItem]:
    """The lines with the price of today for as many. The queries of `quote`."""
    again = {
        line.variant_id: fitting_quantity(line.variant, line.quantity)
        for line in lines
        if line.variant is not None and line.variant_id is not None
    }
    prices = quote(actor, again)
    return [
        BoughtItem(line, prices[line.variant_id].unit_net, again[line.variant_id])
        for line in lines
        if line.variant_id in prices
    ]


def last_bought(actor: Actor, variant_ids: Collection[int]) -> Mapping[int, OrderLine]:
    """By variant: the last line the visitor may see of it, with its order. One query.

    Of the visitor's customer where they may see that, else their own.
    """
    if actor.membership is None or actor.user_id is None or not variant_ids:
        return {}
    values = {"customer_id": actor.membership.customer_id, "variant_ids": list(variant_ids)}
    if sees_all_bought(actor):
        rows = _LAST_OF_ALL.rows(**values)
    else:
        rows = _LAST_OF_ONE.rows(**values, orderer_id=actor.user_id)
    return {row.variant_id: row for row in rows if row.variant_id is not None}


def bought_within_a_year(actor: Actor, *, of_all: bool) -> QuerySet[OrderLine]:
    """As `bought_lines`, of the last twelve months."""
    since = timezone.now() - YEAR
    return bought_lines(actor, of_all=of_all).filter(order__placed_at__gte=since)


def _latest_orders(actor: Actor, *, of_all: bool) -> QuerySet[Order]:
    if actor.membership is None or actor.user_id is None:
        return Order.objects.none()
    return _orders(actor.membership.customer_id, None if of_all else actor.user_id)


def _orders(customer_id: int, orderer_id: int | None) -> QuerySet[Order]:
    """The latest that count as bought; without an orderer everybody's of the customer."""
    orders = Order.objects.filter(customer_id=customer_id, status__in=SALE_STATUSES)
    if orderer_id is not None:
        orders = orders.filter(orderer_id=orderer_id)
    return orders.order_by("-placed_at", "-pk")[:LATEST]


def _last_lines(
    customer_id: int, variant_ids: list[int], orderer_id: int | None = None
) -> QuerySet[OrderLine, OrderLine]:
    orders = _orders(customer_id, orderer_id)
    return (
        OrderLine.objects.filter(Among("variant_id", variant_ids), order__in=orders.values("pk"))
        .order_by("variant_id", "-order__placed_at", "-pk")
        .distinct("variant_id")
        .select_related("order")
    )


_LAST_OF_ALL: Prepared[OrderLine] = Prepared(_last_lines, customer_id=int, variant_ids=list)
_LAST_OF_ONE: Prepared[OrderLine] = Prepared(
    _last_lines, customer_id=int, variant_ids=list, orderer_id=int
)
