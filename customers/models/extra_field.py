"""A field of a shop's, a group's or a customer's own: asked of an order or of each of its lines."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from customers.models.group import CustomerGroup


class FieldPlace(models.TextChoices):
    """Once for the whole order, or once for each line."""

    ORDER = "order", _("The order")
    LINE = "line", _("Each line")


class FieldKind(models.TextChoices):
    """What an answer is."""

    TEXT = "text", _("Text")
    CHOICE = "choice", _("Choice")
    DATE = "date", _("Date")
    NUMBER = "number", _("Number")


class AskedQuestion(models.Model):
    """What a question of a shop's own is, whoever it is asked of.

    `key` is chosen once and stands on orders and applications. `minimum`, `maximum` and `default`
    are written as answers are kept (customers/extra_fields.py).
    """

    key = models.SlugField(max_length=60, unique=True, editable=False)
    kind = models.CharField(_("Kind"), max_length=10, choices=FieldKind.choices)
    label = models.CharField(_("Label"), max_length=60)
    label_sv = models.CharField(_("Label in Swedish"), max_length=60, blank=True)
    label_nb = models.CharField(_("Label in Norwegian"), max_length=60, blank=True)
    help = models.CharField(_("Help"), max_length=200, blank=True)
    help_sv = models.CharField(_("Help in Swedish"), max_length=200, blank=True)
    help_nb = models.CharField(_("Help in Norwegian"), max_length=200, blank=True)
    choices = models.JSONField(_("Choices"), default=list, blank=True)
    is_required = models.BooleanField(_("Required"), default=False)
    max_length = models.PositiveSmallIntegerField(_("Maximum length"), null=True, blank=True)
    minimum = models.CharField(_("Lowest"), max_length=30, blank=True)
    maximum = models.CharField(_("Highest"), max_length=30, blank=True)
    default = models.CharField(_("Filled in beforehand"), max_length=500, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["first_answered_at"],
)
class ExtraField(AskedQuestion):
    """One question (N-20..N-23). Of the whole shop when neither `group` nor `customer` is set.

    A field that has been answered is never deleted and keeps its kind; `first_answered_at` says
    since when, None = never.
    """

    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, related_name="extra_fields", null=True, blank=True
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="extra_fields", null=True, blank=True
    )
    place = models.CharField(_("Asked for"), max_length=10, choices=FieldPlace.choices)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(_("In use"), default=True)
    version = models.PositiveIntegerField(default=1)  # two people at once: the second looks again
    first_answered_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("extra field")
        verbose_name_plural = _("extra fields")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(customer__isnull=True),
                name="extra_field_of_one",
            ),
            models.CheckConstraint(
                condition=Q(place__in=FieldPlace.values) & Q(kind__in=FieldKind.values),
                name="extra_field_known",
            ),
        ]
