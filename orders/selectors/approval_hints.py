"""What an approver should look at on one order: repeated, split, outside the agreement."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q

from catalogue.models import Category, ProductCategory, Variant
from catalogue.selectors.prices import price_book
from catalogue.selectors.products import agreed_among
from catalogue.selectors.visibility import agreed_only, visible_variants
from core.money import ZERO
from customers.actors import Actor
from orders.hints import (
    DAYS,
    Candidate,
    Wanted,
    alike_variants,
    best_alternative,
    may_be_duplicate,
    near_values,
)
from orders.models import Order, OrderLine
from orders.querysets import OrderQuerySet
from orders.states import OrderStatus

CANDIDATES = 40  # of a category, the most bought first: enough to find one of the same kind
COMPARED = 20  # orders that share the most lines
NAMED = 3  # possible duplicates that are worth naming
CAME_TO_NOTHING = (OrderStatus.REJECTED, OrderStatus.WITHDRAWN, OrderStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another order of the same customer with much the same lines; `orderer` is loaded."""

    order: Order
    variant_ids: frozenset[int]

    @property
    def lines(self) -> int:
        return len(self.variant_ids)


@dataclass(frozen=True, slots=True)
class Alternative:
    """What the agreement has instead of a line, at the orderer's price for that quantity, ex VAT.

    `saving_net` is for the whole line, below zero when the agreement is dearer. `has_page` = the
    approver may open the product.
    """

    line: OrderLine
    variant: Variant
    unit_net: Decimal
    saving_net: Decimal
    has_page: bool

    @property
    def name(self) -> str:
        return variant_name(self.variant)


@dataclass(frozen=True, slots=True)
class Split:
    """Other orders of the same orderer just under a break point, together above it, ex VAT.

    `orders` are those of them that the approver may open; `count` and `total_net` are of all.
    """

    break_point: Decimal
    count: int
    total_net: Decimal
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class ApprovalHints:
    """All of it for one order; `alternatives` by order line."""

    duplicates: tuple[Duplicate, ...] = ()
    splits: tuple[Split, ...] = ()
    alternatives: Mapping[int, Alternative] = field(default_factory=dict)

    @property
    def saving_net(self) -> Decimal:
        """What the agreement would save on all lines together, where it is cheaper."""
        return sum((max(each.saving_net, ZERO) for each in self.alternatives.values()), ZERO)

    def duplicate_of(self, variant_id: int | None) -> Duplicate | None:
        """The likeliest repetition that holds this variant."""
        return next((each for each in self.duplicates if variant_id in each.variant_ids), None)

    def __bool__(self) -> bool:
        return bool(self.duplicates or self.splits or self.alternatives)


def hints_of(actor: Actor, order: Order) -> ApprovalHints:
    """What `actor` should look at; `order` comes from `order_detail_of`.

    At most fourteen queries for any number of lines: three, and the rest when a line is outside the
    orderer's agreement. Only orders that the actor may open are named.
    """
    return ApprovalHints(
        duplicates=possible_duplicates(actor, order),
        splits=split_orders(actor, order),
        alternatives=agreement_alternatives(actor, order),
    )


def possible_duplicates(actor: Actor, order: Order) -> tuple[Duplicate, ...]:
    """Orders of the customer within thirty days with much the same lines. Two queries.

    Only those that the actor may open; the most alike first, of several the latest.
    """
    mine = {line.variant_id: line.quantity for line in order.lines.all() if line.variant_id}
    if not mine:
        return ()
    near = timedelta(days=DAYS)
    orders = list(
        _others(Order.objects.visible_to(actor), order)
        .filter(
            customer_id=order.customer_id,
            placed_at__range=(order.placed_at - near, order.placed_at + near),
        )
        .select_related("orderer")
        .annotate(
            shared=Count("lines", filter=Q(lines__variant__in=list(mine))),
            line_count=Count("lines"),
        )
        .filter(shared__gt=0)
        .order_by("-shared", "-placed_at", "-id")[:COMPARED]
    )
    held: defaultdict[int, dict[int, int]] = defaultdict(dict)
    lines = OrderLine.objects.filter(order__in=orders, variant__in=list(mine))
    for order_id, variant_id, quantity in lines.values_list("order_id", "variant_id", "quantity"):
        if variant_id is not None:
            held[order_id][variant_id] = quantity
    found = [Duplicate(other, alike_variants(mine, held[other.pk])) for other in orders]
    likely = [
        each
        for each in found
        if may_be_duplicate(each.lines, mine=len(mine), other=_line_count(each.order))
    ]
    likely.sort(key=lambda each: (each.lines, each.order.placed_at), reverse=True)
    return tuple(likely[:NAMED])


def _line_count(order: Order) -> int:
    counted: int = order.line_count  # type: ignore[attr-defined]  # annotated above
    return counted


def split_orders(actor: Actor, order: Order) -> tuple[Split, ...]:
    """Several orders of the same orderer just under a break point in thirty days. One query.

    Held against the orderer's own break point and that of whoever decides now: an order below it
    was never asked about, or stopped short of the next in the chain.
    """
    step = order.approval.step if order.approval else None
    seats = [order.membership, step]
    break_points = sorted({seat.break_point for seat in seats if seat and seat.break_point})
    if order.membership is None or not break_points:
        return ()
    opened = Order.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    others = list(
        _others(Order.objects.all(), order)
        .filter(
            membership=order.membership,
            placed_at__range=(order.placed_at - timedelta(days=DAYS), order.placed_at),
            value_net__lte=break_points[-1],
        )
        .annotate(is_open=Exists(opened))
        .order_by("-placed_at", "-id")
    )
    return tuple(split for point in break_points if (split := _split_at(point, others)) is not None)


def _split_at(break_point: Decimal, others: Sequence[Order]) -> Split | None:
    near = near_values([other.value_net for other in others], break_point)
    if not near:
        return None
    return Split(
        break_point=break_point,
        count=len(near),
        total_net=sum(near, ZERO),
        orders=tuple(
            other
            for other in others
            if other.value_net in near and getattr(other, "is_open", False)
        ),
    )


def _others(orders: OrderQuerySet, order: Order) -> OrderQuerySet:
    """Other orders that did not come to nothing."""
    others: OrderQuerySet = orders.exclude(pk=order.pk).exclude(status__in=CAME_TO_NOTHING)
    return others


def agreement_alternatives(actor: Actor, order: Order) -> Mapping[int, Alternative]:
    """By order line outside the orderer's agreements: what these have of the same product or kind.

    At most eleven queries. A line whose kind is not agreed on has no answer.
    """
    if order.membership is None:
        return {}
    orderer = Actor(user=order.membership.user, membership=order.membership)
    lines = [line for line in order.lines.all() if line.variant is not None]
    agreed = agreed_among(orderer, [line.variant_id for line in lines if line.variant_id])
    outside = [line for line in lines if line.variant_id not in agreed]
    products = {line.variant.product_id for line in outside if line.variant}
    if not outside or not (found := _agreed_instead(orderer, products)):
        return {}
    places = _places({*products, *(variant.product_id for variant in found.values())})
    prices = price_book(orderer, list(found))
    opened = set(visible_variants(actor).filter(pk__in=found).values_list("pk", flat=True))
    chosen: dict[int, Alternative] = {}
    for line in outside:
        candidates = [
            Candidate(
                pk, variant.product_id, places[variant.product_id], variant_name(variant), unit_net
            )
            for pk, variant in found.items()
            if (unit_net := prices.answer(pk, line.quantity).unit_net) is not None
        ]
        best = best_alternative(_wanted(line, places), candidates)
        if best is not None:
            chosen[line.pk] = Alternative(
                line=line,
                variant=found[best.variant_id],
                unit_net=best.unit_net,
                saving_net=line.line_net - best.unit_net * line.quantity,
                has_page=best.variant_id in opened,
            )
    return chosen


def _wanted(line: OrderLine, places: Mapping[int, frozenset[int]]) -> Wanted:
    assert line.variant is not None  # noqa: S101 - chosen by that
    product_id = line.variant.product_id
    return Wanted(product_id, places[product_id], line.name)


def _agreed_instead(orderer: Actor, product_ids: Collection[int]) -> Mapping[int, Variant]:
    """Agreed variants of these products, and the most bought ones of their categories. Two queries.

    Only what the orderer may see.
    """
    agreed = agreed_only(orderer, visible_variants(orderer))
    in_category = (
        agreed.filter(product__placements__category=OuterRef("pk"))
        .order_by("-product__popularity", "pk")
        .values("pk")[:CANDIDATES]
    )
    categories = Category.objects.filter(placements__product__in=list(product_ids)).distinct()
    ids = {
        pk
        for found in categories.values_list(ArraySubquery(in_category), flat=True)
        for pk in found
    }
    wanted = Q(pk__in=ids) | Q(product__in=list(product_ids))
    return {variant.pk: variant for variant in agreed.filter(wanted).select_related("product")}


def _places(product_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
    """The categories of each product. One query."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    placements = ProductCategory.objects.filter(product__in=list(product_ids))
    for product_id, category_id in placements.values_list("product_id", "category_id"):
        found[product_id].add(category_id)
    return {pk: frozenset(found[pk]) for pk in product_ids}


def variant_name(variant: Variant) -> str:
    """Product and version, as on an order line; `product` is loaded."""
    return f"{variant.product.name}, {variant.name}" if variant.name else variant.product.name
