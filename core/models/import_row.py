"""The rows of an import's plan and the database rows that each of them writes."""

from django.db import models

from core.models.import_job import ImportJob


class ImportRow(models.Model):
    """A `core.exchange.plan.PlanRow` of a job.

    `is_kept` after an undo: somebody has changed its thing since, so it stays; `kept_because`
    says so. Written with COPY, a hundred thousand at a time, hence no foreign key checks.
    """

    job = models.ForeignKey(
        ImportJob,
        on_delete=models.CASCADE,
        related_name="rows",
        db_constraint=False,
        db_index=False,
    )
    row_number = models.PositiveIntegerField()
    action = models.CharField(max_length=10)
    label = models.CharField(max_length=300)
    content = models.JSONField()
    is_kept = models.BooleanField(default=False, db_default=False)
    kept_because = models.CharField(max_length=300, default="", db_default="")

    class Meta:
        verbose_name = "import row"
        verbose_name_plural = "import rows"
        ordering = ["row_number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "row_number"], name="import_row_once")
        ]
        indexes = [models.Index(fields=["job", "action", "row_number"], name="import_row_action")]

    def __str__(self) -> str:
        return self.label


class ImportEdit(models.Model):
    """A `core.exchange.plan.Edit` of a row: what the apply writes and the undo puts back."""

    job = models.ForeignKey(
        ImportJob,
        on_delete=models.CASCADE,
        related_name="edits",
        db_constraint=False,
        db_index=False,  # the index on (job, model, object_id) begins with it
    )
    row_number = models.PositiveIntegerField()
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    is_kept = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = "import edit"
        verbose_name_plural = "import edits"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["job", "model", "object_id"], name="import_edit_object"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"
