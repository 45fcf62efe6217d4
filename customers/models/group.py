"""Connections above and across customers: groups, segments and pricing tiers."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.querysets import CustomerGroupQuerySet

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class GroupKind(models.TextChoices):
    ORGANISATION = "organisation", _("Organisation")
    COMMERCIAL = "commercial", _("Commercial")


@pghistory.track()
class CustomerGroup(models.Model):
    """Above customers: a concern or municipality (organisation), or retail, 'B2B' (commercial).

    As main group it decides price, discount and access (N-06, P-30); as a further group it
    widens visibility and features only, never price (C1).
    """

    name = models.CharField(_("Name"), max_length=120, unique=True)
    kind = models.CharField(
        _("Kind"), max_length=20, choices=GroupKind.choices, default=GroupKind.COMMERCIAL
    )
    discount_percent = models.DecimalField(
        _("Group discount, %"), max_digits=5, decimal_places=2, default=0, validators=PERCENT
    )
    every_step_must_approve = models.BooleanField(
        _("Every step must approve"),
        default=False,
        help_text=_("Otherwise the first approver whose break point covers the order is enough."),
    )
    comment_required = models.BooleanField(
        _("Require a comment on change and rejection"), default=False
    )
    remind_after_days = models.PositiveSmallIntegerField(
        _("Remind the approver after, days"),
        null=True,
        blank=True,
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("And again after as many days more. Blank = never."),
    )
    escalate_after_days = models.PositiveSmallIntegerField(
        _("Pass the order on after, days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("To the next in the chain, else an administrator. Blank = never."),
    )
    two_factor_required = models.BooleanField(
        _("Everyone must use two-factor"),
        default=False,
        help_text=_("Holds for organisations, when buyers can use two-factor at all."),
    )
    sales_team = models.ForeignKey(
        "customers.SalesTeam",
        on_delete=models.SET_NULL,
        related_name="groups",
        null=True,
        blank=True,
        verbose_name=_("Sales team"),
        help_text=_("Looks after the customers that have no team of their own."),
    )
    is_built_in = models.BooleanField(default=False, editable=False)

    objects = CustomerGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer group")
        verbose_name_plural = _("customer groups")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=GroupKind.values), name="group_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(discount_percent__gte=0, discount_percent__lte=100),
                name="group_discount_is_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(remind_after_days__isnull=True)
                | models.Q(escalate_after_days__isnull=True)
                | models.Q(escalate_after_days__gt=models.F("remind_after_days")),
                name="group_reminds_before_it_passes_on",
                violation_error_message=_("An order is passed on later than its reminder."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_organisation(self) -> bool:
        return self.kind == GroupKind.ORGANISATION


@pghistory.track()
class PricingTier(models.Model):
    """Reseller, Wholesaler, Distributor …: quantity prices and/or a discount (U-20, U-21)."""

    name = models.CharField(_("Name"), max_length=80, unique=True)
    discount_percent = models.DecimalField(
        _("Discount, %"), max_digits=5, decimal_places=2, default=0, validators=PERCENT
    )

    class Meta:
        verbose_name = _("pricing tier")
        verbose_name_plural = _("pricing tiers")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(discount_percent__gte=0, discount_percent__lte=100),
                name="tier_discount_is_percent",
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Segment(models.Model):
    """A horizontal connection that holds customers and whole groups (N-04, N-05)."""

    name = models.CharField(_("Name"), max_length=120, unique=True)
    customers = models.ManyToManyField(
        "customers.Customer", related_name="segments", blank=True, verbose_name=_("Customers")
    )
    groups = models.ManyToManyField(
        CustomerGroup, related_name="segments", blank=True, verbose_name=_("Customer groups")
    )

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
