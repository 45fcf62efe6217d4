"""Column mappings that the shop keeps: how a supplier's file fits one of our sheets."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedMapping(models.Model):
    """A mapping under a name; `body` is read and written by `services.import_mapping`."""

    name = models.CharField(_("Name"), max_length=60, unique=True)
    sheet = models.CharField(max_length=40)
    body = models.JSONField()

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
