"""Segments: made, renamed, removed, and who is in them (N-04, N-05)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.models import Customer, CustomerGroup, Segment
from customers.named import is_named_above
from customers.policies import may_change_segments
from customers.selectors.customer_import import among, customers_numbered

MOST_NUMBERS = 20_000


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of each number: changed now, as asked already, or no customer's."""

    changed: Sequence[Customer] = ()
    already: Sequence[Customer] = ()
    unknown: Sequence[str] = ()


@use_case("segment.create")
def create_segment(*, actor: Actor, name: str) -> Segment:
    """Raises NotPermitted, or CustomersRefused for a name in use."""
    require(may_change_segments(actor))
    return _named(Segment(), name)


@use_case("segment.rename")
def rename_segment(*, actor: Actor, segment_id: int, name: str) -> Segment:
    require(may_change_segments(actor))
    return _named(_locked(segment_id), name)


def _named(segment: Segment, name: str) -> Segment:
    segment.name = " ".join(name.split())
    try:
        with transaction.atomic():
            segment.save()
    except IntegrityError as error:
        taken = Refused(_("There is already a segment with this name."), "name_taken")
        raise CustomersRefused(taken) from error
    return segment


@use_case("segment.delete")
def delete_segment(*, actor: Actor, segment_id: int) -> None:
    """Refused while anything names it: what is limited to it would open to everyone."""
    require(may_change_segments(actor))
    segment = _locked(segment_id)
    if is_named_above(segment):
        raise CustomersRefused(
            Refused(_("Prices, agreements, methods or texts name this segment."), "in_use")
        )
    segment.delete()


def _locked(segment_id: int) -> Segment:
    """The segment's row, held: who is in it changes one after the other."""
    found = Segment.objects.select_for_update().filter(pk=segment_id).first()
    if found is None:
        raise CustomersRefused(Refused(_("This segment has been removed."), "gone"))
    return found


@use_case("segment.place-customer")
def place_customer(
    *, actor: Actor, segment_id: int, customer: Customer, is_in: bool = True
) -> None:
    """Puts the customer in, or takes it out; its groups' places are not touched."""
    require(may_change_segments(actor))
    places = _locked(segment_id).customers
    places.add(customer) if is_in else places.remove(customer)


@use_case("segment.place-group")
def place_group(*, actor: Actor, segment_id: int, group: CustomerGroup, is_in: bool = True) -> None:
    """The whole group, with whoever joins it later."""
    require(may_change_segments(actor))
    places = _locked(segment_id).groups
    places.add(group) if is_in else places.remove(group)


@use_case("segment.place-customers")
def place_customers(
    *, actor: Actor, segment_id: int, numbers: Sequence[str], is_in: bool = True
) -> Placed:
    """The customers with these numbers, in any letter case, in or out; each is told of once."""
    require(may_change_segments(actor))
    if len(numbers) > MOST_NUMBERS:
        raise CustomersRefused(Refused(_("At most 20 000 numbers at a time."), "too_many"))
    segment = _locked(segment_id)
    found = list(customers_numbered(numbers).order_by("name", "pk"))
    inside = set(
        segment.customers.through.objects.filter(
            segment=segment, customer__in=among([customer.pk for customer in found])
        ).values_list("customer_id", flat=True)
    )
    changed = [customer for customer in found if (customer.pk in inside) != is_in]
    if is_in:
        segment.customers.add(*changed)
    else:
        segment.customers.remove(*changed)
    known = {customer.number.lower() for customer in found}
    unknown = dict.fromkeys(number for number in numbers if number.lower() not in known)
    already = [customer for customer in found if (customer.pk in inside) == is_in]
    return Placed(changed, already, list(unknown))
