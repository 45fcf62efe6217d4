"""Goods one by one: create, change, place. Many at once come by import or `bulk_edit`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import Category, Product, ProductCategory, Variant
from catalogue.policies import may_change_goods
from catalogue.services.audiences import lock_audiences
from catalogue.services.goods import goods_changed
from catalogue.services.goods_history import Noted, note
from catalogue.services.product_pictures import add_picture
from catalogue.services.variants import (
    VariantDraft,
    add_variant,
    change_variant,
    changed_meanwhile,
    mark_of,
    require_free,
    set_codes,
    variant_fields,
)
from catalogue.slugs import free_slugs, slug_of
from catalogue.sorting import sort_key
from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor

__all__ = [
    "ProductDraft",
    "VariantDraft",
    "add_picture",
    "add_variant",
    "change_product",
    "change_variant",
    "create_product",
    "goods_changed",
    "place_product",
    "product_mark",
    "put_on_sale",
]


@dataclass(frozen=True)
class ProductDraft:
    """What is shown, before it exists."""

    name: str
    variants: Sequence[VariantDraft]
    categories: Collection[Category] = ()
    brand: str = ""
    summary: str = ""
    description: str = ""
    is_active: bool = True


@use_case("product.create")
def create_product(*, actor: Actor, draft: ProductDraft) -> Product:
    """A product with its variants in its categories, at once in lists and search.

    Raises `CatalogueRefused` when it has no variant or an article number is taken.
    """
    require(may_change_goods(actor))
    if not draft.variants:
        raise CatalogueRefused(Refused(_("A product needs a version to buy."), "no-variant"))
    lock_audiences()
    require_free([variant.sku for variant in draft.variants])
    wanted = slug_of(draft.name)
    product = Product.objects.create(
        name=draft.name,
        slug=free_slugs([wanted])[0],
        sort_key=sort_key(draft.name),
        brand=draft.brand,
        summary=draft.summary,
        description=draft.description,
        is_active=draft.is_active,
    )
    ProductCategory.objects.bulk_create(
        ProductCategory(product=product, category=category) for category in draft.categories
    )
    note([product.pk], Noted("created", "", draft.name))
    for position, drafted in enumerate(draft.variants):
        fields = {"position": position, **variant_fields(drafted)}
        set_codes(Variant.objects.create(product=product, **fields), drafted)
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
    categories: Collection[Category] | None = None,
    seen: str = "",
) -> Product:
    """New words and places for a product, or take it off sale. Its address stays.

    `categories` None = where it is. `seen` is its `product_mark` when the form was opened: if
    somebody has changed the product since, nothing is written. Raises `CatalogueRefused`.
    """
    require(may_change_goods(actor))
    lock_audiences()
    found = Product.objects.select_for_update().get(pk=product.pk)
    if seen and product_mark(found) != seen:
        raise CatalogueRefused(changed_meanwhile())
    found.name, found.sort_key, found.brand = name, sort_key(name), brand
    found.summary, found.description, found.is_active = summary, description, is_active
    found.save()
    if categories is not None:
        _place(found, categories)
    goods_changed([found.pk])
    return found


def product_mark(product: Product) -> str:
    """Another one as soon as somebody has changed the product's words. No query."""
    words = (product.name, product.brand, product.summary, product.description)
    return mark_of(*words, product.is_active)


@use_case("product.place")
def place_product(*, actor: Actor, product: Product, categories: Collection[Category]) -> None:
    """Put the product in these categories and no others."""
    require(may_change_goods(actor))
    lock_audiences()
    _place(product, categories)
    goods_changed([product.pk])


@use_case("product.sale")
def put_on_sale(*, actor: Actor, product: Product, is_active: bool) -> Product:
    """On sale or off it, with everything else as it is."""
    require(may_change_goods(actor))
    lock_audiences()
    found = Product.objects.select_for_update().get(pk=product.pk)
    found.is_active = is_active
    found.save(update_fields=["is_active"])
    goods_changed([found.pk])
    return found


def _place(product: Product, categories: Collection[Category]) -> None:
    placed = ProductCategory.objects.filter(product=product)
    before = dict(placed.values_list("category_id", "category__name"))
    wanted = {category.pk: category.name for category in categories}
    if before.keys() == wanted.keys():
        return
    placed.exclude(category__in=list(wanted)).delete()
    ProductCategory.objects.bulk_create(
        (ProductCategory(product=product, category=category) for category in categories),
        ignore_conflicts=True,
    )
    old, new = (", ".join(sorted(names.values())) for names in (before, wanted))
    note([product.pk], Noted("categories", old, new))
