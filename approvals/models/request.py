"""One request climbing a chain."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.querysets import ApprovalRequestQuerySet
from customers.models import Membership, User


class RequestState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


@pghistory.track()
class ApprovalRequest(models.Model):
    """An order value that waits for one person's yes after another (A-01..A-18, C14).

    `value_net` is the order value ex VAT with shipping and fees. `step` is the membership that
    has it now; NULL while waiting means that nobody is left who may decide, and staff see it.
    `asked_at` = a question waits for the orderer's answer; the same person still decides.
    `passed_over` are the memberships that let the days pass: the order went on without them.
    `reference` is the order number as people know it; approvals knows nothing else of orders.
    """

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="approval_requests"
    )
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("Order"), max_length=40)
    value_net = models.DecimalField(_("Order value ex VAT"), max_digits=14, decimal_places=2)
    needs_filling = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=RequestState.choices, default=RequestState.WAITING
    )
    step = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        related_name="requests_to_decide",
        null=True,
        blank=True,
        verbose_name=_("Waits for"),
    )
    step_since = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    passed_over = ArrayField(models.BigIntegerField(), default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ApprovalRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval request")
        verbose_name_plural = _("approval requests")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=RequestState.values), name="request_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting") | models.Q(step__isnull=True),
                name="request_settled_waits_for_nobody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["step", "created_at"],
                condition=models.Q(state="waiting"),
                name="request_waiting_for",
            ),
            models.Index(
                fields=["step_since"],
                condition=models.Q(state="waiting"),
                name="request_waiting_since",
            ),
            # Most requests are settled and have no step, so the planner would not see how few these
            # are in an index of steps.
            models.Index(
                fields=["id"],
                condition=models.Q(state="waiting", step__isnull=True),
                name="request_of_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
