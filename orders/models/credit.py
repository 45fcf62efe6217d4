"""What the shop gave back of a completed order."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import User
from orders.models.order import Order


class OrderCredit(models.Model):
    """So much of an order's value ex VAT, and its VAT in proportion. Never changed.

    What of it had been paid with points, `points_amount`, went back as whole `points`; the rest is
    `money`, inc VAT. `earned_back` are the points that the order had earned. Sales statistics stay
    as ordered.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="credits")
    net = models.DecimalField(_("Amount ex VAT"), max_digits=14, decimal_places=2)
    vat = models.DecimalField(_("VAT"), max_digits=14, decimal_places=2)
    points = models.PositiveIntegerField(default=0)
    points_amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    money = models.DecimalField(max_digits=14, decimal_places=2)
    earned_back = models.PositiveIntegerField(default=0)
    reason = models.CharField(_("Reason"), max_length=300)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(net__gt=0, vat__gte=0), name="order_credit_positive"
            ),
            models.CheckConstraint(
                condition=Q(money=F("net") + F("vat") - F("points_amount")),
                name="order_credit_is_its_parts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.net}"
