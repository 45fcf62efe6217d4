"""Goods one by one: create, change, place, picture. Many at once come by import."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import (
    Category,
    Product,
    ProductCategory,
    ProductImage,
    Variant,
    VatRate,
)
from catalogue.policies import may_change_goods
from catalogue.services.audiences import lock_audiences
from catalogue.services.listing import refresh_listing
from catalogue.services.search_index import reindex_products
from catalogue.services.visibility import refresh_audiences
from catalogue.slugs import free_slugs, slug_of
from catalogue.sorting import sort_key
from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor


@dataclass(frozen=True)
class VariantDraft:
    """What is bought, before it exists. `list_price_net` is ex VAT; None = no price yet."""

    sku: str
    list_price_net: Decimal | None
    vat_rate: VatRate
    name: str = ""
    ean: str = ""
    part_number: str = ""
    stock_quantity: int = 0
    no_backorder: bool = False
    unit: str = ""
    is_free: bool = False
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ProductDraft:
    """What is shown, before it exists."""

    name: str
    variants: Sequence[VariantDraft]
    categories: Collection[Category] = ()
    brand: str = ""
    summary: str = ""
    description: str = ""


@use_case("product.create")
def create_product(*, actor: Actor, draft: ProductDraft) -> Product:
    """A product with its variants in its categories, at once in lists and search.

    Raises `CatalogueRefused` when it has no variant or an article number is taken.
    """
    require(may_change_goods(actor))
    if not draft.variants:
        raise CatalogueRefused(Refused(_("A product needs a version to buy."), "no-variant"))
    _require_free([variant.sku for variant in draft.variants])
    lock_audiences()
    wanted = slug_of(draft.name)
    product = Product.objects.create(
        name=draft.name,
        slug=free_slugs([wanted])[0],
        sort_key=sort_key(draft.name),
        brand=draft.brand,
        summary=draft.summary,
        description=draft.description,
    )
    ProductCategory.objects.bulk_create(
        ProductCategory(product=product, category=category) for category in draft.categories
    )
    for position, variant in enumerate(draft.variants):
        Variant.objects.create(product=product, position=position, **_fields(variant))
    goods_changed([product.pk])
    product.refresh_from_db()
    return product


@use_case("product.change")
def change_product(
    *,
    actor: Actor,
    product: Product,
    name: str,
    brand: str,
    summary: str,
    description: str,
    is_active: bool,
) -> Product:
    """New words for a product, or take it off sale. Its address stays."""
    require(may_change_goods(actor))
    lock_audiences()
    found = Product.objects.select_for_update().get(pk=product.pk)
    found.name, found.sort_key, found.brand = name, sort_key(name), brand
    found.summary, found.description, found.is_active = summary, description, is_active
    found.save()
    goods_changed([found.pk])
    return found


@use_case("product.place")
def place_product(*, actor: Actor, product: Product, categories: Collection[Category]) -> None:
    """Put the product in these categories and no others."""
    require(may_change_goods(actor))
    lock_audiences()
    ProductCategory.objects.filter(product=product).exclude(category__in=categories).delete()
    ProductCategory.objects.bulk_create(
        (ProductCategory(product=product, category=category) for category in categories),
        ignore_conflicts=True,
    )
    goods_changed([product.pk])


@use_case("variant.create")
def add_variant(*, actor: Actor, product: Product, draft: VariantDraft) -> Variant:
    """One more version, last. Raises `CatalogueRefused` when its article number is taken."""
    require(may_change_goods(actor))
    _require_free([draft.sku])
    lock_audiences()
    last = Variant.objects.filter(product=product).aggregate(last=Max("position"))["last"]
    variant = Variant.objects.create(
        product=product, position=0 if last is None else last + 1, **_fields(draft)
    )
    goods_changed([product.pk])
    variant.refresh_from_db()
    return variant


@use_case("variant.change")
def change_variant(
    *, actor: Actor, variant: Variant, draft: VariantDraft, is_active: bool
) -> Variant:
    """New facts for a version, or take it off sale."""
    require(may_change_goods(actor))
    if draft.sku != variant.sku:
        _require_free([draft.sku])
    lock_audiences()
    found = Variant.objects.select_for_update().get(pk=variant.pk)
    for name, value in _fields(draft).items():
        setattr(found, name, value)
    found.is_active = is_active
    found.save()
    goods_changed([found.product_id])
    return found


@use_case("product.picture")
def add_picture(
    *,
    actor: Actor,
    product: Product,
    file: "File[bytes]",
    name: str,
    variant: Variant | None = None,
    alt: str = "",
) -> ProductImage:
    """One more picture, last. The form has seen to it that it is a picture."""
    require(may_change_goods(actor))
    last = ProductImage.objects.filter(product=product).aggregate(last=Max("position"))["last"]
    image = ProductImage(
        product=product, variant=variant, alt=alt, position=0 if last is None else last + 1
    )
    image.file.save(name, file)
    return image


def goods_changed(product_ids: Collection[int]) -> None:
    """Puts right all that is derived from these products: who sees them, lists, search.

    To be called in the same transaction, after `lock_audiences` and the changes.
    """
    refresh_audiences(product_ids=product_ids)
    refresh_listing(product_ids)
    reindex_products(product_ids)


def _fields(draft: VariantDraft) -> dict[str, Any]:
    return {
        "sku": draft.sku,
        "name": draft.name,
        "ean": draft.ean,
        "part_number": draft.part_number,
        "list_price_net": draft.list_price_net,
        "is_free": draft.is_free,
        "vat_rate": draft.vat_rate,
        "stock_quantity": draft.stock_quantity,
        "no_backorder": draft.no_backorder,
        "unit": draft.unit,
        "attributes": draft.attributes,
    }


def _require_free(skus: Sequence[str]) -> None:
    taken = Variant.objects.filter(sku__in=skus).exists()
    if taken or len(set(skus)) != len(skus):
        raise CatalogueRefused(
            Refused(_("Another version has that article number."), "article-number-taken")
        )
