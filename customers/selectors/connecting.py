"""Facts for connecting many customers to a group at once: a few queries, however many they are."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from customers.actors import Actor
from customers.card_import import Known, stored
from customers.group_connection import Border, ChainLink, border_of, links_cut
from customers.models import Customer, CustomerGroup, GroupKind, Membership
from customers.selectors.customer_import import (
    FURTHER_GROUP,
    among,
    chains_across,
    customers_numbered,
)


def group_to_join(actor: Actor, group_id: object) -> CustomerGroup | None:
    """The group with this id, if it is there and `actor` sees it. One query."""
    if not isinstance(group_id, int):
        return None
    found: CustomerGroup | None = (
        CustomerGroup.objects.visible_to(actor).filter(pk=group_id).first()
    )
    return found


def customers_to_join(numbers: Iterable[str]) -> Known[Customer]:
    """Customers by number in any letter case, with their group and tier. One query."""
    rows = customers_numbered(numbers).select_related("main_group", "pricing_tier")
    return Known({customer.number: customer for customer in rows.iterator()})


def further_links(group_id: int, customer_ids: Collection[int]) -> dict[int, int]:
    """The connection's id by customer, for those that have this further group. One query."""
    rows = further_rows(group_id, customer_ids)
    return dict(rows.values_list("customer_id", "pk"))


def further_rows(group_id: int, customer_ids: Collection[int]) -> QuerySet[Any, Any]:
    return FURTHER_GROUP.objects.filter(customergroup=group_id, customer__in=among(customer_ids))


def administrators_taken_along(customer_ids: Collection[int]) -> list[Membership]:
    """Who administers from these customers, where people of the organisation stay behind without

    an administrator when all of these leave it. Two queries at most.
    """
    seats = Membership.objects.active().with_people()
    theirs = seats.filter(customer__in=among(customer_ids), is_group_admin=True)
    taken = list(
        theirs.filter(customer__main_group__kind=GroupKind.ORGANISATION).order_by("customer", "id")
    )
    if not taken:
        return []
    behind = set(
        Membership.objects.active()
        .filter(customer__main_group__in={seat.customer.main_group_id for seat in taken})
        .exclude(customer__in=among(customer_ids))
        .values_list("customer__main_group_id", "is_group_admin")
        .distinct()
    )
    return [
        seat
        for seat in taken
        if (seat.customer.main_group_id, False) in behind
        and (seat.customer.main_group_id, True) not in behind
    ]


def links_of(customer_ids: Collection[int]) -> tuple[list[ChainLink], dict[int, Border]]:
    """Chains over a customer's edge that touch these, and where both ends are. One query."""
    rows = chains_across(customer_ids).select_related(
        *("user", "customer__main_group"),
        *("next_approver__user", "next_approver__customer__main_group"),
    )
    links, borders = [], {}
    for seat in rows.order_by("pk"):
        above = seat.next_approver
        if above is None:
            continue
        for customer in (seat.customer, above.customer):
            group = customer.main_group
            borders[customer.pk] = border_of(
                customer.pk, group.pk, is_organisation=group.is_organisation
            )
        links.append(
            ChainLink(
                membership_id=seat.pk,
                customer_id=seat.customer_id,
                above_id=above.pk,
                above_customer_id=above.customer_id,
                break_point=stored(seat.break_point),
                person=seat.user.full_name,
                above=above.user.full_name,
            )
        )
    return links, borders


def crossing_seats(membership_ids: Collection[int]) -> Sequence[Membership]:
    """Of these memberships, those with somebody above them. One query."""
    rows = Membership.objects.filter(pk__in=among(membership_ids), next_approver__isnull=False)
    return list(rows.select_related("customer__main_group", "next_approver__customer__main_group"))


def numbers_of(actor: Actor, customer_ids: Collection[int]) -> Sequence[str]:
    """The customer numbers of those that `actor` sees, by company name. One query."""
    rows = Customer.objects.visible_to(actor).filter(pk__in=among(customer_ids))
    return list(rows.order_by("name", "pk").values_list("number", flat=True))


def chains_cut_by_moving(
    group: CustomerGroup, customer_ids: Collection[int]
) -> Sequence[ChainLink]:
    """The chains that are cut when all of these get `group` as their main group. One query."""
    links, borders = links_of(customer_ids)
    joined = {
        pk: border_of(pk, group.pk, is_organisation=group.is_organisation) for pk in customer_ids
    }
    return links_cut(links, borders, joined)


def links_told(actor: Actor, links: Sequence[ChainLink]) -> Sequence[ChainLink]:
    """Those of people whom the actor may know of. One query for a member of a sales team."""
    if actor.team_ids is None or not links:
        return links
    below = among([link.customer_id for link in links])
    rows = Customer.objects.visible_to(actor).filter(pk__in=below)
    seen = set(rows.values_list("pk", flat=True))
    return [link for link in links if link.customer_id in seen]


_BELOW = """
WITH RECURSIVE below(id) AS (
    SELECT unnest(%s::bigint[])
    UNION
    SELECT m.id FROM customers_membership m JOIN below ON m.next_approver_id = below.id
)
SELECT id FROM below
"""


def at_or_below(membership_ids: Collection[int]) -> Sequence[int]:
    """These memberships and everybody whose chain goes through one of them. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [list(membership_ids)])
        return [pk for (pk,) in cursor.fetchall()]
