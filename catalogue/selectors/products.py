"""Goods as pages show them: what is theirs to see, at their price, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, NullIf

from catalogue.models import Category, Product, ProductCategory, ProductImage, Variant
from catalogue.pricing.engine import PriceAnswer
from catalogue.querysets import in_audiences
from catalogue.selectors.listing import listing_page, position_of
from catalogue.selectors.prices import quote
from catalogue.selectors.tree import path_to
from catalogue.selectors.visibility import (
    agreed_items,
    audience_ids,
    audiences_of,
    shows_only_agreement,
    visible_products,
    visible_variants,
)
from core.money import ZERO
from customers.actors import Actor


@dataclass(frozen=True)
class ProductGlance:
    """A product in a list: the variants the visitor may buy, and the one whose price stands there.

    `offer` is the variant with the lowest price, the first when none has one. `pictogram` is the
    category's drawing, for when there is no picture.
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


def product_glances(actor: Actor, product_ids: Sequence[int]) -> list[ProductGlance]:
    """Those of the products that the visitor may see, in the same order.

    Four queries and those of `quote`, for any number of products.
    """
    variants = (
        visible_variants(actor)
        .filter(product__in=product_ids)
        .select_related("product", "vat_rate")
    )
    groups: defaultdict[int, list[Variant]] = defaultdict(list)
    for variant in variants:
        groups[variant.product_id].append(variant)
    return _glances(actor, [tuple(groups[pk]) for pk in product_ids if pk in groups])


def variant_glances(actor: Actor, variant_ids: Sequence[int]) -> list[ProductGlance]:
    """As `product_glances`, each variant by itself."""
    variants = (
        visible_variants(actor).filter(pk__in=variant_ids).select_related("product", "vat_rate")
    )
    found = {variant.pk: variant for variant in variants}
    return _glances(actor, [(found[pk],) for pk in variant_ids if pk in found])


def _glances(actor: Actor, groups: Sequence[tuple[Variant, ...]]) -> list[ProductGlance]:
    variant_ids = [variant.pk for group in groups for variant in group]
    product_ids = {group[0].product_id for group in groups}
    prices = quote(actor, dict.fromkeys(variant_ids, 1))
    pictograms = pictograms_of(product_ids)
    images = images_of(product_ids)
    agreed = agreed_among(actor, variant_ids)
    glances = []
    for group in groups:
        offer = min(group, key=lambda variant: _by_price(prices[variant.pk]))
        product = offer.product
        image = next(iter(shown_images(images[product.pk], group)), None)
        glances.append(
            ProductGlance(
                product=product,
                variants=group,
                offer=offer,
                price=prices[offer.pk],
                pictogram=pictograms.get(product.pk, ""),
                image_id=image.pk if image else None,
                is_agreed=any(variant.pk in agreed for variant in group),
            )
        )
    return glances


def _by_price(price: PriceAnswer) -> tuple[bool, Decimal]:
    """The lowest price first, those without one last."""
    return (price.unit_net is None, price.unit_net or ZERO)


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


@dataclass(frozen=True)
class ProductPage:
    """A product with all that its page shows of it, besides prices."""

    product: Product
    variants: tuple[Variant, ...]
    pictogram: str
    images: tuple[ProductImage, ...]
    agreed_ids: frozenset[int]
    path: tuple[Category, ...]  # from the root; empty for who sees only the agreement


def product_page(actor: Actor, slug: str) -> ProductPage | None:
    """The product at an address, or None when the visitor may not see it. At most seven queries."""
    product = visible_products(actor).filter(slug=slug).first()
    if product is None:
        return None
    variants = tuple(
        visible_variants(actor).filter(product=product).select_related("product", "vat_rate")
    )
    if not variants:
        return None
    ids = [variant.pk for variant in variants]
    return ProductPage(
        product=product,
        variants=variants,
        pictogram=pictograms_of([product.pk]).get(product.pk, ""),
        images=tuple(shown_images(images_of([product.pk])[product.pk], variants)),
        agreed_ids=frozenset(agreed_among(actor, ids)),
        path=_path(actor, product),
    )


def _path(actor: Actor, product: Product) -> tuple[Category, ...]:
    """One way through the tree to the product that the visitor may walk."""
    if shows_only_agreement(actor):
        return ()
    categories = Category.objects.order_by("placements__pk").filter(
        in_audiences("audience_id", audiences_of(actor)), placements__product=product
    )
    category = categories.first()
    return tuple(path_to(category)) if category else ()


def neighbours(actor: Actor, product: Product, category: Category, *, count: int) -> list[int]:
    """Products of the same category with the names that come next, for 'more of these'.

    Two or three queries, for a category of any size.
    """
    audiences = audience_ids(actor)
    after = position_of(product)
    following = listing_page(audiences, category.pk, after=after, size=count).product_ids
    if len(following) < count:
        following += listing_page(audiences, category.pk, size=count + 1).product_ids
    return [pk for pk in dict.fromkeys(following) if pk != product.pk][:count]


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
