"""What is demanded of a field of forms and sheets, by the shop, a group or a customer."""

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.field_patterns import Pattern
from customers.models.customer import Customer
from customers.models.group import CustomerGroup


@pghistory.track()
class FieldRule(models.Model):
    """One field of one section (customers/field_rules.py), as somebody set it; blank = not said.

    Without group and customer it is the shop's. Read them with `rules_of(shop)` or `rules_for`
    (customers/selectors/field_rules.py).
    """

    section = models.CharField(_("Section"), max_length=20)
    field = models.CharField(_("Field"), max_length=40)
    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, related_name="field_rules", null=True, blank=True
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="field_rules", null=True, blank=True
    )
    is_required = models.BooleanField(_("Required"), null=True, blank=True)
    is_hidden = models.BooleanField(_("Hidden"), null=True, blank=True)
    max_length = models.PositiveSmallIntegerField(
        _("Maximum length"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    min_length = models.PositiveSmallIntegerField(
        _("Minimum length"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    pattern = models.CharField(_("Written as"), max_length=20, choices=Pattern.choices, blank=True)
    prefix = models.CharField(_("Begins with"), max_length=20, blank=True)
    default = models.CharField(_("Default value"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("Place"), null=True, blank=True)
    labels = models.JSONField(_("Label"), default=dict, blank=True)
    helps = models.JSONField(_("Help text"), default=dict, blank=True)

    class Meta:
        verbose_name = _("field rule")
        verbose_name_plural = _("field rules")
        constraints = [
            models.UniqueConstraint(
                fields=["section", "field", "group", "customer"],
                name="field_rule_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(group__isnull=True) | models.Q(customer__isnull=True),
                name="field_rule_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}.{self.field}"
