"""What the nightly check of an organisation's chains found the last time."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, CustomerGroup


class ChainCheck(models.Model):
    """One row for each organisation that has chains: a group, or a customer by itself.

    `known` names the findings that stood at the last check, so that administrators are mailed of
    new ones only, and again of one that had gone away.
    """

    group = models.OneToOneField(
        CustomerGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    known = ArrayField(models.TextField(), default=list, blank=True)
    checked_at = models.DateTimeField(_("Checked"), null=True, blank=True)

    class Meta:
        verbose_name = _("check of approval chains")
        verbose_name_plural = _("checks of approval chains")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(group__isnull=True) ^ models.Q(customer__isnull=True),
                name="chain_check_of_one_organisation",
            )
        ]

    def __str__(self) -> str:
        return str(self.group_id or self.customer_id)
