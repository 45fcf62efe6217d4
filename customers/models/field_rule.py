"""What the shop demands of a field of its forms and sheets."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class FieldRule(models.Model):
    """One field of one section (customers/field_rules.py), as the shop's administrators set it.

    Read them with `customers.selectors.field_rules.rules_of(shop)`.
    """

    section = models.CharField(_("Section"), max_length=20)
    field = models.CharField(_("Field"), max_length=40)
    is_required = models.BooleanField(_("Required"), default=False)

    class Meta:
        verbose_name = _("field rule")
        verbose_name_plural = _("field rules")
        constraints = [
            models.UniqueConstraint(fields=["section", "field"], name="field_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.section}.{self.field}"
