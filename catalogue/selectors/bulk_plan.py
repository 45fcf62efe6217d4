"""What a change of many goods at once would come to, told before anything is written."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused
from catalogue.models import Category, Product, ProductCategory, Variant, VatRate
from core.money import ZERO, percent_of, round_money
from core.reasons import Refused, say
from customers.models import CustomerGroup

# More wait too long for each other; a sheet that is imported has no such end.
MOST_PRODUCTS = 2_000
LOWEST_PERCENT = Decimal(-99)


@dataclass(frozen=True, kw_only=True)
class BulkEdit:
    """What to do with every picked product; None = leave it as it is.

    `limit_groups`: only these groups see it from now on; empty = no limit of its own.
    `price_percent`: 5 raises each list price by 5 %, rounded to the currency's minor unit.
    """

    is_active: bool | None = None
    add_category: Category | None = None
    remove_category: Category | None = None
    brand: str | None = None
    limit_groups: Sequence[CustomerGroup] | None = None
    vat_rate: VatRate | None = None
    no_backorder: bool | None = None
    price_percent: Decimal | None = None
    currency: str = "SEK"

    @property
    def does_nothing(self) -> bool:
        return all(
            getattr(self, name) is None for name in self.__dataclass_fields__ if name != "currency"
        )


@dataclass(frozen=True, slots=True)
class BulkChange:
    """One fact of one product, or of one of its versions (`sku`), before and after.

    Amounts are Decimals ex VAT, yes and no are bools, names are text.
    """

    product_id: int
    what: str
    old: Any
    new: Any
    sku: str = ""
    variant_id: int | None = None


@dataclass(frozen=True)
class BulkPlan:
    """What an edit comes to. `mark` tells this plan from any other, also from a later one."""

    products: Mapping[int, str]  # names by id, of those that change
    changes: Sequence[BulkChange]
    chosen: int
    mark: str

    @property
    def unchanged(self) -> int:
        return self.chosen - len(self.products)


def plan_bulk(product_ids: Collection[int], edit: BulkEdit) -> BulkPlan:
    """What would change. At most six queries. Raises `CatalogueRefused`."""
    return plan_of(
        list(Product.objects.filter(pk__in=product_ids).order_by("sort_key", "pk")), edit
    )


def plan_of(products: Sequence[Product], edit: BulkEdit) -> BulkPlan:
    """As `plan_bulk`, of products that are read, or locked, and in order."""
    if edit.does_nothing:
        raise CatalogueRefused(Refused(_("Choose at least one thing to change."), "nothing"))
    if len(products) > MOST_PRODUCTS:
        reason = say(_("At most %(most)s products at a time."), most=MOST_PRODUCTS)
        raise CatalogueRefused(Refused(reason, "too-many"))
    ids = [product.pk for product in products]
    places = _places(ids) if edit.add_category or edit.remove_category else {}
    limits = _limits(ids) if edit.limit_groups is not None else {}
    variants = _variants(ids) if _touches_variants(edit) else {}
    changes: list[BulkChange] = []
    for product in products:
        changes += _of_product(product, edit, places.get(product.pk, {}), limits)
        for variant in variants.get(product.pk, ()):
            changes += _of_variant(variant, edit)
    names = {product.pk: product.name for product in products}
    changed = {change.product_id: names[change.product_id] for change in changes}
    told = "\n".join(map(repr, [edit.currency, *map(_identity, changes), *sorted(ids)]))
    mark = hashlib.sha256(told.encode()).hexdigest()
    return BulkPlan(changed, changes, len(ids), mark)


def _identity(change: BulkChange) -> tuple[Any, ...]:
    return (
        change.product_id,
        change.variant_id,
        change.what,
        str(change.old),
        str(change.new),
    )


def _touches_variants(edit: BulkEdit) -> bool:
    return any(
        value is not None for value in (edit.vat_rate, edit.no_backorder, edit.price_percent)
    )


def _places(product_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    rows = ProductCategory.objects.filter(product__in=product_ids)
    for product_id, category_id, name in rows.values_list(
        "product_id", "category_id", "category__name"
    ):
        found[product_id][category_id] = name
    return found


def _limits(product_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    rows = Product.limit_groups.through.objects.filter(product__in=product_ids)
    for product_id, group_id, name in rows.values_list(
        "product_id", "customergroup_id", "customergroup__name"
    ):
        found[product_id][group_id] = name
    return found


def _variants(product_ids: Sequence[int]) -> dict[int, list[Variant]]:
    found: defaultdict[int, list[Variant]] = defaultdict(list)
    rows = Variant.objects.filter(product__in=product_ids).select_related("vat_rate")
    for variant in rows.order_by("position", "pk"):
        found[variant.product_id].append(variant)
    return found


def _of_product(
    product: Product,
    edit: BulkEdit,
    places: Mapping[int, str],
    limits: Mapping[int, Mapping[int, str]],
) -> Iterator[BulkChange]:
    if edit.is_active is not None and product.is_active != edit.is_active:
        yield BulkChange(product.pk, "is_active", product.is_active, edit.is_active)
    if edit.brand is not None and product.brand != edit.brand:
        yield BulkChange(product.pk, "brand", product.brand, edit.brand)
    if edit.add_category is not None and edit.add_category.pk not in places:
        yield BulkChange(product.pk, "category_added", "", edit.add_category.name)
    if edit.remove_category is not None and edit.remove_category.pk in places:
        yield BulkChange(product.pk, "category_removed", edit.remove_category.name, "")
    if edit.limit_groups is not None:
        now = limits.get(product.pk, {})
        wanted = {group.pk: group.name for group in edit.limit_groups}
        if now.keys() != wanted.keys():
            yield BulkChange(product.pk, "limit", _names(now), _names(wanted))


def _names(groups: Mapping[int, str]) -> str:
    return ", ".join(sorted(groups.values()))


def _of_variant(variant: Variant, edit: BulkEdit) -> Iterator[BulkChange]:
    def change(what: str, old: Any, new: Any) -> BulkChange:
        return BulkChange(variant.product_id, what, old, new, variant.sku, variant.pk)

    if edit.vat_rate is not None and variant.vat_rate_id != edit.vat_rate.pk:
        yield change("vat_rate_id", variant.vat_rate.name, edit.vat_rate.name)
    if edit.no_backorder is not None and variant.no_backorder != edit.no_backorder:
        yield change("no_backorder", variant.no_backorder, edit.no_backorder)
    price = variant.list_price_net
    if edit.price_percent is None or not price:
        return  # no price stays no price
    new = _raised(variant.sku, price, edit.price_percent, edit.currency)
    if new != price:
        yield change("list_price_net", price, new)


def _raised(sku: str, price: Decimal, percent: Decimal, currency: str) -> Decimal:
    if percent < LOWEST_PERCENT:
        raise CatalogueRefused(
            Refused(_("A list price is lowered by at most 99 %."), "price-percent")
        )
    new = round_money(price + percent_of(price, percent), currency)
    if new <= ZERO:
        raise CatalogueRefused(
            Refused(
                say(_("%(sku)s would cost 0, and 0 is no price. Leave it out."), sku=sku),
                "price-percent",
            )
        )
    if new >= Decimal(10) ** 12:
        raise CatalogueRefused(
            Refused(say(_("The new price of %(sku)s is too large."), sku=sku), "price-percent")
        )
    return new
