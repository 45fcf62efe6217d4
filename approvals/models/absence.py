"""When an approver is away, and who decides meanwhile."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Membership


@pghistory.track()
class Absence(models.Model):
    """First and last day away, both included, in the shop's time zone.

    The absences of one membership never share a day: the service sees to it under the
    organisation's lock. Without a substitute, or with one who cannot decide, orders go past.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="absences")
    substitute = models.ForeignKey(
        Membership,
        on_delete=models.SET_NULL,
        related_name="stands_in",
        null=True,
        blank=True,
        verbose_name=_("Substitute"),
    )
    starts_on = models.DateField(_("First day away"))
    ends_on = models.DateField(_("Last day away"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="absence_ends_after_start",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(substitute__isnull=True)
                | ~models.Q(substitute=models.F("membership")),
                name="absence_not_ones_own_substitute",
            ),
        ]
        indexes = [
            models.Index(fields=["substitute", "ends_on"], name="absence_stands_in"),
            models.Index(fields=["membership", "ends_on"], name="absence_of"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.starts_on}–{self.ends_on}"
