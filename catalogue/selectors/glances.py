"""Goods in lists: what is the visitor's to see, at their price, in two queries."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from catalogue.models import Product, ProductCategory, ProductImage, Variant
from catalogue.pricing.engine import PriceAnswer
from catalogue.selectors.prices import quote
from catalogue.selectors.tree import Tree, tree_now
from catalogue.selectors.visibility import agreed_items, shows_only_agreement, visible_variants
from core.money import ZERO
from core.prepared import Among, Prepared
from customers.actors import Actor
from customers.models import Customer, Membership, ShopSettings


@dataclass(frozen=True)
class ProductGlance:
    """A product in a list: the variants the visitor may buy, and the one whose price stands there.

    `offer` is the variant with the lowest price, the first when none has one. `pictogram` is the
    category's drawing, for when there is no picture. Descriptions and attributes are not loaded.
    """

    product: Product
    variants: tuple[Variant, ...]
    offer: Variant
    price: PriceAnswer
    pictogram: str
    image_id: int | None
    is_agreed: bool

    @property
    def stock_quantity(self) -> int:
        return sum(max(variant.stock_quantity, 0) for variant in self.variants)

    @property
    def is_single(self) -> bool:
        return len(self.variants) == 1


def product_glances(
    actor: Actor,
    product_ids: Sequence[int],
    *,
    tree: Tree | None = None,
    shop: ShopSettings | None = None,
) -> list[ProductGlance]:
    """Those of the products that the visitor may see, in the same order.

    Two queries for any number of products, besides those for a `tree` and `shop` not handed in.
    """
    tree = tree or tree_now()
    groups: defaultdict[int, list[Variant]] = defaultdict(list)
    for variant in _seen(actor, "product_id", product_ids, tree):
        groups[variant.product_id].append(variant)
    ordered = [tuple(groups[pk]) for pk in product_ids if pk in groups]
    return _glances(actor, ordered, tree, shop)


def variant_glances(
    actor: Actor,
    variant_ids: Sequence[int],
    *,
    tree: Tree | None = None,
    shop: ShopSettings | None = None,
) -> list[ProductGlance]:
    """As `product_glances`, each variant by itself."""
    tree = tree or tree_now()
    found = {variant.pk: variant for variant in _seen(actor, "pk", variant_ids, tree)}
    return _glances(actor, [(found[pk],) for pk in variant_ids if pk in found], tree, shop)


def _glances(
    actor: Actor, groups: Sequence[tuple[Variant, ...]], tree: Tree, shop: ShopSettings | None
) -> list[ProductGlance]:
    variants = {variant.pk: variant for group in groups for variant in group}
    prices = quote(actor, dict.fromkeys(variants, 1), variants=variants, shop=shop)
    glances = []
    for group in groups:
        offer = min(group, key=lambda variant: _by_price(prices[variant.pk]))
        facts = [_facts(variant) for variant in group]
        images = [each.first_image for each in facts if each.first_image]
        glances.append(
            ProductGlance(
                product=offer.product,
                variants=group,
                offer=offer,
                price=prices[offer.pk],
                pictogram=tree.drawing_of(facts[0].category_id),
                image_id=min(images)[1] if images else None,
                is_agreed=any(each.is_agreed for each in facts),
            )
        )
    return glances


def _by_price(price: PriceAnswer) -> tuple[bool, Decimal]:
    """The lowest price first, those without one last."""
    return (price.unit_net is None, price.unit_net or ZERO)


class _Facts(NamedTuple):
    """What `_rows` says of a variant besides its own columns."""

    category_id: int | None
    first_image: list[int] | None  # position, id
    is_agreed: bool


def _facts(variant: Any) -> _Facts:
    return _Facts(
        variant.category_id, variant.first_image, bool(getattr(variant, "is_agreed", False))
    )


def _seen(actor: Actor, column: str, ids: Collection[int], tree: Tree) -> list[Variant]:
    """The visitor's variants whose `column` is one of `ids`. One query, none without ids."""
    if not ids:
        return []
    values: dict[str, Any] = {"ids": list(ids), "audiences": sorted(tree.audience_ids(actor))}
    if actor.customer is not None:
        values |= {
            "customer_id": actor.customer.pk,
            "group_id": actor.customer.main_group_id,
            "day": timezone.localdate(),
        }
    asked = _prepared(column, actor.customer is not None, shows_only_agreement(actor))
    return asked.rows(**values)


@cache
def _prepared(column: str, of_customer: bool, only_agreed: bool) -> Prepared[Variant]:
    """The question in one of its shapes."""
    if not of_customer:
        return Prepared(
            lambda ids, audiences: _rows(Actor(), column, ids, audiences, None),
            ids=list,
            audiences=list,
        )

    def build(
        ids: list[int], audiences: list[int], customer_id: int, group_id: int, day: date
    ) -> QuerySet[Variant, Variant]:
        customer = Customer(pk=customer_id, number="", main_group_id=group_id)
        member = Membership(customer=customer, only_agreement_assortment=only_agreed)
        return _rows(Actor(membership=member), column, ids, audiences, day)

    return Prepared(build, ids=list, audiences=list, customer_id=int, group_id=int, day=date)


def _rows(
    actor: Actor, column: str, ids: list[int], audiences: list[int], day: date | None
) -> QuerySet[Variant, Variant]:
    """Variants with their product and VAT rate, the place that draws them and the first picture."""
    place = ProductCategory.objects.filter(product=OuterRef("product_id")).order_by("pk")
    images = ProductImage.objects.filter(
        Q(variant=None) | Q(variant=OuterRef("pk")), product=OuterRef("product_id")
    ).order_by("position", "pk")
    position_and_id = Func(
        F("position"),
        F("pk"),
        template="ARRAY[%(expressions)s]",
        output_field=ArrayField(BigIntegerField()),
    )
    rows = (
        visible_variants(actor, audiences=audiences, day=day)
        .filter(Among(column, ids))
        .select_related("product", "vat_rate")
        .defer("attributes", "product__description", "product__search_codes")
        .annotate(
            category_id=Subquery(place.values("category_id")[:1]),
            first_image=Subquery(images.values_list(position_and_id)[:1]),
        )
    )
    if actor.customer is None:
        return rows
    agreed = agreed_items(actor, day=day).filter(variant=OuterRef("pk"))
    return rows.annotate(is_agreed=Exists(agreed))
