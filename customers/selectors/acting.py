"""Logging in as somebody else: whom staff may choose, and who has acted in one's own name."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core.reasons import Verdict
from customers.acting import acts_as_staff, may_act_as
from customers.actors import Actor
from customers.models import ActingVisit, Membership, User

MOST_FOUND = 20  # shown; one more is fetched to know whether there are others


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom staff could be, and whether they may."""

    membership: Membership
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Found:
    """The first of those who fit; `has_more` when others fit too."""

    people: Sequence[Candidate] = ()
    has_more: bool = False


def people_to_be(doer: User, text: str) -> Found:
    """Connections by part of name, e-mail or customer, at most MOST_FOUND. One query (N-30).

    Nothing for whoever is not staff, and nothing before there is something to look for.
    """
    words = text.split()[:6]
    if not words or not acts_as_staff(doer):
        return Found()
    seen = Membership.objects.visible_to(Actor(user=doer))
    rows = seen.active().filter(user__staff_role="")
    for word in words:
        hit = (
            Q(user__email__icontains=word)
            | Q(user__first_name__icontains=word)
            | Q(user__last_name__icontains=word)
            | Q(customer__name__icontains=word)
            | Q(customer__number=word)
        )
        rows = rows.filter(hit)
    ordered = rows.with_people().order_by(
        "customer__name", "user__last_name", "user__first_name", "id"
    )
    found = list(ordered[: MOST_FOUND + 1])
    people = [
        Candidate(membership, may_act_as(doer=doer, membership=membership))
        for membership in found[:MOST_FOUND]
    ]
    return Found(people, has_more=len(found) > MOST_FOUND)


def visits_in_name_of(user: User) -> QuerySet[ActingVisit]:
    """Every time that somebody logged in as this person, the latest first."""
    return (
        ActingVisit.objects.filter(membership__user=user)
        .select_related("doer", "membership__customer")
        .order_by("-started_at", "-id")
    )
