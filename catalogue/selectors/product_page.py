"""A product's page: its versions, pictures and papers, and what goes with it or came after it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from catalogue.models import (
    Category,
    Product,
    ProductCategory,
    ProductDocument,
    ProductImage,
    ProductRelation,
    Variant,
)
from catalogue.querysets import in_audiences
from catalogue.selectors.listing import listing_page, position_of
from catalogue.selectors.successors import successors_of
from catalogue.selectors.tree import Tree, tree_now
from catalogue.selectors.visibility import agreed_items, shows_only_agreement, visible_variants
from core.prepared import Prepared
from customers.actors import Actor
from customers.models import Customer, Membership

_PICTURE, _PAPER, _RELATED = "picture", "paper", "related"
_MOST_RELATED = 40


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the product, or of one version when `variant_id` says so."""

    pk: int
    alt: str
    variant_id: int | None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the product; `size` in bytes, `content_type` by its content."""

    pk: int
    title: str
    content_type: str
    size: int


@dataclass(frozen=True)
class ProductPage:
    """A product with all that its page shows of it, besides prices.

    `path` leads from the root to one of its categories; empty for who sees only the agreement.
    `related_ids` go with it and may be seen by the visitor, but for an agreement that hides them.
    `later_ids`: what took the place of a version, the nearest first, whoever may see it.
    """

    product: Product
    variants: tuple[Variant, ...]
    pictogram: str
    pictures: tuple[Picture, ...]
    papers: tuple[Paper, ...]
    related_ids: tuple[int, ...]
    agreed_ids: frozenset[int]
    later_ids: Mapping[int, tuple[int, ...]]
    path: tuple[Category, ...]

    def has(self, sku: str) -> bool:
        return any(variant.sku == sku for variant in self.variants)


class _Extra(NamedTuple):
    """What hangs on a product, in one shape so that one question finds all of it."""

    kind: str
    position: int
    row_id: int
    other_id: int | None  # of the version that a picture shows, of the related product
    text: str
    content_type: str
    size: int


def product_page(actor: Actor, slug: str, *, tree: Tree | None = None) -> ProductPage | None:
    """The product at an address, or None when the visitor may not see it.

    Two queries, besides one for a `tree` not handed in.
    """
    tree = tree or tree_now()
    audiences = tree.audience_ids(actor)
    rows = _seen(actor, slug, audiences)
    if not rows:
        return None
    variants = tuple(rows)
    product, shown = variants[0].product, {variant.pk for variant in variants}
    category_ids: Sequence[int] = rows[0].category_ids
    extras = sorted(
        map(_Extra._make, _EXTRAS.rows(product_id=product.pk, audiences=sorted(audiences))),
        key=lambda extra: (extra.position, extra.row_id),
    )
    return ProductPage(
        product=product,
        variants=variants,
        pictogram=tree.drawing_of(category_ids[0] if category_ids else None),
        pictures=tuple(
            Picture(extra.row_id, extra.text, extra.other_id)
            for extra in extras
            if extra.kind == _PICTURE and (extra.other_id is None or extra.other_id in shown)
        ),
        papers=tuple(
            Paper(extra.row_id, extra.text, extra.content_type, extra.size)
            for extra in extras
            if extra.kind == _PAPER
        ),
        related_ids=tuple(
            extra.other_id for extra in extras if extra.kind == _RELATED and extra.other_id
        )[:_MOST_RELATED],
        agreed_ids=frozenset(row.pk for row in rows if getattr(row, "is_agreed", False)),
        later_ids={row.pk: _later(row) for row in rows},
        path=_path(actor, category_ids, tree, audiences),
    )


def neighbours(
    audiences: Collection[int], product: Product, category: Category, *, count: int
) -> list[int]:
    """Products of the same category with the names that come next, for 'more of these'.

    One or two queries, for a category of any size.
    """
    after = position_of(product)
    following = listing_page(audiences, category.pk, after=after, size=count).product_ids
    if len(following) < count:
        following += listing_page(audiences, category.pk, size=count + 1).product_ids
    return [pk for pk in dict.fromkeys(following) if pk != product.pk][:count]


def successor_of(actor: Actor, page: ProductPage, variant: Variant, tree: Tree) -> Variant | None:
    """What took the place of a version of the page: the nearest that the visitor may buy.

    With product and VAT rate. One query, none for a version that nothing replaces.
    """
    ids = page.later_ids[variant.pk]
    if not ids:
        return None
    rows = visible_variants(actor, audiences=tree.audience_ids(actor)).filter(pk__in=ids)
    found = {each.pk: each for each in rows.select_related("product", "vat_rate")}
    return next((found[pk] for pk in ids if pk in found), None)


def taken_place_of(actor: Actor, slug: str, sku: str) -> Variant | None:
    """What the visitor may buy instead of a version at this address that is no longer sold.

    Of the version with the article number, or without one of the first that has a successor. None
    also when the old one was never for this visitor. At most three queries.
    """
    gone = Variant.objects.order_by("position", "pk").filter(
        Q(is_active=False) | Q(product__is_active=False),
        product__slug=slug,
        replaced_by__isnull=False,
    )
    if sku:
        gone = gone.filter(sku=sku)
    ids = list(gone.values_list("pk", flat=True)[:_MOST_RELATED])
    found = successors_of(actor, ids)
    return next((found[pk] for pk in ids if pk in found), None)


def _path(
    actor: Actor, category_ids: Sequence[int], tree: Tree, audiences: Collection[int]
) -> tuple[Category, ...]:
    """One way through the tree to the product that the visitor may walk."""
    if shows_only_agreement(actor):
        return ()
    for category_id in category_ids:
        category = tree.categories.get(category_id)
        if category is not None and category.audience_id in audiences:
            return tuple(tree.way_to(category))
    return ()


def _later(row: Any) -> tuple[int, ...]:
    ids = (row.replaced_by_id, row.then_id, row.last_id)
    return tuple(pk for pk in dict.fromkeys(ids) if pk is not None and pk != row.pk)


def _seen(actor: Actor, slug: str, audiences: Collection[int]) -> list[Any]:
    """The visitor's versions of the product, in order. One query."""
    values: dict[str, Any] = {"slug": slug, "audiences": sorted(audiences)}
    if actor.customer is not None:
        values |= {
            "customer_id": actor.customer.pk,
            "group_id": actor.customer.main_group_id,
            "day": timezone.localdate(),
        }
    return _prepared(actor.customer is not None, shows_only_agreement(actor)).rows(**values)


@cache
def _prepared(of_customer: bool, only_agreed: bool) -> Prepared[Variant]:
    """The question in one of its shapes."""
    if not of_customer:
        return Prepared(
            lambda slug, audiences: _rows(Actor(), slug, audiences, None), slug=str, audiences=list
        )

    def build(
        slug: str, audiences: list[int], customer_id: int, group_id: int, day: date
    ) -> QuerySet[Variant, Variant]:
        customer = Customer(pk=customer_id, number="", main_group_id=group_id)
        member = Membership(customer=customer, only_agreement_assortment=only_agreed)
        return _rows(Actor(membership=member), slug, audiences, day)

    return Prepared(build, slug=str, audiences=list, customer_id=int, group_id=int, day=date)


def _rows(
    actor: Actor, slug: str, audiences: list[int], day: date | None
) -> QuerySet[Variant, Variant]:
    """Versions with product and VAT rate, the product's categories and the next successors."""
    places = ProductCategory.objects.filter(product=OuterRef("product_id")).order_by("pk")
    rows = (
        visible_variants(actor, audiences=audiences, day=day)
        .filter(product__slug=slug)
        .select_related("product", "vat_rate")
        .defer("product__search_codes")
        .annotate(
            category_ids=ArraySubquery(places.values("category_id")),
            then_id=F("replaced_by__replaced_by_id"),
            last_id=F("replaced_by__replaced_by__replaced_by_id"),
        )
        .order_by("position", "pk")
    )
    if actor.customer is None:
        return rows
    agreed = agreed_items(actor, day=day).filter(variant=OuterRef("pk"))
    return rows.annotate(is_agreed=Exists(agreed))


def _extras(product_id: int, audiences: list[int]) -> QuerySet[Any, Any]:
    """Its pictures and papers, and what goes with it and is for sale to these audiences."""
    none: Value = Value(None, output_field=BigIntegerField())
    nothing: Value = Value("", output_field=CharField())
    pictures = (
        ProductImage.objects.order_by()
        .filter(product=product_id)
        .values_list(_word(_PICTURE), "position", "pk", "variant_id", "alt", nothing, _NO_SIZE)
    )
    papers = (
        ProductDocument.objects.order_by()
        .filter(product=product_id)
        .values_list(_word(_PAPER), "position", "pk", none, "title", "content_type", "size")
    )
    related = (
        ProductRelation.objects.order_by()
        .filter(
            in_audiences("other__audience_id", audiences),
            product=product_id,
            other__is_active=True,
        )
        .values_list(_word(_RELATED), "position", "pk", "other_id", nothing, nothing, _NO_SIZE)
    )
    return pictures.union(papers, related, all=True)


def _word(kind: str) -> Value:
    return Value(kind, output_field=CharField())


_NO_SIZE: Value = Value(0, output_field=BigIntegerField())
_EXTRAS: Prepared[Any] = Prepared(_extras, product_id=int, audiences=list)
