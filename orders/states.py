"""The states of an order and the one table of moves between them. Pure."""

from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.reasons import ALLOWED, Refused, Text, Verdict, say


class OrderStatus(TextChoices):
    """Where an order is."""

    AWAITING_APPROVAL = "awaiting_approval", _("Awaiting approval")
    UNPROCESSED = "unprocessed", _("Unprocessed")
    PROCESSING = "processing", _("Processing")
    SHIPPED = "shipped", _("Shipped")
    COMPLETED = "completed", _("Completed")
    REJECTED = "rejected", _("Rejected in approval")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CANCELLED = "cancelled", _("Cancelled")


class OrderEventKind(TextChoices):
    """What can happen to an order; each is a line in its history."""

    PLACED = "placed", pgettext_lazy("order event", "Placed")
    STEP_APPROVED = "step_approved", pgettext_lazy("order event", "Approved, goes on")
    APPROVED = "approved", pgettext_lazy("order event", "Approved")
    CHANGED = "changed", pgettext_lazy("order event", "Changed by the approver")
    REASSIGNED = "reassigned", pgettext_lazy("order event", "Given to another approver")
    PASSED_ON = "passed_on", pgettext_lazy("order event", "Passed on after a long wait")
    ASKED = "asked", pgettext_lazy("order event", "Sent back with a question")
    ANSWERED = "answered", pgettext_lazy("order event", "Question answered")
    REJECTED = "rejected", pgettext_lazy("order event", "Rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("order event", "Withdrawn")
    PROCESSING_STARTED = "processing_started", pgettext_lazy("order event", "Processing started")
    SHIPPED = "shipped", pgettext_lazy("order event", "Shipped")
    COMPLETED = "completed", pgettext_lazy("order event", "Completed")
    CANCELLED = "cancelled", pgettext_lazy("order event", "Cancelled")
    CREDITED = "credited", pgettext_lazy("order event", "Credited")
    COMMENTED = "commented", pgettext_lazy("order event", "Comment")


_S = OrderStatus
_E = OrderEventKind

# (from, event) → to. Whatever is not here is refused. An event that leads back to the same status
# is allowed in that status only.
TRANSITIONS = MappingProxyType(
    {
        (_S.AWAITING_APPROVAL, _E.STEP_APPROVED): _S.AWAITING_APPROVAL,
        (_S.AWAITING_APPROVAL, _E.CHANGED): _S.AWAITING_APPROVAL,
        (_S.AWAITING_APPROVAL, _E.REASSIGNED): _S.AWAITING_APPROVAL,
        (_S.AWAITING_APPROVAL, _E.PASSED_ON): _S.AWAITING_APPROVAL,
        (_S.AWAITING_APPROVAL, _E.ASKED): _S.AWAITING_APPROVAL,
        (_S.AWAITING_APPROVAL, _E.ANSWERED): _S.AWAITING_APPROVAL,
        (_S.AWAITING_APPROVAL, _E.APPROVED): _S.UNPROCESSED,
        (_S.AWAITING_APPROVAL, _E.REJECTED): _S.REJECTED,
        (_S.AWAITING_APPROVAL, _E.WITHDRAWN): _S.WITHDRAWN,
        (_S.AWAITING_APPROVAL, _E.CANCELLED): _S.CANCELLED,
        (_S.UNPROCESSED, _E.PROCESSING_STARTED): _S.PROCESSING,
        (_S.UNPROCESSED, _E.CANCELLED): _S.CANCELLED,
        (_S.PROCESSING, _E.SHIPPED): _S.SHIPPED,
        (_S.PROCESSING, _E.CANCELLED): _S.CANCELLED,
        (_S.SHIPPED, _E.COMPLETED): _S.COMPLETED,
        (_S.COMPLETED, _E.CREDITED): _S.COMPLETED,
    }
)

TO_PROCESS = (_S.UNPROCESSED, _S.PROCESSING)  # the work of the shop's staff
# A waiting order reserves the purchase limit; these count as bought and as sale.
SALE_STATUSES = frozenset({_S.UNPROCESSED, _S.PROCESSING, _S.SHIPPED, _S.COMPLETED})
DEAD_STATUSES = frozenset({_S.REJECTED, _S.WITHDRAWN, _S.CANCELLED})
FINAL_STATUSES = DEAD_STATUSES | {_S.COMPLETED}
# What its orderer may edit and send again; a cancelled one had been agreed to.
SENDABLE_AGAIN = frozenset({_S.REJECTED, _S.WITHDRAWN})

_REFUSALS: dict[OrderEventKind, Text] = {
    _E.PLACED: _("The order is placed already."),
    _E.STEP_APPROVED: _("The order is not waiting for approval. It is: %(status)s."),
    _E.APPROVED: _("The order is not waiting for approval. It is: %(status)s."),
    _E.CHANGED: _("The order can no longer be changed. It is: %(status)s."),
    _E.REASSIGNED: _("The order is not waiting for an approver. It is: %(status)s."),
    _E.PASSED_ON: _("The order is not waiting for an approver. It is: %(status)s."),
    _E.ASKED: _("The order is not waiting for approval. It is: %(status)s."),
    _E.ANSWERED: _("The question no longer needs an answer. The order is: %(status)s."),
    _E.REJECTED: _("The order can no longer be rejected. It is: %(status)s."),
    _E.WITHDRAWN: _("The order can no longer be withdrawn. It is: %(status)s."),
    _E.PROCESSING_STARTED: _("Only an unprocessed order can be taken on. This one is: %(status)s."),
    _E.SHIPPED: _("Only an order in processing can be shipped. This one is: %(status)s."),
    _E.COMPLETED: _("Only a shipped order can be completed. This one is: %(status)s."),
    _E.CANCELLED: _("The order can no longer be cancelled. It is: %(status)s."),
    _E.CREDITED: _("Only a completed order is credited. This one is: %(status)s."),
    _E.COMMENTED: _("A comment does not move the order."),
}


class IllegalTransition(Exception):
    """An event that the order's status does not allow, with the sentence to show."""

    def __init__(self, status: OrderStatus, event: OrderEventKind) -> None:
        self.status = status
        self.event = event
        self.reason: Text = say(_REFUSALS[event], status=status.label)
        self.code = "illegal_transition"
        super().__init__(f"{status.value} + {event.value}")

    @property
    def verdict(self) -> Refused:
        return Refused(self.reason, self.code)


def first_status(*, waits: bool) -> OrderStatus:
    """The status of an order as it is placed."""
    return OrderStatus.AWAITING_APPROVAL if waits else OrderStatus.UNPROCESSED


def next_status(status: OrderStatus | str, event: OrderEventKind | str) -> OrderStatus:
    """The status that `event` leads to from `status`; raises IllegalTransition for any other."""
    status, event = OrderStatus(status), OrderEventKind(event)
    try:
        return TRANSITIONS[status, event]
    except KeyError:
        raise IllegalTransition(status, event) from None


def may_happen(status: OrderStatus | str, event: OrderEventKind | str) -> Verdict:
    """The same as a verdict, for buttons."""
    try:
        next_status(status, event)
    except IllegalTransition as refusal:
        return refusal.verdict
    return ALLOWED
