"""How goods travel and how they are paid."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models import VatRate
from customers.models import CustomerGroup, Segment


class DeliveryMethod(models.Model):
    """A way to deliver, with its cost ex VAT; free from a goods value if set. May be limited."""

    name = models.CharField(_("Name"), max_length=100, unique=True)
    description = models.CharField(_("Description"), max_length=250, blank=True)
    cost_net = models.DecimalField(
        _("Cost ex VAT"),
        max_digits=12,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
    )
    free_from_net = models.DecimalField(
        _("Free from goods value ex VAT"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    vat_rate = models.ForeignKey(VatRate, on_delete=models.PROTECT, related_name="+")
    limit_groups = models.ManyToManyField(
        CustomerGroup, related_name="+", blank=True, verbose_name=_("Limit by group")
    )
    limit_segments = models.ManyToManyField(
        Segment, related_name="+", blank=True, verbose_name=_("Limit by segment")
    )
    position = models.PositiveIntegerField(_("Position"), default=0)
    is_active = models.BooleanField(_("Offered"), default=True)

    class Meta:
        verbose_name = _("delivery method")
        verbose_name_plural = _("delivery methods")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cost_net__gte=0), name="delivery_cost_not_negative"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PaymentMethod(models.Model):
    """A way to pay. On account = invoice, and counts against the allowed outstanding amount."""

    name = models.CharField(_("Name"), max_length=100, unique=True)
    description = models.CharField(_("Description"), max_length=250, blank=True)
    is_on_account = models.BooleanField(_("On account"), default=False)
    fee_net = models.DecimalField(
        _("Fee ex VAT"),
        max_digits=12,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
    )
    vat_rate = models.ForeignKey(VatRate, on_delete=models.PROTECT, related_name="+")
    limit_groups = models.ManyToManyField(
        CustomerGroup, related_name="+", blank=True, verbose_name=_("Limit by group")
    )
    limit_segments = models.ManyToManyField(
        Segment, related_name="+", blank=True, verbose_name=_("Limit by segment")
    )
    position = models.PositiveIntegerField(_("Position"), default=0)
    is_active = models.BooleanField(_("Offered"), default=True)

    class Meta:
        verbose_name = _("payment method")
        verbose_name_plural = _("payment methods")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fee_net__gte=0), name="payment_fee_not_negative"
            )
        ]

    def __str__(self) -> str:
        return self.name
