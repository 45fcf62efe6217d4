"""Chainable questions about approval requests."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from customers.models import Membership
from customers.querysets import in_organisation
from customers.teams import of_teams

if TYPE_CHECKING:
    from approvals.models import ApprovalRequest
    from customers.actors import Actor
else:
    ApprovalRequest = Any


def steps_decided_by(membership_id: int, *, day: date | None = None) -> QuerySet[Any, Any]:
    """Whose turns this membership decides today: its own, and of whom it stands in for.

    A subquery for `step_id__in`, put so that the index on the step is used.
    """
    today = day or timezone.localdate()
    away = Membership.objects.filter(
        absences__substitute_id=membership_id,
        absences__starts_on__lte=today,
        absences__ends_on__gte=today,
    )
    own = Membership.objects.filter(pk=membership_id)
    return own.order_by().values("pk").union(away.order_by().values("pk"), all=True)


class ApprovalRequestQuerySet(QuerySet["ApprovalRequest"]):
    def waiting(self) -> "ApprovalRequestQuerySet":
        return self.filter(state="waiting")

    def for_decision_by(
        self, actor: "Actor", *, day: date | None = None
    ) -> "ApprovalRequestQuerySet":
        """Waiting, and it is this membership's turn, or that of one it stands in for (A-09)."""
        if actor.membership is None:
            return self.none()
        inside = in_organisation(actor.membership.customer, "membership__customer__")
        return self.waiting().filter(
            inside, step_id__in=steps_decided_by(actor.membership.pk, day=day)
        )

    def visible_to(self, actor: "Actor") -> "ApprovalRequestQuerySet":
        """The one who is asked, those who answered, the orderer, the organisation's administrator.

        Never anyone of another organisation (A-02). Staff see those of their teams' customers.
        """
        if actor.is_staff:
            ours = of_teams(actor, "membership__customer__")
            return self if ours is None else self.filter(ours)
        if actor.membership is None:
            return self.none()
        mine = actor.membership.pk
        inside = in_organisation(actor.membership.customer, "membership__customer__")
        asked = Q(decisions__membership_id=mine) | Q(step_id__in=steps_decided_by(mine))
        seen = Q(membership_id=mine) | (asked & inside)
        if actor.membership.is_group_admin:
            seen |= inside
        return self.filter(seen).distinct()
