"""The requests of an organisation that wait, as the simulator asks the router about them."""

from collections.abc import Sequence

from django.db.models import Prefetch

from approvals.models import Answer, ApprovalDecision, ApprovalRequest
from approvals.simulating import WaitingRequest
from customers.models import Customer
from customers.querysets import in_organisation

MOST = 300


def waiting_requests(customer: Customer) -> Sequence[WaitingRequest]:
    """Those of the organisation of `customer`, the oldest first, at most MOST. Two queries."""
    approvals = ApprovalDecision.objects.filter(answer=Answer.APPROVE)
    found = (
        ApprovalRequest.objects.waiting()
        .filter(in_organisation(customer, "membership__customer__"))
        .prefetch_related(Prefetch("decisions", approvals, to_attr="approvals"))
        .order_by("created_at", "id")[:MOST]
    )
    return [_waiting(request, getattr(request, "approvals", [])) for request in found]


def _waiting(request: ApprovalRequest, approvals: Sequence[ApprovalDecision]) -> WaitingRequest:
    turns = [(each.membership_id, each.in_place_of_id) for each in approvals]
    return WaitingRequest(
        reference=request.reference,
        orderer_id=request.membership_id,
        value=request.value_net,
        placed_by_id=request.placed_by_id,
        step_id=request.step_id,
        needs_filling=request.needs_filling,
        approved_ids=frozenset(turn or giver for giver, turn in turns),
        in_place_ids=frozenset(giver for giver, turn in turns if turn is not None),
        passed_over_ids=frozenset(request.passed_over),
    )
