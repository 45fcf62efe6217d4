"""The route of an order up the chain, from the memberships as they are now."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db import connection

from approvals.chains import ChainLink
from approvals.models import Answer, ApprovalRequest, RequestState
from approvals.routing import Route, find_route
from customers.models import Customer, Membership
from customers.policies import same_organisation

_CHAIN = """
WITH RECURSIVE chain(id, next_id, path) AS (
    SELECT id, next_approver_id, ARRAY[id] FROM customers_membership WHERE id = %s
    UNION ALL
    SELECT m.id, m.next_approver_id, chain.path || m.id
    FROM customers_membership m JOIN chain ON m.id = chain.next_id
    WHERE m.id <> ALL (chain.path)
)
SELECT id FROM chain
"""


def chain_link(membership: Membership, *, of: Customer) -> ChainLink:
    """A membership as the router sees it, for an order of the customer `of`.

    Whoever stands in another organisation cannot decide, like somebody inactive, and the shop's
    staff never approve. User, customer and main group of both are loaded.
    """
    return ChainLink(
        membership_id=membership.pk,
        user_id=membership.user_id,
        name=membership.user.full_name or membership.user.email,
        break_point=membership.break_point,
        next_id=membership.next_approver_id,
        is_approver=membership.is_approver and not membership.user.is_staff,
        is_active=(
            membership.is_active
            and membership.user.is_active
            and membership.customer.is_active
            and same_organisation(of, membership.customer)
        ),
    )


def route_of(
    *,
    membership: Membership,
    value_net: Decimal,
    placed_by_id: int,
    currency: str,
    needs_filling: bool = False,
    approved_ids: Collection[int] = (),
    waits_on: int | None = None,
    was_asked: bool = False,
) -> Route:
    """Who must approve an order of `value_net` (order value ex VAT) of this membership.

    Whoever has the order now, or has said yes, without standing in the chain was given it by
    staff: they step in like an administrator, before the others. `was_asked` = an order that waits,
    which no change of the chain alone releases. Three queries however long the
    chain and however large the organisation. `membership` has its customer and main group loaded.
    """
    chain_ids = _chain_ids(membership.pk)
    asked_ids = {*approved_ids, *([waits_on] if waits_on is not None else [])}
    loaded = {
        link.membership_id: link for link in _links(membership.customer, {*chain_ids, *asked_ids})
    }
    stand_ins = [loaded[pk] for pk in sorted(asked_ids - set(chain_ids)) if pk in loaded]
    group = membership.customer.main_group
    return find_route(
        orderer_id=membership.pk,
        value=value_net,
        links={pk: loaded[pk] for pk in chain_ids},
        administrators=_with_first(stand_ins, administrator_links(membership.customer)),
        excluded_user_ids={placed_by_id},
        needs_filling=needs_filling,
        every_step=group.is_organisation and group.every_step_must_approve,
        approved_ids=approved_ids,
        waits_on=waits_on,
        was_asked=was_asked,
        currency=currency,
    )


def route_of_request(request: ApprovalRequest, *, currency: str) -> Route:
    """The route of a waiting request as the chain is now; decisions taken stay."""
    membership = Membership.objects.with_people().get(pk=request.membership_id)
    return route_of(
        membership=membership,
        value_net=request.value_net,
        placed_by_id=request.placed_by_id,
        currency=currency,
        needs_filling=request.needs_filling,
        approved_ids=approved_ids(request),
        waits_on=request.step_id,
        was_asked=request.state == RequestState.WAITING,
    )


def approved_ids(request: ApprovalRequest) -> set[int]:
    """The memberships that have said yes to this request."""
    answers = request.decisions.filter(answer=Answer.APPROVE)
    return set(answers.values_list("membership_id", flat=True))


def _with_first(stand_ins: list[ChainLink], others: list[ChainLink]) -> list[ChainLink]:
    given = {link.membership_id for link in stand_ins}
    return stand_ins + [link for link in others if link.membership_id not in given]


def _chain_ids(membership_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, [membership_id])
        return [row[0] for row in cursor.fetchall()]


def _links(customer: Customer, membership_ids: Iterable[int]) -> list[ChainLink]:
    memberships = Membership.objects.filter(pk__in=membership_ids)
    return [chain_link(m, of=customer) for m in memberships.with_people()]


def administrator_links(customer: Customer) -> list[ChainLink]:
    administrators = (
        Membership.objects.active()
        .in_organisation_of(customer)
        .filter(is_group_admin=True, user__staff_role="")
        .with_people()
        .order_by("id")
    )
    return [chain_link(membership, of=customer) for membership in administrators[:20]]
