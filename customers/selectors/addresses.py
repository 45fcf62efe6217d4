"""A customer's address register, and what people keep beside it."""

from collections.abc import Collection, Sequence

from django.db.models import BooleanField, Count, ExpressionWrapper, F, OrderBy, Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core.tables import Sort
from customers.models import Address, Customer, Membership
from customers.querysets import AddressQuerySet

MOST_OFFERED = 200
REGISTER_SORTS = {"name": Sort.by("name", label=_("Recipient"))}


def addresses_to_choose(membership: Membership) -> Sequence[Address]:
    """Where checkout lets this person have things sent, in the order offered. One query.

    First what is suggested to them, then what the customer suggests, then what they keep
    themselves. `membership` has its customer loaded.
    """
    found = Address.objects.choosable_by(membership).order_by(
        *_suggested_first(membership), F("membership").asc(nulls_last=True), "name", "pk"
    )
    return list(found[:MOST_OFFERED])


def suggested_among(addresses: Sequence[Address], membership: Membership) -> Address | None:
    """What checkout begins with: suggested to this person, else by the customer.

    Else the first of the register: nobody's own address is chosen for them unasked, unless there
    is no other. `addresses` are those of `addresses_to_choose`.
    """
    chosen = (each for each in addresses if each.pk == membership.delivery_address_id)
    register = (each for each in addresses if each.membership_id is None)
    return next(chosen, None) or next(register, None) or next(iter(addresses), None)


def _suggested_first(membership: Membership) -> tuple[OrderBy, OrderBy]:
    theirs = Q(pk=membership.delivery_address_id or 0)
    return ExpressionWrapper(theirs, BooleanField()).desc(), F("is_default").desc()


def register_of(membership: Membership, text: str = "") -> AddressQuerySet:
    """The register that this person may choose from, by part of an address."""
    found = Address.objects.delivery().filter(customer=membership.customer_id)
    return found.matching(text) if text else found


def own_addresses_of(membership: Membership) -> Sequence[Address]:
    """What this person keeps, whether or not it is offered now. One query."""
    return list(Address.objects.filter(membership=membership).order_by("name", "pk"))


def own_address_of(membership: Membership, address_id: int) -> Address:
    """One that this person keeps, or Http404."""
    found = Address.objects.filter(membership=membership, pk=address_id).first()
    if found is None:
        raise Http404
    return found


def choosable_address_of(membership: Membership, address_id: int) -> Address:
    """One where this person may have things sent, or Http404."""
    found = Address.objects.choosable_by(membership).filter(pk=address_id).first()
    if found is None:
        raise Http404
    return found


def suggestion_of(membership: Membership) -> Address | None:
    """What `suggested_among` answers, without looking through the register. One query."""
    found = Address.objects.choosable_by(membership).order_by(
        *_suggested_first(membership), F("membership").asc(nulls_first=True), "name", "pk"
    )
    return found.first()


def delivery_addresses_of_all(customers: Collection[Customer]) -> dict[int, list[Address]]:
    """The registers of many customers, by customer id: where they have things sent. One query."""
    found: dict[int, list[Address]] = {}
    for address in Address.objects.delivery().filter(customer__in=customers):
        found.setdefault(address.customer_id, []).append(address)
    return found


def own_address_counts(customers: Collection[Customer]) -> dict[int, int]:
    """How many addresses people keep for themselves, by customer id; which is theirs. One query."""
    rows = Address.objects.filter(customer__in=customers, membership__isnull=False)
    counted = rows.order_by().values("customer_id").annotate(found=Count("pk"))
    return {row["customer_id"]: row["found"] for row in counted}
