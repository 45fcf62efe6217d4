"""Whose purchase limit is nearly used up: derived, counted anew every few minutes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models import Membership
from orders.querysets import NearLimitQuerySet


class NearLimit(models.Model):
    """A membership that has bought and asked for NEAR_PERCENT or more of its limit's period.

    Kept, since counting every ledger costs more the more people there are. Order values, ex VAT.
    """

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="near_limit"
    )
    amount = models.DecimalField(_("Purchase limit"), max_digits=14, decimal_places=2)
    spent = models.DecimalField(_("Used"), max_digits=14, decimal_places=2)
    percent = models.PositiveIntegerField(_("Used, %"))
    ends_on = models.DateField(_("Until"))
    counted_at = models.DateTimeField()

    objects = NearLimitQuerySet.as_manager()

    class Meta:
        verbose_name = _("limit nearly reached")
        verbose_name_plural = _("limits nearly reached")
        ordering = ["-percent", "id"]
        indexes = [models.Index(fields=["percent", "id"], name="near_limit_percent")]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.percent} %"
