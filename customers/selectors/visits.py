"""Which membership is in force in a visit, and which others the visitor could choose."""

from collections.abc import Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet

from core.prepared import Prepared
from customers.add_ons import AddOn
from customers.models import Customer, Membership, ShipperAccount, User
from customers.selectors.add_ons import is_closed
from customers.selectors.staff_teams import sight_columns

_MOST = 200


def _seats(user_id: int) -> QuerySet[Membership, Membership]:
    """All that a page asks of its visitor, in one question (see `Actor.group_ids`)."""
    further = Customer.further_groups.through.objects.filter(customer=OuterRef("customer_id"))
    rows = Membership.objects.active().filter(user=user_id).with_people()
    seats: QuerySet[Membership, Membership] = rows.select_related(  # type: ignore[no-redef]
        "user", "customer__main_group", "customer__pricing_tier", "purchase_limit"
    ).annotate(
        limits_are_off=is_closed(AddOn.PURCHASE_LIMIT),
        further_group_ids=ArraySubquery(further.values("customergroup_id")),
        has_shipper_accounts=Exists(
            ShipperAccount.objects.filter(customer=OuterRef("customer_id"))
        ),
    )
    return seats.order_by("id")[:_MOST]


_SEATS = Prepared(_seats, user_id=int)


def visiting_user(user_id: int) -> User | None:
    """The person whose session it is, with `visit_seats` loaded; None when inactive.

    One query for who has a membership, two for others.
    """
    seats = _SEATS.rows(user_id=user_id)
    user: User | None = seats[0].user if seats else None
    if user is None:
        people = User.objects.active().annotate(**sight_columns())
        user = people.filter(pk=user_id).first()
    if user is not None:
        user.visit_seats = tuple(seats)
    return user


def memberships_of(user: User) -> Sequence[Membership]:
    """The user's memberships in force, by customer name. One query."""
    return list(
        Membership.objects.active().filter(user=user).with_people().order_by("customer__name", "id")
    )


def current_membership(user: User, chosen_id: int | None) -> Membership | None:
    """The chosen membership if it is in force, else the user's first, else None.

    No query for a `visiting_user`, else one.
    """
    seats = _SEATS.rows(user_id=user.pk) if user.visit_seats is None else user.visit_seats
    return next((seat for seat in seats if seat.pk == chosen_id), next(iter(seats), None))


def membership_in_force(membership_id: int) -> Membership | None:
    """One membership with its people, None once it has ended. One query."""
    rows = Membership.objects.active().with_people()
    found: Membership | None = rows.filter(pk=membership_id).first()
    return found
