"""Agreement assortments: make them, fill them, say whom they are for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import Assortment, AssortmentItem, Variant
from catalogue.policies import may_change_goods
from core.audit import use_case
from core.reasons import Refused
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
    if valid_until is not None and valid_until < starts:
        raise CatalogueRefused(Refused(_("The last day is before the first."), "ends-before-start"))
    made = Assortment.objects.create(
        name=name,
        valid_from=starts,
        valid_until=valid_until,
        percentages_apply=percentages_apply,
    )
    connect_assortment(actor=actor, assortment=made, holders=holders)
    return made


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
