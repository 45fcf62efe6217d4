"""One product as its card in the back office shows it, part by part."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from catalogue.models import (
    EVERYONE_ID,
    NOBODY_ID,
    OwnArticleNumber,
    Product,
    ProductCategory,
    ProductDocument,
    ProductImage,
    ProductRelation,
    Variant,
    VariantCode,
)
from catalogue.selectors.exports import category_paths
from catalogue.sheet_values import CategoryPath
from customers.actors import Actor
from customers.models import Customer, CustomerGroup


@dataclass(frozen=True)
class ProductCard:
    """The product with how much each part of its card holds."""

    product: Product
    variants: int
    pictures: int
    documents: int
    relations: int
    own_numbers: int

    @property
    def is_for_everyone(self) -> bool:
        return self.product.audience_id == EVERYONE_ID

    @property
    def is_for_nobody(self) -> bool:
        return self.product.audience_id == NOBODY_ID


def product_card(product_id: int) -> ProductCard:
    """One query, or Http404."""
    counts = {
        "variants": _count(Variant.objects.all()),
        "pictures": _count(ProductImage.objects.all()),
        "documents": _count(ProductDocument.objects.all()),
        "relations": _count(ProductRelation.objects.all()),
        "own_numbers": _count(OwnArticleNumber.objects.all(), "variant__product"),
    }
    rows: Any = Product.objects.annotate(**{f"count_of_{name}": c for name, c in counts.items()})
    found = rows.filter(pk=product_id).first()
    if found is None:
        raise Http404
    return ProductCard(found, **{name: getattr(found, f"count_of_{name}") for name in counts})


def _count(rows: "QuerySet[Any]", owner: str = "product") -> Coalesce:
    counted = rows.filter(**{owner: OuterRef("pk")}).order_by().values(owner)
    number = counted.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def places_of(product: Product) -> list[tuple[int, CategoryPath]]:
    """Its categories, each by id and the names from the root down. Two queries."""
    paths = category_paths()
    placed = ProductCategory.objects.filter(product=product).order_by("pk")
    return [(pk, paths[pk]) for pk in placed.values_list("category_id", flat=True)]


def limit_of(target: Product | Variant) -> list[CustomerGroup]:
    """The groups of its own 'limit by group'. One query."""
    return list(target.limit_groups.order_by("name"))


def limit_told(actor: Actor, target: Product | Variant) -> tuple[Sequence[CustomerGroup], int]:
    """As `limit_of`, those that the actor may know of, and how many more. Two queries at most."""
    groups = limit_of(target)
    if actor.team_ids is None or not groups:
        return groups, 0
    ids = [group.pk for group in groups]
    rows = CustomerGroup.objects.visible_to(actor).filter(pk__in=ids)
    seen = set(rows.values_list("pk", flat=True))
    return [group for group in groups if group.pk in seen], len(groups) - len(seen)


def variants_of(product: Product) -> list[Variant]:
    """In their order, with VAT rate, successor and limits. Two queries."""
    rows = product.variants.select_related("vat_rate", "replaced_by")
    return list(rows.prefetch_related("limit_groups").order_by("position", "pk"))


def variant_of(variant_id: int) -> Variant:
    """With its product, VAT rate and successor, or Http404."""
    rows = Variant.objects.select_related("product", "vat_rate", "replaced_by")
    found = rows.filter(pk=variant_id).first()
    if found is None:
        raise Http404
    return found


def variant_by_sku(sku: str) -> Variant | None:
    """By its article number as written, with its product; any letter case if that is one only."""
    rows = Variant.objects.select_related("product")
    exact = rows.filter(sku=sku.strip()).first()
    if exact is not None:
        return exact
    alike = list(rows.filter(sku__iexact=sku.strip())[:2])
    return alike[0] if len(alike) == 1 else None


def further_codes_of(variant: Variant) -> list[str]:
    """One query."""
    rows = VariantCode.objects.filter(variant=variant).order_by("code")
    return list(rows.values_list("code", flat=True))


def pictures_of(product: Product) -> Sequence[ProductImage]:
    """In their order, each with its variant. One query."""
    return list(product.images.select_related("variant").order_by("position", "pk"))


def picture_of(image_id: int) -> ProductImage:
    """With its product, or Http404."""
    found = ProductImage.objects.select_related("product", "variant").filter(pk=image_id).first()
    if found is None:
        raise Http404
    return found


def documents_of(product: Product) -> Sequence[ProductDocument]:
    """In their order. One query."""
    return list(product.documents.order_by("position", "pk"))


def product_document_of(document_id: int) -> ProductDocument:
    """With its product, or Http404."""
    found = ProductDocument.objects.select_related("product").filter(pk=document_id).first()
    if found is None:
        raise Http404
    return found


def relations_of(product: Product) -> Sequence[ProductRelation]:
    """What goes with it, in order. One query."""
    return list(product.relations.select_related("other").order_by("position", "pk"))


def relation_of(relation_id: int) -> ProductRelation:
    found = ProductRelation.objects.select_related("product", "other").filter(pk=relation_id)
    relation = found.first()
    if relation is None:
        raise Http404
    return relation


def own_numbers_of(actor: Actor, product: Product) -> Sequence[OwnArticleNumber]:
    """Of all its variants, at most 500, whose owner the actor may know of; customers' before
    groups'. One query."""
    rows = OwnArticleNumber.objects.filter(variant__product=product)
    if actor.team_ids is not None:
        customers = Customer.objects.visible_to(actor).values("pk")
        groups = CustomerGroup.objects.visible_to(actor).values("pk")
        rows = rows.filter(Q(customer__in=customers) | Q(group__in=groups))
    rows = rows.select_related("variant", "customer", "group")
    return list(
        rows.order_by("variant__position", "variant", "customer__name", "group__name")[:500]
    )


def own_number_of(number_id: int) -> OwnArticleNumber:
    rows = OwnArticleNumber.objects.select_related("variant__product", "customer", "group")
    found = rows.filter(pk=number_id).first()
    if found is None:
        raise Http404
    return found


def owner_called(text: str) -> Customer | CustomerGroup | None:
    """A customer by its number, else a group by its name, in any letter case. Two queries."""
    customer = Customer.objects.filter(number__iexact=text.strip()).first()
    return customer or CustomerGroup.objects.filter(name__iexact=text.strip()).first()
