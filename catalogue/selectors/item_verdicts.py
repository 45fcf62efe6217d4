"""What each pasted line would do to an agreement, before it is done."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.models import Assortment, AssortmentItem, Variant
from catalogue.pasted_items import PastedLine
from core.reasons import Text, say


class Fate(StrEnum):
    """What happens to a line."""

    NEW = "create"
    CHANGED = "update"
    SAME = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """A line with what becomes of it; `text` says why, or what to know."""

    line: PastedLine
    fate: Fate
    variant: Variant | None = None
    was_price: Decimal | None = None
    was_free: bool = False
    text: Text = ""


def item_verdicts(assortment: Assortment, lines: Sequence[PastedLine]) -> Sequence[LineVerdict]:
    """In the order of the lines. Two queries."""
    variants = _variants({line.number for line in lines if not line.problem})
    items = {
        item.variant_id: item
        for item in AssortmentItem.objects.filter(
            assortment=assortment,
            variant__in={each.pk for some in variants.values() for each in some},
        )
    }
    taken: dict[int, int] = {}
    return [_verdict(line, variants, items, taken) for line in lines]


def _variants(numbers: set[str]) -> Mapping[str, Sequence[Variant]]:
    """By article number as written or in one letter case, else by EAN or part number."""
    cases = {way for number in numbers for way in (number, number.upper(), number.lower())}
    rows = Variant.objects.filter(
        Q(sku__in=cases) | Q(ean__in=numbers) | Q(part_number__in=numbers)
    ).select_related("product")
    by_sku: dict[str, Variant] = {}
    by_code: defaultdict[str, list[Variant]] = defaultdict(list)
    for variant in rows.order_by("pk"):
        by_sku[variant.sku] = variant
        for code in {variant.ean, variant.part_number}:
            by_code[code].append(variant)
    found: dict[str, Sequence[Variant]] = {}
    for number in numbers:
        ways = (by_sku.get(way) for way in (number, number.upper(), number.lower()))
        exact = next((variant for variant in ways if variant is not None), None)
        found[number] = [exact] if exact else by_code.get(number, [])
    return found


def _verdict(
    line: PastedLine,
    variants: Mapping[str, Sequence[Variant]],
    items: Mapping[int, AssortmentItem],
    taken: dict[int, int],
) -> LineVerdict:
    if line.problem:
        return LineVerdict(line, Fate.REFUSED, text=line.problem)
    fits = variants[line.number]
    if not fits:
        return LineVerdict(line, Fate.REFUSED, text=_("There is no such article."))
    if len(fits) > 1:
        several = say(_("The number fits %(count)s articles."), count=len(fits))
        return LineVerdict(line, Fate.REFUSED, text=several)
    variant = fits[0]
    first = taken.setdefault(variant.pk, line.row)
    if first != line.row:
        twice = say(_("The same article is already on line %(row)s."), row=first)
        return LineVerdict(line, Fate.REFUSED, variant, text=twice)
    notes = "" if variant.is_active and variant.product.is_active else _("Not for sale now.")
    item = items.get(variant.pk)
    if item is None:
        return LineVerdict(line, Fate.NEW, variant, text=notes)
    is_same = (item.contract_price_net or None, item.is_free) == (line.price, line.is_free)
    fate = Fate.SAME if is_same else Fate.CHANGED
    return LineVerdict(line, fate, variant, item.contract_price_net, item.is_free, notes)
