"""What a change of prices would mean to those who bought in the last twelve months.

Before and after are answers of the one engine to facts read in a fixed number of queries. With
very many customers and articles the largest by what they bought for are weighed, and the answer
says what was left out.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils import timezone

from catalogue.impact import Change, Comparison, Unmoved, unmoved_by
from catalogue.models import Variant
from catalogue.pricing.material import Connection, Level, PriceMaterial
from catalogue.pricing.proposed import ProposedRow
from catalogue.selectors.price_material import customers_reached, price_material
from core.money import ZERO
from customers.actors import Actor
from customers.models import Customer
from orders.models import CartLine, Order, OrderLine
from orders.price_impact import (
    Article,
    Bought,
    Impact,
    PairImpact,
    Payer,
    TouchedCart,
    TouchedLine,
    WaitingOrder,
)
from orders.selectors.price_touched import MOST_PAIRS, Touched

MOST_TRIED = 2_000  # customers on whom a price that moves nobody is tried

DiscountKind = Literal["group", "customer", "tier"]


def impact_of(
    proposed: Sequence[ProposedRow],
    *,
    day: date,
    connections: Sequence[Connection] = (),
    actor: Actor,
) -> Impact:
    """What it would mean if these rows held from `day` on. At most 21 queries.

    Of the customers that `actor` sees.
    `connections` say for whom their lists would hold besides those who have them now.
    """
    variants = {row.variant_id for row in proposed}
    reached = customers_reached({row.price_list_id for row in proposed}, connections)
    reached = reached.visible_to(actor)
    touched = Touched.by(reached, variants)
    tried = list(reached.order_by("pk").values_list("pk", flat=True)[: MOST_TRIED + 1])
    material = price_material([*touched.customer_ids, *tried[:MOST_TRIED]], [*variants], on=day)
    comparison = Comparison(material, material.with_proposed(proposed, connections))
    unmoved, all_tried = _unmoved(comparison, proposed, touched.bought, tried[:MOST_TRIED])
    all_tried = all_tried and len(tried) <= MOST_TRIED
    return _impact(comparison, touched, day, unmoved, all_tried=all_tried)


def impact_of_discount(
    kind: DiscountKind,
    pk: int,
    new_percent: Decimal,
    *,
    day: date | None = None,
    actor: Actor,
) -> Impact:
    """What another discount of a group, a customer or a tier would mean to the customers that
    `actor` sees. At most 20 queries."""
    column = {"group": "main_group", "customer": "pk", "tier": "pricing_tier"}[kind]
    seen = Customer.objects.active().visible_to(actor)
    touched = Touched.by(seen.filter(**{column: pk}), None)
    on = day or timezone.localdate()
    before = price_material(touched.customer_ids, touched.variant_ids, on=on)
    comparison = Comparison(before, _with_discount(before, kind, pk, new_percent))
    return _impact(comparison, touched, on, (), all_tried=True)


def _with_discount(
    material: PriceMaterial, kind: DiscountKind, pk: int, percent: Decimal
) -> PriceMaterial:
    if kind == "customer":
        buyers = {
            key: replace(buyer, percent=percent) if key == pk else buyer
            for key, buyer in material.buyers.items()
        }
        return replace(material, buyers=buyers)
    if kind == "group":
        return replace(material, groups=_with_level(material.groups, pk, percent))
    return replace(material, tiers=_with_level(material.tiers, pk, percent))


def _with_level(levels: Mapping[int, Level], pk: int, percent: Decimal) -> Mapping[int, Level]:
    return {
        key: replace(level, percent=percent) if key == pk else level
        for key, level in levels.items()
    }


def _unmoved(
    comparison: Comparison,
    proposed: Sequence[ProposedRow],
    bought: Sequence[Bought],
    tried: Sequence[int],
) -> tuple[Sequence[Unmoved], bool]:
    """The rows that move nobody, with the reason; whether all customers were tried on them.

    Buyers of the article come first, then others for whom the list is.
    """
    buyers: defaultdict[int, dict[int, Iterable[int]]] = defaultdict(dict)
    for each in bought:
        buyers[each.variant_id][each.customer_id] = each.lines
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for customer_id in dict.fromkeys((*(each.customer_id for each in bought), *tried)):
        for list_id in comparison.after.lists_of(customer_id):
            holders[list_id].append(customer_id)
    found, budget, is_whole = [], MOST_PAIRS, True
    for row in proposed:
        quantities = buyers.get(row.variant_id, {})
        others = holders.get(row.price_list_id, [])
        first = [pk for pk in quantities if pk in comparison.after.buyers]
        asked = dict.fromkeys((*first, *others[: max(budget, 50)]))
        is_whole = is_whole and len(others) <= max(budget, 50)
        unmoved = unmoved_by(comparison, row, asked, quantities)
        if unmoved is not None:
            budget -= len(asked)
            found.append(unmoved)
    return found, is_whole


def _impact(
    comparison: Comparison,
    touched: Touched,
    day: date,
    unmoved: Sequence[Unmoved],
    *,
    all_tried: bool,
) -> Impact:
    weighed = [
        (each, comparison.change(each.customer_id, each.variant_id, each.usual_quantity))
        for each in touched.bought
    ]
    payers = _payers(touched.customer_ids)
    articles = _articles([*touched.variant_ids, *(each.row.variant_id for each in unmoved)])
    pairs = [
        _pair(each, usual, comparison.change, payers, articles)
        for each, usual in weighed
        if any(comparison.change(each.customer_id, each.variant_id, q).moves for q in each.lines)
    ]
    return Impact(
        day=day,
        currency=comparison.before.currency,
        reached=len({each.customer_id for each in touched.bought}),
        pairs=pairs,
        unmoved=[(articles[each.row.variant_id], each) for each in unmoved],
        carts=_carts(comparison, touched.cart_lines, payers, articles),
        orders=_orders(comparison, touched.order_lines, payers),
        left_out=replace(touched.left_out, customers=not all_tried),
    )


def _pair(
    bought: Bought,
    usual: Change,
    change: Callable[[int, int, int], Change],
    payers: Mapping[int, Payer],
    articles: Mapping[int, Article],
) -> PairImpact:
    before = after = ZERO
    for quantity, lines in bought.lines.items():
        each = change(bought.customer_id, bought.variant_id, quantity)
        if each.before.unit_net is not None and each.after.unit_net is not None:
            before += each.before.unit_net * quantity * lines
            after += each.after.unit_net * quantity * lines
    return PairImpact(
        payer=payers[bought.customer_id],
        article=articles[bought.variant_id],
        pieces=bought.pieces,
        usual_quantity=bought.usual_quantity,
        unit_before=usual.before.unit_net,
        unit_after=usual.after.unit_net,
        year_before=before,
        year_after=after,
    )


def _carts(
    comparison: Comparison,
    lines: Sequence[CartLine],
    payers: Mapping[int, Payer],
    articles: Mapping[int, Article],
) -> Sequence[TouchedCart]:
    """Open carts with a line whose price moves, the latest changed first."""
    found: dict[int, TouchedCart] = {}
    moved: defaultdict[int, list[TouchedLine]] = defaultdict(list)
    for line in lines:
        cart = line.cart
        if cart.customer_id is None or cart.customer_id not in payers:
            continue
        change = comparison.change(cart.customer_id, line.variant_id, line.quantity)
        if not change.moves:
            continue
        moved[cart.pk].append(
            TouchedLine(
                articles[line.variant_id],
                line.quantity,
                change.before.unit_net,
                change.after.unit_net,
            )
        )
        who = cart.user.full_name if cart.user else ""
        payer = payers[cart.customer_id]
        found[cart.pk] = TouchedCart(payer, who, cart.changed_at, moved[cart.pk])
    return list(found.values())


def _orders(
    comparison: Comparison, lines: Sequence[OrderLine], payers: Mapping[int, Payer]
) -> Sequence[WaitingOrder]:
    """Waiting orders with a line that would be priced otherwise today, the newest first."""
    counts: defaultdict[int, int] = defaultdict(int)
    orders: dict[int, Order] = {}
    for line in lines:
        order = line.order
        if line.variant_id is None:
            continue
        if comparison.change(order.customer_id, line.variant_id, line.quantity).moves:
            counts[order.pk] += 1
            orders[order.pk] = order
    return [
        WaitingOrder(pk, order.number, payers[order.customer_id], counts[pk])
        for pk, order in orders.items()
    ]


def _payers(customer_ids: Collection[int]) -> Mapping[int, Payer]:
    found = Customer.objects.filter(pk__in=customer_ids).values_list(
        "pk", "number", "name", "main_group_id", "main_group__name"
    )
    return {payer[0]: Payer(*payer) for payer in found}


def _articles(variant_ids: Collection[int]) -> Mapping[int, Article]:
    found = Variant.objects.filter(pk__in=variant_ids).values_list(
        "pk", "sku", "product__name", "name"
    )
    return {
        pk: Article(pk, sku, f"{product}, {name}" if name else product)
        for pk, sku, product, name in found
    }
