"""One request climbing a chain, each decision on it, and who is away."""

from approvals.models.absence import Absence
from approvals.models.check import ChainCheck
from approvals.models.decision import Answer, ApprovalDecision
from approvals.models.request import ApprovalRequest, RequestState

__all__ = ["Absence", "Answer", "ApprovalDecision", "ApprovalRequest", "ChainCheck"]
__all__ += ["RequestState"]
