"""A list on its way out as a spreadsheet, and the log of those that went."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", _("Excel")
    CSV = "csv", _("CSV")


class ExportStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being made")
    MADE = "made", _("Ready")
    FAILED = "failed", _("Failed")


def private_storage() -> Storage:
    return storages["private"]


class ExportJob(models.Model):
    """Who took which list, narrowed how, when, and how many rows (P-17, C17).

    `asked` is the list's filters and order as they stood in its address. A short list is answered
    straight away and leaves no `file`; a longer one's file goes after ninety days, this row stays.
    `created_by` is nobody for an export from the command line. `scope` is whose list it is, as of
    an import: "" = the shop's, else an organisation's own.
    """

    kind = models.CharField(_("List"), max_length=40)
    scope = models.CharField(max_length=40, blank=True, default="")
    format = models.CharField(_("Format"), max_length=4, choices=ExportFormat.choices)
    asked = models.JSONField(default=dict)
    language = models.CharField(max_length=5)
    status = models.CharField(
        max_length=10, choices=ExportStatus.choices, default=ExportStatus.WAITING
    )
    rows_expected = models.PositiveIntegerField(default=0)
    row_count = models.PositiveIntegerField(_("Rows"), default=0)
    file = models.FileField(upload_to="exports/%Y/%m/", storage=private_storage, blank=True)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    acted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="export_newest")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def file_name(self) -> str:
        """What the file is called where it is saved: users-2026-03-01.xlsx."""
        return f"{self.kind}-{timezone.localdate(self.created_at):%Y-%m-%d}.{self.format}"

    @property
    def is_at_work(self) -> bool:
        return self.status in (ExportStatus.WAITING, ExportStatus.RUNNING)
