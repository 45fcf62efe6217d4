"""What limit is set on a membership; what is spent of it is told by orders."""

from customers.models import Membership, PurchaseLimit


def limit_of(membership: Membership) -> PurchaseLimit | None:
    """The purchase limit, or None = no limit (amount 0 = nothing may be bought). One query."""
    return PurchaseLimit.objects.filter(membership=membership).first()
