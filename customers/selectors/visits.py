"""Which membership is in force in a visit, and which others the visitor could choose."""

from collections.abc import Sequence

from customers.models import Membership, User


def memberships_of(user: User) -> Sequence[Membership]:
    """The user's memberships in force, by customer name. One query."""
    return list(
        Membership.objects.active().filter(user=user).with_people().order_by("customer__name", "id")
    )


def current_membership(user: User, chosen_id: int | None) -> Membership | None:
    """The chosen membership if it is in force, else the user's first, else None. One query."""
    memberships = Membership.objects.active().filter(user=user).with_people()
    first: Membership | None = None
    for membership in memberships.order_by("id")[:200]:
        if membership.pk == chosen_id:
            return membership
        first = first or membership
    return first


def membership_in_force(membership_id: int) -> Membership | None:
    """One membership with its people, None once it has ended. One query."""
    rows = Membership.objects.active().with_people()
    found: Membership | None = rows.filter(pk=membership_id).first()
    return found
