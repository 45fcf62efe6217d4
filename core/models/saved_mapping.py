"""How a file nobody wrote for us fits a sheet, kept under a name."""

from django.db import models


class SavedMapping(models.Model):
    """A `core.imports.mappings.NamedMapping` as JSON, one for each name and sheet."""

    name = models.CharField(max_length=120)
    sheet = models.CharField(max_length=40)
    body = models.JSONField()

    class Meta:
        verbose_name = "column mapping"
        verbose_name_plural = "column mappings"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "name"], name="column_mapping_once")
        ]

    def __str__(self) -> str:
        return self.name
