"""One request climbing a chain, and each decision on it."""

from approvals.models.decision import Answer, ApprovalDecision
from approvals.models.request import ApprovalRequest, RequestState

__all__ = ["Answer", "ApprovalDecision", "ApprovalRequest", "RequestState"]
