"""A discount of somebody's own, for some days."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.membership import Membership


class TimedDiscountReason(models.TextChoices):
    """What it was given for."""

    BIRTHDAY = "birthday", _("Birthday")


class TimedDiscount(models.Model):
    """Per cent on what this membership buys, from one day to another of the shop, both included.

    A row is never changed: past orders were priced by it (P-23).
    """

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="timed_discounts"
    )
    percent = models.DecimalField(
        _("Discount, %"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until, inclusive"))
    reason = models.CharField(max_length=20, choices=TimedDiscountReason.choices)

    class Meta:
        verbose_name = _("discount for some days")
        verbose_name_plural = _("discounts for some days")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__gt=0, percent__lte=100),
                name="timed_discount_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="timed_discount_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["membership", "reason", "starts_on"], name="timed_discount_once_a_day"
            ),
        ]
        indexes = [models.Index(fields=["ends_on"], name="timed_discount_end")]

    def __str__(self) -> str:
        return f"{self.percent} % {self.starts_on}–{self.ends_on}"
