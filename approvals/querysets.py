"""Chainable questions about approval requests."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from customers.querysets import in_organisation

if TYPE_CHECKING:
    from approvals.models import ApprovalRequest
    from customers.actors import Actor
else:
    ApprovalRequest = Any


class ApprovalRequestQuerySet(QuerySet["ApprovalRequest"]):
    def waiting(self) -> "ApprovalRequestQuerySet":
        return self.filter(state="waiting")

    def for_decision_by(self, actor: "Actor") -> "ApprovalRequestQuerySet":
        """Waiting, and it is this membership's turn (A-09)."""
        if actor.membership is None:
            return self.none()
        return self.waiting().filter(step_id=actor.membership.pk)

    def visible_to(self, actor: "Actor") -> "ApprovalRequestQuerySet":
        """The one who is asked, those who answered, the orderer, the organisation's administrator.

        Never anyone of another organisation (A-02).
        """
        if actor.is_staff:
            return self
        if actor.membership is None:
            return self.none()
        mine = actor.membership.pk
        seen = Q(step_id=mine) | Q(decisions__membership_id=mine) | Q(membership_id=mine)
        if actor.membership.is_group_admin:
            seen |= in_organisation(actor.membership.customer, "membership__customer__")
        return self.filter(seen).distinct()
