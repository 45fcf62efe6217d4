"""Goods as staff see them: the list with its filters, whatever buyers may see of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from django.db import connection
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Sum

from catalogue.models import (
    EVERYONE_ID,
    NOBODY_ID,
    Category,
    Product,
    ProductCategory,
    ProductImage,
    SearchCode,
    Variant,
)
from catalogue.querysets import ProductQuerySet
from catalogue.search.questions import clauses
from catalogue.search.words import asked_words, fold_code
from catalogue.selectors.exports import category_paths
from catalogue.selectors.search_candidates import ids_with_words
from core.tables import Sort

# Of a text that more goods fit, so many are looked at; a further word finds the others.
MOST_FOUND = 5_000
ALL = 10_000_000
MOST_BRANDS = 200

PRODUCT_SORTS: Mapping[str, Sort] = {"name": Sort.by("sort_key", label="name")}
NO_PRICE = Q(is_free=False) & (Q(list_price_net__isnull=True) | Q(list_price_net=0))


@dataclass(frozen=True)
class Found:
    """Products for a list. `is_cut`: more fit the text than were looked at."""

    products: ProductQuerySet
    is_cut: bool = False


def product_list(
    most: int = MOST_FOUND,
    /,
    *,
    text: str = "",
    category: str = "",
    brand: str = "",
    sale: str = "",
    lacks: str = "",
    seen_by: str = "",
) -> Found:
    """By a code or words, and by what they have or lack. Four queries for a text, else none.

    `most`: so many that fit the text are looked at.
    """
    products = Product.objects.all()
    is_cut = False
    if text:
        ids = _ids_by_text(text, most)
        is_cut = len(ids) >= most
        products = products.filter(pk__in=ids)
    if category:
        placed = ProductCategory.objects.filter(product=OuterRef("pk"))
        products = products.filter(Exists(placed.filter(category__in=_branch(category))))
    if brand:
        products = products.filter(brand=brand)
    if sale:
        products = products.filter(is_active=sale == "yes")
    if seen_by == "groups":
        products = products.filter(audience__gt=NOBODY_ID)
    elif seen_by == "nobody":
        products = products.filter(audience=NOBODY_ID)
    return Found(_lacking(products, lacks), is_cut)


def _ids_by_text(text: str, most: int) -> list[int]:
    """Products with such a part of a code, or with these words in name, brand or texts."""
    numbered = Product.objects.filter(external_id=text).order_by()
    found = dict.fromkeys(numbered.values_list("pk", flat=True))
    if code := fold_code(text):
        is_part = len(code) >= 3 and any(letter.isdigit() for letter in code)
        way = "contains" if is_part else "startswith"
        codes = SearchCode.objects.filter(**{f"folded__{way}": code}).order_by()
        found.update(dict.fromkeys(codes.values_list("product_id", flat=True)[:most]))
    if words := asked_words(text):
        asked = clauses(words, last_may_go_on=True)
        found.update(dict.fromkeys(ids_with_words(asked, most=most)))
    return list(islice(found, most))


def _branch(category_id: str) -> list[int]:
    """The category and all below it. Two queries."""
    top = Category.objects.filter(pk=category_id).order_by().values_list("path", flat=True).first()
    if top is None:
        return []
    inside = Q(pk=category_id) | Q(path__startswith=f"{top}/")
    return list(Category.objects.filter(inside).order_by().values_list("pk", flat=True))


def _lacking(products: ProductQuerySet, lacks: str) -> ProductQuerySet:
    variants = Variant.objects.filter(product=OuterRef("pk"))
    if lacks == "picture":
        return products.filter(~Exists(ProductImage.objects.filter(product=OuterRef("pk"))))
    if lacks == "price":
        without = Variant.objects.filter(NO_PRICE, is_active=True)
        return products.filter(pk__in=without.values("product_id"))
    if lacks == "stock":
        return products.filter(~Exists(variants.filter(is_active=True, stock_quantity__gt=0)))
    return products


@dataclass(frozen=True)
class ProductRow:
    """A row of the list. Prices ex VAT, of what is for sale; `stock` is all of it together."""

    product: Product
    sku: str
    variants: int
    price_from: Decimal | None
    price_to: Decimal | None
    stock: int
    is_limited: bool
    is_for_nobody: bool
    image_id: int | None


def product_rows(products: Sequence[Product]) -> list[ProductRow]:
    """What the list says of these products. Two queries for any number."""
    ids = [product.pk for product in products]
    totals = {
        row["product_id"]: row
        for row in Variant.objects.filter(product__in=ids)
        .order_by()
        .values("product_id")
        .annotate(
            sku=Min("sku"),
            count=Count("pk"),
            low=Min("list_price_net", filter=~NO_PRICE & Q(is_active=True)),
            high=Max("list_price_net", filter=~NO_PRICE & Q(is_active=True)),
            stock=Sum("stock_quantity", filter=Q(is_active=True)),
        )
    }
    images: dict[int, int] = {}
    pictures = ProductImage.objects.filter(product__in=ids)
    for product_id, pk in pictures.values_list("product_id", "pk"):
        images.setdefault(product_id, pk)
    return [_row(product, totals.get(product.pk, {}), images) for product in products]


def _row(product: Product, totals: Mapping[str, object], images: Mapping[int, int]) -> ProductRow:
    low, high = totals.get("low"), totals.get("high")
    return ProductRow(
        product=product,
        sku=str(totals.get("sku", "")),
        variants=int(str(totals.get("count", 0))),
        price_from=low if isinstance(low, Decimal) else None,
        price_to=high if isinstance(high, Decimal) else None,
        stock=int(str(totals.get("stock") or 0)),
        is_limited=(product.audience_id or EVERYONE_ID) > NOBODY_ID,
        is_for_nobody=product.audience_id == NOBODY_ID,
        image_id=images.get(product.pk),
    )


# One step of the index for each brand, however many goods there are.
_BRANDS = """
    WITH RECURSIVE step(brand) AS (
        (SELECT brand FROM catalogue_product WHERE brand > '' ORDER BY brand LIMIT 1)
      UNION ALL
        SELECT (SELECT product.brand FROM catalogue_product product
                WHERE product.brand > step.brand ORDER BY product.brand LIMIT 1)
        FROM step WHERE step.brand IS NOT NULL
    )
    SELECT brand FROM step WHERE brand IS NOT NULL LIMIT %s
"""


def brand_options(chosen: str = "") -> list[tuple[str, str]]:
    """Brands to choose from, at most 200, always with the chosen one. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_BRANDS, [MOST_BRANDS])
        brands = [brand for (brand,) in cursor.fetchall()]
    if chosen and chosen not in brands:
        brands.insert(0, chosen)
    return [(brand, brand) for brand in brands]


def category_options() -> list[tuple[str, str]]:
    """Every category with the names above it, in the order of those names. One query."""
    named = [(" > ".join(names), str(pk)) for pk, names in category_paths().items()]
    return [(pk, label) for label, pk in sorted(named, key=lambda each: each[0].casefold())]


def category_at_path(path: str) -> str:
    """The id of the category at an address, as the list takes it; "0" when there is none."""
    found = Category.objects.order_by().filter(path=path).values_list("pk", flat=True).first()
    return str(found or 0)


def categories_among(ids: Collection[str]) -> list[Category]:
    """One query."""
    numbers = [int(each) for each in ids if each.isdecimal()]
    return list(Category.objects.filter(pk__in=numbers).order_by("path")) if numbers else []


_FILTERS = frozenset({"category", "brand", "sale", "lacks", "seen_by"})


def filtered_ids(asked: Mapping[str, str], most: int) -> tuple[list[int], bool]:
    """All products of the list at this address, in its order, and whether more than `most` fit."""
    chosen = {name: value for name, value in asked.items() if name in _FILTERS and value}
    if not chosen.get("category", "0").isdecimal():
        return [], False
    found = product_list(text=asked.get("q", "").strip()[:200], **chosen)
    ids = list(found.products.order_by("sort_key", "pk").values_list("pk", flat=True)[: most + 1])
    return ids[:most], found.is_cut or len(ids) > most


def chosen_products(ids: Sequence[int], *, most: int = 12) -> list[str]:
    """The names of the first of these products. One query."""
    rows = Product.objects.filter(pk__in=ids).order_by("sort_key", "pk")
    return list(rows.values_list("name", flat=True)[:most])
