"""Who approves for whom: up the chain, down from an approver, and who may be chosen."""

from collections.abc import Sequence

from django.db import connection

from customers.actors import Actor
from customers.models import Customer, Membership, User

_UPWARDS = """
WITH RECURSIVE chain(id, next_id, path) AS (
    SELECT id, next_approver_id, ARRAY[id] FROM customers_membership WHERE id = %s
    UNION ALL
    SELECT m.id, m.next_approver_id, chain.path || m.id
    FROM customers_membership m JOIN chain ON m.id = chain.next_id
    WHERE m.id <> ALL (chain.path)
)
SELECT id, next_id FROM chain ORDER BY cardinality(path)
"""


def links_above(membership_id: int) -> dict[int, int | None]:
    """The membership and everyone above it, in order, each with its next. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_UPWARDS, [membership_id])
        return dict(cursor.fetchall())


def approvers_above(membership: Membership) -> Sequence[Membership]:
    """Those above in the chain, nearest first, with people and customers. Two queries."""
    ids = [pk for pk in links_above(membership.pk) if pk != membership.pk]
    found = {m.pk: m for m in Membership.objects.filter(pk__in=ids).with_people()}
    return [found[pk] for pk in ids]


def depends_on(membership: Membership) -> Sequence[Membership]:
    """The memberships in force that have this one as next approver. One query."""
    return list(
        Membership.objects.active()
        .filter(next_approver=membership)
        .with_people()
        .order_by("user__last_name", "user__first_name", "id")
    )


def depends_on_person(actor: Actor, user: User) -> Sequence[Membership]:
    """The same for all of a person's memberships that approve, as far as the actor sees them. One
    query."""
    return list(
        Membership.objects.visible_to(actor)
        .active()
        .filter(next_approver__user=user)
        .with_people()
        .order_by("user__last_name", "user__first_name", "id")
    )


def approvers_to_choose(
    customer: Customer, *, besides: Membership | None = None
) -> Sequence[Membership]:
    """Who may be next approver for people of `customer`: approval right, same organisation (A-34).

    `besides` is the membership that is being edited: never oneself. One query.
    """
    approvers = Membership.objects.approvers().in_organisation_of(customer).with_people()
    if besides is not None:
        approvers = approvers.exclude(user_id=besides.user_id)
    return list(approvers.order_by("user__last_name", "user__first_name", "id"))


def administrators_of(customer: Customer) -> Sequence[Membership]:
    """The group administrators of the customer's organisation, oldest first. One query."""
    return list(
        Membership.objects.active()
        .in_organisation_of(customer)
        .filter(is_group_admin=True)
        .with_people()
        .order_by("id")
    )


def colleague_with_email(customer: Customer, email: str) -> Membership | None:
    """The first connection in force in the customer's organisation with this address. One query."""
    seats = Membership.objects.active().in_organisation_of(customer).with_people()
    found: Membership | None = (
        seats.filter(user__email__iexact=email.strip()).order_by("id").first()
    )
    return found


def administrators_left(leaving: Sequence[Membership]) -> int:
    """How many administrators the organisation has besides these. One query."""
    others = Membership.objects.active().in_organisation_of(leaving[0].customer)
    found = others.filter(is_group_admin=True).exclude(pk__in=[each.pk for each in leaving])
    return found.count()


def seats_told(actor: Actor, seats: Sequence[Membership]) -> list[Membership]:
    """Those of people whom the actor may know of. One query for a member of a sales team."""
    if actor.team_ids is None or not seats:
        return list(seats)
    ids = [seat.pk for seat in seats]
    seen = set(Membership.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    return [seat for seat in seats if seat.pk in seen]


def chains_cut_by_leaving(customer: Customer) -> list[Membership]:
    """Those who lose their next approver if `customer` leaves its organisation. One query."""
    crossing = Membership.objects.filter(next_approver__isnull=False).with_people()
    outward = crossing.filter(customer=customer).exclude(next_approver__customer=customer)
    inward = crossing.filter(next_approver__customer=customer).exclude(customer=customer)
    return list((outward | inward).order_by("id"))
