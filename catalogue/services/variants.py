"""Versions of a product, one by one: added, changed, taken off sale, replaced by another."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import Product, Variant, VariantCode, VatRate
from catalogue.policies import may_change_goods
from catalogue.services.audiences import lock_audiences
from catalogue.services.goods import goods_changed
from catalogue.services.goods_history import Noted, note
from core.audit import use_case
from core.reasons import Refused, say
from customers.actors import Actor

MOST_CODES = 50
LARGEST_STOCK = 2_147_483_647  # what its column holds
_LONGEST_CHAIN = 50


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
    stock_seen: int | None = None  # what it was when somebody wrote another; None = unknown
    no_backorder: bool = False
    unit: str = ""
    is_free: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    pack_size: int = 1
    replaced_by: Variant | None = None
    position: int | None = None  # None = where it is; a new one comes last
    further_codes: Collection[str] | None = None  # None = as they are
    is_active: bool = True


@use_case("variant.create")
def add_variant(*, actor: Actor, product: Product, draft: VariantDraft) -> Variant:
    """One more version, last. Raises `CatalogueRefused` when its article number is taken."""
    require(may_change_goods(actor))
    lock_audiences()
    require_free([draft.sku])
    last = Variant.objects.filter(product=product).aggregate(last=Max("position"))["last"]
    variant = Variant.objects.create(
        product=product, **{"position": 0 if last is None else last + 1, **variant_fields(draft)}
    )
    set_codes(variant, draft)
    goods_changed([product.pk])
    variant.refresh_from_db()
    return variant


@use_case("variant.change")
def change_variant(
    *,
    actor: Actor,
    variant: Variant,
    draft: VariantDraft,
    is_active: bool,
    seen: str = "",
) -> Variant:
    """New facts for a version, or take it off sale.

    `seen` is its `variant_mark` when the form was opened: if somebody has changed the version
    since, nothing is written. What orders took from the stock since `stock_seen` stays taken.
    Raises `CatalogueRefused`.
    """
    require(may_change_goods(actor))
    lock_audiences()
    found = Variant.objects.select_for_update().get(pk=variant.pk)
    if seen and variant_mark(found) != seen:
        raise CatalogueRefused(changed_meanwhile())
    if draft.sku != found.sku:
        require_free([draft.sku])
    if draft.replaced_by is not None:
        _require_no_loop(found, draft.replaced_by)
    stock = _stock_now(found.stock_quantity, draft)
    for name, value in variant_fields(draft).items():
        setattr(found, name, value)
    found.stock_quantity = stock
    found.is_active = is_active
    found.save()
    set_codes(found, draft)
    goods_changed([found.product_id])
    return found


def _stock_now(held: int, draft: VariantDraft) -> int:
    """By how much it was corrected is added to what there is now, under the row's lock."""
    if draft.stock_seen is None:
        return draft.stock_quantity
    corrected = held + draft.stock_quantity - draft.stock_seen
    return max(-LARGEST_STOCK, min(corrected, LARGEST_STOCK))


def variant_mark(variant: Variant) -> str:
    """Another one as soon as somebody has changed the version. No query.

    Its stock does not count, which orders change all day.
    """
    names = (
        *("sku", "name", "ean", "part_number", "list_price_net", "is_free", "vat_rate_id"),
        *("no_backorder", "unit", "pack_size", "replaced_by_id", "is_active", "position"),
        "attributes",
    )
    return mark_of(*(getattr(variant, name) for name in names))


def mark_of(*facts: object) -> str:
    return hashlib.sha256(repr([str(fact) for fact in facts]).encode()).hexdigest()


def changed_meanwhile() -> Refused:
    return Refused(
        _("Somebody has changed this while you wrote. Open it again, and then change it."),
        "changed-meanwhile",
    )


def variant_fields(draft: VariantDraft) -> dict[str, Any]:
    fields = {
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
        "pack_size": draft.pack_size,
        "replaced_by": draft.replaced_by,
        "is_active": draft.is_active,
    }
    return fields if draft.position is None else fields | {"position": draft.position}


def require_free(skus: Sequence[str]) -> None:
    """The caller holds `lock_audiences`: of two who want the same number one is refused."""
    taken = Variant.objects.filter(sku__in=skus).exists()
    if taken or len(set(skus)) != len(skus):
        raise CatalogueRefused(
            Refused(_("Another version has that article number."), "article-number-taken")
        )


def set_codes(variant: Variant, draft: VariantDraft) -> None:
    """Exactly these further codes, noted when that is a change."""
    if draft.further_codes is None:
        return
    wanted = sorted(set(draft.further_codes) - {""})
    if len(wanted) > MOST_CODES:
        raise CatalogueRefused(
            Refused(
                say(_("A version has at most %(most)s further codes."), most=MOST_CODES),
                "too-many-codes",
            )
        )
    held = VariantCode.objects.filter(variant=variant)
    before = sorted(held.values_list("code", flat=True))
    if before == wanted:
        return
    held.exclude(code__in=wanted).delete()
    VariantCode.objects.bulk_create(
        VariantCode(variant=variant, code=code) for code in wanted if code not in before
    )
    note([variant.product_id], Noted("further_codes", ", ".join(before), ", ".join(wanted)))


def _require_no_loop(variant: Variant, successor: Variant) -> None:
    """Walks from the successor on; it must never come back to the version itself."""
    step: int | None = successor.pk
    for _step in range(_LONGEST_CHAIN):
        if step is None:
            return
        if step == variant.pk:
            break
        step = Variant.objects.values_list("replaced_by_id", flat=True).get(pk=step)
    raise CatalogueRefused(
        Refused(
            say(
                _("%(successor)s is itself replaced by %(sku)s, so neither would be left."),
                successor=successor.sku,
                sku=variant.sku,
            )
            if successor.pk != variant.pk
            else _("A version cannot be replaced by itself."),
            "replacement-loop",
        )
    )
