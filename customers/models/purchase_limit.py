"""The most a person may buy for in a period."""

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.limits import LimitTerms, OutsideWindow
from customers.models.membership import Membership
from customers.periods import Recurrence


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),  # a removed limit leaves no row that could tell
    # The statement asks for every version that a membership had, also of rows that are gone.
    meta={"indexes": [models.Index(fields=["membership_id"], name="limit_history_of")]},
)
class PurchaseLimit(models.Model):
    """Amount and period on a membership (N-07..N-13); no row = no limit, amount 0 = nothing.

    `amount` is compared with order values: ex VAT with shipping and fees, shop currency. Dates
    are days in the shop's time zone; `ends_on` is the last day, inclusive.
    """

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="purchase_limit"
    )
    amount = models.DecimalField(
        _("Purchase limit"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("To"), null=True, blank=True)
    recurrence = models.CharField(
        _("Renewed"), max_length=10, choices=Recurrence.choices, blank=True
    )
    outside = models.CharField(
        _("Outside the period"),
        max_length=10,
        choices=OutsideWindow.choices,
        default=OutsideWindow.BLOCK,
    )

    class Meta:
        verbose_name = _("purchase limit")
        verbose_name_plural = _("purchase limits")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gte=0), name="limit_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=False, recurrence="")
                | models.Q(ends_on__isnull=True, recurrence__in=Recurrence.values),
                name="limit_end_or_recurrence",
                violation_error_message=_("A limit has an end date or is renewed, not both."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="limit_ends_after_start",
                violation_error_message=_("The last day cannot be before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.amount}"

    @property
    def terms(self) -> LimitTerms:
        return LimitTerms(
            amount=self.amount,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            recurrence=Recurrence(self.recurrence) if self.recurrence else None,
            outside=OutsideWindow(self.outside),
        )
