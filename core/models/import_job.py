"""A spreadsheet on its way in: upload → plan → review → apply → perhaps undo."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImportStatus(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")  # to be planned, or being planned
    MAPPING = "mapping", _("Columns to choose")
    PLANNED = "planned", _("Ready to review")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    CANCELLED = "cancelled", pgettext_lazy("an import", "Cancelled")
    FAILED = "failed", _("Failed")


def private_storage() -> Storage:
    return storages["private"]


class ImportJob(models.Model):
    """One file and what it would change. The file goes after 90 days (DESIGN §4).

    The rows of its plan are ImportRows, the database rows they write ImportEdits; `plan` is what
    holds for the whole file (its sheet, headings, notes, fingerprint), `counts` the figures,
    `undone` those of the undo. `core.imports` moves it along.
    """

    kind = models.CharField(_("What"), max_length=40)
    # Whose import: "" = the shop's, else the organisation whose administrators see it.
    scope = models.CharField(max_length=40, blank=True)
    file_name = models.CharField(_("File"), max_length=255)
    file = models.FileField(upload_to="imports/%Y/%m/", storage=private_storage)
    options = models.JSONField(default=dict)
    status = models.CharField(
        max_length=10, choices=ImportStatus.choices, default=ImportStatus.UPLOADED
    )
    plan = models.JSONField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    undone = models.JSONField(default=dict)
    rows_read = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)  # of the step being worked on
    planned_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["scope", "-created_at"], name="import_job_scope")]

    def __str__(self) -> str:
        return self.file_name


class ImportStep(models.Model):
    """Who asked for what to be done with an import, and when (K-35)."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=20)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    acted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "import step"
        verbose_name_plural = "import steps"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.job_id} {self.what}"
