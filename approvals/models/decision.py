"""A decision on an approval request; decisions taken stay."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.models.request import ApprovalRequest
from customers.models import Membership, User


class Answer(models.TextChoices):
    APPROVE = "approve", _("Approved")
    CHANGE = "change", _("Changed")
    REJECT = "reject", _("Rejected")
    QUESTION = "question", _("Asked")


class ApprovalDecision(models.Model):
    """One person's answer, with the value it was given on (ex VAT, shipping and fees in).

    `in_place_of` is the one who was away, when a substitute answered.
    """

    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="decisions")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="decisions")
    in_place_of = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    comment = models.TextField(_("Comment"), blank=True)
    value_net = models.DecimalField(max_digits=14, decimal_places=2)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["decided_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "membership"],
                condition=models.Q(answer__in=["approve", "reject"]),
                name="decision_one_final_answer_each",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(answer="reject"),
                name="decision_rejected_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.answer}"
