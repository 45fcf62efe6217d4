"""What belongs to products, and single ones of them, as the visitor may see it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, NullIf

from catalogue.models import ProductCategory, ProductImage, Variant
from catalogue.selectors.visibility import (
    agreed_items,
    visible_products,
    visible_variants,
)
from customers.actors import Actor


def pictograms_of(product_ids: Collection[int]) -> Mapping[int, str]:
    """The drawing of each product's category, or of the one above it. One query."""
    drawing = Coalesce(
        NullIf(F("category__pictogram"), Value("")),
        NullIf(F("category__parent__pictogram"), Value("")),
        F("category__parent__parent__pictogram"),
        Value(""),
    )
    placements = ProductCategory.objects.filter(product__in=product_ids).order_by("-pk")
    return dict(placements.values_list("product_id", drawing))


def images_of(product_ids: Collection[int]) -> Mapping[int, list[ProductImage]]:
    """The pictures of each product, in order. One query."""
    images: defaultdict[int, list[ProductImage]] = defaultdict(list)
    for image in ProductImage.objects.filter(product__in=product_ids):
        images[image.product_id].append(image)
    return images


def shown_images(
    images: Sequence[ProductImage], variants: Collection[Variant]
) -> list[ProductImage]:
    """Those of the pictures that are of the product or of one of these variants."""
    shown = {variant.pk for variant in variants}
    return [image for image in images if image.variant_id is None or image.variant_id in shown]


def agreed_among(actor: Actor, variant_ids: Collection[int]) -> set[int]:
    """Which of the variants stand in an agreement of the visitor's. One query for a customer."""
    if actor.customer is None:
        return set()
    items = agreed_items(actor).filter(variant__in=variant_ids)
    return set(items.values_list("variant_id", flat=True))


def popular_products(actor: Actor, *, count: int) -> list[int]:
    """What has been bought most, of what the visitor may see. One query."""
    products = visible_products(actor).filter(popularity__gt=0)
    return list(products.order_by("-popularity", "pk").values_list("pk", flat=True)[:count])


def visible_image(actor: Actor, image_id: int) -> ProductImage | None:
    """The picture, if the visitor may see what it is a picture of. One query."""
    return (
        ProductImage.objects.filter(pk=image_id)
        .filter(Exists(visible_products(actor).filter(pk=OuterRef("product"))))
        .filter(Q(variant=None) | Exists(visible_variants(actor).filter(pk=OuterRef("variant"))))
        .first()
    )


def visible_variant(actor: Actor, variant_id: int) -> Variant | None:
    """The variant with its product and VAT rate, if the visitor may see it. One query."""
    variants = visible_variants(actor).select_related("product", "vat_rate")
    return variants.filter(pk=variant_id).first()
