"""An organisation's chains as the router sees them: for the map, the simulator and the health."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from approvals.health import Chains
from approvals.selectors.absences import away_today
from approvals.selectors.routes import administrators_in_turn, chain_link
from customers.models import Customer, CustomerGroup, Membership
from customers.policies import same_organisation

_WITH_ALL_ABOVE = """
WITH RECURSIVE chain(id) AS (
    SELECT unnest(%s::bigint[])
    UNION
    SELECT m.next_approver_id
    FROM customers_membership m JOIN chain ON m.id = chain.id
    WHERE m.next_approver_id IS NOT NULL
)
SELECT id FROM chain
"""


@dataclass(frozen=True, slots=True)
class OrganisationChains:
    """`member_ids` are the organisation's own, inactive ones too; `buyer_ids` of them may buy now.
    `people` are the own memberships, with user and customer.

    The links of `chains` may hold somebody outside, whom a chain from before a move still names:
    the router passes them by, and the map does not show them.
    """

    chains: Chains
    member_ids: frozenset[int]
    buyer_ids: frozenset[int]
    people: Mapping[int, Membership]


def organisation_chains(customer: Customer, *, currency: str) -> OrganisationChains:
    """Everyone of the organisation of `customer`; routes in it are those of `route_of`.

    Five queries however many people and however long the chains. Main group is loaded.
    """
    members = Membership.objects.filter(pk__in=_with_all_above(customer)).with_people()
    found = list(members.order_by("id"))
    own = [m for m in found if same_organisation(customer, m.customer)]
    away = away_today([m.pk for m in found], of=customer)
    links = {m.pk: chain_link(m, of=customer, away=away.get(m.pk)) for m in found}
    group = customer.main_group
    return OrganisationChains(
        chains=Chains(
            links=links,
            administrators=[
                chain_link(m, of=customer, away=away.get(m.pk))
                for m in administrators_in_turn(customer)
            ],
            every_step=group.is_organisation and group.every_step_must_approve,
            currency=currency,
        ),
        member_ids=frozenset(m.pk for m in own),
        buyer_ids=frozenset(m.pk for m in own if m.is_buyer and links[m.pk].is_active),
        people={m.pk: m for m in own},
    )


def _with_all_above(customer: Customer) -> list[int]:
    own = Membership.objects.in_organisation_of(customer).values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(_WITH_ALL_ABOVE, [list(own)])
        return [row[0] for row in cursor.fetchall()]


def able_approvers(known: OrganisationChains, *, besides: Membership) -> Sequence[Membership]:
    """Who may be next approver of `besides`, by name: in force, with the right. No query."""
    links = known.chains.links
    found = [
        person
        for pk, person in known.people.items()
        if links[pk].is_active and person.is_approver and person.user_id != besides.user_id
    ]
    return sorted(found, key=lambda person: person.user.full_name.casefold())


def customer_in(group: CustomerGroup) -> Customer | None:
    """A customer of an organisation group, through which its chains are found. One query."""
    customers = Customer.objects.filter(main_group=group).select_related("main_group")
    found: Customer | None = customers.order_by("-is_active", "id").first()
    return found
