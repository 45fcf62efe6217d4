"""What the orderer's agreement has instead of lines outside it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from catalogue.models import Category, ProductCategory, Variant
from catalogue.selectors.prices import price_book
from catalogue.selectors.products import agreed_among
from catalogue.selectors.visibility import agreed_only, visible_variants
from customers.actors import Actor
from orders.hints import Candidate, Wanted, best_alternative
from orders.models import Order, OrderLine

CANDIDATES = 40  # of a category, the most bought first: enough to find one of the same kind


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
    shelves = _shelves(found.values(), places)
    prices = price_book(orderer, list(found))
    opened = set(visible_variants(actor).filter(pk__in=found).values_list("pk", flat=True))
    chosen: dict[int, Alternative] = {}
    for line in outside:
        wanted = _wanted(line, places)
        near = {pk for shelf in wanted.category_ids for pk in shelves[shelf]}
        near.update(pk for pk, each in found.items() if each.product_id == wanted.product_id)
        candidates = [
            Candidate(
                pk,
                found[pk].product_id,
                places[found[pk].product_id],
                variant_name(found[pk]),
                unit_net,
            )
            for pk in near
            if (unit_net := prices.answer(pk, line.quantity).unit_net) is not None
        ]
        best = best_alternative(wanted, candidates)
        if best is not None:
            chosen[line.pk] = Alternative(
                line=line,
                variant=found[best.variant_id],
                unit_net=best.unit_net,
                saving_net=line.line_net - best.unit_net * line.quantity,
                has_page=best.variant_id in opened,
            )
    return chosen


def _shelves(
    variants: Iterable[Variant], places: Mapping[int, frozenset[int]]
) -> Mapping[int, list[int]]:
    """The variants of each category, so that no line is held against all of them."""
    shelves: defaultdict[int, list[int]] = defaultdict(list)
    for variant in variants:
        for category_id in places[variant.product_id]:
            shelves[category_id].append(variant.pk)
    return shelves


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
