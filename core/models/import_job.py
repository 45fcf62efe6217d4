"""A spreadsheet on its way in: upload → plan → apply."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportStatus(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    PLANNED = "planned", _("Ready to review")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    FAILED = "failed", _("Failed")


def private_storage() -> Storage:
    return storages["private"]


class ImportJob(models.Model):
    """One file and what it would change. The file goes after 90 days (DESIGN §4).

    The rows of its plan are ImportRows; `plan` is what holds for the whole file (its sheet,
    unread headings, fingerprint), `counts` the figures. `core.imports` moves it along.
    """

    kind = models.CharField(_("What"), max_length=40)
    file_name = models.CharField(_("File"), max_length=255)
    file = models.FileField(upload_to="imports/%Y/%m/", storage=private_storage)
    options = models.JSONField(default=dict)
    status = models.CharField(
        max_length=10, choices=ImportStatus.choices, default=ImportStatus.UPLOADED
    )
    plan = models.JSONField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    rows_read = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.file_name
