"""Counting facets the slow way: from the goods themselves, in Python, nothing of the shop's own."""

from collections import Counter
from collections.abc import Iterator

from catalogue.facets.bands import band_of
from catalogue.models import (
    EVERYONE_ID,
    NOBODY_ID,
    Category,
    FacetCount,
    FacetValue,
    FilterAttribute,
    Product,
    ProductCategory,
    Variant,
)

# (category, audience, what) → (products, of them in stock)
Counted = dict[tuple[int, int, str], tuple[int, int]]


def stored() -> Counted:
    """What the shop has counted."""
    names = {0: "all", 2**40: "stock"}
    names |= {value.pk: _said(value.kind, value.name, value.value) for value in _values()}
    return {
        (row.category_id, row.audience_id, names[value_id]): (count, in_stock)
        for row in FacetCount.objects.all()
        for value_id, count, in_stock in zip(row.value_ids, row.counts, row.in_stock, strict=True)
    }


def from_scratch() -> Counted:
    """What it should have counted."""
    all_goods: Counter[tuple[int, int, str]] = Counter()
    in_stock: Counter[tuple[int, int, str]] = Counter()
    parents = dict(Category.objects.order_by().values_list("pk", "parent_id"))
    for product in Product.objects.filter(is_active=True).exclude(audience=NOBODY_ID):
        facts = set(_facts(product))
        places: set[int] = set()
        for step in ProductCategory.objects.filter(product=product).values_list(
            "category_id", flat=True
        ):
            category: int | None = step
            while category is not None:
                places.add(category)
                category = parents[category]
        audience_id = product.audience_id or EVERYONE_ID
        keys = [(place, audience_id, fact) for place in places for fact in {"all", *facts}]
        all_goods.update(keys)
        if "stock" in facts:
            in_stock.update(keys)
    return {key: (count, in_stock[key]) for key, count in all_goods.items()}


def _values() -> Iterator[FacetValue]:
    yield from FacetValue.objects.all()


def _said(kind: str, name: str, value: str) -> str:
    return f"{kind}:{name}:{value}"


def _facts(product: Product) -> Iterator[str]:
    if product.brand:
        yield _said("brand", "", product.brand)
    versions = Variant.objects.filter(
        product=product, is_active=True, audience__in={EVERYONE_ID, product.audience_id}
    )
    prices = []
    filters = set(FilterAttribute.objects.values_list("name", flat=True))
    for version in versions:
        if version.stock_quantity > 0:
            yield "stock"
        price = version.list_price_net
        if price is not None and (price > 0 or version.is_free):
            prices.append(price)
        for name, value in version.attributes.items():
            text = str(value).strip()
            is_choice = isinstance(value, str | int | float) and not isinstance(value, bool)
            if name in filters and is_choice and 0 < len(text) <= 60:
                yield _said("attribute", name, text)
    if prices:
        yield _said("price", "", band_of(min(prices)))
