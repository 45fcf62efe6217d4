"""One row of an import's plan, so that a page of a long plan costs what the page costs."""

from django.db import models

from core.models.import_job import ImportJob


class ImportRow(models.Model):
    """A `core.exchange.plan.PlanRow` of a job, in the order of the file (ids grow with it)."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rows")
    action = models.CharField(max_length=10)
    label = models.CharField(max_length=300)
    content = models.JSONField()

    class Meta:
        verbose_name = "import row"
        verbose_name_plural = "import rows"
        ordering = ["id"]
        indexes = [models.Index(fields=["job", "action", "id"], name="import_row_action")]

    def __str__(self) -> str:
        return self.label
