"""What the planner of address sheets must know of the shop, three queries for each part of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, QuerySet

from customers.address_import import MARKS, AddressFact, AddressState, CustomerFact
from customers.models import Address
from customers.selectors.customer_import import among, customers_numbered

_CARD = tuple(AddressState.__dataclass_fields__)


def customers_with_addresses(numbers: Iterable[str]) -> dict[str, CustomerFact]:
    """By number as it stands on the customer, with its register. Two queries."""
    rows = list(customers_numbered(numbers).values_list("pk", "number", "country", "main_group_id"))
    addresses: dict[int, list[AddressFact]] = defaultdict(list)
    whose = among(row[0] for row in rows)
    found = Address.objects.register().filter(customer__in=whose).order_by("pk")
    for pk, customer_id, *card in found.values_list("pk", "customer_id", *_CARD):
        addresses[customer_id].append(AddressFact(pk, AddressState(*card)))
    return {
        number: CustomerFact(pk, number, country, addresses.get(pk, ()), group_id)
        for pk, number, country, group_id in rows
    }


def marked_twice(address_ids: Collection[int]) -> QuerySet[Address, Any]:
    """Those of the addresses that share a mark with another of the same customer."""
    these = Address.objects.filter(pk__in=among(address_ids))
    found = these.none()
    for mark in MARKS:
        marked = Address.objects.filter(**{mark: True}, customer__in=these.values("customer"))
        twice = marked.values("customer").annotate(found=Count("pk")).filter(found__gt=1)
        found = found | these.filter(**{mark: True}, customer__in=twice.values("customer"))
    return found
