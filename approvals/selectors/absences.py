"""Who is away on a day, and who decides meanwhile."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from approvals.chains import StandIn
from approvals.models import Absence
from core.prepared import Among, Prepared
from customers.actors import Actor
from customers.models import Customer, Membership
from customers.policies import same_organisation
from customers.querysets import MembershipQuerySet, in_organisation


@dataclass(frozen=True, slots=True)
class Away:
    """An absence that holds today. `stand_in` is None without a substitute who can decide."""

    until: date
    stand_in: StandIn | None


def away_today(
    membership_ids: Collection[int], *, of: Customer, day: date | None = None
) -> Mapping[int, Away]:
    """By membership, of those who are away today. One query.

    A substitute decides in an organisation (that of `of`) with approval right there, in force,
    not away today, and never as the shop's staff.
    """
    found = _AWAY.rows(membership_ids=list(membership_ids), day=day or timezone.localdate())
    return {
        absence.membership_id: Away(
            absence.ends_on,
            _stand_in(absence.substitute, of, is_away=absence.substitute_is_away),
        )
        for absence in found
    }


def _away_query(membership_ids: list[int], day: date) -> QuerySet[Any, Any]:
    substitute_away = absences_on(day).filter(membership_id=OuterRef("substitute_id"))
    return (
        absences_on(day)
        .filter(Among("membership_id", membership_ids))
        .select_related("substitute__user", "substitute__customer__main_group")
        .annotate(substitute_is_away=Exists(substitute_away))
    )


_AWAY: Prepared[Any] = Prepared(_away_query, membership_ids=list, day=date)


def away_memberships(*, day: date | None = None) -> Sequence[int]:
    """Everyone who is away today, with or without a substitute. One query."""
    return list(absences_on(day or timezone.localdate()).values_list("membership_id", flat=True))


def stands_in_for(membership: Membership, *, step_id: int, of: Customer) -> bool:
    """Whether `membership` decides today in place of the one whose turn it is. One query."""
    away = away_today([step_id], of=of).get(step_id)
    stand_in = away.stand_in if away else None
    return stand_in is not None and stand_in.membership_id == membership.pk


def absences_of(membership: Membership, *, day: date | None = None) -> Sequence[Absence]:
    """The absence that holds, and those to come, in order. One query."""
    today = day or timezone.localdate()
    return list(
        membership.absences.filter(ends_on__gte=today)
        .select_related("substitute__user", "substitute__customer")
        .order_by("starts_on")
    )


def stood_in_for(membership: Membership, *, day: date | None = None) -> Sequence[Absence]:
    """Whom this person stands in for, today and later, in order. One query."""
    today = day or timezone.localdate()
    return list(
        membership.stands_in.filter(ends_on__gte=today)
        .select_related("membership__user", "membership__customer")
        .order_by("starts_on")
    )


def absence_seen_by(actor: Actor, absence_id: int) -> Absence:
    """One's own or that of a colleague one administers, or Http404. One query."""
    membership = actor.membership
    if membership is None:
        raise Http404
    seen = Q(membership=membership)
    if membership.is_group_admin:
        seen |= in_organisation(membership.customer, "membership__customer__")
    rows = Absence.objects.filter(seen, pk=absence_id)
    found = rows.select_related("membership__user", "membership__customer__main_group").first()
    if found is None:
        raise Http404
    return found


def possible_substitutes(membership: Membership) -> MembershipQuerySet:
    """Approvers and administrators of the same organisation, besides the person (A-33)."""
    able: MembershipQuerySet = (
        Membership.objects.active()
        .in_organisation_of(membership.customer)
        .filter(Q(is_approver=True) | Q(is_group_admin=True), user__staff_role="")
        .exclude(user_id=membership.user_id)
        .select_related("user", "customer")
        .order_by("user__last_name", "user__first_name", "id")
    )
    return able


def absences_on(day: date) -> QuerySet[Absence]:
    return Absence.objects.filter(starts_on__lte=day, ends_on__gte=day)


def _stand_in(substitute: Membership | None, of: Customer, *, is_away: bool) -> StandIn | None:
    if substitute is None or is_away or not _can_decide(substitute, of):
        return None
    name = substitute.user.full_name or substitute.user.email
    return StandIn(substitute.pk, substitute.user_id, name)


def _can_decide(substitute: Membership, of: Customer) -> bool:
    in_force = substitute.is_active and substitute.user.is_active and substitute.customer.is_active
    has_right = substitute.is_approver or substitute.is_group_admin
    return (
        in_force
        and has_right
        and not substitute.user.is_staff
        and same_organisation(of, substitute.customer)
    )
