"""A customer's address register."""

from collections.abc import Sequence

from customers.models import Address, Customer


def delivery_addresses(customer: Customer) -> Sequence[Address]:
    """Where the customer has things sent, the suggested one first. One query."""
    return list(Address.objects.filter(customer=customer, is_invoice=False)[:200])
