"""Price lists: make them, say whom they hold for, set and end their rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import PriceList, PriceListConnection, PriceRow, Variant
from catalogue.policies import may_change_goods
from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, PricingTier, Segment

Buyer = Customer | CustomerGroup | Segment | PricingTier
_FIELDS: dict[type[Buyer], str] = {
    Customer: "customer",
    CustomerGroup: "group",
    Segment: "segment",
    PricingTier: "tier",
}


@dataclass(frozen=True, slots=True)
class PriceDraft:
    """A unit price ex VAT from a quantity on. None or 0 = the normal price, never free (C5)."""

    variant: Variant
    unit_net: Decimal | None
    from_quantity: int = 1


@use_case("price-list.create")
def create_price_list(
    *,
    actor: Actor,
    name: str,
    connected_to: Iterable[Buyer] = (),
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> PriceList:
    """A list without rows, for these customers, groups, segments and tiers.

    Raises `CatalogueRefused` for a name in use and for days in the wrong order.
    """
    require(may_change_goods(actor))
    starts = valid_from or timezone.localdate()
    made = _save(PriceList(name=name, valid_from=starts, valid_until=valid_until))
    for buyer in connected_to:
        connect_price_list(actor=actor, price_list=made, buyer=buyer)
    return made


@use_case("price-list.connect")
def connect_price_list(*, actor: Actor, price_list: PriceList, buyer: Buyer) -> None:
    """The list holds for `buyer` too. Nothing happens when it already does."""
    require(may_change_goods(actor))
    PriceListConnection.objects.get_or_create(price_list=price_list, **_to(buyer))


@use_case("price-list.disconnect")
def disconnect_price_list(*, actor: Actor, price_list: PriceList, buyer: Buyer) -> None:
    """The list no longer holds for `buyer`."""
    require(may_change_goods(actor))
    PriceListConnection.objects.filter(price_list=price_list, **_to(buyer)).delete()


def _to(buyer: Buyer) -> dict[str, Any]:
    return {_FIELDS[type(buyer)]: buyer}


@use_case("price-list.set")
def set_prices(
    *,
    actor: Actor,
    price_list: PriceList,
    prices: Iterable[PriceDraft],
    valid_from: date | None = None,
) -> None:
    """These prices hold from that day (today); what held for the same quantity ends before it.

    Rows are ended, never overwritten, so that a past day's price can be told; only a row that
    begins on the same day is corrected. Prices that were to begin later stay. A price that holds
    already goes on, also where it was to end. Five queries for a thousand prices.
    """
    require(may_change_goods(actor))
    day = valid_from or timezone.localdate()
    drafts = {(draft.variant.pk, draft.from_quantity): draft for draft in prices}
    PriceList.objects.select_for_update().get(pk=price_list.pk)
    standing: defaultdict[tuple[int, int], list[PriceRow]] = defaultdict(list)
    rows = PriceRow.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=day),
        price_list=price_list,
        variant__in={variant_id for variant_id, _quantity in drafts},
    )
    for row in rows:
        standing[row.variant_id, row.from_quantity].append(row)
    changes = _Changes()
    for key, draft in drafts.items():
        _set_price(changes, price_list, draft, standing[key], day)
    moved = [*changes.ended, *changes.going_on]
    PriceRow.objects.bulk_update(moved, ["valid_until"], batch_size=1000)
    PriceRow.objects.bulk_update(changes.corrected, ["unit_net"], batch_size=1000)
    PriceRow.objects.bulk_create(changes.new, batch_size=1000)


@dataclass
class _Changes:
    ended: list[PriceRow] = field(default_factory=list)
    going_on: list[PriceRow] = field(default_factory=list)
    corrected: list[PriceRow] = field(default_factory=list)
    new: list[PriceRow] = field(default_factory=list)


def _set_price(
    changes: _Changes,
    price_list: PriceList,
    draft: PriceDraft,
    standing: Iterable[PriceRow],
    day: date,
) -> None:
    """One price against the rows that hold on `day` or later."""
    until: date | None = None
    for row in sorted(standing, key=lambda row: row.valid_from, reverse=True):
        if row.valid_from > day:
            until = row.valid_from - timedelta(days=1)
        elif row.unit_net == draft.unit_net or row.valid_from == day:
            if row.unit_net != draft.unit_net:
                row.unit_net = draft.unit_net
                changes.corrected.append(row)
            if row.valid_until is not None and (until is None or row.valid_until < until):
                row.valid_until = until
                changes.going_on.append(row)
            return
        else:
            row.valid_until = day - timedelta(days=1)
            changes.ended.append(row)
    changes.new.append(
        PriceRow(
            price_list=price_list,
            variant=draft.variant,
            from_quantity=draft.from_quantity,
            unit_net=draft.unit_net,
            valid_from=day,
            valid_until=until,
        )
    )


@use_case("price-list.end")
def end_prices(
    *, actor: Actor, price_list: PriceList, variants: Iterable[Variant], last_day: date
) -> None:
    """No row of these variants in the list holds after `last_day`."""
    require(may_change_goods(actor))
    rows = PriceRow.objects.filter(price_list=price_list, variant__in=list(variants))
    rows.filter(valid_from__gt=last_day).delete()
    rows.filter(Q(valid_until=None) | Q(valid_until__gt=last_day)).update(valid_until=last_day)


@use_case("price-list.end")
def end_rows(
    *,
    actor: Actor,
    price_list: PriceList,
    places: Iterable[tuple[int, int]],
    last_day: date,
) -> None:
    """Of these (variant's id, quantity) no row in the list holds after `last_day`.

    A row that was to begin later goes; the others are ended and stay. Three queries.
    """
    require(may_change_goods(actor))
    wanted = set(places)
    PriceList.objects.select_for_update().get(pk=price_list.pk)
    rows = PriceRow.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=last_day),
        price_list=price_list,
        variant__in={variant_id for variant_id, _quantity in wanted},
    )
    found = [row for row in rows if (row.variant_id, row.from_quantity) in wanted]
    ended = [row for row in found if row.valid_from <= last_day]
    for row in ended:
        row.valid_until = last_day
    PriceRow.objects.bulk_update(ended, ["valid_until"], batch_size=1000)
    coming = [row.pk for row in found if row.valid_from > last_day]
    if coming:
        PriceRow.objects.filter(pk__in=coming).delete()


@use_case("price-list.update")
def update_price_list(
    *,
    actor: Actor,
    price_list: PriceList,
    name: str,
    valid_from: date,
    valid_until: date | None,
) -> PriceList:
    """Its name and the days between which it holds. Raises `CatalogueRefused`."""
    require(may_change_goods(actor))
    locked: PriceList = PriceList.objects.select_for_update().get(pk=price_list.pk)
    locked.name, locked.valid_from, locked.valid_until = name, valid_from, valid_until
    return _save(locked)


def _save(price_list: PriceList) -> PriceList:
    if price_list.valid_until is not None and price_list.valid_until < price_list.valid_from:
        raise CatalogueRefused(Refused(_("The last day is before the first."), "ends-before-start"))
    try:
        with transaction.atomic():
            price_list.save()
    except IntegrityError as error:
        if "name" not in str(error):
            raise
        raise CatalogueRefused(
            Refused(_("Another price list has this name."), "name-taken")
        ) from error
    return price_list
