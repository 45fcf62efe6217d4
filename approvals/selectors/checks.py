"""Which organisations have chains to check, and when each was checked last."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from approvals.models import ChainCheck
from customers.models import Customer, GroupKind, Membership


def organisations_with_chains() -> Sequence[Customer]:
    """One customer of each organisation that has a chain, or had one at the last check.

    Main group is loaded. Two queries however many they are.
    """
    checked = ChainCheck.objects.values_list("group_id", "customer_id")
    groups = {group for group, _customer in checked if group is not None}
    alone = {customer for _group, customer in checked if customer is not None}
    chained = Membership.objects.filter(next_approver__isnull=False).values("customer_id")
    of_groups = Customer.objects.filter(main_group_id__in=groups)
    rows = Customer.objects.filter(pk__in=chained) | Customer.objects.filter(pk__in=alone)
    found: dict[tuple[str, int], Customer] = {}
    for customer in (rows | of_groups).select_related("main_group").order_by("id"):
        is_group = customer.main_group.kind == GroupKind.ORGANISATION
        key = ("group", customer.main_group_id) if is_group else ("customer", customer.pk)
        found.setdefault(key, customer)
    return list(found.values())


def last_check(customer: Customer) -> datetime | None:
    """When the chains of this customer's organisation were checked last. One query."""
    return (
        ChainCheck.objects.filter(**organisation_key(customer))
        .values_list("checked_at", flat=True)
        .first()
    )


def organisation_key(customer: Customer) -> dict[str, Any]:
    """The organisation as a row of ChainCheck names it. Main group is loaded."""
    if customer.main_group.is_organisation:
        return {"group_id": customer.main_group_id}
    return {"customer_id": customer.pk}
