"""The lists of goods, prices, categories, agreements and stock, as they go out."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalogue.models import AssortmentItem, Category, PriceRow, Variant
from catalogue.selectors.exports import (
    ASSORTMENT_COLUMNS_LEFT_OUT,
    PRODUCT_COLUMNS_LEFT_OUT,
    assortment_rows,
    category_rows,
    price_rows,
    product_rows,
    stock_rows,
)
from catalogue.selectors.staff_products import ALL, category_at_path, product_list
from catalogue.sheets import (
    assortment_sheet,
    category_sheet,
    price_sheet,
    product_sheet,
    stock_sheet,
)
from core.exports import Asked, Export
from customers.access import Perm
from customers.actors import Actor


def variants_asked(_actor: Actor, asked: Asked) -> "QuerySet[Variant]":
    """What the list of products shows for its filters, version by version.

    `category` is an id or an address, with all below; `active`: yes or no, of the version.
    """
    filters = {name: asked.get(name, "") for name in ("brand", "sale", "lacks", "seen_by")}
    category = asked.get("category", "").strip("/")
    if category and not category.isdecimal():
        category = category_at_path(category)
    text = asked.get("q", "").strip()
    found = Variant.objects.order_by("sku")
    if text or category or any(filters.values()):
        listed = product_list(ALL, text=text, category=category, **filters)
        found = found.filter(product__in=listed.products.order_by().values("pk"))
    if asked.get("active") in ("yes", "no"):
        found = found.filter(is_active=asked["active"] == "yes")
    return found


def prices_asked(_actor: Actor, asked: Asked) -> "QuerySet[PriceRow]":
    """`list`: a price list's name; `q`: an article number. Rows without a price are passed over."""
    found = PriceRow.objects.filter(unit_net__isnull=False)
    if name := asked.get("list"):
        found = found.filter(price_list__name=name)
    if text := asked.get("q", "").strip():
        found = found.filter(variant__sku__icontains=text)
    return found.order_by("price_list__name", "variant__sku", "from_quantity", "valid_from")


def categories_asked(_actor: Actor, asked: Asked) -> "QuerySet[Category]":
    """`q` in the name. From the top down."""
    found: QuerySet[Category] = Category.objects.order_by("path")
    text = asked.get("q", "").strip()
    return found.filter(name__icontains=text) if text else found


def items_asked(_actor: Actor, asked: Asked) -> "QuerySet[AssortmentItem]":
    """`assortment`: an agreement's name; `q`: an article number."""
    found = AssortmentItem.objects.order_by("assortment__name", "variant__sku")
    if name := asked.get("assortment"):
        found = found.filter(assortment__name=name)
    if text := asked.get("q", "").strip():
        found = found.filter(variant__sku__icontains=text)
    return found


PRODUCTS = Export(
    name="products",
    label=_("Products"),
    sheet=product_sheet,
    found=variants_asked,
    rows=product_rows,
    perm=Perm.STAFF_CATALOGUE_VIEW,
    left_out=PRODUCT_COLUMNS_LEFT_OUT,
)
PRICES = Export(
    name="prices",
    label=_("Prices"),
    sheet=price_sheet,
    found=prices_asked,
    rows=price_rows,
    perm=Perm.STAFF_CATALOGUE_VIEW,
)
CATEGORIES = Export(
    name="categories",
    label=_("Categories"),
    sheet=category_sheet,
    found=categories_asked,
    rows=category_rows,
    perm=Perm.STAFF_CATALOGUE_VIEW,
)
ASSORTMENTS = Export(
    name="assortments",
    label=_("Agreement assortments"),
    sheet=assortment_sheet,
    found=items_asked,
    rows=assortment_rows,
    perm=Perm.STAFF_CATALOGUE_VIEW,
    left_out=ASSORTMENT_COLUMNS_LEFT_OUT,
)
STOCK = Export(
    name="stock",
    label=_("Stock"),
    sheet=stock_sheet,
    found=variants_asked,
    rows=stock_rows,
    perm=Perm.STAFF_CATALOGUE_VIEW,
)
