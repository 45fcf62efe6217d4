"""Agreement assortments: make them, fill them, say whom they are for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import Assortment, AssortmentItem, Variant
from catalogue.policies import may_change_goods
from core.audit import use_case
from core.reasons import Refused, say
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, Segment

AgreementHolder = Customer | CustomerGroup | Segment


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """A variant in an agreement. A contract price of None or 0 = the ordinary price (C5)."""

    variant: Variant
    contract_price_net: Decimal | None = None
    is_free: bool = False


@use_case("assortment.create")
def create_assortment(
    *,
    actor: Actor,
    name: str,
    holders: Iterable[AgreementHolder] = (),
    valid_from: date | None = None,
    valid_until: date | None = None,
    percentages_apply: bool = False,
) -> Assortment:
    """An empty agreement for these customers, groups and segments. Raises `CatalogueRefused`."""
    require(may_change_goods(actor))
    starts = valid_from or timezone.localdate()
    made = Assortment(
        name=name,
        valid_from=starts,
        valid_until=valid_until,
        percentages_apply=percentages_apply,
    )
    _save(made)
    connect_assortment(actor=actor, assortment=made, holders=holders)
    return made


@use_case("assortment.change")
def change_assortment(
    *,
    actor: Actor,
    assortment: Assortment,
    name: str,
    valid_from: date,
    valid_until: date | None,
    percentages_apply: bool,
) -> Assortment:
    """Another name, other days, other discounts. Raises `CatalogueRefused`."""
    require(may_change_goods(actor))
    found = Assortment.objects.select_for_update().get(pk=assortment.pk)
    found.name, found.percentages_apply = name, percentages_apply
    found.valid_from, found.valid_until = valid_from, valid_until
    _save(found)
    return found


def _save(assortment: Assortment) -> None:
    """Raises `CatalogueRefused` for days the wrong way round and for a name that another has."""
    if assortment.valid_until is not None and assortment.valid_until < assortment.valid_from:
        raise CatalogueRefused(Refused(_("The last day is before the first."), "ends-before-start"))
    try:
        with transaction.atomic():
            assortment.save()
    except IntegrityError:
        taken = say(_("There is already an agreement called %(name)s."), name=assortment.name)
        raise CatalogueRefused(Refused(taken, "name-taken")) from None


@use_case("assortment.connect")
def connect_assortment(
    *, actor: Actor, assortment: Assortment, holders: Iterable[AgreementHolder]
) -> None:
    """The agreement is for these too."""
    require(may_change_goods(actor))
    for holder in holders:
        match holder:
            case Customer():
                assortment.customers.add(holder)
            case CustomerGroup():
                assortment.groups.add(holder)
            case Segment():
                assortment.segments.add(holder)


@use_case("assortment.disconnect")
def disconnect_assortment(
    *, actor: Actor, assortment: Assortment, holders: Iterable[AgreementHolder]
) -> None:
    """The agreement is no longer for these."""
    require(may_change_goods(actor))
    for holder in holders:
        match holder:
            case Customer():
                assortment.customers.remove(holder)
            case CustomerGroup():
                assortment.groups.remove(holder)
            case Segment():
                assortment.segments.remove(holder)


@use_case("assortment.fill")
def put_in_assortment(*, actor: Actor, assortment: Assortment, items: Iterable[ItemDraft]) -> None:
    """These variants at these contract prices; one already there gets the new price."""
    require(may_change_goods(actor))
    AssortmentItem.objects.bulk_create(
        (
            AssortmentItem(
                assortment=assortment,
                variant=item.variant,
                contract_price_net=item.contract_price_net,
                is_free=item.is_free,
            )
            for item in items
        ),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["assortment", "variant"],
        update_fields=["contract_price_net", "is_free"],
    )


@use_case("assortment.take-out")
def take_out_of_assortment(
    *, actor: Actor, assortment: Assortment, variants: Iterable[Variant]
) -> None:
    """These variants are no longer in the agreement."""
    require(may_change_goods(actor))
    AssortmentItem.objects.filter(assortment=assortment, variant__in=list(variants)).delete()


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What somebody saw of an item, and what they want of it. `removes` wins over the rest."""

    item_id: int
    seen_price: Decimal | None
    seen_free: bool
    contract_price_net: Decimal | None = None
    is_free: bool = False
    removes: bool = False


@use_case("assortment.change-items")
def change_items(*, actor: Actor, assortment: Assortment, changes: Sequence[ItemChange]) -> int:
    """New prices of items, or out with them; all or none. How many were changed.

    Raises `CatalogueRefused` when an item is no longer as it was seen.
    """
    require(may_change_goods(actor))
    rows = AssortmentItem.objects.select_for_update(of=("self",)).select_related("variant")
    found = rows.order_by("pk").filter(
        assortment=assortment, pk__in=[change.item_id for change in changes]
    )
    items = {item.pk: item for item in found}
    for change in changes:
        item = items.get(change.item_id)
        if item is None:
            raise CatalogueRefused(
                Refused(_("An item has been taken out meanwhile. Load the page again."), "gone")
            )
        if (item.contract_price_net, item.is_free) != (change.seen_price, change.seen_free):
            meanwhile = _("%(sku)s has been changed meanwhile. Load the page again.")
            raise CatalogueRefused(Refused(say(meanwhile, sku=item.variant.sku), "changed"))
    gone = [change.item_id for change in changes if change.removes]
    kept = [change for change in changes if not change.removes]
    for change in kept:
        item = items[change.item_id]
        item.contract_price_net, item.is_free = change.contract_price_net, change.is_free
    AssortmentItem.objects.bulk_update(
        [items[change.item_id] for change in kept], ["contract_price_net", "is_free"]
    )
    AssortmentItem.objects.filter(pk__in=gone).delete()
    return len(changes)
