"""Price lists as staff see them: the list, its rows side by side, and what is not published."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import (
    Category,
    PriceList,
    PriceRow,
    ProductCategory,
    StagedPrice,
    Variant,
)
from catalogue.pricing.adjusting import change_in_percent, is_big
from catalogue.pricing.proposed import ProposedRow
from core.tables import Sort

Place = tuple[int, int]  # a variant's id and the quantity from which a row holds

ROW_SORTS = {"sku": Sort.by("sku", label=_("Article number"))}
STAGED_SORTS = {"sku": Sort.by("variant__sku", "from_quantity", label=_("Article number"))}


class Standing(NamedTuple):
    """A price row that holds today or will."""

    unit_net: Decimal | None
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """A unit price ex VAT from a quantity on; 0 or None = the normal price."""

    from_quantity: int
    unit_net: Decimal | None


@dataclass(frozen=True, slots=True)
class RowShown:
    """One price of a quantity. `against_list` is its difference from the list price in per cent."""

    unit_net: Decimal | None
    against_list: Decimal | None
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """All prices of one quantity of a variant in the list."""

    from_quantity: int
    current: RowShown | None
    coming: Sequence[RowShown]
    ended: Sequence[RowShown]  # the newest first
    staged: "StagedShown | None"


@dataclass(frozen=True, slots=True)
class VariantShown:
    variant: Variant
    quantities: Sequence[Quantity]

    @property
    def to_be(self) -> "Sequence[OwnPrice]":
        """The prices as they stand once what is prepared is published today."""
        found = []
        for each in self.quantities:
            if each.staged is not None:
                if not each.staged.staged.ends:
                    found.append(OwnPrice(each.from_quantity, each.staged.staged.unit_net))
            elif each.current is not None:
                found.append(OwnPrice(each.from_quantity, each.current.unit_net))
        return found


@dataclass(frozen=True, slots=True)
class StagedShown:
    """A change not published: what holds today, what is to hold, the change in per cent."""

    staged: StagedPrice
    old: Decimal | None
    change: Decimal | None
    is_big: bool
    is_new: bool  # nothing holds for the quantity today


def variants_in(price_list: PriceList, *, text: str = "") -> "QuerySet[Variant]":
    """The goods that have a row in the list, by part of article number or name."""
    rows = PriceRow.objects.filter(price_list=price_list, variant=OuterRef("pk"))
    found = Variant.objects.select_related("product").filter(Exists(rows))
    if text:
        found = found.filter(Q(sku__icontains=text) | Q(product__name__icontains=text))
    return found


def rows_shown(
    price_list: PriceList, variants: Iterable[Variant], *, with_ended: bool = False
) -> Sequence[VariantShown]:
    """The rows of these goods, quantities side by side. Two queries for any number of them."""
    asked = list(variants)
    today = timezone.localdate()
    rows: defaultdict[Place, list[PriceRow]] = defaultdict(list)
    found = PriceRow.objects.filter(price_list=price_list, variant__in=asked)
    if not with_ended:
        found = found.filter(_not_over(today))
    for row in found.order_by("from_quantity", "valid_from", "pk"):
        rows[row.variant_id, row.from_quantity].append(row)
    staged = {
        (change.variant_id, change.from_quantity): change
        for change in StagedPrice.objects.filter(price_list=price_list, variant__in=asked)
    }
    places = sorted({*rows, *staged})
    return [
        VariantShown(
            variant,
            [
                _quantity(variant, place[1], rows.get(place, ()), staged.get(place), today)
                for place in places
                if place[0] == variant.pk
            ],
        )
        for variant in asked
    ]


def _not_over(day: date) -> Q:
    return Q(valid_until=None) | Q(valid_until__gte=day)


def _quantity(
    variant: Variant,
    from_quantity: int,
    rows: Collection[PriceRow],
    staged: StagedPrice | None,
    today: date,
) -> Quantity:
    shown = [(row, _row_shown(variant, row)) for row in rows]
    over = {row.pk for row in rows if row.valid_until is not None and row.valid_until < today}
    holding = [each for row, each in shown if row.valid_from <= today and row.pk not in over]
    current = holding[-1] if holding else None
    return Quantity(
        from_quantity,
        current,
        [each for row, each in shown if row.valid_from > today and row.pk not in over],
        [each for row, each in reversed(shown) if row.pk in over],
        None if staged is None else _staged_shown(staged, current.unit_net if current else None),
    )


def _row_shown(variant: Variant, row: PriceRow) -> RowShown:
    against_list = change_in_percent(variant.list_price_net, row.unit_net)
    return RowShown(row.unit_net, against_list, row.valid_from, row.valid_until)


def _staged_shown(staged: StagedPrice, old: Decimal | None) -> StagedShown:
    change = None if staged.ends else change_in_percent(old, staged.unit_net)
    return StagedShown(staged, old, change, is_big(change), is_new=not old)


def standing_rows(
    price_list: PriceList, variant_ids: Collection[int]
) -> Mapping[Place, Sequence[Standing]]:
    """The rows that hold today or will, oldest first. One query."""
    found: defaultdict[Place, list[Standing]] = defaultdict(list)
    rows = PriceRow.objects.filter(
        _not_over(timezone.localdate()), price_list=price_list, variant__in=variant_ids
    ).order_by("valid_from", "pk")
    for variant_id, quantity, *row in rows.values_list(
        "variant_id", "from_quantity", *Standing._fields
    ):
        found[variant_id, quantity].append(Standing(*row))
    return found


def current_price(rows: Iterable[Standing] | None) -> Decimal | None:
    """What holds today among a place's rows, oldest first; None when nothing does."""
    today = timezone.localdate()
    held = [row.unit_net for row in rows or () if row.valid_from <= today]
    return held[-1] if held else None


def current_rows(
    price_list: PriceList, *, brand: str = "", category_path: str = ""
) -> "QuerySet[PriceRow]":
    """The prices above 0 that hold today, all or of one brand or branch of the tree."""
    found = PriceRow.objects.valid_on(timezone.localdate()).filter(
        price_list=price_list, unit_net__gt=0
    )
    if brand:
        found = found.filter(variant__product__brand__iexact=brand)
    if category_path:
        branch = Category.objects.order_by().filter(
            Q(path=category_path) | Q(path__startswith=f"{category_path}/")
        )
        placed = ProductCategory.objects.filter(
            product=OuterRef("variant__product_id"), category__in=branch.values("pk")
        )
        found = found.filter(Exists(placed))
    return found.order_by("variant_id", "from_quantity")


def staged_prices(price_list: PriceList) -> "QuerySet[StagedPrice]":
    """The changes not published."""
    return StagedPrice.objects.filter(price_list=price_list).select_related(
        "variant__product", "staged_by"
    )


def staged_count(price_list: PriceList) -> int:
    """How many changes are not published; a list never has more than some thousands."""
    return StagedPrice.objects.filter(price_list=price_list).count()


def staged_shown(price_list: PriceList, changes: Sequence[StagedPrice]) -> Sequence[StagedShown]:
    """These changes beside what holds today. One query."""
    standing = standing_rows(price_list, {change.variant_id for change in changes})
    return [
        _staged_shown(
            change, current_price(standing.get((change.variant_id, change.from_quantity)))
        )
        for change in changes
    ]


def staged_rows(price_list: PriceList) -> Sequence[ProposedRow]:
    """Every change not published, for the impact preview. One query."""
    rows = StagedPrice.objects.filter(price_list=price_list).order_by("variant_id", "from_quantity")
    return [
        ProposedRow(price_list.pk, variant_id, from_quantity, unit_net, ends)
        for variant_id, from_quantity, unit_net, ends in rows.values_list(
            "variant_id", "from_quantity", "unit_net", "ends"
        )
    ]


def staged_version(price_list: PriceList) -> str:
    """Changes whenever a prepared change or a price beside it does. Two queries."""
    staged = StagedPrice.objects.filter(price_list=price_list)
    changes = staged.order_by("variant_id", "from_quantity").values_list(
        "variant_id", "from_quantity", "unit_net", "ends"
    )
    rows = (
        PriceRow.objects.filter(
            _not_over(timezone.localdate()),
            price_list=price_list,
            variant__in=staged.values("variant_id"),
        )
        .order_by("variant_id", "from_quantity", "valid_from", "pk")
        .values_list("variant_id", "from_quantity", *Standing._fields)
    )
    said = sha256()
    for each in (*changes, ("|",), *rows):
        said.update(repr(tuple(map(str, each))).encode())
    return said.hexdigest()[:32]
