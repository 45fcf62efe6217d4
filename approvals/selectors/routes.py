"""The route of an order up the chain, from the memberships as they are now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, Exists, F, Func, OuterRef, Value
from django.db.models.expressions import RawSQL
from django.utils import timezone

from approvals.chains import ChainLink
from approvals.models import Answer, ApprovalRequest, RequestState
from approvals.routing import Route, find_route
from approvals.selectors.absences import Away, absences_on, away_today
from core.prepared import Prepared
from customers.models import Customer, CustomerGroup, GroupKind, Membership
from customers.policies import same_organisation
from customers.querysets import MembershipQuerySet

_MOST_ADMINISTRATORS = 20
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


@dataclass(frozen=True, slots=True)
class SoFar:
    """What has come of a request: membership ids.

    `approved` are the turns that have a yes. `in_place` said yes for somebody who was away, which
    counts as their own where they stand in the chain. `passed_over` let the days pass. `was_asked`
    = an order that waits, which no change of the chain alone releases.
    """

    approved: frozenset[int] = frozenset()
    in_place: frozenset[int] = frozenset()
    passed_over: frozenset[int] = frozenset()
    waits_on: int | None = None
    was_asked: bool = False


def chain_link(membership: Membership, *, of: Customer, away: Away | None = None) -> ChainLink:
    """A membership as the router sees it, for an order of the customer `of`.

    Whoever stands in another organisation cannot decide, like somebody inactive, and the shop's
    staff never approve. `away` is its absence today, from `away_today`. User, customer and main
    group of both are loaded.
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
        away_until=away.until if away else None,
        stand_in=away.stand_in if away else None,
    )


def route_of(
    *,
    membership: Membership,
    value_net: Decimal,
    placed_by_id: int,
    currency: str,
    needs_filling: bool = False,
    so_far: SoFar | None = None,
) -> Route:
    """Who must approve an order of `value_net` (order value ex VAT) of this membership.

    `so_far` is what has come of the request already, None for a new order. Whoever has it now, or
    has said yes, without standing in the chain was given it by staff: they step in like an
    administrator, before the others. One query however long the chain and however large the
    organisation, and one more when somebody of them is away. `membership` has its customer and
    main group loaded.
    """
    so_far = so_far or SoFar()
    asked_ids = set(so_far.approved)
    if so_far.waits_on is not None:
        asked_ids.add(so_far.waits_on)
    customer = membership.customer
    today = timezone.localdate()
    people = _people(membership.pk, asked_ids, customer, day=today)
    administrators = [each for each in people.values() if each.steps_in]
    gone = [pk for pk, each in people.items() if each.is_away]
    away = away_today(gone, of=customer, day=today) if gone else {}
    loaded = {pk: chain_link(each, of=customer, away=away.get(pk)) for pk, each in people.items()}
    chain_ids = _chain_above(membership.pk, people)
    stand_ins = [loaded[pk] for pk in sorted(asked_ids - set(chain_ids)) if pk in loaded]
    group = membership.customer.main_group
    return find_route(
        orderer_id=membership.pk,
        value=value_net,
        links={pk: loaded[pk] for pk in chain_ids},
        administrators=_with_first(
            stand_ins,
            [chain_link(each, of=customer, away=away.get(each.pk)) for each in administrators],
        ),
        excluded_user_ids={placed_by_id},
        needs_filling=needs_filling,
        every_step=group.is_organisation and group.every_step_must_approve,
        approved_ids=so_far.approved | so_far.in_place,
        waits_on=so_far.waits_on,
        was_asked=so_far.was_asked,
        passed_over_ids=so_far.passed_over,
        currency=currency,
    )


def route_of_request(request: ApprovalRequest, *, currency: str, is_loaded: bool = False) -> Route:
    """The route of a waiting request as the chain is now; decisions taken stay.

    `is_loaded`: its decisions are, and its membership with user, customer and main group.
    """
    membership = (
        request.membership
        if is_loaded
        else Membership.objects.with_people().get(pk=request.membership_id)
    )
    return route_of(
        membership=membership,
        value_net=request.value_net,
        placed_by_id=request.placed_by_id,
        currency=currency,
        needs_filling=request.needs_filling,
        so_far=so_far(request, is_loaded=is_loaded),
    )


def so_far(request: ApprovalRequest, *, is_loaded: bool = False) -> SoFar:
    """What has come of a request. One query unless its decisions are loaded, as they are now."""
    rows = request.decisions.all()
    found = [
        (decision.membership_id, decision.in_place_of_id)
        for decision in (rows if is_loaded else rows.filter(answer=Answer.APPROVE))
        if decision.answer == Answer.APPROVE
    ]
    return SoFar(
        approved=frozenset(turn or giver for giver, turn in found),
        in_place=frozenset(giver for giver, turn in found if turn is not None),
        passed_over=frozenset(request.passed_over),
        waits_on=request.step_id,
        was_asked=request.state == RequestState.WAITING,
    )


def _with_first(stand_ins: list[ChainLink], others: list[ChainLink]) -> list[ChainLink]:
    given = {link.membership_id for link in stand_ins}
    return stand_ins + [link for link in others if link.membership_id not in given]


def _people(
    membership_id: int, asked_ids: Iterable[int], customer: Customer, *, day: date
) -> Mapping[int, Any]:
    """The membership, all above it, those asked besides, and the administrators. One query.

    Each with `steps_in`, for an administrator, and `is_away` on the day.
    """
    in_group = customer.main_group.is_organisation
    found = _asked_people(in_group).rows(
        membership_id=membership_id,
        asked_ids=list(asked_ids),
        inside_id=customer.main_group_id if in_group else customer.pk,
        day=day,
    )
    return {each.pk: each for each in found}


@cache
def _asked_people(in_group: bool) -> Prepared[Membership]:
    """`inside_id` is the customer's main group's where that is an organisation, else its own."""

    def build(
        membership_id: int, asked_ids: list[int], inside_id: int, day: date
    ) -> MembershipQuerySet:
        kind = GroupKind.ORGANISATION if in_group else GroupKind.COMMERCIAL
        customer = Customer(
            pk=inside_id, number="", main_group=CustomerGroup(pk=inside_id, kind=kind)
        )
        above = RawSQL(f"ARRAY({_CHAIN})", [membership_id])  # noqa: S611 - our own statement
        asked = Value(asked_ids, output_field=ArrayField(BigIntegerField()))
        administrators = ArraySubquery(
            _administrators(customer).values("pk")[:_MOST_ADMINISTRATORS]
        )
        found: MembershipQuerySet = (
            Membership.objects.filter(_is_one_of(above, asked, administrators))
            .with_people()
            .annotate(
                steps_in=_is_one_of(administrators),
                is_away=Exists(absences_on(day).filter(membership=OuterRef("pk"))),
            )
            .order_by("id")
        )
        return found

    return Prepared(build, membership_id=int, asked_ids=list, inside_id=int, day=date)


def _is_one_of(*arrays: Any) -> Func:
    """Whether the id is in one of the arrays: found by the index however many people there are.

    Three conditions with OR between them would be asked of each of a hundred thousand.
    """
    ids = Func(*arrays, template="%(expressions)s", arg_joiner=" || ")
    return Func(
        F("pk"),
        ids,
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )


def _chain_above(membership_id: int, people: Mapping[int, Membership]) -> list[int]:
    """The membership and those above it, from below; a loop ends where it closes."""
    chain: list[int] = []
    step: int | None = membership_id
    while step is not None and step in people and step not in chain:
        chain.append(step)
        step = people[step].next_approver_id
    return chain


def administrators_in_turn(customer: Customer) -> list[Membership]:
    """The administrators who step in, the first of them first. One query."""
    return list(_administrators(customer).with_people()[:_MOST_ADMINISTRATORS])


def _administrators(customer: Customer) -> MembershipQuerySet:
    return (
        Membership.objects.active()
        .in_organisation_of(customer)
        .filter(is_group_admin=True, user__staff_role="")
        .order_by("id")
    )
