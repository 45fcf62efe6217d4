"""VAT rates."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class VatRate(models.Model):
    """A rate that variants and delivery methods point to; an order copies the percent."""

    name = models.CharField(_("Name"), max_length=60, unique=True)
    percent = models.DecimalField(
        _("Percent"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    is_default = models.BooleanField(_("Used when nothing else is said"), default=False)

    class Meta:
        verbose_name = _("VAT rate")
        verbose_name_plural = _("VAT rates")
        ordering = ["-percent"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__gte=0, percent__lte=100), name="vat_is_percent"
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="vat_one_default_rate",
            ),
        ]

    def __str__(self) -> str:
        return self.name
