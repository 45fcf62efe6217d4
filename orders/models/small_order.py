"""What the shop asks of small orders."""

from typing import Any

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models import VatRate
from customers.models import Customer, CustomerGroup, Segment


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SmallOrderRule(models.Model):
    """A goods value ex VAT under which an order is refused, or costs `fee_net` where that is set.

    Of one customer, group or segment, or of the whole shop when none of them is named. Which of
    several holds is said in orders/small_orders.py.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    segment = models.ForeignKey(
        Segment, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    value_net = models.DecimalField(
        _("Goods value ex VAT"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(0)],
    )
    fee_net = models.DecimalField(
        _("Fee ex VAT"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    vat_rate = models.ForeignKey(
        VatRate, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("rule for small orders")
        verbose_name_plural = _("rules for small orders")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value_net__gte=0), name="small_order_value_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(fee_net__isnull=True, vat_rate__isnull=True)
                | models.Q(fee_net__gt=0, vat_rate__isnull=False),
                name="small_order_fee_has_vat",
            ),
            models.CheckConstraint(
                condition=models.Q(customer__isnull=True, group__isnull=True)
                | models.Q(customer__isnull=True, segment__isnull=True)
                | models.Q(group__isnull=True, segment__isnull=True),
                name="small_order_of_one_or_all",
            ),
            models.UniqueConstraint(
                fields=["customer", "group", "segment"],
                nulls_distinct=False,
                name="small_order_rule_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.of or _("The whole shop"))

    @property
    def of(self) -> Any:
        """Whose rule it is, loaded; None = the whole shop's."""
        return self.customer or self.group or self.segment
