"""An order in somebody's own words as its approver fills it in: what to offer, what it comes to.

Everything is what the orderer may see, at the orderer's prices; a fixed number of queries.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, Sum

from approvals.models import ApprovalRequest
from catalogue.models import Variant
from catalogue.selectors.search import SearchHit, search
from catalogue.selectors.visibility import visible_variants
from customers.actors import Actor
from customers.models import ShopSettings
from customers.querysets import in_organisation
from orders.checks import OrderCheck
from orders.models import Order, OrderLine
from orders.selectors.baskets import Basket, BasketLine, Wish, price_basket
from orders.selectors.small_orders import small_order_terms
from orders.states import SALE_STATUSES
from orders.suggesting import Candidate, best_first, things_in
from orders.totals import LineAmount, OrderTotals, VatTreatment
from orders.waiting import check_waiting, totals_with

BY_WORDS, BY_HABIT = 20, 10  # together the most that one page offers
SEARCHED = 12  # products of the approver's own search
VERSIONS = 4  # of each of them
LATELY = 400  # orders of the organisation that tell its habits
_USUAL = 60


@dataclass(frozen=True, slots=True)
class Ordered:
    """How the orderer's organisation has ordered one variant lately."""

    times: int
    pieces: int
    last_at: datetime


@dataclass(frozen=True)
class Offers:
    """What the page offers, priced for one piece. `text` is what was searched for."""

    text: str
    basket: Basket
    ordered: Mapping[int, Ordered]
    fitting: frozenset[int]  # variants that fit the words
    corrected_from: str = ""


@dataclass(frozen=True, slots=True)
class FillRow:
    """A line as it would be. `quantity` 0 = it goes. `line` is what the order has now, if any."""

    variant_id: int | None
    name: str
    sku: str
    quantity: int
    amount: LineAmount
    line: OrderLine | None

    @property
    def is_changed(self) -> bool:
        return self.line is None or self.line.quantity != self.quantity


@dataclass(frozen=True)
class Filling:
    """The order with what is wanted of it, not saved. `refused` = variants that cannot be had."""

    rows: tuple[FillRow, ...]
    totals: OrderTotals
    check: OrderCheck | None
    refused: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        return not any(row.quantity for row in self.rows)

    @property
    def is_changed(self) -> bool:
        return any(row.is_changed for row in self.rows)


def orderer_of(order: Order) -> Actor | None:
    """The one for whom it is filled in; None when the membership has ended. People are loaded."""
    if order.membership is None:
        return None
    return Actor(user=order.membership.user, membership=order.membership)


def suggested(order: Order, orderer: Actor, shop: ShopSettings) -> Offers:
    """What the wish may mean, best first, then what the organisation often orders."""
    things = things_in(order.comment)
    places = [
        (place, hit)
        for thing in things
        for place, hit in enumerate(search(orderer, thing, limit=BY_WORDS).hits)
    ]
    ordered = _ordered_lately(order)
    variants = _variants(orderer, [hit for _place, hit in places], ordered)
    words: dict[int, int] = {}
    for place, hit in sorted(places, key=lambda pair: pair[0]):
        if hit.product_id in variants:
            words.setdefault(_version(variants[hit.product_id], hit, ordered).pk, place)
    habits = {pk: place for place, pk in enumerate(ordered)}
    buyable = {variant.pk for found in variants.values() for variant in found}
    ids = best_first(
        (
            Candidate(pk, words.get(pk), habits.get(pk))
            for pk in dict.fromkeys([*words, *(pk for pk in habits if pk in buyable)])
        ),
        by_words=BY_WORDS,
        by_habit=BY_HABIT,
    )
    return Offers(" · ".join(things), _priced(order, orderer, shop, ids), ordered, frozenset(words))


def searched(order: Order, orderer: Actor, shop: ShopSettings, text: str) -> Offers:
    """What the approver searches for themselves, each with a few of its versions."""
    answer = search(orderer, text, limit=SEARCHED)
    ordered = _ordered_lately(order)
    variants = _variants(orderer, answer.hits, {})
    ids = [
        variant.pk
        for hit in answer.hits
        for variant in _asked_first(variants.get(hit.product_id, ()), hit)[:VERSIONS]
    ]
    basket = _priced(order, orderer, shop, ids)
    return Offers(answer.text, basket, ordered, frozenset(ids), answer.corrected_from)


def filled_with(
    order: Order, orderer: Actor, shop: ShopSettings, wanted: Mapping[int, int]
) -> Filling:
    """The order if the quantities by variant were `wanted`: rows, sums, limit, credit and route.

    Lines that stay as they are keep their price, as when it is saved.
    """
    lines = {line.variant_id: line for line in order.lines.all() if line.variant_id is not None}
    asked = {
        pk: quantity
        for pk, quantity in wanted.items()
        if quantity > 0 and (pk not in lines or lines[pk].quantity != quantity)
    }
    priced = {
        line.variant.pk: line
        for line in _basket(order, orderer, shop, asked).lines
        if line.is_priced
    }
    rows = [_row_of_line(line, wanted, priced) for line in order.lines.all()]
    rows += [_new_row(line) for pk, line in priced.items() if pk not in lines]
    amounts = [row.amount for row in rows if row.quantity]
    small_order = small_order_terms(orderer.customer)
    totals = totals_with(order, amounts, had_lines=bool(order.lines.all()), small_order=small_order)
    return Filling(
        rows=tuple(rows),
        totals=totals,
        check=_check(order, totals),
        refused=tuple(pk for pk in asked if pk not in priced),
    )


def _check(order: Order, totals: OrderTotals) -> OrderCheck | None:
    request = order.approval
    if order.membership is None or not isinstance(request, ApprovalRequest):
        return None
    return check_waiting(order, membership=order.membership, request=request, totals=totals)


def _row_of_line(
    line: OrderLine, wanted: Mapping[int, int], priced: Mapping[int, BasketLine]
) -> FillRow:
    quantity = line.quantity
    if line.variant_id is not None:
        quantity = wanted.get(line.variant_id, line.quantity)
    new = priced.get(line.variant_id or 0)
    unit_net, vat = (new.unit_net, new.vat_percent) if new else (line.unit_net, line.vat_percent)
    amount = LineAmount(quantity, unit_net, vat)
    return FillRow(line.variant_id, line.name, line.sku, quantity, amount, line)


def _new_row(line: BasketLine) -> FillRow:
    amount = LineAmount(line.quantity, line.unit_net, line.vat_percent)
    return FillRow(line.variant.pk, line.name, line.variant.sku, line.quantity, amount, None)


def _ordered_lately(order: Order) -> dict[int, Ordered]:
    """By variant, the most ordered first, from the organisation's latest orders. One query.

    Counted are orders that reached the shop and were not cancelled.
    """
    latest = (
        Order.objects.filter(in_organisation(order.customer, "customer__"))
        .filter(status__in=SALE_STATUSES)
        .order_by("-placed_at", "-pk")
        .values("pk")[:LATELY]
    )
    rows = (
        OrderLine.objects.filter(order__in=latest, variant__isnull=False)
        .values("variant_id")
        .annotate(
            times=Count("order", distinct=True),
            pieces=Sum("quantity"),
            last_at=Max("order__placed_at"),
        )
        .order_by("-times", "-last_at", "variant_id")
    )
    return {
        row["variant_id"]: Ordered(row["times"], row["pieces"], row["last_at"])
        for row in rows[:_USUAL]
    }


def _variants(
    orderer: Actor, hits: Sequence[SearchHit], ordered: Mapping[int, Ordered]
) -> Mapping[int, Sequence[Variant]]:
    """By product, what the orderer may buy of it. One query."""
    found: defaultdict[int, list[Variant]] = defaultdict(list)
    wanted = Q(product__in=[hit.product_id for hit in hits]) | Q(pk__in=list(ordered))
    for variant in visible_variants(orderer).filter(wanted).order_by("position", "pk"):
        found[variant.product_id].append(variant)
    return found


def _asked_first(variants: Sequence[Variant], hit: SearchHit) -> Sequence[Variant]:
    """The version whose code was written before the others."""
    return sorted(variants, key=lambda variant: variant.pk != hit.variant_id)


def _version(
    variants: Sequence[Variant], hit: SearchHit, ordered: Mapping[int, Ordered]
) -> Variant:
    """The version whose code was written, else the one most ordered, else the first."""

    def fits(variant: Variant) -> tuple[bool, int]:
        known = ordered.get(variant.pk)
        return variant.pk == hit.variant_id, known.times if known else 0

    return max(variants, key=fits)


def _priced(order: Order, orderer: Actor, shop: ShopSettings, ids: Sequence[int]) -> Basket:
    return _basket(order, orderer, shop, dict.fromkeys(ids, 1))


def _basket(
    order: Order, orderer: Actor, shop: ShopSettings, quantities: Mapping[int, int]
) -> Basket:
    return price_basket(
        actor=orderer,
        wishes=[Wish(pk, quantity) for pk, quantity in quantities.items()],
        shop=shop,
        treatment=VatTreatment(order.vat_treatment),
    )
