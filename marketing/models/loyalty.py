"""Loyalty points: the programme, its rules, and the ledger that is only added to."""

from decimal import Decimal

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, CustomerGroup, User
from marketing.loyalty_triggers import ACCOUNT_TRIGGERS, ENTRY_TRIGGERS, LOT_TRIGGERS


class Rounding(models.TextChoices):
    """What becomes of part of a point."""

    DOWN = "down", _("down to whole points")
    NEAREST = "nearest", _("to the nearest whole point")
    UP = "up", _("up to whole points")


@pghistory.track()
class LoyaltyProgramme(models.Model):
    """One row, or none while nobody has set the programme up."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    points_name = models.CharField(
        _("What the points are called"),
        max_length=40,
        default="points",
        help_text=_("As after a number: 120 points."),
    )
    point_value = models.DecimalField(
        _("Value of one point, inc VAT"),
        max_digits=10,
        decimal_places=4,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.0001"))],
        help_text=_("In the shop's currency."),
    )
    largest_percent = models.PositiveSmallIntegerField(
        _("Largest part of an order, %"),
        default=100,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Of the total inc VAT. The rest is paid as usual."),
    )
    least_points = models.PositiveIntegerField(
        _("Fewest points to use at a time"), default=1, validators=[MinValueValidator(1)]
    )
    life_months = models.PositiveSmallIntegerField(
        _("Points live for, months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("From the day they were earned. Blank = for ever."),
    )
    notice_days = models.PositiveSmallIntegerField(
        _("Notice before they expire, days"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("A mail goes to those whose orders earned them."),
    )
    rounding = models.CharField(
        _("Earned points are rounded"),
        max_length=10,
        choices=Rounding.choices,
        default=Rounding.DOWN,
    )

    class Meta:
        verbose_name = _("loyalty programme")
        verbose_name_plural = _("loyalty programmes")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="loyalty_programme_one_row"),
            models.CheckConstraint(
                condition=Q(point_value__gt=0), name="loyalty_point_worth_something"
            ),
            models.CheckConstraint(
                condition=Q(largest_percent__gte=1, largest_percent__lte=100),
                name="loyalty_part_of_order",
            ),
            models.CheckConstraint(condition=Q(least_points__gte=1), name="loyalty_least_points"),
        ]

    def __str__(self) -> str:
        return self.points_name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LoyaltyRule(models.Model):
    """Points per 100 of goods ex VAT, for a group or for everybody. Which of several holds is
    said in marketing/loyalty_rules.py."""

    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    points_per_100 = models.DecimalField(
        _("Points per 100 of goods ex VAT"),
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(0)],
    )
    factor = models.DecimalField(
        _("Times"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(0)],
        help_text=_("2 gives double points, for a campaign of some weeks."),
    )
    valid_from = models.DateField(_("From"), null=True, blank=True)
    valid_until = models.DateField(_("Until, inclusive"), null=True, blank=True)

    class Meta:
        verbose_name = _("loyalty rule")
        verbose_name_plural = _("loyalty rules")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points_per_100__gte=0, factor__gte=0),
                name="loyalty_rule_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="loyalty_rule_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.group.name if self.group else str(_("Everybody"))


class LoyaltyAccount(models.Model):
    """The points of a customer: those of a company belong to it, whoever earned them.

    `balance` and `owed` are the sums of its entries: a trigger on the entries keeps them, and
    refuses any other way to change them. Lock this row before adding an entry. What is owed are
    points of a taken back order that had been spent; the next ones pay it first.
    """

    customer = models.OneToOneField(
        Customer, on_delete=models.PROTECT, related_name="loyalty_account"
    )
    balance = models.IntegerField(_("Points"), default=0)
    owed = models.IntegerField(_("Owed"), default=0)

    class Meta:
        verbose_name = _("loyalty account")
        verbose_name_plural = _("loyalty accounts")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(balance__gte=0), name="loyalty_never_below_zero"),
            models.CheckConstraint(condition=Q(owed__gte=0), name="loyalty_owed_not_negative"),
        ]
        indexes = [models.Index(fields=["-balance", "-id"], name="loyalty_largest")]
        triggers = ACCOUNT_TRIGGERS

    def __str__(self) -> str:
        return f"{self.customer}: {self.balance}"


class LoyaltyKind(models.TextChoices):
    """What a line of the ledger is."""

    EARN = "earn", _("Earned")
    REDEEM = "redeem", _("Used")
    RETURN = "return", _("Given back")
    REVERSE = "reverse", _("Taken back")
    EXPIRE = "expire", _("Expired")
    ADJUST = "adjust", _("Adjusted")


class LoyaltyEntry(models.Model):
    """A line of the ledger. Never changed, never removed; only words may be taken out of `reason`.

    `points` is what the balance grew by, `owed` what is owed grew by; `balance_after` is filled in
    by the database. `order_number` is what the orders told. `details` say why: see
    marketing/loyalty_words.py.
    """

    account = models.ForeignKey(LoyaltyAccount, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=LoyaltyKind.choices)
    points = models.IntegerField()
    owed = models.IntegerField(default=0)
    balance_after = models.IntegerField(default=0)
    order_number = models.BigIntegerField(null=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    acted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("loyalty entry")
        verbose_name_plural = _("loyalty entries")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["earn", "return"], points__gte=0, owed=0)
                | Q(kind__in=["redeem", "expire"], points__lt=0, owed=0)
                | Q(kind="reverse", points__lte=0)
                | Q(kind="adjust", owed=0),
                name="loyalty_entry_sign",
            ),
            models.UniqueConstraint(
                fields=["order_number"], condition=Q(kind="earn"), name="loyalty_earned_once"
            ),
            models.UniqueConstraint(
                fields=["order_number"], condition=Q(kind="redeem"), name="loyalty_redeemed_once"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="loyalty_statement"),
            models.Index(
                fields=["order_number"],
                condition=Q(order_number__isnull=False),
                name="loyalty_of_order",
            ),
        ]
        triggers = ENTRY_TRIGGERS

    def __str__(self) -> str:
        return f"{self.kind} {self.points}"


class LoyaltyLot(models.Model):
    """Points that came together and expire together; the oldest are used first.

    What is left in all lots of an account is its balance: checked by the database at commit.
    """

    account = models.ForeignKey(LoyaltyAccount, on_delete=models.PROTECT, related_name="lots")
    entry = models.ForeignKey(LoyaltyEntry, on_delete=models.PROTECT, related_name="lots")
    points = models.PositiveIntegerField()
    points_left = models.PositiveIntegerField()
    expires_on = models.DateField(null=True)  # the first day that they are gone
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points_left__gte=0, points_left__lte=F("points")),
                name="loyalty_lot_left_of_it",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "expires_on", "id"],
                condition=Q(points_left__gt=0),
                name="loyalty_lot_open",
            ),
            models.Index(
                fields=["expires_on"], condition=Q(points_left__gt=0), name="loyalty_lot_due"
            ),
        ]
        triggers = LOT_TRIGGERS

    def __str__(self) -> str:
        return f"{self.points_left} / {self.points}"
