"""Partners who send buyers here by a link of their own, and what they earn by it (K-16)."""

from datetime import date
from decimal import Decimal

import pghistory
from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.money import HUNDRED


class CommissionKind(models.TextChoices):
    PERCENT = "percent", _("% of the goods ex VAT")
    FIXED = "fixed", _("An amount per order")


_RATE_FITS = models.Q(rate__gt=0) & (
    models.Q(commission=CommissionKind.FIXED) | models.Q(rate__lte=HUNDRED)
)


@pghistory.track()
class Affiliate(models.Model):
    """A person with a link of their own. `rate` is a percentage, or an amount ex VAT per order.

    The link holds from `starts_on` to `ends_on`, both days counted, while `is_active`. A code is
    never given to anybody else: the row stays for ever, and where the person has been erased, so
    does `code_mark`, which tells the code to nobody.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="affiliate",
        verbose_name=_("Person"),
    )
    code = models.CharField(_("Code"), max_length=30)
    code_mark = models.CharField(max_length=64, unique=True, editable=False)
    shown_as = models.CharField(_("Shown to visitors as"), max_length=80)
    commission = models.CharField(
        _("Commission"),
        max_length=10,
        choices=CommissionKind.choices,
        default=CommissionKind.PERCENT,
    )
    rate = models.DecimalField(_("Commission, % or amount"), max_digits=9, decimal_places=2)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)
    is_active = models.BooleanField(_("Active"), default=True)
    created_at = models.DateTimeField(_("Created"), default=timezone.now)

    class Meta:
        verbose_name = _("affiliate")
        verbose_name_plural = _("affiliates")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(Lower("code"), name="affiliate_code_once_any_case"),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[a-z0-9-]{3,30}$"), name="affiliate_code_form"
            ),
            models.CheckConstraint(condition=_RATE_FITS, name="affiliate_rate_fits"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="affiliate_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def holds_on(self, day: date) -> bool:
        """Whether the link counts on that day; `in_force` asks the same of the table."""
        return (
            self.is_active
            and self.starts_on <= day
            and (self.ends_on is None or day <= self.ends_on)
        )


class Attribution(models.Model):
    """An order that came by an affiliate's link, on the terms of the day it was placed."""

    affiliate = models.ForeignKey(Affiliate, on_delete=models.PROTECT, related_name="attributions")
    order_number = models.BigIntegerField(_("Order"), unique=True)
    commission = models.CharField(max_length=10, choices=CommissionKind.choices)
    rate = models.DecimalField(max_digits=9, decimal_places=2)
    attributed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("attributed order")
        verbose_name_plural = _("attributed orders")
        ordering = ["id"]
        indexes = [models.Index(fields=["affiliate", "-id"], name="attribution_of_affiliate")]

    def __str__(self) -> str:
        return str(self.order_number)


class CommissionEntryKind(models.TextChoices):
    EARNED = "earned", _("Earned")
    REVERSED = "reversed", _("Taken back")


class CommissionEntry(models.Model):
    """The ledger of commission: append-only. The sum of an affiliate's entries is what was earned.

    An order earns once; it is taken back with each credit of it, in proportion. `goods_net` is
    what it was reckoned on.
    """

    attribution = models.ForeignKey(Attribution, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=CommissionEntryKind.choices)
    goods_net = models.DecimalField(max_digits=14, decimal_places=2)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField(default=timezone.now)
    counts_on = models.DateField()

    class Meta:
        verbose_name = _("commission entry")
        verbose_name_plural = _("commission entries")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["attribution"],
                condition=models.Q(kind=CommissionEntryKind.EARNED),
                name="commission_earned_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=CommissionEntryKind.EARNED, amount__gte=0)
                | models.Q(kind=CommissionEntryKind.REVERSED, amount__lte=0),
                name="commission_entry_sign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class Payout(models.Model):
    """Staff's mark that a period's commission is paid. What pays it is outside the shop."""

    affiliate = models.ForeignKey(Affiliate, on_delete=models.PROTECT, related_name="payouts")
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"))
    amount = models.DecimalField(_("Amount"), max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    reference = models.CharField(_("Reference"), max_length=80, blank=True)
    paid_at = models.DateTimeField(_("Marked as paid"), default=timezone.now)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=Decimal(0)), name="payout_is_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class PaidEntry(models.Model):
    """Which payout an entry was in: one, ever."""

    entry = models.OneToOneField(CommissionEntry, on_delete=models.PROTECT, related_name="paid")
    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        verbose_name = _("paid entry")
        verbose_name_plural = _("paid entries")

    def __str__(self) -> str:
        return f"{self.entry_id} in {self.payout_id}"
