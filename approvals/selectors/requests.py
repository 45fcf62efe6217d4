"""What waits for whom."""

from datetime import date

from approvals.models import ApprovalRequest
from approvals.querysets import ApprovalRequestQuerySet
from customers.actors import Actor


def waiting_for(actor: Actor, *, day: date | None = None) -> ApprovalRequestQuerySet:
    """The requests this person is to decide, oldest first ('Attester', A-09)."""
    requests: ApprovalRequestQuerySet = ApprovalRequest.objects.for_decision_by(actor, day=day)
    return requests


def how_many_wait_for(actor: Actor, *, at_most: int = 100) -> int:
    """The count beside 'Attester'; stops counting at `at_most`. One query."""
    return waiting_for(actor)[:at_most].count()
