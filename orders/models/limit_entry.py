"""The purchase limit's ledger: append-only."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Membership, User
from orders.models.order import Order


class EntryKind(models.TextChoices):
    RESERVE = "reserve", _("Reserved")
    ADJUST = "adjust", _("Adjusted")
    RELEASE = "release", _("Released")


class LimitEntry(models.Model):
    """An order's effect on its orderer's purchase limit, in order value (ex VAT).

    Written for every order, limit or not, so a limit set later knows the past. `counts_on` is
    the order's placing day in the shop's time zone; a release carries the same day, so it goes
    back into that very period. Used = the sum of a period; of which waiting = reserved.
    """

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="limit_entries"
    )
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="limit_entries")
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    amount_net = models.DecimalField(max_digits=14, decimal_places=2)
    counts_on = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = _("limit entry")
        verbose_name_plural = _("limit entries")
        ordering = ["id"]
        indexes = [models.Index(fields=["membership", "counts_on"], name="limit_entry_period")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="reserve", amount_net__gte=0)
                | models.Q(kind="release", amount_net__lte=0)
                | models.Q(kind="adjust"),
                name="limit_entry_sign",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=models.Q(kind="reserve"),
                name="limit_entry_reserved_once",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=models.Q(kind="release"),
                name="limit_entry_released_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_net}"
