"""What happened to an order, in the words its people see."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import User
from orders.models.order import Order
from orders.states import OrderEventKind


class OrderEvent(models.Model):
    """One thing that happened: who, when, acting as whom, why; `details` holds old and new."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=OrderEventKind.choices)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    acted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(default=timezone.now)
    comment = models.TextField(_("Comment"), blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.kind}"
